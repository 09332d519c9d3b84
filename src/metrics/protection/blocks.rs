//! Blocks of hidden cells: two values on each axis, so that no sum along an axis tells one of them.

use crate::protection::table::Table;
use crate::protection::{Known, Pattern, is_few};
use crate::space::{Space, members};

/// Steps spent on one table before it is hidden as a whole.
const STEPS_MAX: u64 = 60_000_000;
/// Blocks tried for one cell.
const TRIALS_MAX: usize = 256;
/// What it costs to hide a cell in which nobody is: readers may know that nobody is there.
const EMPTY_COST: u64 = 1_000_000;
const OPEN_COST: u64 = 1_000;

/// Hides blocks in one table.
pub(crate) struct Blocks<'a> {
    space: &'a Space,
    table: &'a Table,
    atoms: &'a [u32],
    known: &'a Known,
    pattern: &'a mut Pattern,
    axes: Vec<usize>,
    steps: u64,
}

/// A cell beside another on one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Neighbour {
    cost: u64,
    value: u32,
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(
        space: &'a Space,
        table: &'a Table,
        atoms: &'a [u32],
        known: &'a Known,
        pattern: &'a mut Pattern,
        axes: u64,
    ) -> Self {
        let axes = members(axes).collect();
        Self { space, table, atoms, known, pattern, axes, steps: 0 }
    }

    /// Makes a cell the corner of a hidden block; `false` where that cannot be done.
    ///
    /// On every axis the hidden cells of its line must hold enough persons together.
    pub(crate) fn protect(&mut self, cell: usize) -> bool {
        let small: Vec<usize> = (0..self.known.demands.len())
            .filter(|demand| {
                let (sums, minimum, _) = &self.known.demands[*demand];
                is_few(sums[cell], *minimum)
            })
            .collect();
        if self.hide_block(cell, &small) {
            return true;
        }
        // No neighbour serves all demands at once: one block for each.
        small.len() > 1 && small.iter().all(|demand| self.hide_block(cell, &[*demand]))
    }

    /// Hides more in lines whose hidden cells hold too few persons together; `false` where that
    /// cannot be done.
    ///
    /// Such cells are hidden as part of a coarser one, or as corners of other blocks.
    pub(crate) fn fill(&mut self, lines: &[Vec<usize>]) -> bool {
        loop {
            let mut is_changed = false;
            for line in lines {
                while let Some(demand) = self.short_demand(line) {
                    let sums = &self.known.demands[demand].0;
                    let open = line
                        .iter()
                        .filter(|cell| !self.pattern.hidden[**cell] && sums[**cell] > 0.0);
                    let Some(&next) =
                        open.min_by_key(|cell| (self.cost(self.table.key(**cell)), **cell))
                    else {
                        return false;
                    };
                    if !self.hide_block(next, &[]) {
                        return false;
                    }
                    self.pattern.hidden[next] = true;
                    is_changed = true;
                }
            }
            if !is_changed {
                return true;
            }
        }
    }

    /// A demand that the hidden cells of a line meet neither with nobody nor with enough.
    fn short_demand(&mut self, line: &[usize]) -> Option<usize> {
        self.steps += line.len() as u64;
        (0..self.known.demands.len()).find(|demand| {
            let (sums, minimum, _) = &self.known.demands[*demand];
            let hidden = line.iter().filter(|cell| self.pattern.hidden[**cell]);
            is_few(hidden.map(|cell| sums[*cell].max(0.0)).sum(), *minimum)
        })
    }

    fn hide_block(&mut self, cell: usize, demands: &[usize]) -> bool {
        let depth = self.axes.len();
        let width = (1..).take_while(|width: &usize| width.pow(depth as u32) <= TRIALS_MAX);
        let width = width.last().unwrap_or(1).max(2);
        let mut choices: Vec<Vec<u32>> = Vec::with_capacity(depth);
        for axis in self.axes.clone() {
            let mut neighbours = self.neighbours(cell, axis, demands);
            neighbours.sort_unstable();
            neighbours.truncate(width);
            choices.push(neighbours.iter().map(|one| one.value).collect());
        }
        if choices.iter().any(Vec::is_empty) || self.steps > STEPS_MAX {
            return false;
        }
        let trials: usize = choices.iter().map(Vec::len).product();
        let mut best: Option<(u64, Vec<u32>)> = None;
        for trial in 0..trials {
            let mut rest = trial;
            let chosen: Vec<u32> = choices
                .iter()
                .map(|values| {
                    let value = values[rest % values.len()];
                    rest /= values.len();
                    value
                })
                .collect();
            let cost: u64 = self.corners(cell, &chosen).iter().map(|key| self.cost(*key)).sum();
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, chosen));
            }
        }
        let Some((_, chosen)) = best else { return false };
        for key in self.corners(cell, &chosen) {
            match self.table.cell(key) {
                Some(cell) => self.pattern.hidden[cell] = true,
                None => {
                    self.pattern.empties.insert(key);
                }
            }
        }
        true
    }

    /// Lists cells beside a cell on an axis that would hide it among enough persons.
    fn neighbours(&mut self, cell: usize, axis: usize, demands: &[usize]) -> Vec<Neighbour> {
        let (key, own) = (self.table.key(cell), self.code(cell, axis));
        let siblings = self.space.siblings(axis, own);
        self.steps += siblings.len() as u64;
        let beside: Vec<(u32, usize)> = siblings
            .iter()
            .filter(|value| **value != own)
            .filter_map(|value| {
                let other = self.table.cell(self.space.moved(key, axis, own, *value))?;
                Some((*value, other))
            })
            .collect();
        let together: Vec<f64> = demands
            .iter()
            .map(|demand| {
                let sums = &self.known.demands[*demand].0;
                let hidden = beside.iter().filter(|(_, other)| self.pattern.hidden[*other]);
                sums[cell] + hidden.map(|(_, other)| sums[*other].max(0.0)).sum::<f64>()
            })
            .collect();
        beside
            .into_iter()
            .filter(|(_, other)| {
                demands.iter().zip(&together).all(|(demand, together)| {
                    let (sums, minimum, _) = &self.known.demands[*demand];
                    let is_open = !self.pattern.hidden[*other];
                    *together >= *minimum
                        || (is_open && *together + sums[*other].max(0.0) >= *minimum)
                })
            })
            .map(|(value, other)| Neighbour { cost: self.cost(self.table.key(other)), value })
            .collect()
    }

    fn code(&self, cell: usize, axis: usize) -> u32 {
        let atom = self.atoms[self.table.first[cell] as usize];
        self.space.codes[axis][atom as usize]
    }

    /// The corners of a block but the cell itself.
    fn corners(&mut self, cell: usize, chosen: &[u32]) -> Vec<u64> {
        let key = self.table.key(cell);
        let count = 1_usize << self.axes.len();
        self.steps += count as u64;
        (1..count)
            .map(|corner| {
                self.axes.iter().zip(chosen).enumerate().fold(key, |key, (place, (axis, value))| {
                    if corner >> place & 1 == 0 {
                        return key;
                    }
                    self.space.moved(key, *axis, self.code(cell, *axis), *value)
                })
            })
            .collect()
    }

    /// What hiding a cell costs: nothing where it is hidden, little where it is small.
    ///
    /// Sizes count by powers of ten and equals by their order, so that the choice stays the same
    /// from one vintage to the next unless much has changed: two choices for the same cell would
    /// together tell what each hides.
    fn cost(&self, key: u64) -> u64 {
        let Some(cell) = self.table.cell(key) else {
            return if self.pattern.empties.contains(&key) { 1 } else { EMPTY_COST };
        };
        let weight = self.known.weight[cell];
        let is_filled = weight > 0.0;
        match (self.pattern.hidden[cell], is_filled) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => OPEN_COST + 100 * weight.log10().max(0.0) as u64,
            (false, false) => EMPTY_COST,
        }
    }
}
