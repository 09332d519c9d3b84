//! Patterns of contracts, compiled to byte runs where they are simple and to a regular expression otherwise.

use regex::bytes::{Regex, RegexBuilder};

/// A compiled pattern over folded text.
#[derive(Debug, Clone)]
pub(crate) enum Pattern {
    Runs(Vec<Run>),
    Expression(Regex),
}

/// Between `least` and `most` bytes of one class.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    class: Box<[bool; 256]>,
    least: usize,
    most: usize,
}

impl Pattern {
    /// Compiles a pattern; the error is the regular-expression engine's.
    pub(crate) fn new(pattern: &str) -> Result<Self, String> {
        let compile = |is_unicode| RegexBuilder::new(pattern).unicode(is_unicode).build();
        let expression =
            compile(false).or_else(|_| compile(true)).map_err(|error| error.to_string())?;
        Ok(runs(pattern).map_or(Self::Expression(expression), Self::Runs))
    }

    /// Whether the pattern is found in the text.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Expression(expression) => expression.is_match(text.as_bytes()),
            Self::Runs(runs) => {
                let mut rest = text.as_bytes();
                for run in runs {
                    let limit = rest.len().min(run.most);
                    let count = rest[..limit]
                        .iter()
                        .take_while(|byte| run.class[usize::from(**byte)])
                        .count();
                    if count < run.least {
                        return false;
                    }
                    rest = &rest[count..];
                }
                rest.is_empty()
            }
        }
    }
}

/// Reads `^` (literal | `\d` | `[class]`) with an optional count … `$`, as long as taking the most of
/// each run is never wrong; `None` for anything richer.
fn runs(pattern: &str) -> Option<Vec<Run>> {
    let inner = pattern.strip_prefix('^')?.strip_suffix('$')?;
    if !inner.is_ascii() || inner.ends_with('\\') {
        return None;
    }
    let mut rest = inner.as_bytes();
    let mut runs: Vec<Run> = Vec::new();
    while !rest.is_empty() {
        let class = class(&mut rest)?;
        let (least, most) = count(&mut rest)?;
        runs.push(Run { class, least, most });
    }
    is_greedy_safe(&runs).then_some(runs)
}

/// A run of variable length must not be able to eat what the next ones need.
fn is_greedy_safe(runs: &[Run]) -> bool {
    runs.iter().enumerate().filter(|(_, run)| run.least != run.most).all(|(at, run)| {
        for next in &runs[at + 1..] {
            if run.class.iter().zip(next.class.iter()).any(|(one, other)| *one && *other) {
                return false;
            }
            if next.least > 0 {
                break;
            }
        }
        true
    })
}

fn class(rest: &mut &[u8]) -> Option<Box<[bool; 256]>> {
    let mut class = Box::new([false; 256]);
    match rest.split_first()? {
        (b'[', tail) => {
            let end = tail.iter().position(|byte| *byte == b']')?;
            let body = &tail[..end];
            if body.is_empty() || body[0] == b'^' || body.iter().any(|byte| b"\\[&~".contains(byte))
            {
                return None;
            }
            let mut at = 0;
            while at < body.len() {
                let is_range = at + 2 < body.len() && body[at + 1] == b'-';
                let last = if is_range { body[at + 2] } else { body[at] };
                (body[at]..=last).for_each(|byte| class[usize::from(byte)] = true);
                at += if is_range { 3 } else { 1 };
            }
            *rest = &tail[end + 1..];
        }
        (b'\\', tail) => {
            let (escaped, tail) = tail.split_first()?;
            match escaped {
                b'd' => class[usize::from(b'0')..=usize::from(b'9')].fill(true),
                byte if byte.is_ascii_punctuation() => class[usize::from(*byte)] = true,
                _ => return None,
            }
            *rest = tail;
        }
        (byte, tail) if !b"^$.|?*+(){}]".contains(byte) => {
            class[usize::from(*byte)] = true;
            *rest = tail;
        }
        _ => return None,
    }
    Some(class)
}

fn count(rest: &mut &[u8]) -> Option<(usize, usize)> {
    let counts = match rest.first() {
        Some(b'?') => (0, 1),
        Some(b'*') => (0, usize::MAX),
        Some(b'+') => (1, usize::MAX),
        Some(b'{') => {
            let end = rest.iter().position(|byte| *byte == b'}')?;
            let body = std::str::from_utf8(&rest[1..end]).ok()?;
            let counts = match body.split_once(',') {
                None => (body.parse().ok()?, body.parse().ok()?),
                Some((least, "")) => (least.parse().ok()?, usize::MAX),
                Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
            };
            *rest = &rest[end..];
            counts
        }
        _ => return Some((1, 1)),
    };
    *rest = &rest[1..];
    // `a{2}?` and the like are left to the regular expression.
    (!matches!(rest.first(), Some(b'?' | b'*' | b'+' | b'{'))).then_some(counts)
}
