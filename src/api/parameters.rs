//! The query of an address: decoded, checked against what is known, never silently ignored.

use axum::http::StatusCode;
use mizan_catalog::nearest;
use mizan_domain::{Month, governorate};

use crate::problem::Problem;
use crate::words::bilingual;

/// Letters of a value that are read; longer ones are nobody's typing.
const VALUE_LETTERS_MAX: usize = 2_000;

/// Decoded pairs in the order they were sent; empty values count as not sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters {
    pairs: Vec<(String, String)>,
}

impl Parameters {
    /// Decodes a query.
    pub(crate) fn parse(query: &str) -> Self {
        let pairs = url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.trim().to_owned()))
            .map(|(name, value)| (name, shortened(value)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        Self { pairs }
    }

    /// Refuses names that are not known here.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Problem> {
        for (name, _) in &self.pairs {
            if !known.contains(&name.as_str()) {
                let message = bilingual("problem-unknown-parameter", &[("name", name)]);
                let problem = Problem::new(StatusCode::BAD_REQUEST, "unknown_parameter", message);
                let problem = Problem { parameter: Some(name.as_str().into()), ..problem };
                return Err(suggest(problem, name, known));
            }
        }
        Ok(())
    }

    /// Refuses a parameter without a value: forms send such, programs do so by mistake.
    pub(crate) fn with_values(query: &str) -> Result<(), Problem> {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        match pairs.find(|(_, value)| value.trim().is_empty()) {
            Some((name, _)) => {
                let message = bilingual("problem-no-value", &[("name", &name)]);
                Err(Problem::parameter(&name, message).with_hint(bilingual("hint-leave-out", &[])))
            }
            None => Ok(()),
        }
    }

    /// The first value of a name.
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a name.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// A number, where one was sent.
    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>, Problem> {
        let Some(text) = self.one(name) else { return Ok(None) };
        let folded = mizan_domain::fold_digits(text);
        let error = || {
            let arguments = [("name", name), ("value", text)];
            Problem::parameter(name, bilingual("problem-not-a-number", &arguments))
        };
        folded.parse().map(Some).map_err(|_| error())
    }

    /// A month `YYYY-MM`, where one was sent.
    pub(crate) fn month(&self, name: &str) -> Result<Option<Month>, Problem> {
        let Some(text) = self.one(name) else { return Ok(None) };
        let error = || {
            let arguments = [("name", name), ("value", text)];
            Problem::parameter(name, bilingual("problem-not-a-month", &arguments))
        };
        text.parse().map(Some).map_err(|_| error())
    }

    /// The ISO code of a governorate, however it was written.
    pub(crate) fn governorate(&self, name: &str) -> Result<Option<&'static str>, Problem> {
        let Some(text) = self.one(name) else { return Ok(None) };
        if let Some(found) = governorate::recognise(text) {
            return Ok(Some(found.code));
        }
        let known: Vec<&str> = governorate::GOVERNORATES.iter().map(|one| one.code).collect();
        Err(unknown_code(name, text, &known))
    }

    /// One of a list of codes.
    pub(crate) fn code<'a>(
        &'a self,
        name: &str,
        known: &[&str],
    ) -> Result<Option<&'a str>, Problem> {
        match self.one(name) {
            Some(text) if !known.contains(&text) => Err(unknown_code(name, text, known)),
            found => Ok(found),
        }
    }

    /// Number of a page of results, from 1.
    pub(crate) fn page(&self) -> Result<u32, Problem> {
        Ok(self.number::<u32>("page")?.unwrap_or(1).clamp(1, 1_000))
    }
}

fn shortened(value: String) -> String {
    match value.char_indices().nth(VALUE_LETTERS_MAX) {
        Some((end, _)) => value[..end].to_owned(),
        None => value,
    }
}

/// A code that is not in the list: an error, never an empty answer.
pub(crate) fn unknown_code(name: &str, value: &str, known: &[&str]) -> Problem {
    let shown: String = value.chars().take(80).collect();
    let message = bilingual("problem-unknown-code", &[("name", name), ("value", &shown)]);
    suggest(Problem::parameter(name, message), &shown, known)
}

fn suggest(problem: Problem, wrong: &str, known: &[&str]) -> Problem {
    match nearest(wrong, known.iter().copied()) {
        Some(name) => problem.with_hint(bilingual("hint-did-you-mean", &[("name", name)])),
        None if known.len() <= 40 => {
            problem.with_hint(bilingual("hint-known-are", &[("names", &known.join(", "))]))
        }
        None => problem,
    }
}
