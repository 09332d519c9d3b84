//! One stem per word: light10 for Arabic, Snowball for Latin words.

use rust_stemmers::Algorithm;

use crate::{Script, Token, light10, tokens};

/// The Snowball algorithm for words in Latin letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum LatinStemmer {
    /// English, the default.
    #[default]
    English,
    /// Danish.
    Danish,
    /// Dutch.
    Dutch,
    /// Finnish.
    Finnish,
    /// French.
    French,
    /// German.
    German,
    /// Hungarian.
    Hungarian,
    /// Italian.
    Italian,
    /// Norwegian.
    Norwegian,
    /// Portuguese.
    Portuguese,
    /// Romanian.
    Romanian,
    /// Spanish.
    Spanish,
    /// Swedish.
    Swedish,
    /// No stemming of Latin words.
    None,
}

/// A reusable stemmer; building one is cheap, keeping one is cheaper.
pub struct Stemmer {
    latin: Option<rust_stemmers::Stemmer>,
}

impl Stemmer {
    /// A stemmer with the given algorithm for Latin words and light10 for Arabic ones.
    pub fn new(latin: LatinStemmer) -> Self {
        let algorithm = match latin {
            LatinStemmer::English => Some(Algorithm::English),
            LatinStemmer::Danish => Some(Algorithm::Danish),
            LatinStemmer::Dutch => Some(Algorithm::Dutch),
            LatinStemmer::Finnish => Some(Algorithm::Finnish),
            LatinStemmer::French => Some(Algorithm::French),
            LatinStemmer::German => Some(Algorithm::German),
            LatinStemmer::Hungarian => Some(Algorithm::Hungarian),
            LatinStemmer::Italian => Some(Algorithm::Italian),
            LatinStemmer::Norwegian => Some(Algorithm::Norwegian),
            LatinStemmer::Portuguese => Some(Algorithm::Portuguese),
            LatinStemmer::Romanian => Some(Algorithm::Romanian),
            LatinStemmer::Spanish => Some(Algorithm::Spanish),
            LatinStemmer::Swedish => Some(Algorithm::Swedish),
            LatinStemmer::None => None,
        };
        Self { latin: algorithm.map(rust_stemmers::Stemmer::create) }
    }

    /// The stem of one word.
    pub fn stem(&self, token: &Token) -> String {
        match token.script {
            Script::Arabic => light10(&token.text).to_owned(),
            Script::Latin => self.stem_latin(&token.text),
            Script::Other => token.text.clone(),
        }
    }

    /// The stems of all words of a text, in order.
    pub fn stems(&self, text: &str) -> Vec<String> {
        tokens(text).iter().map(|token| self.stem(token)).collect()
    }

    fn stem_latin(&self, word: &str) -> String {
        let is_word = word.bytes().any(|byte| !byte.is_ascii_digit());
        match &self.latin {
            Some(stemmer) if is_word => stemmer.stem(word).into_owned(),
            _ => word.to_owned(),
        }
    }
}

impl Default for Stemmer {
    fn default() -> Self {
        Self::new(LatinStemmer::English)
    }
}

/// The English Snowball stem of a lower-case word.
pub fn english_stem(word: &str) -> String {
    Stemmer::default().stem_latin(word)
}

/// The stem of one word: light10 for Arabic, English Snowball for Latin.
pub fn stem_token(token: &Token) -> String {
    Stemmer::default().stem(token)
}

/// The stems of a text, in order, each word by the stemmer of its script.
pub fn stem_tokens(text: &str) -> Vec<String> {
    Stemmer::default().stems(text)
}
