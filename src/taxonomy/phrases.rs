//! Skills named in free text, found by their labels word for word, whatever the inflection.

use std::collections::HashMap;

use mizan_domain::Language;
use mizan_text::{Script, Stemmer, plain_form, tokens};

use crate::{SkillId, Taxonomy};

// Longer labels exist, but nobody types them.
const WORDS_MAX: usize = 8;

/// Labels of skills as sequences of stems.
pub(crate) struct Phrases {
    skills: HashMap<String, SkillId>,
}

impl Phrases {
    /// Collects the labels of all skills in both languages; a label two skills share belongs to the first.
    pub(crate) fn build(taxonomy: &Taxonomy) -> Self {
        let stemmer = Stemmer::default();
        let mut skills = HashMap::new();
        for language in Language::ALL {
            for skill in taxonomy.skills() {
                for form in taxonomy.skill_forms(skill, language) {
                    let key = stems(&stemmer, form).join(" ");
                    if !key.is_empty() {
                        skills.entry(key).or_insert(skill);
                    }
                }
            }
        }
        Self { skills }
    }

    /// The skills a text names, in the order of the text; of overlapping labels the longest counts.
    pub(crate) fn find(&self, text: &str) -> Vec<SkillId> {
        let words = stems(&Stemmer::default(), text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = (1..=WORDS_MAX.min(words.len() - at)).rev().find_map(|length| {
                Some((length, *self.skills.get(&words[at..at + length].join(" "))?))
            });
            match longest {
                Some((length, skill)) => {
                    if !found.contains(&skill) {
                        found.push(skill);
                    }
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }
}

fn stems(stemmer: &Stemmer, text: &str) -> Vec<String> {
    tokens(text)
        .iter()
        .map(|token| match token.script {
            Script::Arabic => plain_form(&token.text).to_owned(),
            _ => stemmer.stem(token),
        })
        .collect()
}
