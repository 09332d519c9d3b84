//! The public tier: cell-key noise, no sliver differences, small cells hidden.

use std::collections::{BTreeMap, BTreeSet};

use mizan_statistics::cell_key::PerturbationTable;
use mizan_statistics::dominance::CONTRIBUTORS_MINIMUM;

use crate::cube::{Cell, Cube};
use crate::error::{Error, Result};
use crate::figures::{Figure, Status, Sums, figure};
use crate::metric::{IntervalMethod, Kind, Metric, Time};
use crate::ministry::SHARE_DENOMINATOR_MINIMUM;
use crate::query::Checked;

/// Fewest persons behind a shown public value.
pub(crate) const PERSONS_MINIMUM: u64 = 5;
/// Fewest persons behind a public median.
const MEDIAN_PERSONS_MINIMUM: u64 = 20;
/// Public medians are rounded to this many units.
const MEDIAN_STEP: f64 = 50.0;
const CELLS_MAX: usize = 50_000;

/// A way to widen a cell to another that the public may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Freedom {
    /// The axis takes all its values.
    Axis(usize),
    /// The time axis takes all months of the year.
    Year(usize),
}

struct Margin {
    freedom: Freedom,
    cells: BTreeMap<Vec<u32>, Cell>,
}

/// Answers a public question from the frozen base.
pub(crate) struct Release<'a> {
    checked: &'a Checked<'a>,
    cube: &'a Cube,
    table: &'a PerturbationTable,
    /// Axes of the split, in order.
    by: Vec<usize>,
    time: Option<usize>,
    /// Values of each axis that the public may know to exist.
    known: Vec<BTreeSet<u32>>,
}

impl<'a> Release<'a> {
    pub(crate) fn new(
        checked: &'a Checked<'a>,
        cube: &'a Cube,
        table: &'a PerturbationTable,
    ) -> Result<Self> {
        let by = checked.by.iter().filter_map(|dimension| cube.axis(dimension)).collect();
        let time = checked.metric.time_column.as_deref().and_then(|time| cube.axis(time));
        let known = known_values(cube, table);
        let release = Self { checked, cube, table, by, time, known };
        release.refuse_free_unions()?;
        release.refuse_unknown_values()?;
        Ok(release)
    }

    /// Returns the figures and the last period behind them.
    pub(crate) fn figures(&self) -> Result<(Vec<Figure>, Option<String>)> {
        let period = self.last_period();
        let cells = self.cells(None, period);
        let margins: Vec<Margin> = self
            .freedoms()
            .into_iter()
            .map(|freedom| Margin { freedom, cells: self.cells(Some(freedom), period) })
            .collect();
        let mut figures = Vec::new();
        for key in self.grid()? {
            let cell = cells.get(&key).copied().unwrap_or_default();
            let is_sliver = margins.iter().any(|margin| self.is_sliver(margin, &key, &cell));
            figures.push(self.protected(&key, &cell, is_sliver)?);
        }
        let named = period.and_then(|index| {
            let axis = self.time?;
            self.cube.values[axis].get(index as usize).cloned()
        });
        Ok((figures, named))
    }

    fn refuse_free_unions(&self) -> Result<()> {
        for filter in &self.checked.filters {
            let is_split = self.checked.by.contains(&filter.dimension);
            let is_fixed = filter.values.len() == 1 && filter.values[0].is_calendar();
            if !is_split && !is_fixed {
                return Err(Error::FreeUnion { dimension: filter.dimension.to_owned() });
            }
        }
        Ok(())
    }

    /// A rare value is answered like one that does not exist, so that asking tells nothing.
    fn refuse_unknown_values(&self) -> Result<()> {
        for filter in &self.checked.filters {
            let Some(axis) = self.cube.axis(filter.dimension) else { continue };
            let known: Vec<&str> = self.known[axis]
                .iter()
                .map(|index| self.cube.values[axis][*index as usize].as_str())
                .collect();
            for value in &filter.values {
                if !known.iter().any(|key| value.matches(key)) {
                    let text = value.to_string();
                    return Err(Error::UnknownValue {
                        dimension: filter.dimension.to_owned(),
                        nearest: mizan_catalog::nearest(&text, known.iter().copied())
                            .map(str::to_owned),
                        value: text,
                    });
                }
            }
        }
        Ok(())
    }

    fn keeps(&self, axis: usize, code: u32) -> bool {
        self.checked.filter(&self.cube.axes[axis]).is_none_or(|filter| {
            let key = &self.cube.values[axis][code as usize];
            filter.values.iter().any(|value| value.matches(key))
        })
    }

    /// Says whether the filters keep a value once one axis is freed or widened to whole years.
    fn keeps_freed(&self, freed: Option<Freedom>, axis: usize, code: u32) -> bool {
        match freed {
            Some(Freedom::Axis(free)) if free == axis => true,
            Some(Freedom::Year(free)) if free == axis => {
                let year = self.cube.first_of_year(axis, code);
                (0..self.cube.values[axis].len() as u32).any(|other| {
                    self.cube.first_of_year(axis, other) == year && self.keeps(axis, other)
                })
            }
            _ => self.keeps(axis, code),
        }
    }

    /// Position of the last period that the filters keep; of a level, the last of which enough has come.
    fn last_period(&self) -> Option<u32> {
        let axis = self.time?;
        let kept: Vec<u32> = (0..self.cube.values[axis].len() as u32)
            .filter(|code| self.keeps(axis, *code))
            .collect();
        let mut totals = vec![Cell::default(); self.cube.values[axis].len()];
        for atom in &self.cube.atoms {
            totals[atom.codes[axis] as usize].add(&atom.cell);
        }
        if self.checked.metric.time != Time::Stock {
            let is_counted = |code: &&u32| totals[**code as usize].persons > 0;
            return kept.iter().rev().find(is_counted).copied();
        }
        let column = |of: fn(&Cell) -> f64| totals.iter().map(of).collect::<Vec<f64>>();
        let mut columns = vec![column(|cell| cell.persons as f64)];
        if self.checked.metric.kind != Kind::Median {
            columns.push(column(|cell| cell.numerator.unwrap_or(0.0)));
            columns.push(column(|cell| cell.denominator.unwrap_or(0.0)));
        }
        crate::period::covered(&columns, &kept).chosen
    }

    /// Lists the ways in which a second permitted query could hold a cell and little more.
    ///
    /// An axis fixed by the split or a filter can be freed, a month widened to its year. Left out is
    /// what changes no cell anywhere: an axis of a single value, a year of a single month, and an
    /// axis that another fixed one determines (the place of a training centre).
    fn freedoms(&self) -> Vec<Freedom> {
        let is_stock = self.checked.metric.time == Time::Stock;
        let fixed: Vec<usize> = (0..self.cube.axes.len())
            .filter(|axis| !(is_stock && Some(*axis) == self.time))
            .filter(|axis| self.cube.values[*axis].len() > 1)
            .filter(|axis| {
                self.by.contains(axis) || self.checked.filter(&self.cube.axes[*axis]).is_some()
            })
            .collect();
        // Of two axes that determine each other the first stays.
        let is_determined = |axis: usize| {
            fixed.iter().any(|other| {
                let is_mutual = self.cube.is_determined_by(*other, axis);
                self.cube.is_determined_by(axis, *other) && (!is_mutual || *other < axis)
            })
        };
        let mut freedoms: Vec<Freedom> =
            fixed.iter().copied().filter(|axis| !is_determined(*axis)).map(Freedom::Axis).collect();
        if let Some(time) = self.time.filter(|time| fixed.contains(time)) {
            freedoms.push(Freedom::Year(time));
        }
        freedoms
    }

    /// Sums the atoms by the split; a freedom lifts the split and the filter of one axis.
    ///
    /// The freed axis keeps its place in the key: the first month of the year, otherwise 0.
    fn cells(&self, freed: Option<Freedom>, period: Option<u32>) -> BTreeMap<Vec<u32>, Cell> {
        let is_last_only = self.checked.metric.time == Time::Stock
            && self.time.is_some_and(|axis| !self.by.contains(&axis));
        let kept: Vec<Vec<bool>> = (0..self.cube.axes.len())
            .map(|axis| {
                (0..self.cube.values[axis].len() as u32)
                    .map(|code| {
                        let is_period =
                            !is_last_only || Some(axis) != self.time || Some(code) == period;
                        is_period && self.keeps_freed(freed, axis, code)
                    })
                    .collect()
            })
            .collect();
        let mut cells: BTreeMap<Vec<u32>, Cell> = BTreeMap::new();
        let mut key = vec![0; self.by.len()];
        for atom in &self.cube.atoms {
            if !atom.codes.iter().enumerate().all(|(axis, code)| kept[axis][*code as usize]) {
                continue;
            }
            for (place, axis) in self.by.iter().enumerate() {
                key[place] = self.place(freed, *axis, atom.codes[*axis]);
            }
            if let Some(cell) = cells.get_mut(&key) {
                cell.add(&atom.cell);
            } else {
                cells.insert(key.clone(), atom.cell);
            }
        }
        cells
    }

    /// Returns the code that stands for an axis in the key of a cell or of a margin.
    fn place(&self, freed: Option<Freedom>, axis: usize, code: u32) -> u32 {
        match freed {
            Some(Freedom::Axis(free)) if free == axis => 0,
            Some(Freedom::Year(free)) if free == axis => self.cube.first_of_year(axis, code),
            _ => code,
        }
    }

    /// Says whether the cell and the margin around it differ by a few persons only.
    fn is_sliver(&self, margin: &Margin, key: &[u32], cell: &Cell) -> bool {
        let freedom = margin.freedom;
        let freed: Vec<u32> = self
            .by
            .iter()
            .zip(key)
            .map(|(axis, code)| self.place(Some(freedom), *axis, *code))
            .collect();
        if let Freedom::Year(time) = freedom {
            // A whole year, or a month that is its year, has nothing around it in the year.
            let month = match self.by.iter().position(|axis| *axis == time) {
                Some(place) => Some(key[place]),
                None => self.only_kept(time),
            };
            if month.is_none_or(|month| self.cube.is_alone_in_year(time, month)) {
                return false;
            }
        }
        let Some(whole) = margin.cells.get(&freed) else { return false };
        let (persons, key) = whole.persons_without(cell);
        self.table.perturb(persons, key) < PERSONS_MINIMUM
    }

    /// Returns the value of an axis that the filters leave, if it is one.
    fn only_kept(&self, axis: usize) -> Option<u32> {
        let mut kept =
            (0..self.cube.values[axis].len() as u32).filter(|code| self.keeps(axis, *code));
        kept.next().filter(|_| kept.next().is_none())
    }

    /// Lists the keys to show: every combination of known and kept values.
    fn grid(&self) -> Result<Vec<Vec<u32>>> {
        let mut keys: Vec<Vec<u32>> = vec![Vec::new()];
        for axis in &self.by {
            let codes: Vec<u32> =
                self.known[*axis].iter().copied().filter(|code| self.keeps(*axis, *code)).collect();
            if keys.len() * codes.len() > CELLS_MAX {
                return Err(Error::TooManyCells {
                    metric: self.checked.metric.name.clone(),
                    limit: CELLS_MAX,
                    widest: Some(self.cube.axes[*axis].clone()),
                });
            }
            keys = keys
                .into_iter()
                .flat_map(|key| {
                    codes.iter().map(move |code| {
                        let mut longer = key.clone();
                        longer.push(*code);
                        longer
                    })
                })
                .collect();
        }
        Ok(keys)
    }

    fn protected(&self, key: &[u32], cell: &Cell, is_sliver: bool) -> Result<Figure> {
        let metric = self.checked.metric;
        let keys = self
            .by
            .iter()
            .zip(key)
            .map(|(axis, code)| {
                (self.cube.axes[*axis].clone(), self.cube.values[*axis][*code as usize].clone())
            })
            .collect();
        if metric.kind == Kind::Median && cell.records > 1 {
            return Err(not_at_grain(self.checked));
        }
        let persons = self.table.perturb(cell.persons, cell.persons_key);
        let sums = Sums { persons: Some(persons as f64), ..self.perturbed(metric, cell, persons) };
        let minimum = match metric.kind {
            Kind::Median => MEDIAN_PERSONS_MINIMUM,
            _ => PERSONS_MINIMUM.max(metric.minimum_n),
        };
        let is_thin_share = metric.kind == Kind::Share
            && sums.denominator.is_some_and(|all| all < SHARE_DENOMINATOR_MINIMUM);
        let is_few_employers =
            cell.establishments.is_some_and(|number| number < CONTRIBUTORS_MINIMUM as f64);
        let mut figure = if persons < minimum || is_thin_share || is_few_employers || is_sliver {
            let status = Status::Suppressed;
            Figure { keys, value: None, n: None, interval: None, status }
        } else {
            figure(metric, keys, sums)?
        };
        if metric.kind == Kind::Median {
            figure.value = figure.value.map(|value| (value / MEDIAN_STEP).round() * MEDIAN_STEP);
        }
        Ok(figure)
    }

    fn perturbed(&self, metric: &Metric, cell: &Cell, persons: u64) -> Sums {
        let count = |value: Option<f64>, key: u8| {
            value.map(|value| self.table.perturb(value.max(0.0).round() as u64, key) as f64)
        };
        // An amount carries the noise of a count of persons, in proportion and by its own key.
        let amount = |value: Option<f64>, key: u8| {
            let noisy = self.table.perturb(cell.persons, key) as f64;
            value.map(
                |value| if cell.persons == 0 { 0.0 } else { value * noisy / cell.persons as f64 },
            )
        };
        let is_of_events = match metric.kind {
            Kind::Count | Kind::Share => true,
            Kind::Ratio => metric.interval == IntervalMethod::Poisson,
            Kind::Sum | Kind::Median => false,
        };
        let denominator = count(cell.denominator, cell.denominator_key);
        let numerator = match metric.kind {
            Kind::Median => cell.numerator,
            _ if metric.count_column() == Some(&metric.numerator) => {
                cell.numerator.map(|_| persons as f64)
            }
            _ if is_of_events => count(cell.numerator, cell.numerator_key),
            _ => amount(cell.numerator, cell.numerator_key),
        };
        let numerator = match (metric.kind, numerator, denominator) {
            (Kind::Share, Some(part), Some(whole)) => Some(part.min(whole)),
            _ => numerator,
        };
        Sums { numerator, denominator, persons: None }
    }
}

/// Values with at least five persons in the whole base, after noise.
fn known_values(cube: &Cube, table: &PerturbationTable) -> Vec<BTreeSet<u32>> {
    (0..cube.axes.len())
        .map(|axis| {
            let mut totals = vec![Cell::default(); cube.values[axis].len()];
            for atom in &cube.atoms {
                totals[atom.codes[axis] as usize].add(&atom.cell);
            }
            let is_known =
                |total: &Cell| table.perturb(total.persons, total.persons_key) >= PERSONS_MINIMUM;
            (0..totals.len() as u32).filter(|code| is_known(&totals[*code as usize])).collect()
        })
        .collect()
}

/// Says which dimensions a median still needs.
pub(crate) fn not_at_grain(checked: &Checked<'_>) -> Error {
    let metric = checked.metric;
    let is_fixed = |axis: &&str| {
        checked.by.contains(axis)
            || checked.filter(axis).is_some_and(|filter| filter.values.len() == 1)
            || (metric.time == Time::Stock && metric.time_column.as_deref() == Some(*axis))
    };
    let missing: Vec<&str> = metric.axes().into_iter().filter(|axis| !is_fixed(axis)).collect();
    Error::NotAtGrain { metric: metric.name.clone(), missing: missing.join(", ") }
}
