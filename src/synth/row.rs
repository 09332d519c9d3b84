//! One row under construction: fields in one reusable buffer, so that a million rows allocate nothing.

use std::fmt::Write;

use mizan_domain::Date;

use crate::clock::Day;

/// The fields of one row.
#[derive(Debug, Default, Clone)]
pub(crate) struct Row {
    text: String,
    ends: Vec<usize>,
}

impl Row {
    /// Forgets all fields.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Number of fields.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The fields in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        let mut begin = 0;
        self.ends.iter().map(move |end| {
            let field = &self.text[begin..*end];
            begin = *end;
            field
        })
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, value: &str) -> &mut Self {
        self.text.push_str(value);
        self.end()
    }

    /// Adds an empty field.
    pub(crate) fn empty(&mut self) -> &mut Self {
        self.end()
    }

    /// Adds ASCII digits.
    pub(crate) fn digits(&mut self, digits: &[u8]) -> &mut Self {
        self.text.extend(digits.iter().map(|digit| char::from(*digit)));
        self.end()
    }

    /// Adds a whole number.
    pub(crate) fn number(&mut self, value: i64) -> &mut Self {
        let _ = write!(self.text, "{value}");
        self.end()
    }

    /// Adds a number with a fixed count of decimals.
    pub(crate) fn decimal(&mut self, value: f64, decimals: usize) -> &mut Self {
        let _ = write!(self.text, "{value:.decimals$}");
        self.end()
    }

    /// Adds a day as `YYYY-MM-DD`, or nothing.
    pub(crate) fn day(&mut self, day: Option<Day>) -> &mut Self {
        if let Some(day) = day {
            push_day(&mut self.text, day);
        }
        self.end()
    }

    /// Adds what a writer puts down.
    pub(crate) fn with(&mut self, write: impl FnOnce(&mut String)) -> &mut Self {
        write(&mut self.text);
        self.end()
    }

    /// Adds formatted text.
    pub(crate) fn format(&mut self, arguments: std::fmt::Arguments<'_>) -> &mut Self {
        let _ = self.text.write_fmt(arguments);
        self.end()
    }

    /// Replaces one field.
    pub(crate) fn replace(&mut self, index: usize, value: &str) {
        let begin = if index == 0 { 0 } else { self.ends[index - 1] };
        let end = self.ends[index];
        self.text.replace_range(begin..end, value);
        let change = value.len() as isize - (end - begin) as isize;
        for end in &mut self.ends[index..] {
            *end = end.wrapping_add_signed(change);
        }
    }

    fn end(&mut self) -> &mut Self {
        self.ends.push(self.text.len());
        self
    }
}

/// Writes a day as `YYYY-MM-DD`, without the cost of general formatting.
pub(crate) fn push_day(out: &mut String, day: Day) {
    let date = Date::from_days(day);
    let year = date.year() as u32;
    for value in [year / 100 % 100, year % 100] {
        push_two(out, value);
    }
    out.push('-');
    push_two(out, date.month());
    out.push('-');
    push_two(out, date.day());
}

fn push_two(out: &mut String, value: u32) {
    out.push(char::from(b'0' + (value / 10 % 10) as u8));
    out.push(char::from(b'0' + (value % 10) as u8));
}
