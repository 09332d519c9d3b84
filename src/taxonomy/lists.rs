//! Many short lists of numbers in two flat arrays.

/// A dense number: a plain one or a typed identifier.
pub(crate) trait Number: Copy {
    /// Wraps a number.
    fn from_u32(number: u32) -> Self;
    /// Unwraps it.
    fn to_u32(self) -> u32;
}

impl Number for u32 {
    fn from_u32(number: u32) -> Self {
        number
    }
    fn to_u32(self) -> u32 {
        self
    }
}

/// Lists of numbers addressed by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lists<T = u32> {
    pub(crate) starts: Vec<u32>,
    pub(crate) items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl<T: Number> Lists<T> {
    /// Packs lists, keeping their order.
    pub(crate) fn pack(lists: &[Vec<u32>]) -> Self {
        let mut starts = Vec::with_capacity(lists.len() + 1);
        let mut items = Vec::with_capacity(lists.iter().map(Vec::len).sum());
        starts.push(0);
        for list in lists {
            items.extend(list.iter().map(|&item| T::from_u32(item)));
            starts.push(items.len() as u32);
        }
        Self { starts, items }
    }

    /// Number of lists.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// One list; empty beyond the end.
    pub(crate) fn get(&self, index: usize) -> &[T] {
        match (self.starts.get(index), self.starts.get(index + 1)) {
            (Some(&from), Some(&to)) => &self.items[from as usize..to as usize],
            _ => &[],
        }
    }

    /// For each number below `count` the indexes of the lists that hold it, ascending.
    pub(crate) fn inverted<S: Number>(&self, count: usize) -> Lists<S> {
        let mut starts = vec![0u32; count + 1];
        for item in &self.items {
            starts[item.to_u32() as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![S::from_u32(0); self.items.len()];
        for list in 0..self.len() {
            for item in self.get(list) {
                let place = &mut next[item.to_u32() as usize];
                items[*place as usize] = S::from_u32(list as u32);
                *place += 1;
            }
        }
        Lists { starts, items }
    }

    /// Whether the arrays fit together and every number is below `limit`.
    pub(crate) fn is_valid(&self, lists: usize, limit: usize) -> bool {
        self.starts.len() == lists + 1
            && self.starts.first() == Some(&0)
            && self.starts.windows(2).all(|pair| pair[0] <= pair[1])
            && self.starts.last().copied() == Some(self.items.len() as u32)
            && self.items.iter().all(|item| (item.to_u32() as usize) < limit)
    }
}
