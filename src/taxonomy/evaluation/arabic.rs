//! Arabic titles as women's titles and as people type them: the lists A, B and C, made the same way everywhere.

use mizan_text::LatinStemmer;

use super::metrics::{Metrics, Ties, score};
use super::titles::TitleTexts;
use crate::parallel::in_parallel;

/// The titles and the three lists of queries.
pub(crate) struct ArabicTitles {
    /// Masculine titles, in file order.
    pub(crate) titles: Vec<String>,
    /// List name and queries: the row of the masculine title and the text.
    pub(crate) lists: [(&'static str, Vec<(usize, String)>); 3],
}

impl ArabicTitles {
    /// Makes the lists from labels «masculine / feminine»: feminine (A), typed carelessly (B), both (C).
    ///
    /// A pair is a label of exactly two different parts. B is drawn completely, then C goes on with the same stream.
    pub(crate) fn new<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        let parts: Vec<Vec<&str>> =
            labels.map(|label| label.split('/').map(str::trim).collect()).collect();
        let pairs: Vec<(usize, &str, &str)> = parts
            .iter()
            .enumerate()
            .filter(|(_, parts)| parts.len() == 2 && parts[0] != parts[1])
            .map(|(row, parts)| (row, parts[0], parts[1]))
            .collect();
        let mut stream = Twister::new(7);
        let feminine = pairs.iter().map(|&(row, _, other)| (row, other.to_owned())).collect();
        let typed = pairs.iter().map(|&(row, one, _)| (row, careless(one, &mut stream))).collect();
        let both =
            pairs.iter().map(|&(row, _, other)| (row, careless(other, &mut stream))).collect();
        Self {
            titles: parts.iter().map(|parts| parts[0].to_owned()).collect(),
            lists: [("feminine", feminine), ("noisy", typed), ("feminine_noisy", both)],
        }
    }

    /// Ranks the titles by text alone for one list: no taxonomy, which knows both forms of every title.
    pub(crate) fn evaluate(&self, list: &[(usize, String)]) -> Metrics {
        let texts =
            TitleTexts::build(LatinStemmer::English, self.titles.iter().map(String::as_str));
        let ids: Vec<String> = (0..self.titles.len()).map(|row| format!("d{row:04}")).collect();
        let outcomes = in_parallel(list.len(), |at| {
            let (row, query) = &list[at];
            let scores = texts.scores(query);
            let gains = (0..self.titles.len())
                .filter(|&other| self.titles[other] == self.titles[*row])
                .map(|other| (ids[other].clone(), 1.0))
                .collect();
            let ranked: Vec<(&str, f64)> = ids
                .iter()
                .zip(&scores)
                .map(|(id, &score)| (id.as_str(), f64::from((score * 1e6).round())))
                .collect();
            score(&ranked, &gains, Ties::Half)
        });
        Metrics::mean(&outcomes)
    }
}

// Hamza carriers and the tied ta are typed bare, a final ya without dots, the article half of the time not at all.
fn careless(title: &str, stream: &mut Twister) -> String {
    let folded: Vec<char> = title
        .chars()
        .map(|letter| match letter {
            'أ' | 'إ' | 'آ' => 'ا',
            'ة' => 'ه',
            other => other,
        })
        .collect();
    let mut typed = String::with_capacity(title.len());
    for (at, &letter) in folded.iter().enumerate() {
        let is_final = folded.get(at + 1).is_none_or(|&next| next == ' ');
        typed.push(if letter == 'ي' && is_final { 'ى' } else { letter });
    }
    let words: Vec<&str> = typed
        .split_whitespace()
        .map(|word| match word.strip_prefix("ال") {
            Some(rest) if word.chars().count() > 5 && stream.fraction() < 0.5 => rest,
            _ => word,
        })
        .collect();
    words.join(" ")
}

/// The generator MT19937, seeded and drawn from as CPython's `random` does, so that the lists can be checked.
pub(crate) struct Twister {
    state: [u32; 624],
    at: usize,
}

impl Twister {
    /// Seeds with a small number, by array as CPython does.
    pub(crate) fn new(seed: u32) -> Self {
        let mut state = [0u32; 624];
        state[0] = 19_650_218;
        for at in 1..624 {
            let before = state[at - 1];
            state[at] =
                1_812_433_253u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(at as u32);
        }
        let mut at = 1;
        for _ in 0..624 {
            let before = state[at - 1];
            state[at] =
                (state[at] ^ (before ^ (before >> 30)).wrapping_mul(1_664_525)).wrapping_add(seed);
            at += 1;
            if at >= 624 {
                state[0] = state[623];
                at = 1;
            }
        }
        for _ in 0..623 {
            let before = state[at - 1];
            state[at] = (state[at] ^ (before ^ (before >> 30)).wrapping_mul(1_566_083_941))
                .wrapping_sub(at as u32);
            at += 1;
            if at >= 624 {
                state[0] = state[623];
                at = 1;
            }
        }
        state[0] = 0x8000_0000;
        Self { state, at: 624 }
    }

    /// The next number in [0, 1), with 53 bits.
    pub(crate) fn fraction(&mut self) -> f64 {
        let high = f64::from(self.next() >> 5);
        let low = f64::from(self.next() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    fn next(&mut self) -> u32 {
        if self.at >= 624 {
            for at in 0..624 {
                let mixed =
                    (self.state[at] & 0x8000_0000) | (self.state[(at + 1) % 624] & 0x7fff_ffff);
                let twist = if mixed & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[at] = self.state[(at + 397) % 624] ^ (mixed >> 1) ^ twist;
            }
            self.at = 0;
        }
        let mut number = self.state[self.at];
        self.at += 1;
        number ^= number >> 11;
        number ^= (number << 7) & 0x9d2c_5680;
        number ^= (number << 15) & 0xefc6_0000;
        number ^ (number >> 18)
    }
}
