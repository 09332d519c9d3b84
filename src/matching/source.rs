//! Where openings come from: a trait that the search index implements, and a plain list for tests and batches.

use crate::{Filters, Opening, SkillProfile};

/// What a source is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Words typed; openings must match them or one of `query_occupations`.
    pub query: Option<&'a str>,
    /// ISCO-08 codes the taxonomy read out of the words typed.
    pub query_occupations: &'a [String],
    /// What the seeker writes about own work; where no words are typed it makes the text score.
    pub profile_text: Option<&'a str>,
    /// ISCO-08 codes of the seeker.
    pub occupations: &'a [String],
    /// Governorate of the seeker: without a filter on place, openings there and nearby come first.
    pub governorate_code: Option<&'a str>,
    /// Skills mastered.
    pub skills: &'a SkillProfile,
    /// Filters every candidate must pass.
    pub filters: &'a Filters,
    /// About how many candidates to return.
    pub limit: usize,
}

/// An opening worth scoring.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'s> {
    /// The opening.
    pub opening: &'s Opening,
    /// Nearness of its words to those asked for, 0–1.
    pub text: f64,
}

/// What a source found.
#[derive(Debug, Clone, Default)]
pub struct Found<'s> {
    /// Candidates, each once, in any order that is the same every time.
    pub candidates: Vec<Candidate<'s>>,
    /// Whether words were typed and some opening holds them.
    pub has_words_matched: bool,
}

/// A store of openings that finds those worth scoring.
pub trait CandidateSource {
    /// What can go wrong in the store.
    type Error;

    /// Openings worth scoring; stores that rank return about `limit` of them, the best.
    fn candidates(&self, wanted: &Wanted<'_>) -> Result<Found<'_>, Self::Error>;
}

/// A plain list of openings; every opening that passes the filters is a candidate.
#[derive(Debug, Clone, Default)]
pub struct MemorySource {
    /// The openings.
    pub openings: Vec<Opening>,
}

impl CandidateSource for MemorySource {
    type Error = std::convert::Infallible;

    /// Words are found where the folded title holds every one of them.
    fn candidates(&self, wanted: &Wanted<'_>) -> Result<Found<'_>, Self::Error> {
        let words = wanted.query.map(str::to_lowercase);
        let mut found = Found::default();
        for opening in self.openings.iter().filter(|opening| wanted.filters.allows(opening)) {
            let has_words = words.as_ref().is_some_and(|words| {
                let title = opening.title.to_lowercase();
                words.split_whitespace().all(|word| title.contains(word))
            });
            let has_occupation = opening.occupation_code.as_ref().is_some_and(|code| {
                wanted.query_occupations.iter().any(|asked| code.starts_with(asked.as_str()))
            });
            found.has_words_matched |= has_words;
            if words.is_none() || has_words || has_occupation {
                found.candidates.push(Candidate { opening, text: f64::from(u8::from(has_words)) });
            }
        }
        Ok(found)
    }
}
