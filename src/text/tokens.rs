//! Splitting normalised text into words.

use crate::normalise;

/// The script of a word, which decides its stemmer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    /// Arabic letters.
    Arabic,
    /// Latin letters, digits, or both.
    Latin,
    /// Letters of any other script.
    Other,
}

/// One word of normalised text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token {
    /// The word, folded and in lower case.
    pub text: String,
    /// Its script.
    pub script: Script,
}

/// Splits text into words after [`normalise`]: runs of Arabic letters, of Latin letters and digits, and of other letters.
///
/// `C#` and `C++` stay whole because job titles need them; «لحام6» is two words.
pub fn tokens(text: &str) -> Vec<Token> {
    let folded = normalise(text);
    let mut words: Vec<Token> = Vec::new();
    let mut current = String::new();
    let mut script = None;
    for letter in folded.chars() {
        let next = script_of(letter);
        if next.is_some() && next == script {
            current.push(letter);
            continue;
        }
        if matches!(letter, '#' | '+') && joins_language_name(&current, script) {
            current.push(letter);
            continue;
        }
        close(&mut current, script, &mut words);
        script = next;
        if next.is_some() {
            current.push(letter);
        }
    }
    close(&mut current, script, &mut words);
    words
}

/// The folded words joined by single blanks: equal keys mean the same text as people type it.
pub fn exact_key(text: &str) -> String {
    let words = tokens(text);
    let mut key = String::with_capacity(text.len());
    for word in &words {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&word.text);
    }
    key
}

fn close(current: &mut String, script: Option<Script>, words: &mut Vec<Token>) {
    if let Some(script) = script
        && !current.is_empty()
    {
        words.push(Token { text: std::mem::take(current), script });
    }
    current.clear();
}

// Only after a single letter: "c#", "c++", "f#", never "word+".
fn joins_language_name(current: &str, script: Option<Script>) -> bool {
    script == Some(Script::Latin)
        && current.trim_end_matches(['#', '+']).len() == 1
        && current.len() < 3
        && current.starts_with(|letter: char| letter.is_ascii_lowercase())
}

fn script_of(letter: char) -> Option<Script> {
    match letter {
        'a'..='z' | '0'..='9' => Some(Script::Latin),
        '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}' | '\u{06FA}'..='\u{06FF}' => {
            Some(Script::Arabic)
        }
        '\u{0750}'..='\u{077F}' => Some(Script::Arabic),
        '\u{00C0}'..='\u{024F}' if letter.is_alphabetic() => Some(Script::Latin),
        _ if letter.is_alphanumeric() => Some(Script::Other),
        _ => None,
    }
}
