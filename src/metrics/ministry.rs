//! The ministry's tier: figures of cells whose hiding was decided before anything was asked.

use std::collections::BTreeSet;

use mizan_statistics::dominance::CONTRIBUTORS_MINIMUM;

use crate::error::{Error, Result};
use crate::figures::{Figure, Status, Sums, figure};
use crate::metric::{Kind, Time};
use crate::period;
use crate::protection::{Protected, Scope, is_few};
use crate::query::{Checked, Value};
use crate::release::not_at_grain;
use crate::space::Axes;

/// Smallest denominator of a share that may be shown.
pub(crate) const SHARE_DENOMINATOR_MINIMUM: f64 = 10.0;
/// Largest number of cells in one answer.
pub(crate) const CELLS_MAX: usize = 50_000;
/// Most cells that are added up for one figure of an answer.
const PARTS_MAX: usize = 2_000;

/// The answer to a question, and the periods it speaks of.
pub(crate) struct Answer {
    pub(crate) figures: Vec<Figure>,
    /// Last period behind the figures.
    pub(crate) period: Option<String>,
    /// Later periods that were passed over because too little of them has come.
    pub(crate) passed_over: Vec<String>,
    /// First and last period of the mart.
    pub(crate) span: Option<(String, String)>,
}

/// Values fixed on some axes.
type Place = Vec<Option<u32>>;

/// One column of a metric.
struct Column {
    index: usize,
    class: usize,
    is_flow: bool,
}

struct Selection<'a> {
    checked: &'a Checked<'a>,
    protected: &'a Protected,
    numerator: Column,
    denominator: Option<Column>,
    count: Option<Column>,
    establishments: Option<Column>,
}

/// Answers a question from the protected rows of its mart.
pub(crate) fn answer(checked: &Checked<'_>, protected: &Protected) -> Result<Answer> {
    Selection::new(checked, protected)?.answer()
}

/// Sums of one cell of one column.
#[derive(Debug, Clone, Copy)]
struct Part {
    sum: f64,
    records: u32,
    is_hidden: bool,
}

impl<'a> Selection<'a> {
    fn new(checked: &'a Checked<'a>, protected: &'a Protected) -> Result<Self> {
        let metric = checked.metric;
        let column = |name: &str| -> Result<Column> {
            let measures = &protected.measures;
            let index = measures.names.iter().position(|one| one == name);
            let index = index.ok_or_else(|| Error::Shape {
                metric: metric.name.clone(),
                column: name.to_owned(),
                fault: "missing".to_owned(),
            })?;
            let class = measures.class_of[index];
            Ok(Column { index, class, is_flow: measures.classes[class].is_flow })
        };
        let optional = |name: Option<&str>| name.map(column).transpose();
        Ok(Self {
            checked,
            protected,
            numerator: column(&metric.numerator)?,
            denominator: optional(metric.denominator.as_deref())?,
            count: optional(metric.count_column())?,
            establishments: optional(metric.establishments.as_deref())?,
        })
    }

    fn answer(&self) -> Result<Answer> {
        let space = &self.protected.base.space;
        let metric = self.checked.metric;
        let by: Vec<usize> =
            self.checked.by.iter().filter_map(|dimension| space.axis(dimension)).collect();
        let time = self.protected.base.time;
        let kept: Vec<Vec<u32>> = (0..space.axes.len()).map(|axis| self.kept(axis)).collect();
        let is_stock = metric.time == Time::Stock;
        let covered = time.map(|time| self.covered(&kept[time])).unwrap_or_default();
        let mut fixed: Place = vec![None; space.axes.len()];
        if let (true, Some(time)) = (is_stock, time.filter(|time| !by.contains(time))) {
            match covered.chosen {
                Some(period) => fixed[time] = Some(period),
                None => return Ok(self.empty(by.is_empty())),
            }
        }
        let parts = self.parts(&by, &kept, is_stock)?;
        let cells: usize = by.iter().map(|axis| kept[*axis].len()).product();
        if cells > CELLS_MAX {
            let widest = by.iter().max_by_key(|axis| kept[**axis].len());
            return Err(Error::TooManyCells {
                metric: metric.name.clone(),
                limit: CELLS_MAX,
                widest: widest.map(|axis| space.axes[*axis].name.clone()),
            });
        }
        let mut figures = Vec::new();
        let mut grid = Grid::new(&by, &kept);
        while let Some(codes) = grid.next() {
            let mut place = fixed.clone();
            for (axis, code) in by.iter().zip(&codes) {
                place[*axis] = Some(*code);
            }
            if let Some(figure) = self.figure(&place, &parts, &by)? {
                figures.push(figure);
            }
        }
        let named = |code: u32| time.map(|time| space.axes[time].values[code as usize].clone());
        let period = if is_stock && !time.is_some_and(|time| by.contains(&time)) {
            covered.chosen.and_then(named)
        } else {
            time.and_then(|time| self.last_period(&kept, time)).and_then(named)
        };
        let is_default = time.is_some_and(|time| !by.contains(&time)) && is_stock;
        let passed_over = if is_default {
            covered.passed_over.into_iter().filter_map(named).collect()
        } else {
            Vec::new()
        };
        Ok(Answer { figures, period, passed_over, span: self.span() })
    }

    /// Values of an axis that the filters leave.
    fn kept(&self, axis: usize) -> Vec<u32> {
        let axis = &self.protected.base.space.axes[axis];
        let all = 0..axis.values.len() as u32;
        match self.checked.filter(&axis.name) {
            None => all.collect(),
            Some(filter) => all
                .filter(|code| {
                    let key = &axis.values[*code as usize];
                    filter.values.iter().any(|value| value.matches(key))
                })
                .collect(),
        }
    }

    /// Last of the periods kept of which enough has come.
    fn covered(&self, kept: &[u32]) -> period::Covered {
        let Some(time) = self.protected.base.time else { return period::Covered::default() };
        let count =
            if self.checked.metric.kind == Kind::Median { None } else { Some(&self.numerator) };
        let columns = count.into_iter().chain(&self.denominator).chain(&self.count);
        let totals: Vec<Vec<f64>> = columns
            .map(|column| {
                let axes = 1 << time;
                let (table, sums) = (
                    self.protected.table(None, axes),
                    self.protected.sums(None, axes, column.index),
                );
                let values = self.protected.base.space.axes[time].values.len() as u32;
                (0..values)
                    .map(|code| {
                        let key = self.protected.base.space.key(axes, |_| code);
                        table.cell(key).map_or(0.0, |cell| sums[cell].max(0.0))
                    })
                    .collect()
            })
            .collect();
        period::covered(&totals, kept)
    }

    /// What is added up for each figure: one place, or one for each value of a filter that is no split.
    fn parts(&self, by: &[usize], kept: &[Vec<u32>], is_stock: bool) -> Result<Vec<Place>> {
        let space = &self.protected.base.space;
        let mut parts: Vec<Place> = vec![vec![None; space.axes.len()]];
        for filter in &self.checked.filters {
            let Some(axis) = space.axis(filter.dimension).filter(|axis| !by.contains(axis)) else {
                continue;
            };
            let is_time = self.protected.base.time == Some(axis);
            if is_time && is_stock {
                continue;
            }
            let choices = self.choices(axis, &kept[axis], is_time);
            if parts.len() * choices.len() > PARTS_MAX {
                return Err(Error::FreeUnion { dimension: filter.dimension.to_owned() });
            }
            parts = parts
                .into_iter()
                .flat_map(|part| {
                    choices.iter().map(move |(axis, code)| {
                        let mut longer = part.clone();
                        if let Some(code) = code {
                            longer[*axis] = Some(*code);
                        }
                        longer
                    })
                })
                .collect();
        }
        Ok(parts)
    }

    /// The fewest cells that hold just the values kept: everything, whole years, single values.
    fn choices(&self, axis: usize, kept: &[u32], is_time: bool) -> Vec<(usize, Option<u32>)> {
        let space = &self.protected.base.space;
        if kept.len() == space.axes[axis].values.len() {
            return vec![(axis, None)];
        }
        let year = space.axes.len() - 1;
        if !is_time {
            return kept.iter().map(|code| (axis, Some(*code))).collect();
        }
        let year_of = |code: u32| space.implied(axis, code, year);
        let mut choices = BTreeSet::new();
        for code in kept {
            let same = |other: &&u32| year_of(**other) == year_of(*code);
            let months = (0..space.axes[axis].values.len() as u32)
                .filter(|other| year_of(*other) == year_of(*code))
                .count();
            let is_whole = kept.iter().filter(same).count() == months;
            choices.insert(match year_of(*code).filter(|_| is_whole) {
                Some(of) => (year, Some(of)),
                None => (axis, Some(*code)),
            });
        }
        choices.into_iter().collect()
    }

    /// The figure of one place, or nothing where there is nothing to tell of it.
    fn figure(&self, place: &Place, parts: &[Place], by: &[usize]) -> Result<Option<Figure>> {
        let metric = self.checked.metric;
        let space = &self.protected.base.space;
        let keys: Vec<(String, String)> = by
            .iter()
            .filter_map(|axis| {
                let code = place[*axis]? as usize;
                Some((space.axes[*axis].name.clone(), space.axes[*axis].values[code].clone()))
            })
            .collect();
        let whole: Vec<Place> = parts
            .iter()
            .filter_map(|part| {
                let joined = place.iter().zip(part).map(|(one, other)| one.or(*other)).collect();
                self.completed(joined)
            })
            .collect();
        let read = |column: &Column| self.sum(column, &whole);
        let numerator = read(&self.numerator);
        let denominator = self.denominator.as_ref().map(read);
        let count = self.count.as_ref().map(read);
        let establishments = self.establishments.as_ref().map(read);
        let is_median = metric.kind == Kind::Median;
        if numerator.records == 0 && !by.is_empty() && !numerator.is_hidden {
            return Ok(None);
        }
        if is_median && numerator.records > 1 {
            return Err(not_at_grain(self.checked));
        }
        let minimum = metric.minimum_n as f64;
        let number = |part: Part| (!part.sum.is_nan()).then_some(part.sum);
        let persons = count.and_then(number);
        let is_few_persons = match persons {
            Some(persons) => is_few(persons, minimum),
            // An unknown number of persons is treated as few.
            None => numerator.records > 0 && number(numerator).is_some(),
        };
        let is_few_employers = establishments
            .and_then(number)
            .is_some_and(|number| is_few(number, CONTRIBUTORS_MINIMUM as f64));
        let is_thin = metric.kind == Kind::Share
            && denominator
                .and_then(number)
                .is_some_and(|all| is_few(all, SHARE_DENOMINATOR_MINIMUM));
        let is_hidden = if is_median {
            numerator.records == 0 && count.is_some_and(|count| count.is_hidden)
        } else {
            [Some(numerator), denominator, count].into_iter().flatten().any(|part| part.is_hidden)
        };
        if is_hidden || is_few_persons || is_few_employers || is_thin {
            let status = Status::Suppressed;
            return Ok(Some(Figure { keys, value: None, n: None, interval: None, status }));
        }
        let sums = Sums {
            numerator: number(numerator),
            denominator: denominator.and_then(number),
            persons: persons.filter(|_| !count.is_some_and(|count| count.is_hidden)),
        };
        figure(metric, keys, sums).map(Some)
    }

    /// Adds what follows from the values fixed; nothing where two of them contradict each other.
    fn completed(&self, mut place: Place) -> Option<Place> {
        let space = &self.protected.base.space;
        for axis in 0..place.len() {
            let Some(code) = place[axis] else { continue };
            for (other, value) in place.iter_mut().enumerate() {
                let Some(implied) = space.implied(axis, code, other) else { continue };
                if *value.get_or_insert(implied) != implied {
                    return None;
                }
            }
        }
        Some(place)
    }

    fn sum(&self, column: &Column, places: &[Place]) -> Part {
        let mut whole = Part { sum: f64::NAN, records: 0, is_hidden: false };
        for place in places {
            let (scope, axes) = self.table(column, place);
            let value = |axis: usize| place[axis].unwrap_or(0);
            let table = self.protected.table(scope, axes);
            let key = self.protected.base.space.key(axes, value);
            let pattern = self.protected.pattern(scope, axes, column.class);
            match table.cell(key) {
                Some(cell) => {
                    let sum = self.protected.sums(scope, axes, column.index)[cell];
                    whole.is_hidden |= pattern.hidden[cell];
                    whole.records += table.sizes[cell];
                    if !sum.is_nan() {
                        whole.sum = if whole.sum.is_nan() { sum } else { whole.sum + sum };
                    }
                }
                None => {
                    whole.is_hidden |= self.protected.is_hidden(scope, axes, column.class, &value);
                }
            }
        }
        whole
    }

    /// The table a column is decided in: over all time for flows, within the period for stocks.
    fn table(&self, column: &Column, place: &Place) -> (Scope, Axes) {
        let time = self.protected.base.time.filter(|_| !column.is_flow);
        let scope = time.and_then(|time| place[time]);
        let fixed = (0..place.len())
            .filter(|axis| place[*axis].is_some())
            .fold(0, |set: Axes, axis| set | 1 << axis);
        let allowed = self.protected.allowed(scope);
        (scope, self.protected.base.space.canonical(fixed & allowed, allowed))
    }

    fn last_period(&self, kept: &[Vec<u32>], time: usize) -> Option<u32> {
        let space = &self.protected.base.space;
        let flags = |axis: usize| {
            let mut flags = vec![false; space.axes[axis].values.len()];
            kept[axis].iter().for_each(|code| flags[*code as usize] = true);
            (axis, flags)
        };
        let filtered: Vec<(usize, Vec<bool>)> = self
            .checked
            .filters
            .iter()
            .filter_map(|filter| space.axis(filter.dimension))
            .map(flags)
            .collect();
        // Planned cohorts stand in later periods before anybody is counted in them.
        let counted = self.count.as_ref().unwrap_or(&self.numerator).index;
        let counted = self.protected.base.columns.values().nth(counted)?;
        (0..space.atoms())
            .filter(|atom| counted[*atom] > 0.0)
            .filter(|atom| {
                filtered.iter().all(|(axis, flags)| flags[space.codes[*axis][*atom] as usize])
            })
            .map(|atom| space.codes[time][atom])
            .max()
    }

    fn span(&self) -> Option<(String, String)> {
        let values = &self.protected.base.space.axes[self.protected.base.time?].values;
        Some((values.first()?.clone(), values.last()?.clone()))
    }

    fn empty(&self, is_single: bool) -> Answer {
        let status = Status::Unavailable;
        let one = Figure { keys: Vec::new(), value: None, n: None, interval: None, status };
        let figures = if is_single { vec![one] } else { Vec::new() };
        Answer { figures, period: None, passed_over: Vec::new(), span: self.span() }
    }
}

/// Says whether any filter joins values that the fixed calendar does not.
pub(crate) fn joins_values(checked: &Checked<'_>) -> bool {
    checked.filters.iter().any(|filter| {
        let is_split = checked.by.contains(&filter.dimension);
        !is_split && (filter.values.len() > 1 || !filter.values.iter().all(Value::is_calendar))
    })
}

/// Walks over all combinations of values, the last axis first.
struct Grid<'a> {
    lists: Vec<&'a [u32]>,
    at: Option<Vec<usize>>,
}

impl<'a> Grid<'a> {
    fn new(by: &[usize], kept: &'a [Vec<u32>]) -> Self {
        let lists: Vec<&[u32]> = by.iter().map(|axis| kept[*axis].as_slice()).collect();
        let is_empty = lists.iter().any(|list| list.is_empty());
        Self { at: (!is_empty).then(|| vec![0; lists.len()]), lists }
    }

    fn next(&mut self) -> Option<Vec<u32>> {
        let at = self.at.as_mut()?;
        let found = at.iter().zip(&self.lists).map(|(place, list)| list[*place]).collect();
        let mut axis = at.len();
        loop {
            if axis == 0 {
                self.at = None;
                break;
            }
            axis -= 1;
            at[axis] += 1;
            if at[axis] < self.lists[axis].len() {
                break;
            }
            at[axis] = 0;
        }
        Some(found)
    }
}
