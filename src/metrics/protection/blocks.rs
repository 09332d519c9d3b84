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
/// Largest number of a cell up to which places are kept in a list.
const PLACES_MAX: u64 = 4_000_000;

/// Hides blocks in one table.
pub(crate) struct Blocks<'a> {
    space: &'a Space,
    table: &'a Table,
    atoms: &'a [u32],
    known: &'a Known,
    pattern: &'a mut Pattern,
    axes: Vec<usize>,
    /// Place of each cell by its number, where the numbers are few enough; empty otherwise.
    places: Vec<u32>,
    /// What hiding each cell costs while it is shown.
    open_costs: Vec<u64>,
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
        let (places, open_costs) = (Vec::new(), Vec::new());
        Self { space, table, atoms, known, pattern, axes, places, open_costs, steps: 0 }
    }

    /// Prepares what every search looks up; nothing where no cell needs protection.
    fn prepare(&mut self) {
        if !self.open_costs.is_empty() {
            return;
        }
        self.open_costs = self.known.weight.iter().map(|weight| open_cost(*weight)).collect();
        let last = self.table.cells().checked_sub(1).map_or(0, |cell| self.table.key(cell));
        if last < PLACES_MAX {
            self.places = vec![u32::MAX; last as usize + 1];
            for cell in 0..self.table.cells() {
                self.places[self.table.key(cell) as usize] = cell as u32;
            }
        }
    }

    fn cell(&self, key: u64) -> Option<usize> {
        if self.places.is_empty() {
            return self.table.cell(key);
        }
        let place = self.places.get(key as usize).copied().filter(|place| *place != u32::MAX);
        place.map(|place| place as usize)
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
                    self.prepare();
                    let sums = &self.known.demands[demand].0;
                    let open = line
                        .iter()
                        .filter(|cell| !self.pattern.hidden[**cell] && sums[**cell] > 0.0);
                    let Some(&next) = open.min_by_key(|cell| (self.cost_of(**cell), **cell)) else {
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
        self.prepare();
        let depth = self.axes.len();
        let width = (1..).take_while(|width: &usize| width.pow(depth as u32) <= TRIALS_MAX);
        let width = width.last().unwrap_or(1).max(2);
        let mut choices: Vec<Vec<Neighbour>> = Vec::with_capacity(depth);
        for axis in self.axes.clone() {
            let mut neighbours = self.neighbours(cell, axis, demands);
            neighbours.sort_unstable();
            neighbours.truncate(width);
            choices.push(neighbours);
        }
        if choices.iter().any(Vec::is_empty) || self.steps > STEPS_MAX {
            return false;
        }
        let Some(chosen) = self.cheapest(cell, &choices) else { return false };
        for corner in 1..1_usize << depth {
            let key = self.corner(cell, &chosen, corner);
            match self.cell(key) {
                Some(cell) => self.pattern.hidden[cell] = true,
                None => {
                    self.pattern.empties.insert(key);
                }
            }
        }
        true
    }

    /// The first of the cheapest blocks.
    fn cheapest(&mut self, cell: usize, choices: &[Vec<Neighbour>]) -> Option<Vec<u32>> {
        let corners = 1_usize << choices.len();
        let trials: usize = choices.iter().map(Vec::len).product();
        let mut best: Option<(u64, Vec<u32>)> = None;
        let mut chosen = vec![0; choices.len()];
        for trial in 0..trials {
            let (mut rest, mut cost) = (trial, 0);
            for (place, values) in choices.iter().enumerate() {
                let neighbour = values[rest % values.len()];
                chosen[place] = neighbour.value;
                cost += neighbour.cost;
                rest /= values.len();
            }
            // The corners beside the cell alone already cost as much.
            if best.as_ref().is_some_and(|(least, _)| cost >= *least) {
                continue;
            }
            self.steps += corners as u64;
            let beyond = (1..corners).filter(|corner| !corner.is_power_of_two());
            cost += beyond.map(|corner| self.cost(self.corner(cell, &chosen, corner))).sum::<u64>();
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, chosen.clone()));
            }
        }
        best.map(|(_, chosen)| chosen)
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
                let other = self.cell(self.space.moved(key, axis, own, *value))?;
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
            .map(|(value, other)| Neighbour { cost: self.cost_of(other), value })
            .collect()
    }

    fn code(&self, cell: usize, axis: usize) -> u32 {
        let atom = self.atoms[self.table.first[cell] as usize];
        self.space.codes[axis][atom as usize]
    }

    /// One corner of a block: on the axes of its bits the chosen value, on the others the cell's own.
    fn corner(&self, cell: usize, chosen: &[u32], corner: usize) -> u64 {
        let axes = self.axes.iter().zip(chosen).enumerate();
        axes.filter(|(place, _)| corner >> place & 1 == 1)
            .fold(self.table.key(cell), |key, (_, (axis, value))| {
                self.space.moved(key, *axis, self.code(cell, *axis), *value)
            })
    }

    /// What hiding a cell costs: nothing where it is hidden, little where it is small.
    ///
    /// Sizes count by powers of ten and equals by their order, so that the choice stays the same
    /// from one vintage to the next unless much has changed: two choices for the same cell would
    /// together tell what each hides.
    fn cost(&self, key: u64) -> u64 {
        match self.cell(key) {
            Some(cell) => self.cost_of(cell),
            None if self.pattern.empties.contains(&key) => 1,
            None => EMPTY_COST,
        }
    }

    fn cost_of(&self, cell: usize) -> u64 {
        let open = self.open_costs[cell];
        if self.pattern.hidden[cell] { u64::from(open == EMPTY_COST) } else { open }
    }
}

/// What it costs to hide a cell of a size that is shown.
fn open_cost(weight: f64) -> u64 {
    let powers = [10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
    if weight > 0.0 {
        OPEN_COST + 100 * powers.iter().take_while(|power| weight >= **power).count() as u64
    } else {
        EMPTY_COST
    }
}
