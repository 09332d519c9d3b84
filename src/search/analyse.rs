//! The analyser of titles and queries, one for both, as tantivy tokenizers.
//!
//! Words lose their grammatical gender first («لحامة» and «لحام», "waitress" and "waiter" are one
//! word), so that no field can tell a woman's title from a man's.

use mizan_text::{Script, Stemmer, Token, for_each_ngram, tokens};
use tantivy::tokenizer::{TextAnalyzer, TokenStream, Tokenizer, TokenizerManager};

/// Name of the tokenizer of folded words.
pub(crate) const WORDS: &str = "mizan_words";
/// Name of the tokenizer of stems.
pub(crate) const STEMS: &str = "mizan_stems";
/// Name of the tokenizer of character trigrams.
pub(crate) const TRIGRAMS: &str = "mizan_trigrams";

/// English words for women at work and the form they share with men's.
const ENGLISH_PAIRS: [(&str, &str); 12] = [
    ("waitress", "waiter"),
    ("waitresses", "waiters"),
    ("hostess", "host"),
    ("hostesses", "hosts"),
    ("stewardess", "steward"),
    ("actress", "actor"),
    ("seamstress", "tailor"),
    ("manageress", "manager"),
    ("headmistress", "headmaster"),
    ("midwife", "midwife"),
    ("maid", "cleaner"),
    ("ladies", "people"),
];

/// One word of a title or query in the two forms that are indexed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded, without grammatical gender.
    pub(crate) exact: String,
    /// Its stem.
    pub(crate) stem: String,
}

/// Splits, folds and stems a text.
pub(crate) fn analyse(text: &str) -> Vec<Word> {
    let stemmer = Stemmer::default();
    tokens(text)
        .into_iter()
        .map(|token| {
            let neutral = without_gender(token);
            Word { stem: stemmer.stem(&neutral), exact: neutral.text }
        })
        .collect()
}

fn without_gender(mut token: Token) -> Token {
    match token.script {
        Script::Arabic => {
            let letters = token.text.chars().count();
            if letters >= 4 && token.text.ends_with('ه') {
                token.text.pop();
            }
        }
        Script::Latin => {
            let pair = ENGLISH_PAIRS.iter().find(|(woman, _)| *woman == token.text);
            if let Some((_, shared)) = pair {
                (*shared).clone_into(&mut token.text);
            } else if let Some(stem) =
                token.text.strip_suffix("woman").filter(|stem| stem.len() > 2)
            {
                token.text = format!("{stem}man");
            } else if let Some(stem) =
                token.text.strip_suffix("women").filter(|stem| stem.len() > 2)
            {
                token.text = format!("{stem}men");
            }
        }
        Script::Other => {}
    }
    token
}

/// Trigrams of a stem, each once, padded with a blank on both sides.
pub(crate) fn trigrams(stem: &str) -> Vec<String> {
    let mut grams = Vec::new();
    for_each_ngram(stem, 3, 3, |gram| grams.push(gram.to_owned()));
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// A tantivy tokenizer over one form of the words.
#[derive(Debug, Clone, Copy)]
enum Form {
    Words,
    Stems,
    Trigrams,
}

impl Tokenizer for Form {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let words = analyse(text).into_iter();
        let texts: Vec<String> = match self {
            Self::Words => words.map(|word| word.exact).collect(),
            Self::Stems => words.map(|word| word.stem).collect(),
            Self::Trigrams => words.flat_map(|word| trigrams(&word.stem)).collect(),
        };
        Tokens { texts, next: 0, token: tantivy::tokenizer::Token::default() }
    }
}

/// Tokens made beforehand; offsets are not kept, since nothing here highlights by them.
struct Tokens {
    texts: Vec<String>,
    next: usize,
    token: tantivy::tokenizer::Token,
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(text) = self.texts.get_mut(self.next) else { return false };
        self.token.text = std::mem::take(text);
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &tantivy::tokenizer::Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut tantivy::tokenizer::Token {
        &mut self.token
    }
}

/// Registers the tokenizers under their names.
pub(crate) fn register(manager: &TokenizerManager) {
    for (name, form) in [(WORDS, Form::Words), (STEMS, Form::Stems), (TRIGRAMS, Form::Trigrams)] {
        manager.register(name, TextAnalyzer::builder(form).build());
    }
}
