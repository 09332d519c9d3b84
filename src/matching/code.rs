//! Codes nobody knows, and the known one nearest to them.

/// A code that no list knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} `{code}` is unknown")]
pub struct UnknownCode {
    /// What the code should have named, such as `governorate`.
    pub kind: &'static str,
    /// The code as given, cut to 60 characters.
    pub code: String,
    /// The known code nearest to it.
    pub nearest: Option<String>,
}

impl UnknownCode {
    /// Describes `code` beside the codes that are known.
    pub fn new<'a>(
        kind: &'static str,
        code: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let code: String = code.chars().take(60).collect();
        Self { kind, nearest: nearest_code(&code, known).map(str::to_owned), code }
    }

    /// Names the nearest known code.
    pub fn hint(&self) -> Option<String> {
        self.nearest.as_ref().map(|nearest| format!("did you mean `{nearest}`?"))
    }
}

/// The known code with the fewest letters to change, insert or drop; ties go to the first in order.
///
/// Letter case does not count.
pub fn nearest_code<'a>(code: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = code.to_lowercase().chars().take(60).collect();
    known.into_iter().min_by_key(|candidate| (edits(&wanted, candidate), *candidate))
}

fn edits(wanted: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=wanted.len()).collect();
    for (line, letter) in candidate.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in wanted.iter().enumerate() {
            let replaced = diagonal + usize::from(*other != letter);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[wanted.len()]
}
