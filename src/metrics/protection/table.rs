//! The cells of some axes in which there is something, with the atoms of each.

use crate::space::{Axes, Space};

/// Cells in order of their numbers.
#[derive(Debug)]
pub(crate) struct Table {
    keys: Vec<u64>,
    /// One atom of each cell, by its place in the scope.
    pub(crate) first: Vec<u32>,
    /// Number of atoms of each cell.
    pub(crate) sizes: Vec<u32>,
    /// Cell of each atom of the scope.
    pub(crate) cell_of: Vec<u32>,
}

impl Table {
    pub(crate) fn new(space: &Space, axes: Axes, atoms: &[u32]) -> Self {
        let mut places: Vec<(u64, u32)> = atoms
            .iter()
            .enumerate()
            .map(|(place, atom)| {
                (space.key(axes, |axis| space.codes[axis][*atom as usize]), place as u32)
            })
            .collect();
        places.sort_unstable();
        let mut table = Self {
            keys: Vec::new(),
            first: Vec::new(),
            sizes: Vec::new(),
            cell_of: vec![0; atoms.len()],
        };
        for (key, place) in places {
            if table.keys.last() != Some(&key) {
                table.keys.push(key);
                table.first.push(place);
                table.sizes.push(0);
            }
            let cell = table.keys.len() - 1;
            table.sizes[cell] += 1;
            table.cell_of[place as usize] = cell as u32;
        }
        table
    }

    /// Number of cells.
    pub(crate) fn cells(&self) -> usize {
        self.keys.len()
    }

    /// Place of a cell by its number, if there is something in it.
    pub(crate) fn cell(&self, key: u64) -> Option<usize> {
        self.keys.binary_search(&key).ok()
    }

    /// Number of a cell.
    pub(crate) fn key(&self, cell: usize) -> u64 {
        self.keys[cell]
    }

    pub(crate) fn sums(&self, atoms: &[u32], values: &[f64]) -> Vec<f64> {
        let mut sums = vec![f64::NAN; self.cells()];
        for (cell, atom) in self.cell_of.iter().zip(atoms) {
            let value = values[*atom as usize];
            if !value.is_nan() {
                let sum = &mut sums[*cell as usize];
                *sum = if sum.is_nan() { value } else { *sum + value };
            }
        }
        sums
    }
}
