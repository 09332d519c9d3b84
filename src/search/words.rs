//! The word stage: how many of the words typed an opening holds, weighted by how telling they are.

use mizan_matching::SkillGraph;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, Term};

use crate::analyse::{Word, analyse, trigrams};
use crate::index::for_each_posting;
use crate::memory::Sums;
use crate::{Result, SearchIndex};

/// Characters of a query that are read.
const CHARACTERS_MAX: usize = 2_000;
/// Distinct words of a query that count.
const WORDS_MAX: usize = 16;

/// Share of a word's weight for its stem in the title, its exact form, and its stem in a label of
/// the occupation; together at most 1.
const STEM_SHARE: f32 = 0.7;
const EXACT_SHARE: f32 = 0.15;
const LABEL_SHARE: f32 = 0.45;
/// Share of the weight for a word met only by its letters.
const TRIGRAM_SHARE: f32 = 0.5;
/// Least share of a word's trigrams that must be met.
const TRIGRAMS_MIN: f32 = 0.5;
/// Share of the score that a title loses that has many more words than the query.
const LENGTH_SHARE: f32 = 0.1;

/// Words of a query, ready to be looked up.
#[derive(Debug)]
pub(crate) struct Words {
    words: Vec<Word>,
    /// Sum of the weights of all words; what a perfect title would reach.
    total: f32,
}

impl Words {
    /// Reads a query; longer ones are cut, words said twice count once.
    pub(crate) fn read(query: &str) -> Self {
        let end = query.char_indices().nth(CHARACTERS_MAX).map_or(query.len(), |(end, _)| end);
        let mut words: Vec<Word> = Vec::new();
        for word in analyse(&query[..end]) {
            if !words.iter().any(|other| other.stem == word.stem) {
                words.push(word);
            }
            if words.len() == WORDS_MAX {
                break;
            }
        }
        Self { words, total: 0.0 }
    }

    /// What one unit of weight adds to a text score at most.
    pub(crate) fn unit(&self) -> f64 {
        if self.total > 0.0 { 1.0 / f64::from(self.total) } else { 0.0 }
    }

    /// The text score of an opening, 0–1.
    pub(crate) fn score(&self, sum: f32, title_length: u8) -> f64 {
        if self.total <= 0.0 || sum <= 0.0 {
            return 0.0;
        }
        let spare = (self.words.len() as f32 / f32::from(title_length.max(1))).min(1.0);
        let share = (sum / self.total).min(1.0);
        f64::from(share * (1.0 - LENGTH_SHARE + LENGTH_SHARE * spare))
    }
}

impl<G: SkillGraph> SearchIndex<G> {
    /// Adds the weight of every word to the openings that hold it; returns whether any does.
    pub(crate) fn add_words(&self, sums: &mut Sums, words: &mut Words) -> Result<bool> {
        let mut is_any_met = false;
        for word in &words.words {
            let in_titles = frequency(&self.stems, self.fields.stems, &word.stem)?;
            let in_labels = frequency(&self.labels, self.fields.labels, &word.stem)?;
            let weight = self.weight(in_titles.max(in_labels));
            words.total += weight * (STEM_SHARE + EXACT_SHARE);
            if in_titles + in_labels == 0 {
                let in_names = frequency(&self.words, self.fields.words, &word.exact)?;
                let share = if in_names > 0 { STEM_SHARE } else { 0.0 };
                add_word(sums, &self.words, self.fields.words, &word.exact, share * weight)?;
                is_any_met |= in_names > 0 || self.add_by_letters(sums, &word.stem, weight)?;
                continue;
            }
            is_any_met = true;
            let fields = [
                (&self.stems, self.fields.stems, &word.stem, STEM_SHARE),
                (&self.words, self.fields.words, &word.exact, EXACT_SHARE),
                (&self.labels, self.fields.labels, &word.stem, LABEL_SHARE),
            ];
            for (reader, field, text, share) in fields {
                add_word(sums, reader, field, text, share * weight)?;
            }
        }
        Ok(is_any_met)
    }

    /// Meets a word no title holds by its letters: slips of the finger, glued articles, compounds.
    fn add_by_letters(&self, sums: &mut Sums, stem: &str, weight: f32) -> Result<bool> {
        sums.has_words = true;
        let grams = trigrams(stem);
        if grams.len() < 3 || grams.len() > 30 {
            return Ok(false);
        }
        let met = &mut sums.trigrams;
        for gram in &grams {
            let term = Term::from_field_text(self.fields.trigrams, gram);
            for_each_posting(&self.trigrams, &term, IndexRecordOption::Basic, |document, _| {
                met[document as usize] += 1;
            })?;
        }
        let least = (grams.len() as f32 * TRIGRAMS_MIN).ceil() as u8;
        let mut is_met = false;
        for (document, met) in met.iter_mut().enumerate().filter(|(_, met)| **met > 0) {
            if *met >= least {
                let share = f32::from(*met) / grams.len() as f32;
                sums.words[document] += weight * TRIGRAM_SHARE * share;
                is_met = true;
            }
            *met = 0;
        }
        Ok(is_met)
    }

    /// How telling a word is: ln(1 + (N − df + ½) / (df + ½)), as in BM25.
    fn weight(&self, frequency: u32) -> f32 {
        let (count, frequency) = (self.openings().len() as f32, frequency as f32);
        (1.0 + (count - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln()
    }
}

fn add_word(
    sums: &mut Sums,
    reader: &InvertedIndexReader,
    field: Field,
    text: &str,
    add: f32,
) -> Result<()> {
    if add > 0.0 {
        let term = Term::from_field_text(field, text);
        sums.has_words = true;
        let words = &mut sums.words;
        for_each_posting(reader, &term, IndexRecordOption::Basic, |document, _| {
            words[document as usize] += add;
        })?;
    }
    Ok(())
}

fn frequency(reader: &InvertedIndexReader, field: Field, text: &str) -> Result<u32> {
    Ok(reader.doc_freq(&Term::from_field_text(field, text))?)
}
