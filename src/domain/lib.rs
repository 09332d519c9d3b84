//! The vocabulary of mizan: dates, places, national numbers, money and the rules of law, without IO and without an engine.

pub mod clock;
mod date;
mod digits;
pub mod governorate;
mod language;
mod money;
pub mod national_id;
pub mod occupation;
pub mod rules;

pub use date::{Date, Month, ParseDateError};
pub use digits::fold_digits;
pub use language::{Bilingual, Language, ParseLanguageError};
pub use money::{ParseMoneyError, Piastres};

#[cfg(test)]
mod tests;
