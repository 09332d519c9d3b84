//! Pages of long lists: a cursor that says where the next one begins and holds for one question only.

use axum::http::{StatusCode, Uri};
use mizan_domain::fold_digits;

use crate::pages::PageRequest;
use crate::problem::Problem;
use crate::words::bilingual;

/// Rows of a page of results where the caller names no number.
pub(crate) const RESULTS: usize = 10;
/// Rows of a page of codes where the caller names no number.
pub(crate) const CODES: usize = 100;
/// Most rows of a page.
const LIMIT_MAX: usize = 1_000;

/// A stretch of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// First row, from 0.
    pub(crate) from: usize,
    /// Rows at most.
    pub(crate) limit: usize,
    question: u64,
}

impl Stretch {
    /// Reads `limit` and `cursor`; a cursor of another question or vintage is refused.
    pub(crate) fn asked(request: &PageRequest, uri: &Uri, usual: usize) -> Result<Self, Problem> {
        let limit = request.parameters.number::<usize>("limit")?.unwrap_or(usual);
        if !(1..=LIMIT_MAX).contains(&limit) {
            let arguments = [("name", "limit"), ("low", "1"), ("high", &*LIMIT_MAX.to_string())];
            return Err(Problem::parameter("limit", bilingual("problem-out-of-range", &arguments)));
        }
        let question = question(&request.loaded.vintage.id, uri);
        let from = match request.parameters.one("cursor") {
            None => 0,
            Some(text) => position(text, question)?,
        };
        Ok(Self { from, limit, question })
    }

    /// The rows of this stretch.
    pub(crate) fn of<T>(self, rows: &[T]) -> &[T] {
        let from = self.from.min(rows.len());
        &rows[from..from.saturating_add(self.limit).min(rows.len())]
    }

    /// The cursor of the stretch after this one, where there are rows left.
    pub(crate) fn next(self, total: usize) -> Option<String> {
        let after = self.from.saturating_add(self.limit);
        (after < total).then(|| format!("{after:x}-{:016x}", self.question))
    }
}

fn position(text: &str, question: u64) -> Result<usize, Problem> {
    let folded = fold_digits(text);
    let parts = folded.split_once('-').and_then(|(from, asked)| {
        let from = usize::from_str_radix(from, 16).ok()?;
        Some((from, u64::from_str_radix(asked, 16).ok()?))
    });
    match parts {
        Some((from, asked)) if asked == question => Ok(from),
        Some(_) => {
            let message = bilingual("problem-cursor-expired", &[]);
            Err(Problem::new(StatusCode::GONE, "cursor_expired", message)
                .with_hint(bilingual("hint-start-again", &[])))
        }
        None => Err(Problem::parameter("cursor", bilingual("problem-no-cursor", &[]))
            .with_hint(bilingual("hint-start-again", &[]))),
    }
}

/// The question behind an address, without the stretch of it that is asked for.
fn question(vintage: &str, uri: &Uri) -> u64 {
    let mut pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .filter(|(name, _)| name != "cursor" && name != "limit")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
    pairs.sort();
    // The ending of the path says the form, not the question.
    let path = uri.path().split('.').next().unwrap_or_default();
    crate::caching::fingerprint(&(vintage, path, pairs))
}
