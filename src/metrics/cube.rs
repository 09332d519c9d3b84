//! The frozen base of public figures: a metric at its finest grain with a key for every atom.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::error::{Error, Result};
use crate::metric::Metric;
use crate::rows::Row;

/// Fewest values of an axis from which another may be said to follow and not to agree by chance.
const DETERMINANTS_MINIMUM: usize = 8;

/// One finest cell of a metric in a vintage.
#[derive(Debug, Clone)]
pub(crate) struct Atom {
    /// Position of the value on each axis.
    pub(crate) codes: Vec<u32>,
    pub(crate) cell: Cell,
}

/// Sums and combined keys of any union of atoms.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Cell {
    pub(crate) numerator: Option<f64>,
    pub(crate) denominator: Option<f64>,
    pub(crate) persons: u64,
    pub(crate) establishments: Option<f64>,
    pub(crate) numerator_key: u8,
    pub(crate) denominator_key: u8,
    pub(crate) persons_key: u8,
    pub(crate) records: u64,
}

impl Cell {
    pub(crate) fn add(&mut self, other: &Self) {
        let plus = |left: Option<f64>, right: Option<f64>| match (left, right) {
            (Some(left), Some(right)) => Some(left + right),
            (one, other) => one.or(other),
        };
        self.numerator = plus(self.numerator, other.numerator);
        self.denominator = plus(self.denominator, other.denominator);
        self.establishments = plus(self.establishments, other.establishments);
        self.persons += other.persons;
        self.numerator_key = self.numerator_key.wrapping_add(other.numerator_key);
        self.denominator_key = self.denominator_key.wrapping_add(other.denominator_key);
        self.persons_key = self.persons_key.wrapping_add(other.persons_key);
        self.records += other.records;
    }

    /// Returns the persons and their key in this cell but not in the part.
    pub(crate) fn persons_without(&self, part: &Self) -> (u64, u8) {
        let persons = self.persons.saturating_sub(part.persons);
        (persons, self.persons_key.wrapping_sub(part.persons_key))
    }
}

/// A metric at its finest grain in one vintage.
#[derive(Debug)]
pub(crate) struct Cube {
    pub(crate) axes: Vec<String>,
    /// The values of each axis in order.
    pub(crate) values: Vec<Vec<String>>,
    pub(crate) atoms: Vec<Atom>,
    pub(crate) sql: String,
}

impl Cube {
    pub(crate) fn build(metric: &Metric, rows: &[Row], sql: String, secret: &[u8]) -> Result<Self> {
        let axes: Vec<String> = metric.axes().into_iter().map(str::to_owned).collect();
        let mut positions: Vec<BTreeMap<&str, u32>> = vec![BTreeMap::new(); axes.len()];
        for row in rows {
            for (axis, key) in row.keys.iter().enumerate() {
                positions[axis].insert(key, 0);
            }
        }
        for axis in &mut positions {
            for (index, position) in axis.values_mut().enumerate() {
                *position = index as u32;
            }
        }
        let mut atoms = Vec::with_capacity(rows.len());
        for row in rows {
            let codes = row
                .keys
                .iter()
                .enumerate()
                .map(|(axis, key)| positions[axis][key.as_str()])
                .collect();
            atoms.push(Atom { codes, cell: atom_cell(metric, &axes, row, secret)? });
        }
        let values = positions
            .iter()
            .map(|axis| axis.keys().map(|key| (*key).to_owned()).collect())
            .collect();
        Ok(Self { axes, values, atoms, sql })
    }

    /// Says whether one axis follows from another in the whole base, as a place from its centre.
    pub(crate) fn is_determined_by(&self, axis: usize, other: usize) -> bool {
        if axis == other || self.values[other].len() < DETERMINANTS_MINIMUM {
            return false;
        }
        let mut found: Vec<Option<u32>> = vec![None; self.values[other].len()];
        self.atoms.iter().all(|atom| {
            let entry = &mut found[atom.codes[other] as usize];
            *entry.get_or_insert(atom.codes[axis]) == atom.codes[axis]
        })
    }

    /// Returns the first value of the time axis in the same year as a value.
    pub(crate) fn first_of_year(&self, time: usize, code: u32) -> u32 {
        let year = year_of(&self.values[time][code as usize]);
        self.values[time].partition_point(|value| year_of(value) < year) as u32
    }

    /// Says whether the base holds no other month of the year.
    pub(crate) fn is_alone_in_year(&self, time: usize, code: u32) -> bool {
        let year = year_of(&self.values[time][code as usize]);
        self.values[time].iter().filter(|value| year_of(value) == year).count() < 2
    }

    pub(crate) fn axis(&self, dimension: &str) -> Option<usize> {
        self.axes.iter().position(|axis| axis == dimension)
    }
}

fn year_of(period: &str) -> &str {
    period.get(..4).unwrap_or(period)
}

fn atom_cell(metric: &Metric, axes: &[String], row: &Row, secret: &[u8]) -> Result<Cell> {
    let persons = row.persons.unwrap_or(0.0).max(0.0).round() as u64;
    let key = |column: Option<&str>, value: Option<f64>| -> Result<u8> {
        match (column, value) {
            (Some(column), Some(value)) if value != 0.0 => {
                atom_key(metric, column, axes, &row.keys, secret)
            }
            // What is empty moves no key: a cell is the same with and without it.
            _ => Ok(0),
        }
    };
    let persons_key = match row.record_keys {
        Some(sum) => sum.rem_euclid(256.0) as u8,
        None => key(metric.count_column(), row.persons)?,
    };
    let keyed = |column: Option<&str>, value: Option<f64>| -> Result<u8> {
        if column.is_some() && column == metric.count_column() {
            Ok(persons_key)
        } else {
            key(column, value)
        }
    };
    Ok(Cell {
        numerator: row.numerator,
        denominator: row.denominator,
        persons,
        establishments: row.establishments,
        numerator_key: keyed(Some(&metric.numerator), row.numerator)?,
        denominator_key: keyed(metric.denominator.as_deref(), row.denominator)?,
        persons_key,
        records: row.records as u64,
    })
}

/// First byte of the keyed hash of an atom: mart, column and coordinates, each with its length.
fn atom_key(
    metric: &Metric,
    column: &str,
    axes: &[String],
    keys: &[String],
    secret: &[u8],
) -> Result<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| Error::SecretMissing)?;
    let coordinates = axes.iter().zip(keys).flat_map(|(axis, key)| [axis.as_str(), key.as_str()]);
    for text in [metric.mart.as_str(), column].into_iter().chain(coordinates) {
        mac.update(&(text.len() as u64).to_be_bytes());
        mac.update(text.as_bytes());
    }
    Ok(mac.finalize().into_bytes()[0])
}
