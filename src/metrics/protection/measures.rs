//! What the columns of a mart have to do with each other, as far as one gives another away.

use std::collections::{BTreeMap, BTreeSet};

use mizan_statistics::dominance::CONTRIBUTORS_MINIMUM;

use crate::metric::{IntervalMethod, Kind, Metric, Time};
use crate::ministry::SHARE_DENOMINATOR_MINIMUM;

/// Fewest persons behind a shown value where no metric of the column asks for more.
const PERSONS_MINIMUM: f64 = 5.0;

/// A number of persons or establishments that must not be small where it is not zero.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Demand {
    /// Columns added.
    pub(crate) plus: usize,
    /// Column taken away, for the rest of a whole.
    pub(crate) minus: Option<usize>,
    /// Fewest that may be known.
    pub(crate) minimum: f64,
    /// Whether an unknown number counts as few.
    pub(crate) is_needed: bool,
}

/// Columns that are hidden in the same cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Class {
    pub(crate) demands: Vec<Demand>,
    /// Wholes below this number hide their parts: shares of few.
    pub(crate) thin: Vec<usize>,
    /// Classes that hide this one wherever they are hidden.
    pub(crate) needs: BTreeSet<usize>,
    /// Hidden just where one of these is: a sum of two columns that is not a figure itself.
    pub(crate) sum_of: BTreeSet<usize>,
    /// Column whose size says what hiding a cell costs.
    pub(crate) weight: usize,
    /// Whether its figures add up over time.
    pub(crate) is_flow: bool,
}

/// The classes of a mart's columns.
#[derive(Debug, Default)]
pub(crate) struct Measures {
    pub(crate) names: Vec<String>,
    pub(crate) class_of: Vec<usize>,
    pub(crate) classes: Vec<Class>,
}

impl Measures {
    /// Derives the classes from the metrics of a mart and from sums that hold in all its rows.
    pub(crate) fn new(metrics: &[&Metric], columns: &BTreeMap<String, Vec<f64>>) -> Self {
        let names: Vec<String> = columns.keys().cloned().collect();
        let values: Vec<&[f64]> = columns.values().map(Vec::as_slice).collect();
        let mut roles = Roles::new(metrics, &names);
        let mut joined = Joined((0..names.len()).collect());
        let mut sums: Vec<(usize, [usize; 2])> = Vec::new();
        for (whole, parts) in sums_in_all_rows(&roles, &values) {
            if roles.is_published[whole] {
                // The rest of a known whole is the other part: both or none.
                joined.join(parts[0], parts[1]);
                for part in parts {
                    roles.wholes.insert((part, whole));
                }
            } else {
                sums.push((whole, parts));
            }
        }
        for (one, other) in equal_in_all_rows(&roles, &values) {
            joined.join(one, other);
        }
        for (whole, _) in &sums {
            roles.wholes.retain(|(_, other)| other != whole);
            roles.thin.retain(|(_, other)| other != whole);
        }
        let hidden_instead = roles.wholes_hidden_instead(&joined);
        roles.classes(names, &joined, &sums, &hidden_instead)
    }
}

/// What metrics say of each column.
struct Roles {
    is_persons: Vec<bool>,
    is_published: Vec<bool>,
    is_flow: Vec<bool>,
    minimum: Vec<f64>,
    /// Part and whole.
    wholes: BTreeSet<(usize, usize)>,
    /// Part of a share and its whole.
    thin: BTreeSet<(usize, usize)>,
    /// Amount or event, and the count of persons behind it.
    needs: BTreeSet<(usize, usize)>,
    establishments: BTreeSet<(usize, usize)>,
}

impl Roles {
    fn new(metrics: &[&Metric], names: &[String]) -> Self {
        let place = |name: &str| names.iter().position(|one| one == name).unwrap_or(0);
        let mut roles = Self {
            is_persons: vec![false; names.len()],
            is_published: vec![false; names.len()],
            is_flow: vec![false; names.len()],
            minimum: vec![0.0; names.len()],
            wholes: BTreeSet::new(),
            thin: BTreeSet::new(),
            needs: BTreeSet::new(),
            establishments: BTreeSet::new(),
        };
        for metric in metrics {
            let numerator = place(&metric.numerator);
            if let Some(count) = metric.count_column().map(place) {
                roles.is_persons[count] = true;
            }
            if counts_flags(metric) {
                continue;
            }
            if metric.kind == Kind::Count {
                roles.is_persons[numerator] = true;
                roles.is_published[numerator] = true;
                let minimum = &mut roles.minimum[numerator];
                *minimum = minimum.max(metric.minimum_n as f64);
            }
            if metric.kind == Kind::Share || metric.interval == IntervalMethod::Poisson {
                roles.is_persons[numerator] = true;
            }
        }
        for minimum in roles.minimum.iter_mut().filter(|minimum| **minimum == 0.0) {
            *minimum = PERSONS_MINIMUM;
        }
        for metric in metrics.iter().filter(|metric| metric.kind != Kind::Median) {
            roles.read(metric, place);
        }
        for metric in metrics.iter().filter(|metric| metric.kind == Kind::Median) {
            // Its number of persons is shown beside it.
            if let Some(count) = metric.count_column().map(place) {
                roles.is_flow[count] |= metric.time != Time::Stock;
            }
        }
        roles
    }

    fn read(&mut self, metric: &Metric, place: impl Fn(&str) -> usize) {
        let numerator = place(&metric.numerator);
        let denominator = metric.denominator.as_deref().map(&place);
        let count = metric.count_column().map(&place);
        let columns = std::iter::once(numerator).chain(denominator).chain(count);
        for column in columns {
            self.is_flow[column] |= metric.time != Time::Stock;
        }
        match (metric.kind, denominator, count) {
            _ if counts_flags(metric) => {}
            (Kind::Share, Some(whole), _) => {
                self.wholes.insert((numerator, whole));
                self.thin.insert((numerator, whole));
            }
            (Kind::Count, _, Some(count)) if count != numerator => {
                self.wholes.insert((numerator, count));
            }
            _ => {}
        }
        for column in std::iter::once(numerator).chain(denominator) {
            if let Some(count) = count.filter(|count| *count != column)
                && !self.is_published[column]
                && !(self.is_persons[column] && metric.kind == Kind::Share)
            {
                self.needs.insert((column, count));
            }
        }
        if let Some(establishments) = metric.establishments.as_deref().map(&place) {
            self.establishments.insert((numerator, establishments));
        }
    }

    /// Parts and wholes where the whole is hidden for the sake of the rest, not the part: the part is
    /// a figure of its own, and the whole is known from this one share only.
    fn wholes_hidden_instead(&self, joined: &Joined) -> BTreeSet<(usize, usize)> {
        let published: BTreeSet<usize> = (0..self.is_published.len())
            .filter(|column| self.is_published[*column])
            .map(|column| joined.root(column))
            .collect();
        let is_published = |column: usize| published.contains(&joined.root(column));
        let is_alone = |whole: usize| {
            let same = |other: &&(usize, usize)| joined.root(other.1) == joined.root(whole);
            self.wholes.iter().filter(same).count() == 1
        };
        self.wholes
            .iter()
            .copied()
            .filter(|(part, whole)| {
                is_published(*part) && !is_published(*whole) && is_alone(*whole)
            })
            .collect()
    }

    fn classes(
        self,
        names: Vec<String>,
        joined: &Joined,
        sums: &[(usize, [usize; 2])],
        hidden_instead: &BTreeSet<(usize, usize)>,
    ) -> Measures {
        let roots: Vec<usize> = (0..names.len()).map(|column| joined.root(column)).collect();
        let distinct: BTreeSet<usize> = roots.iter().copied().collect();
        let numbers: BTreeMap<usize, usize> =
            distinct.iter().enumerate().map(|(number, root)| (*root, number)).collect();
        let class_of: Vec<usize> = roots.iter().map(|root| numbers[root]).collect();
        let mut classes = vec![Class::default(); distinct.len()];
        let sum_columns: BTreeSet<usize> = sums.iter().map(|(whole, _)| *whole).collect();
        for column in 0..names.len() {
            let class = &mut classes[class_of[column]];
            class.weight = column;
            class.is_flow |= self.is_flow[column];
            if self.is_persons[column] && !sum_columns.contains(&column) {
                let minimum = self.minimum[column];
                class.demands.push(Demand { plus: column, minus: None, minimum, is_needed: false });
            }
        }
        for (part, whole) in &self.wholes {
            let (mut class, mut above) = (class_of[*part], class_of[*whole]);
            if hidden_instead.contains(&(*part, *whole)) {
                std::mem::swap(&mut class, &mut above);
            }
            let rest = Demand {
                plus: *whole,
                minus: Some(*part),
                minimum: self.minimum[*part].min(self.minimum[*whole]),
                is_needed: false,
            };
            classes[class].demands.push(rest);
            classes[class].weight = *whole;
            if class != above {
                classes[class].needs.insert(above);
            }
        }
        for (part, whole) in &self.thin {
            let is_instead = hidden_instead.contains(&(*part, *whole));
            let hidden = if is_instead { *whole } else { *part };
            classes[class_of[hidden]].thin.push(*whole);
        }
        for (column, count) in &self.needs {
            let (class, above) = (class_of[*column], class_of[*count]);
            let minimum = self.minimum[*count];
            classes[class].demands.push(Demand {
                plus: *count,
                minus: None,
                minimum,
                is_needed: true,
            });
            classes[class].weight = *count;
            if class != above {
                classes[class].needs.insert(above);
            }
        }
        for (column, establishments) in &self.establishments {
            let minimum = CONTRIBUTORS_MINIMUM as f64;
            classes[class_of[*column]].demands.push(Demand {
                plus: *establishments,
                minus: None,
                minimum,
                is_needed: false,
            });
        }
        for (whole, parts) in sums {
            let class = class_of[*whole];
            classes[class].sum_of.extend(parts.map(|part| class_of[part]));
            classes[class].sum_of.remove(&class);
        }
        spread_flow(&mut classes);
        drop_circles(&mut classes);
        Measures { names, class_of, classes }
    }
}

/// Says whether a metric counts cells with a property, such as those in shortage, and not persons.
fn counts_flags(metric: &Metric) -> bool {
    metric.numerator.starts_with("is_") && metric.count_column() != Some(&metric.numerator)
}

/// A class stands in the same space of time as those it hangs on.
fn spread_flow(classes: &mut [Class]) {
    loop {
        let mut is_changed = false;
        for class in 0..classes.len() {
            let linked: Vec<usize> =
                classes[class].needs.union(&classes[class].sum_of).copied().collect();
            let is_flow =
                classes[class].is_flow || linked.iter().any(|other| classes[*other].is_flow);
            for one in linked.into_iter().chain([class]) {
                is_changed |= classes[one].is_flow != is_flow;
                classes[one].is_flow = is_flow;
            }
        }
        if !is_changed {
            return;
        }
    }
}

/// Breaks circles of classes that need each other, the later link first.
fn drop_circles(classes: &mut [Class]) {
    for class in 0..classes.len() {
        let links: Vec<usize> =
            classes[class].needs.union(&classes[class].sum_of).copied().collect();
        for link in links {
            if reaches(classes, link, class, classes.len()) {
                classes[class].needs.remove(&link);
                classes[class].sum_of.remove(&link);
            }
        }
    }
}

fn reaches(classes: &[Class], from: usize, to: usize, steps: usize) -> bool {
    from == to
        || (steps > 0
            && classes[from]
                .needs
                .union(&classes[from].sum_of)
                .any(|next| reaches(classes, *next, to, steps - 1)))
}

/// Sets of columns that are joined one by one.
struct Joined(Vec<usize>);

impl Joined {
    fn root(&self, mut column: usize) -> usize {
        while self.0[column] != column {
            column = self.0[column];
        }
        column
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

/// Finds columns of persons of which one is the sum of two others in every row.
fn sums_in_all_rows(roles: &Roles, values: &[&[f64]]) -> Vec<(usize, [usize; 2])> {
    let counted: Vec<usize> = filled(roles, values);
    let mut found = Vec::new();
    for whole in &counted {
        for (place, one) in counted.iter().enumerate() {
            for other in &counted[place + 1..] {
                let is_distinct = one != whole && other != whole;
                let holds = || {
                    (0..values[*whole].len()).all(|row| {
                        let sum = number(values[*one][row]) + number(values[*other][row]);
                        number(values[*whole][row]) == sum
                    })
                };
                if is_distinct && holds() {
                    found.push((*whole, [*one, *other]));
                }
            }
        }
    }
    found
}

/// Finds columns of persons that are the same in every row.
fn equal_in_all_rows(roles: &Roles, values: &[&[f64]]) -> Vec<(usize, usize)> {
    let counted = filled(roles, values);
    let mut found = Vec::new();
    for (place, one) in counted.iter().enumerate() {
        for other in &counted[place + 1..] {
            let mut rows = values[*one].iter().zip(values[*other]);
            if rows.all(|(one, other)| number(*one) == number(*other)) {
                found.push((*one, *other));
            }
        }
    }
    found
}

fn filled(roles: &Roles, values: &[&[f64]]) -> Vec<usize> {
    (0..values.len())
        .filter(|column| {
            roles.is_persons[*column] && values[*column].iter().any(|value| number(*value) != 0.0)
        })
        .collect()
}

fn number(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value }
}

/// Smallest whole of a shown share.
pub(crate) const THIN: f64 = SHARE_DENOMINATOR_MINIMUM;
