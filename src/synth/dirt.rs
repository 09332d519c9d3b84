//! Faults of real deliveries: foreign digits, stray blanks, other date forms, missing, cut, impossible and unknown values.

use rand::Rng;

use crate::layout::{Column, Encoding, Kind, Layout};
use crate::random::{Random, Weighted};
use crate::row::Row;

/// What was done to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Arabic-Indic digits: readable.
    ArabicDigits,
    /// Blanks around and inside: readable.
    StrayBlanks,
    /// `dd/mm/yyyy`: readable.
    OtherDateForm,
    /// A thousands mark in an amount: readable.
    ThousandsMark,
    /// A required value is missing.
    MissingRequired,
    /// A national number of thirteen or fifteen digits.
    WrongLengthId,
    /// A day the calendar does not have.
    ImpossibleDate,
    /// A code that is in no list.
    UnknownCode,
    /// The row stands twice.
    DuplicateRow,
}

impl Fault {
    /// All faults.
    pub(crate) const ALL: [Self; 9] = [
        Self::ArabicDigits,
        Self::StrayBlanks,
        Self::OtherDateForm,
        Self::ThousandsMark,
        Self::MissingRequired,
        Self::WrongLengthId,
        Self::ImpossibleDate,
        Self::UnknownCode,
        Self::DuplicateRow,
    ];

    /// Name in the truth folder.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::ArabicDigits => "arabic_digits",
            Self::StrayBlanks => "stray_blanks",
            Self::OtherDateForm => "other_date_form",
            Self::ThousandsMark => "thousands_mark",
            Self::MissingRequired => "missing_required",
            Self::WrongLengthId => "wrong_length_id",
            Self::ImpossibleDate => "impossible_date",
            Self::UnknownCode => "unknown_code",
            Self::DuplicateRow => "duplicate_row",
        }
    }

    fn weight(self) -> f64 {
        match self {
            Self::ArabicDigits | Self::StrayBlanks | Self::OtherDateForm => 0.16,
            Self::ThousandsMark => 0.06,
            Self::MissingRequired => 0.12,
            Self::WrongLengthId | Self::DuplicateRow => 0.10,
            Self::ImpossibleDate => 0.06,
            Self::UnknownCode => 0.08,
        }
    }

    fn suits(self, column: &Column, value: &str, encoding: Encoding) -> bool {
        let has_value = !value.is_empty();
        match self {
            // Windows-1256 has no Arabic-Indic digits.
            Self::ArabicDigits => {
                encoding != Encoding::Windows1256
                    && has_value
                    && matches!(
                        column.kind,
                        Kind::NationalId | Kind::Day | Kind::Integer | Kind::Money
                    )
            }
            Self::StrayBlanks => has_value && column.kind != Kind::Key,
            Self::OtherDateForm | Self::ImpossibleDate => has_value && column.kind == Kind::Day,
            Self::ThousandsMark => column.kind == Kind::Money && value.len() > 3,
            Self::MissingRequired => column.is_required && has_value && column.kind != Kind::Key,
            Self::WrongLengthId => has_value && column.kind == Kind::NationalId,
            Self::UnknownCode => has_value && matches!(column.kind, Kind::Code | Kind::Governorate),
            Self::DuplicateRow => true,
        }
    }
}

/// Puts one fault into a row, where one suits; says which.
pub(crate) fn spoil(random: &mut Random, layout: &Layout, row: &mut Row) -> Option<Fault> {
    let weights = Weighted::new(Fault::ALL.map(Fault::weight));
    let fault = Fault::ALL[weights.draw(random)];
    let values: Vec<&str> = row.fields().collect();
    let places: Vec<usize> = (0..layout.columns.len())
        .filter(|at| fault.suits(&layout.columns[*at], values[*at], layout.encoding))
        .collect();
    if places.is_empty() {
        return None;
    }
    let place = places[random.random_range(0..places.len())];
    let value = spoiled(random, fault, values[place]);
    if fault != Fault::DuplicateRow {
        row.replace(place, &value);
    }
    Some(fault)
}

fn spoiled(random: &mut Random, fault: Fault, value: &str) -> String {
    match fault {
        Fault::ArabicDigits => value.chars().map(arabic_digit).collect(),
        Fault::StrayBlanks => match random.random_range(0..3) {
            0 => format!(" {value}"),
            1 => format!("{value}  "),
            _ => format!("\u{a0}{value} "),
        },
        Fault::OtherDateForm => match value.split('-').collect::<Vec<_>>()[..] {
            [year, month, day] => format!("{day}/{month}/{year}"),
            _ => value.to_owned(),
        },
        Fault::ThousandsMark => {
            let whole = value.split('.').next().unwrap_or(value);
            let (high, low) = whole.split_at(whole.len().saturating_sub(3));
            format!("{high},{low}")
        }
        Fault::MissingRequired | Fault::DuplicateRow => String::new(),
        Fault::WrongLengthId => match random.random_range(0..2) {
            0 => value[..value.len() - 1].to_owned(),
            _ => format!("{value}{}", random.random_range(0..10)),
        },
        Fault::ImpossibleDate => match random.random_range(0..3) {
            0 => format!("{}-02-31", &value[..4]),
            1 => format!("{}-13-05", &value[..4]),
            _ => "0000-00-00".to_owned(),
        },
        Fault::UnknownCode => match random.random_range(0..3) {
            0 => "غير محدد".to_owned(),
            1 => "؟".to_owned(),
            _ => "XX".to_owned(),
        },
    }
}

fn arabic_digit(letter: char) -> char {
    match letter.to_digit(10) {
        Some(digit) => char::from_u32('٠' as u32 + digit).unwrap_or(letter),
        None => letter,
    }
}
