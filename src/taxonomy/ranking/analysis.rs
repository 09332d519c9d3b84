//! A title taken apart: words, character n-grams, heads and the pieces of an enumeration.

use mizan_text::{
    LatinStemmer, Script, Stemmer, Token, american_spelling, for_each_ngram, light10, plain_form,
    tokens, without_gender_marks,
};

const NGRAM_LOW: usize = 2;
const NGRAM_HIGH: usize = 5;

// Words that carry nothing in a title.
const STOP_WORDS: [&str; 18] = [
    "a",
    "all",
    "an",
    "and",
    "at",
    "by",
    "classified",
    "elsewhere",
    "except",
    "for",
    "in",
    "not",
    "of",
    "on",
    "or",
    "other",
    "the",
    "to",
];

// What follows them describes, what stands before them is the thing itself.
const PREPOSITIONS: [&str; 8] = ["at", "for", "in", "of", "on", "to", "who", "with"];

/// Takes titles apart, always in the same way for index and query.
pub(crate) struct Analyser {
    stemmer: Stemmer,
    is_english: bool,
}

/// The terms of a text, as hashes, with repetitions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Analysed {
    /// Stems; of an Arabic word its plain form and, where different, its light stem.
    pub(crate) words: Vec<u64>,
    /// Character n-grams inside words.
    pub(crate) grams: Vec<u64>,
    /// The words that name the thing itself: that of the whole first, then one per piece of an enumeration.
    pub(crate) heads: Vec<u64>,
}

impl Analyser {
    /// An analyser with a stemmer for Latin words.
    pub(crate) fn new(latin: LatinStemmer) -> Self {
        Self { stemmer: Stemmer::new(latin), is_english: latin == LatinStemmer::English }
    }

    /// Takes a text apart.
    pub(crate) fn analyse(&self, text: &str) -> Analysed {
        let text = &without_gender_marks(text);
        let words = tokens(text);
        let mut analysed = self.analyse_tokens(&words);
        analysed.heads = self.heads(text);
        analysed
    }

    /// Only the words.
    pub(crate) fn words(&self, text: &str) -> Vec<u64> {
        let mut terms = Vec::new();
        for token in tokens(&without_gender_marks(text)).iter().filter(|token| !is_stop(token)) {
            self.push_words(token, &mut terms);
        }
        terms
    }

    /// The pieces of an enumeration, each alone and each with the last word of the whole:
    /// "advertising and promotions managers" gives "advertising managers" and "promotions managers".
    /// Empty for a title in one piece.
    pub(crate) fn pieces(&self, text: &str) -> Vec<Analysed> {
        let text = &without_gender_marks(text);
        let pieces: Vec<Vec<Token>> = pieces(text).iter().map(|piece| tokens(piece)).collect();
        let pieces: Vec<&Vec<Token>> = pieces.iter().filter(|piece| !piece.is_empty()).collect();
        let [firsts @ .., last] = pieces.as_slice() else { return Vec::new() };
        if firsts.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for piece in firsts {
            found.push(self.analyse_tokens(piece));
            let mut completed: Vec<Token> = (*piece).clone();
            completed.extend(last.last().cloned());
            found.push(self.analyse_tokens(&completed));
        }
        found.push(self.analyse_tokens(last));
        found
    }

    fn analyse_tokens(&self, words: &[Token]) -> Analysed {
        let mut analysed = Analysed::default();
        for token in words.iter().filter(|token| !is_stop(token)) {
            self.push_words(token, &mut analysed.words);
            let mut push = |gram: &str| analysed.grams.push(hash(gram));
            match token.script {
                Script::Arabic => {
                    for_each_ngram(&token.text, NGRAM_LOW, NGRAM_HIGH, &mut push);
                    for_each_ngram(plain_form(&token.text), NGRAM_LOW, NGRAM_HIGH, &mut push);
                }
                _ => for_each_ngram(&self.stem(token), NGRAM_LOW, NGRAM_HIGH, &mut push),
            }
        }
        analysed
    }

    fn push_words(&self, token: &Token, terms: &mut Vec<u64>) {
        match token.script {
            Script::Arabic => {
                let (plain, stem) = (plain_form(&token.text), light10(&token.text));
                terms.push(hash(plain));
                if stem != plain {
                    terms.push(hash(stem));
                }
            }
            _ => terms.push(hash(&self.stem(token))),
        }
    }

    fn stem(&self, token: &Token) -> String {
        if token.script == Script::Latin && self.is_english {
            let text = american_spelling(&token.text).into_owned();
            return self.stemmer.stem(&Token { text, script: token.script });
        }
        self.stemmer.stem(token)
    }

    fn heads(&self, text: &str) -> Vec<u64> {
        let mut heads = Vec::new();
        for part in std::iter::once(text.to_owned()).chain(pieces(text)) {
            if let Some(head) = self.head(&tokens(&part))
                && !heads.contains(&head)
            {
                heads.push(head);
            }
        }
        heads
    }

    // English puts the thing last, before any preposition; Arabic puts it first.
    fn head(&self, words: &[Token]) -> Option<u64> {
        let first = words.first()?;
        if first.script == Script::Arabic {
            return Some(hash(plain_form(&first.text)));
        }
        let end = words
            .iter()
            .position(|word| PREPOSITIONS.contains(&word.text.as_str()))
            .filter(|&end| end > 0)
            .unwrap_or(words.len());
        let head = words[..end].iter().rev().find(|word| !is_stop(word))?;
        Some(hash(&self.stem(head)))
    }
}

/// A title without its exceptions: "teachers, except special education" is about teachers.
pub(crate) fn without_exceptions(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    match lower.find(" except ").or_else(|| lower.find(",except ")) {
        Some(at) if at > 0 => text[..at].trim_end_matches([',', ' ']),
        _ => text,
    }
}

fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for part in text.split([',', ';', '/', '(', ')', ':', '،', '؛', '|']) {
        pieces.push(String::new());
        for word in part.split_whitespace() {
            let is_joint = word == "&"
                || ["and", "or", "أو", "او"].iter().any(|joint| word.eq_ignore_ascii_case(joint));
            if is_joint {
                pieces.push(String::new());
            } else if let Some(piece) = pieces.last_mut() {
                if !piece.is_empty() {
                    piece.push(' ');
                }
                piece.push_str(word);
            }
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn is_stop(token: &Token) -> bool {
    token.script == Script::Latin && STOP_WORDS.binary_search(&token.text.as_str()).is_ok()
}

/// A 64-bit hash of a term: FNV-1a with a final mix. With some millions of terms a collision is a one-in-a-million event.
fn hash(term: &str) -> u64 {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in term.bytes() {
        sum = (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    sum ^= sum >> 30;
    sum = sum.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    sum ^ (sum >> 31)
}
