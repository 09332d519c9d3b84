//! Which cells of a mart are hidden from the ministry: decided once a vintage, whatever is asked.
//!
//! Decided are cells, not answers: a cell is a value on some axes and everything on the others.
//! Coarse cells come first. A hidden cell hides all finer cells in it, so only cells without a
//! hidden coarser one need protection of their own: each becomes a corner of a block of hidden
//! cells, two values on each of its axes. Adding one person to the even corners of the block and
//! taking one from the odd ones changes no cell that is shown; so no shown cells, however
//! combined, tell the small one. `docs/decisions` has the argument.

pub(crate) mod blocks;
pub(crate) mod measures;
pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::Base;
use crate::space::{Axes, members};
use blocks::Blocks;
use measures::{Class, Measures, THIN};
use table::Table;

/// The whole mart, or one period of its time axis.
pub(crate) type Scope = Option<u32>;

/// Which cells of one table are hidden.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Pattern {
    /// By cell of the table.
    pub(crate) hidden: Vec<bool>,
    /// Hidden cells in which there is nothing, by their number.
    pub(crate) empties: BTreeSet<u64>,
    /// The table could not be protected cell by cell and is hidden as a whole.
    pub(crate) is_whole: bool,
}

/// The rows of a mart with what may be shown of them.
#[derive(Debug)]
pub(crate) struct Protected {
    pub(crate) base: Base,
    pub(crate) measures: Measures,
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    scopes: BTreeMap<Scope, Arc<Vec<u32>>>,
    tables: BTreeMap<(Scope, Axes), Arc<Table>>,
    sums: BTreeMap<(Scope, Axes, usize), Arc<Vec<f64>>>,
    patterns: BTreeMap<(Scope, Axes, usize), Arc<Pattern>>,
}

impl Protected {
    /// Prepares the rows of a mart; nothing is decided before it is asked for.
    pub(crate) fn new(base: Base, measures: Measures) -> Self {
        Self { base, measures, cache: Mutex::default() }
    }

    /// Axes that are free in a scope: within one period time and its year are fixed.
    pub(crate) fn allowed(&self, scope: Scope) -> Axes {
        let all = (1 << self.base.space.axes.len()) - 1;
        match (scope, self.base.time) {
            (Some(_), Some(time)) => {
                let year = self.base.space.axes.len() - 1;
                all & !(1 << time) & !(1 << year)
            }
            _ => all,
        }
    }

    /// The cells of some axes in which there is something.
    pub(crate) fn table(&self, scope: Scope, axes: Axes) -> Arc<Table> {
        if let Some(found) = self.cache().tables.get(&(scope, axes)) {
            return Arc::clone(found);
        }
        let atoms = self.atoms(scope);
        let made = Arc::new(Table::new(&self.base.space, axes, &atoms));
        self.cache().tables.insert((scope, axes), Arc::clone(&made));
        made
    }

    /// Sums of a column by cell; NaN where it has no number at all.
    pub(crate) fn sums(&self, scope: Scope, axes: Axes, column: usize) -> Arc<Vec<f64>> {
        if let Some(found) = self.cache().sums.get(&(scope, axes, column)) {
            return Arc::clone(found);
        }
        let (table, atoms) = (self.table(scope, axes), self.atoms(scope));
        let values = self.base.columns.values().nth(column).map_or(&[][..], Vec::as_slice);
        let made = Arc::new(table.sums(&atoms, values));
        self.cache().sums.insert((scope, axes, column), Arc::clone(&made));
        made
    }

    /// Which cells of a table are hidden for a class of columns.
    pub(crate) fn pattern(&self, scope: Scope, axes: Axes, class: usize) -> Arc<Pattern> {
        if let Some(found) = self.cache().patterns.get(&(scope, axes, class)) {
            return Arc::clone(found);
        }
        // Made outside the lock: two askers may both make it, and make the same.
        let made = Arc::new(self.decide(scope, axes, class));
        self.cache().patterns.insert((scope, axes, class), Arc::clone(&made));
        made
    }

    /// Says whether a cell is hidden, also one in which there is nothing.
    pub(crate) fn is_hidden(
        &self,
        scope: Scope,
        axes: Axes,
        class: usize,
        value: &dyn Fn(usize) -> u32,
    ) -> bool {
        let pattern = self.pattern(scope, axes, class);
        if pattern.is_whole {
            return true;
        }
        let key = self.base.space.key(axes, value);
        if let Some(cell) = self.table(scope, axes).cell(key) {
            return pattern.hidden[cell];
        }
        pattern.empties.contains(&key)
            || members(axes).any(|axis| {
                let above = self.base.space.freed(axes, axis, self.allowed(scope));
                let known = |wanted: usize| self.value_above(axes, value, wanted);
                self.is_hidden(scope, above, class, &known)
            })
    }

    /// The value of an axis of a coarser cell, which is the same or follows.
    fn value_above(&self, axes: Axes, value: &dyn Fn(usize) -> u32, wanted: usize) -> u32 {
        if axes >> wanted & 1 == 1 {
            return value(wanted);
        }
        let space = &self.base.space;
        members(axes).find_map(|axis| space.implied(axis, value(axis), wanted)).unwrap_or(0)
    }

    fn decide(&self, scope: Scope, axes: Axes, class: usize) -> Pattern {
        let (space, allowed) = (&self.base.space, self.allowed(scope));
        let (table, atoms) = (self.table(scope, axes), self.atoms(scope));
        let rules = &self.measures.classes[class];
        let above: Vec<(usize, Arc<Table>, Arc<Pattern>)> = members(axes)
            .map(|axis| {
                let coarser = space.freed(axes, axis, allowed);
                (axis, self.table(scope, coarser), self.pattern(scope, coarser, class))
            })
            .collect();
        let beside: Vec<Arc<Pattern>> = rules
            .needs
            .union(&rules.sum_of)
            .map(|other| self.pattern(scope, axes, *other))
            .collect();
        let known = Known::new(self, scope, axes, rules);
        let mut pattern = Pattern { hidden: vec![false; table.cells()], ..Pattern::default() };
        pattern.is_whole = above.iter().any(|(_, _, coarser)| coarser.is_whole)
            || beside.iter().any(|other| other.is_whole);
        let mut exposed = Vec::new();
        for cell in 0..table.cells() {
            let atom = table.first[cell] as usize;
            let is_within_hidden = above
                .iter()
                .any(|(_, table, pattern)| pattern.hidden[table.cell_of[atom] as usize]);
            let is_hidden_beside = beside.iter().any(|other| other.hidden[cell]);
            // Without a sibling the cell is the coarser one, which was judged.
            let is_alone = above.iter().any(|(axis, _, _)| {
                let code = space.codes[*axis][atoms[atom] as usize];
                space.siblings(*axis, code).len() < 2
            });
            let is_small = rules.sum_of.is_empty() && !is_alone && known.is_primary(cell);
            pattern.hidden[cell] = is_within_hidden || is_hidden_beside || is_small;
            if is_small && !is_within_hidden && !is_hidden_beside {
                exposed.push(cell);
            }
        }
        for other in &beside {
            pattern.empties.extend(&other.empties);
        }
        let lines: Vec<Line> = above.iter().flat_map(|one| lines_below(&table, one)).collect();
        let mut blocks = Blocks::new(space, &table, &atoms, &known, &mut pattern, axes);
        // A sum is hidden where its parts are: it gets no blocks of its own.
        let is_safe = axes == 0
            || !rules.sum_of.is_empty()
            || (exposed.iter().all(|cell| blocks.protect(*cell)) && blocks.fill(&lines));
        if !is_safe {
            // Better nothing than a table that leaks.
            pattern.is_whole = true;
        }
        if pattern.is_whole {
            pattern.hidden.fill(true);
        }
        pattern
    }

    fn atoms(&self, scope: Scope) -> Arc<Vec<u32>> {
        if let Some(found) = self.cache().scopes.get(&scope) {
            return Arc::clone(found);
        }
        let all = 0..self.base.space.atoms() as u32;
        let made = Arc::new(match (scope, self.base.time) {
            (Some(period), Some(time)) => {
                let codes = &self.base.space.codes[time];
                all.filter(|atom| codes[*atom as usize] == period).collect()
            }
            _ => all.collect::<Vec<u32>>(),
        });
        self.cache().scopes.insert(scope, Arc::clone(&made));
        made
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        // A panic elsewhere leaves the cache whole: entries are inserted complete.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cells that add up to a coarser cell.
pub(crate) type Line = Vec<usize>;

/// The lines along one axis whose total is shown.
fn lines_below(
    table: &Table,
    (_, coarser, pattern): &(usize, Arc<Table>, Arc<Pattern>),
) -> Vec<Line> {
    let mut lines: BTreeMap<u32, Line> = BTreeMap::new();
    for cell in 0..table.cells() {
        let total = coarser.cell_of[table.first[cell] as usize];
        if !pattern.hidden[total as usize] {
            lines.entry(total).or_default().push(cell);
        }
    }
    lines.into_values().collect()
}

/// What is known of the cells of one table when it is decided.
pub(crate) struct Known {
    /// By demand: sums by cell and the fewest that may be known.
    pub(crate) demands: Vec<(Vec<f64>, f64, bool)>,
    thin: Vec<Arc<Vec<f64>>>,
    /// What hiding a cell costs.
    pub(crate) weight: Arc<Vec<f64>>,
}

impl Known {
    fn new(protected: &Protected, scope: Scope, axes: Axes, rules: &Class) -> Self {
        let demands = rules
            .demands
            .iter()
            .map(|demand| {
                let plus = protected.sums(scope, axes, demand.plus);
                let sums = match demand.minus {
                    None => plus.to_vec(),
                    Some(minus) => {
                        let minus = protected.sums(scope, axes, minus);
                        let less = |(all, part): (&f64, &f64)| {
                            if part.is_nan() { *all } else { all - part }
                        };
                        plus.iter().zip(minus.iter()).map(less).collect()
                    }
                };
                (sums, demand.minimum, demand.is_needed)
            })
            .collect();
        let thin = rules.thin.iter().map(|whole| protected.sums(scope, axes, *whole)).collect();
        Self { demands, thin, weight: protected.sums(scope, axes, rules.weight) }
    }

    fn is_primary(&self, cell: usize) -> bool {
        self.demands.iter().any(|(sums, minimum, is_needed)| {
            is_few(sums[cell], *minimum) || (*is_needed && sums[cell].is_nan())
        }) || self.thin.iter().any(|whole| is_few(whole[cell], THIN))
    }
}

/// Says whether a number is small without being nothing.
pub(crate) fn is_few(number: f64, minimum: f64) -> bool {
    number > 0.0 && number < minimum
}
