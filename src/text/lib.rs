//! Text as people type it, Arabic first: normalising, tokens, stems, character n-grams and personal names.

pub mod names;

mod gender;
mod light10;
mod ngrams;
mod normalise;
mod plain;
mod spelling;
mod stem;
mod tokens;

pub use gender::without_gender_marks;
pub use light10::light10;
pub use ngrams::{character_ngrams, for_each_ngram};
pub use normalise::{fold_digits, normalise};
pub use plain::plain_form;
pub use spelling::american_spelling;
pub use stem::{LatinStemmer, Stemmer, english_stem, stem_token, stem_tokens};
pub use tokens::{Script, Token, exact_key, tokens};

#[cfg(test)]
mod tests;
