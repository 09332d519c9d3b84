//! The space of a mart's cells: its axes, which axis follows from which, and one name for each cell.

use std::collections::BTreeMap;

/// A set of axes as bits.
pub(crate) type Axes = u64;

/// Most axes a space may have, the year of a month included.
const AXES_MAX: usize = 32;

/// One axis with its values in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Axis {
    /// Column of the mart; the year of a month has a name no column has.
    pub(crate) name: String,
    /// Values in order.
    pub(crate) values: Vec<String>,
}

/// The atoms of a mart by their position on each axis.
///
/// An axis *follows from* another where each value of the other has one value of it in the whole
/// mart, as a governorate follows from an office and a year from a month. Values of an axis are
/// *siblings* where everything that follows from them is the same.
#[derive(Debug, Default)]
pub(crate) struct Space {
    pub(crate) axes: Vec<Axis>,
    /// By axis, then by atom.
    pub(crate) codes: Vec<Vec<u32>>,
    /// `implied[one][other]`: by value of one axis, the value of the other, where it follows.
    implied: Vec<Vec<Option<Vec<u32>>>>,
    /// By axis, the values that are siblings.
    siblings: Vec<Vec<Vec<u32>>>,
    /// By axis and value, the group of siblings it is in.
    groups: Vec<Vec<u32>>,
    strides: Vec<u64>,
}

impl Space {
    /// Builds the space; `None` where there are more axes or combinations than can be numbered.
    pub(crate) fn new(
        mut axes: Vec<Axis>,
        mut codes: Vec<Vec<u32>>,
        time: Option<usize>,
    ) -> Option<Self> {
        if let Some(time) = time {
            let (years, by_month) = years(&axes[time].values);
            codes.push(codes[time].iter().map(|month| by_month[*month as usize]).collect());
            axes.push(Axis { name: "year of the month".to_owned(), values: years });
        }
        if axes.len() > AXES_MAX {
            return None;
        }
        let mut strides = Vec::with_capacity(axes.len());
        let mut size: u64 = 1;
        for axis in &axes {
            strides.push(size);
            size = size.checked_mul(axis.values.len().max(1) as u64)?;
        }
        let implied: Vec<Vec<Option<Vec<u32>>>> = (0..axes.len())
            .map(|one| {
                let follows = |other| following(&axes, &codes, one, other);
                (0..axes.len()).map(|other| (one != other).then(|| follows(other))?).collect()
            })
            .collect();
        let mut space =
            Self { axes, codes, implied, siblings: Vec::new(), groups: Vec::new(), strides };
        for axis in 0..space.axes.len() {
            space.group(axis);
        }
        Some(space)
    }

    fn group(&mut self, axis: usize) {
        let mut families: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::new();
        for value in 0..self.axes[axis].values.len() as u32 {
            let family: Vec<u32> =
                self.implied[axis].iter().flatten().map(|map| map[value as usize]).collect();
            families.entry(family).or_default().push(value);
        }
        let mut groups = vec![0; self.axes[axis].values.len()];
        for (number, values) in families.values().enumerate() {
            for value in values {
                groups[*value as usize] = number as u32;
            }
        }
        self.groups.push(groups);
        self.siblings.push(families.into_values().collect());
    }

    /// Number of atoms.
    pub(crate) fn atoms(&self) -> usize {
        self.codes.first().map_or(0, Vec::len)
    }

    /// Position of the axis of a column.
    pub(crate) fn axis(&self, name: &str) -> Option<usize> {
        self.axes.iter().position(|axis| axis.name == name)
    }

    /// Values that share all that follows from a value, itself included.
    pub(crate) fn siblings(&self, axis: usize, value: u32) -> &[u32] {
        &self.siblings[axis][self.groups[axis][value as usize] as usize]
    }

    /// The value of another axis that follows from a value, if it does.
    pub(crate) fn implied(&self, axis: usize, value: u32, other: usize) -> Option<u32> {
        self.implied[axis][other].as_ref().map(|map| map[value as usize])
    }

    /// The fewest axes that say the same as the axes given: what follows from another is left out.
    ///
    /// Only axes of `allowed` count; the others are fixed from outside.
    pub(crate) fn canonical(&self, axes: Axes, allowed: Axes) -> Axes {
        let closed = self.closure(axes) & allowed;
        members(closed)
            .filter(|axis| {
                !members(closed).any(|other| {
                    let follows = other != *axis && self.implied[other][*axis].is_some();
                    let is_mutual = self.implied[*axis][other].is_some();
                    follows && (!is_mutual || other < *axis)
                })
            })
            .fold(0, |set, axis| set | 1 << axis)
    }

    /// All axes that follow from the axes given, themselves included.
    fn closure(&self, axes: Axes) -> Axes {
        members(axes).fold(axes, |set, axis| {
            (0..self.axes.len())
                .filter(|other| self.implied[axis][*other].is_some())
                .fold(set, |set, other| set | 1 << other)
        })
    }

    /// The axes of the next coarser cell when one axis is freed as far as it goes in one step.
    pub(crate) fn freed(&self, axes: Axes, axis: usize, allowed: Axes) -> Axes {
        let above = (0..self.axes.len())
            .filter(|other| {
                self.implied[axis][*other].is_some() && self.implied[*other][axis].is_none()
            })
            .fold(0, |set: Axes, other| set | 1 << other);
        self.canonical(axes & !(1 << axis) | above, allowed)
    }

    /// Number of a cell among the cells of the same axes.
    pub(crate) fn key(&self, axes: Axes, value: impl Fn(usize) -> u32) -> u64 {
        members(axes).map(|axis| u64::from(value(axis)) * self.strides[axis]).sum()
    }

    /// Number of the cell that differs from another in one axis only.
    pub(crate) fn moved(&self, key: u64, axis: usize, from: u32, to: u32) -> u64 {
        key - u64::from(from) * self.strides[axis] + u64::from(to) * self.strides[axis]
    }
}

/// The axes of a set in order.
pub(crate) fn members(axes: Axes) -> impl Iterator<Item = usize> {
    (0..AXES_MAX).filter(move |axis| axes >> axis & 1 == 1)
}

/// Years of months, and the year of each month.
fn years(months: &[String]) -> (Vec<String>, Vec<u32>) {
    let mut years: Vec<String> = Vec::new();
    let mut by_month = Vec::with_capacity(months.len());
    for month in months {
        let year = month.get(..4).unwrap_or(month);
        if years.last().is_none_or(|last| last != year) {
            years.push(year.to_owned());
        }
        by_month.push(years.len() as u32 - 1);
    }
    (years, by_month)
}

/// The value of one axis by the value of another, where it follows in all atoms.
fn following(axes: &[Axis], codes: &[Vec<u32>], one: usize, other: usize) -> Option<Vec<u32>> {
    let mut found: Vec<Option<u32>> = vec![None; axes[one].values.len()];
    for (value, followed) in codes[one].iter().zip(&codes[other]) {
        if *found[*value as usize].get_or_insert(*followed) != *followed {
            return None;
        }
    }
    Some(found.into_iter().map(|value| value.unwrap_or(0)).collect())
}
