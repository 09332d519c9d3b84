//! The window of months a market is written for.

use mizan_domain::{Date, Month};

/// A day as days since 1970-01-01.
pub(crate) type Day = i32;

/// A day that never comes: open ends.
pub(crate) const NEVER: Day = i32::MAX;

/// The delivered months, numbered from 0.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    first: Month,
    /// First day of each month, and of the month after the window.
    starts: Vec<Day>,
}

impl Clock {
    /// The window of `months` months that ends with `last`.
    pub(crate) fn new(last: Month, months: usize) -> Self {
        let first = last.add(1 - months as i32);
        let starts =
            (0..=months).map(|at| first.add(at as i32).first_day().days_since_epoch()).collect();
        Self { first, starts }
    }

    /// Number of months.
    pub(crate) fn months(&self) -> usize {
        self.starts.len() - 1
    }

    /// The month with a number.
    pub(crate) fn month(&self, index: usize) -> Month {
        self.first.add(index as i32)
    }

    /// First day of a month; numbers before and after the window work too.
    pub(crate) fn first_day(&self, index: i32) -> Day {
        match usize::try_from(index).ok().and_then(|at| self.starts.get(at)) {
            Some(day) => *day,
            None => self.first.add(index).first_day().days_since_epoch(),
        }
    }

    /// Last day of a month.
    pub(crate) fn last_day(&self, index: i32) -> Day {
        self.first_day(index + 1) - 1
    }

    /// First day of the window.
    pub(crate) fn start(&self) -> Day {
        self.starts[0]
    }

    /// Last day of the window.
    pub(crate) fn end(&self) -> Day {
        self.starts[self.starts.len() - 1] - 1
    }

    /// Number of the month a day lies in, where it lies in the window.
    pub(crate) fn index_of(&self, day: Day) -> Option<usize> {
        if day < self.start() || day > self.end() {
            return None;
        }
        Some(self.starts.partition_point(|&start| start <= day) - 1)
    }

    /// Number of a day's month, negative before the window.
    pub(crate) fn number_of(&self, day: Day) -> i32 {
        self.first.months_until(Date::from_days(day).calendar_month())
    }

    /// The months in which a record with these days is delivered: where it begins or changes.
    ///
    /// A record that begins before the window comes with the first delivery.
    pub(crate) fn deliveries(&self, begin: Day, changes: &[Day]) -> MonthSet {
        let mut set = MonthSet(0);
        if begin < self.start() {
            set.0 |= 1;
        }
        for day in std::iter::once(&begin).chain(changes) {
            if let Some(index) = self.index_of(*day) {
                set.0 |= 1 << index;
            }
        }
        set
    }
}

/// A set of months of the window (which therefore has at most 64).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthSet(u64);

impl MonthSet {
    /// Whether the month is in the set.
    pub(crate) fn has(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }
}

/// Year of a day.
pub(crate) fn year_of(day: Day) -> i32 {
    Date::from_days(day).year()
}

/// Whole years between a birth and a day.
pub(crate) fn age_at(birth: Day, day: Day) -> i32 {
    Date::from_days(birth).age_at(Date::from_days(day))
}

/// The day where it has come by `as_of`: what a register knows at the end of a month.
pub(crate) fn known(day: Day, as_of: Day) -> Option<Day> {
    (day <= as_of).then_some(day)
}

/// The earlier of two days that may never come, with a shift that keeps [`NEVER`].
pub(crate) fn after(day: Day, days: i32) -> Day {
    if day == NEVER { NEVER } else { day + days }
}
