//! Compares two records field by field and packs the levels into one word, the comparison pattern.

use crate::dictionary::MISSING as NO_TEXT;
use crate::distance::{edits, jaro_winkler, packed_edits, packed_length};
use crate::features::{Comparison, Features, Kind, Layout};
use crate::frequencies::Surprises;
use crate::level::{self, EXACT, Level, MISSING, code, date, identifier, name, text};
use crate::normalise;
use crate::spec::Role;

/// How much rarer than the other a value must be to look like a slip of the pen, in bits.
const RARE_BITS: f32 = 4.3;
/// Jaro–Winkler similarity from which two texts count as close.
const CLOSE_FROM: f64 = 0.88;
/// Compared texts to remember, a power of two: for whole sets of records.
pub(crate) const MANY: usize = 1 << 15;
/// Compared texts to remember, a power of two: for one record.
pub(crate) const FEW: usize = 1 << 8;

/// The level of each comparison, four bits each, and the surprise of the values agreed upon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pattern {
    pub(crate) levels: u64,
    /// Bits of surprise summed over the levels that depend on the value.
    pub(crate) surprise: f32,
    /// The part of it that comes from fields which relatives share.
    pub(crate) shared: f32,
}

/// The level of one comparison inside a pattern.
pub(crate) fn level_of(levels: u64, comparison: usize) -> Level {
    (levels >> (4 * comparison) & 15) as Level
}

/// Compares records of one set of features; each thread has its own, with a memory of texts compared.
pub(crate) struct Comparer<'a> {
    layout: &'a Layout,
    features: &'a Features,
    surprises: &'a Surprises,
    memory: Vec<(u64, Level)>,
}

impl<'a> Comparer<'a> {
    pub(crate) fn new(
        layout: &'a Layout,
        features: &'a Features,
        surprises: &'a Surprises,
        memory: usize,
    ) -> Self {
        Self { layout, features, surprises, memory: vec![(0, 0); memory] }
    }

    /// The whole pattern of a pair.
    pub(crate) fn pattern(&mut self, a: usize, b: usize) -> Pattern {
        let mut pattern = Pattern { levels: 0, surprise: 0.0, shared: 0.0 };
        for position in 0..self.layout.comparisons.len() {
            let (level, surprise) = self.compare(position, a, b);
            pattern.levels |= u64::from(level) << (4 * position);
            pattern.surprise += surprise;
            if self.layout.comparisons[position].role.is_shared_by_relatives() {
                pattern.shared += surprise;
            }
        }
        pattern
    }

    /// The level of one comparison, and the surprise of the value where the level depends on it.
    pub(crate) fn compare(&mut self, position: usize, a: usize, b: usize) -> (Level, f32) {
        let layout = self.layout;
        let comparison = &layout.comparisons[position];
        match comparison.kind {
            Kind::Name => self.compare_names(comparison, a, b),
            Kind::Text => self.compare_texts(comparison, a, b),
            Kind::Code => self.compare_codes(comparison, a, b),
            Kind::Date => {
                let column = &self.features.dates[comparison.slot];
                let level = dates(column[a], column[b]);
                if level == EXACT && self.surprises.is_shared_date(comparison.slot, column[a]) {
                    return (date::SHARED, 0.0);
                }
                let is_exact = level == EXACT;
                (
                    level,
                    if is_exact { self.surprises.date(comparison.slot, column[a]) } else { 0.0 },
                )
            }
            Kind::Identifier => {
                let column = &self.features.identifiers[comparison.slot];
                let mut level = identifiers(column[a], column[b]);
                if level == identifier::TWO_DIGITS
                    && comparison.role == Role::NationalId
                    && normalise::national_id_prefix(column[a])
                        == normalise::national_id_prefix(column[b])
                {
                    // Two born on one day in one governorate: neighbours in the day's list.
                    level = identifier::DIFFERENT;
                }
                let is_shared =
                    level == EXACT && self.surprises.is_shared(comparison.slot, column[a]);
                (if is_shared { identifier::SHARED } else { level }, 0.0)
            }
        }
    }

    fn compare_names(&mut self, comparison: &Comparison, a: usize, b: usize) -> (Level, f32) {
        let slot = comparison.slot;
        let column = &self.features.texts[slot];
        let (x, y) = (column[a], column[b]);
        let is_ancestor = matches!(comparison.role, Role::FatherName | Role::GrandfatherName);
        if x == NO_TEXT || y == NO_TEXT {
            let is_absent = is_ancestor && (x == NO_TEXT) != (y == NO_TEXT);
            return (if is_absent { name::ABSENT } else { MISSING }, 0.0);
        }
        let level = self.names(slot, x, y);
        if level >= name::CLOSE
            && let Some((moved, value)) = self.moved(comparison, a, b)
        {
            let value = self.features.dictionary.loose(value);
            return (moved, self.surprises.text(slot, value));
        }
        (level, self.surprise(comparison, level, x, y))
    }

    /// Whether the value stands in another field of the other record: given and family name exchanged,
    /// or an ancestor left out so that the next one stands in his place.
    fn moved(&self, comparison: &Comparison, a: usize, b: usize) -> Option<(Level, u32)> {
        let dictionary = &self.features.dictionary;
        let value = |comparison: &Comparison, row: usize| {
            dictionary.loose(self.features.texts[comparison.slot][row])
        };
        let same = |x: u32, y: u32| x != NO_TEXT && x == y;
        if let Some(partner) = comparison.partner {
            let partner = &self.layout.comparisons[partner];
            let (own_a, own_b) = (value(comparison, a), value(comparison, b));
            let (other_a, other_b) = (value(partner, a), value(partner, b));
            let (first, second) = (same(own_a, other_b), same(own_b, other_a));
            // One of the two may be misspelt as well; then the other decides.
            if first || second {
                return Some((name::SWAPPED, if first { own_a } else { own_b }));
            }
        }
        if comparison.role == Role::FatherName
            && let Some(next) = self.layout.of_role(Role::GrandfatherName, 0)
        {
            let (own_a, own_b) = (value(comparison, a), value(comparison, b));
            let (next_a, next_b) = (value(next, a), value(next, b));
            if (next_b == NO_TEXT && same(next_a, own_b))
                || (next_a == NO_TEXT && same(next_b, own_a))
            {
                return Some((name::SHIFTED, if next_b == NO_TEXT { own_b } else { own_a }));
            }
        }
        None
    }

    /// The surprise of the more common of two values, for levels that depend on it.
    fn surprise(&self, comparison: &Comparison, level: Level, x: u32, y: u32) -> f32 {
        if !level::depends_on_value(comparison.kind, level) {
            return 0.0;
        }
        let dictionary = &self.features.dictionary;
        let slot = comparison.slot;
        self.surprises
            .text(slot, dictionary.loose(x))
            .min(self.surprises.text(slot, dictionary.loose(y)))
    }

    /// The level of two parts of names, remembered.
    fn names(&mut self, slot: usize, x: u32, y: u32) -> Level {
        if x == y {
            return EXACT;
        }
        let dictionary = &self.features.dictionary;
        let (loose_x, loose_y) = (dictionary.loose(x), dictionary.loose(y));
        if loose_x == loose_y {
            return name::SPELLING;
        }
        let (one, two) = (dictionary.outline(x), dictionary.outline(y));
        let is_far = one.edits_at_least(two) > 2
            && one.jaro_winkler_at_most(two) < CLOSE_FROM
            && one.len().min(two.len()) > 1
            && dictionary.sound_hash(x) != dictionary.sound_hash(y);
        if is_far {
            return name::DIFFERENT;
        }
        let (place, key) = self.address(slot, loose_x, loose_y);
        if self.memory[place].0 == key {
            return self.memory[place].1;
        }
        let level = self.different_names(slot, loose_x, loose_y);
        self.memory[place] = (key, level);
        level
    }

    fn different_names(&self, slot: usize, x: u32, y: u32) -> Level {
        let dictionary = &self.features.dictionary;
        let (a, b) = (dictionary.letters(x), dictionary.letters(y));
        if a.len() == 1 || b.len() == 1 {
            return if a[0] == b[0] { name::INITIAL } else { name::DIFFERENT };
        }
        let sounds_alike =
            dictionary.sound_hash(x) == dictionary.sound_hash(y) && dictionary.sound_hash(x) != 0;
        if sounds_alike && dictionary.is_arabic(x) != dictionary.is_arabic(y) {
            return name::SOUND;
        }
        let distance = edits(a, b, 2);
        let shorter = a.len().min(b.len());
        if distance == 1 {
            let (bits_x, bits_y) = (self.surprises.text(slot, x), self.surprises.text(slot, y));
            let (common, rare) = (bits_x.min(bits_y), bits_x.max(bits_y));
            let is_rare =
                rare - common >= RARE_BITS || rare >= self.surprises.rarest_text(slot) - 1.01;
            return if is_rare { name::EDIT_RARE } else { name::EDIT };
        }
        if sounds_alike && shorter >= 3 {
            return name::SOUND;
        }
        if (distance == 2 && shorter >= 5) || jaro_winkler(a, b) >= CLOSE_FROM {
            return name::CLOSE;
        }
        name::DIFFERENT
    }

    fn compare_texts(&mut self, comparison: &Comparison, a: usize, b: usize) -> (Level, f32) {
        let slot = comparison.slot;
        let column = &self.features.texts[slot];
        let (x, y) = (column[a], column[b]);
        if x == NO_TEXT || y == NO_TEXT {
            return (MISSING, 0.0);
        }
        let is_name = comparison.role == Role::OrganisationName;
        let mut level = self.lines(slot, x, y);
        if is_name && matches!(level, text::CLOSE | text::DIFFERENT) && self.sound_alike(x, y) {
            level = text::SOUND;
        }
        if matches!(level, text::WORDS | text::DIFFERENT)
            && let Some(partner) = comparison.partner
        {
            let other = &self.features.texts[self.layout.comparisons[partner].slot];
            let (other_a, other_b) = (other[a], other[b]);
            for (own, moved) in [(x, other_b), (y, other_a)] {
                if moved != NO_TEXT && self.lines(slot, own, moved) <= text::EDIT {
                    return (text::SWAPPED, self.surprise(comparison, text::SWAPPED, own, own));
                }
            }
        }
        (level, self.surprise(comparison, level, x, y))
    }

    /// The level of two lines of text, remembered.
    fn lines(&mut self, slot: usize, x: u32, y: u32) -> Level {
        if x == y {
            return EXACT;
        }
        let dictionary = &self.features.dictionary;
        let (loose_x, loose_y) = (dictionary.loose(x), dictionary.loose(y));
        if loose_x == loose_y {
            return text::SPELLING;
        }
        let (one, two) = (dictionary.outline(x), dictionary.outline(y));
        let least_edits = one.edits_at_least(two);
        let is_unlike = one.jaro_winkler_at_most(two) < CLOSE_FROM;
        let is_far = is_unlike && least_edits > 4 && dictionary.words(x) & dictionary.words(y) == 0;
        if is_far {
            return text::DIFFERENT;
        }
        let (place, key) = self.address(slot, x, y);
        if self.memory[place].0 == key {
            return self.memory[place].1;
        }
        let (a, b) = (dictionary.letters(loose_x), dictionary.letters(loose_y));
        let shorter = a.len().min(b.len());
        let limit = if shorter >= 8 {
            4
        } else if shorter >= 4 {
            2
        } else {
            1
        };
        let distance = if least_edits > limit { limit + 1 } else { edits(a, b, limit) };
        let level = if distance <= limit.min(2) {
            text::EDIT
        } else if dictionary.words(x) & dictionary.words(y) != 0
            && contains_all(dictionary.letters(x), dictionary.letters(y))
        {
            text::CONTAINED
        } else if (shorter >= 8 && distance <= 4)
            || (!is_unlike && jaro_winkler(a, b) >= CLOSE_FROM)
        {
            text::CLOSE
        } else if shares_words(dictionary.letters(x), dictionary.letters(y)) {
            text::WORDS
        } else {
            text::DIFFERENT
        };
        self.memory[place] = (key, level);
        level
    }

    /// Whether the first words of two names sound alike in two scripts.
    fn sound_alike(&self, x: u32, y: u32) -> bool {
        let dictionary = &self.features.dictionary;
        if dictionary.is_arabic(x) == dictionary.is_arabic(y) {
            return false;
        }
        let sound = |id: u32| mizan_text::names::organisation_sound(dictionary.text(id));
        let (one, two) = (sound(x), sound(y));
        one.len() >= 2 && one == two
    }

    /// Where two texts are remembered, and under which key.
    fn address(&self, slot: usize, x: u32, y: u32) -> (usize, u64) {
        // Five bits for the slot, 29 and 30 for the texts: dictionaries stay below half a milliard texts.
        let key = (slot as u64 + 1) << 59 | u64::from(x.min(y)) << 30 | u64::from(x.max(y));
        (crate::hash::mix(key) as usize & (self.memory.len() - 1), key)
    }

    fn compare_codes(&mut self, comparison: &Comparison, a: usize, b: usize) -> (Level, f32) {
        let slot = comparison.slot;
        let column = &self.features.texts[slot];
        let dictionary = &self.features.dictionary;
        let (x, y) = (dictionary.loose(column[a]), dictionary.loose(column[b]));
        if x == NO_TEXT || y == NO_TEXT {
            return (MISSING, 0.0);
        }
        if x == y {
            return (EXACT, self.surprises.text(slot, x));
        }
        let (one, two) = (dictionary.letters(x), dictionary.letters(y));
        let is_edit = one.len().max(two.len()) >= 2
            && !matches!(comparison.role, Role::Sex | Role::Governorate)
            && dictionary.outline(x).edits_at_least(dictionary.outline(y)) <= 1
            && edits(one, two, 1) == 1;
        (if is_edit { code::EDIT } else { code::DIFFERENT }, 0.0)
    }
}

/// Whether all words of the shorter line, at least two, stand in the other, long ones with a letter off.
fn contains_all(a: &[u16], b: &[u16]) -> bool {
    let words = |line: &[u16]| line.split(|&letter| letter == 32).count();
    let (few, many) = if (words(a), a) <= (words(b), b) { (a, b) } else { (b, a) };
    words(few) >= 2
        && few.split(|&letter| letter == 32).all(|word| {
            many.split(|&letter| letter == 32).any(|other| {
                other == word || (word.len() >= 5 && other.len() >= 5 && edits(word, other, 1) == 1)
            })
        })
}

/// Whether at least half of the words of the shorter line stand in the other.
fn shares_words(a: &[u16], b: &[u16]) -> bool {
    let words = |line: &[u16]| line.split(|&letter| letter == 32).count();
    let (few, many) = if (words(a), a) <= (words(b), b) { (a, b) } else { (b, a) };
    let found = few
        .split(|&letter| letter == 32)
        .filter(|word| word.len() >= 3)
        .filter(|word| many.split(|&letter| letter == 32).any(|other| other == *word))
        .count();
    found * 2 >= words(few) && found > 0
}

/// The level of two dates (year × 10,000 + month × 100 + day).
pub(crate) fn dates(a: u32, b: u32) -> Level {
    if a == 0 || b == 0 {
        return MISSING;
    }
    if a == b {
        return EXACT;
    }
    let (year_a, month_a, day_a) = (a / 10_000, a / 100 % 100, a % 100);
    let (year_b, month_b, day_b) = (b / 10_000, b / 100 % 100, b % 100);
    let is_same_year = year_a == year_b;
    let is_same_day = (month_a, day_a) == (month_b, day_b);
    if is_same_year && month_a == day_b && day_a == month_b {
        return date::DAY_MONTH;
    }
    if is_same_day && year_a.abs_diff(year_b) == 1 {
        return date::NEAR_YEAR;
    }
    if is_same_year && ((month_a, day_a) == (1, 1) || (month_b, day_b) == (1, 1)) {
        return date::FIRST_JANUARY;
    }
    match packed_edits(packed_date(a), packed_date(b)) {
        1 => date::ONE_DIGIT,
        2 => date::TWO_DIGITS,
        _ if is_same_day => date::TWO_DIGITS,
        _ if is_same_year => date::SAME_YEAR,
        _ => date::DIFFERENT,
    }
}

/// A date as eight packed digits.
fn packed_date(date: u32) -> u128 {
    let (year, rest) = (date / 10_000 % 10_000, date % 10_000);
    let pair = |value: u32| u128::from((value / 10 + 1) << 6 | (value % 10 + 1));
    let pairs = [year / 100, year % 100, rest / 100, rest % 100];
    pairs
        .into_iter()
        .enumerate()
        .fold(0, |packed, (place, value)| packed | pair(value) << (114 - 12 * place))
}

/// The level of two packed identifiers.
pub(crate) fn identifiers(a: u128, b: u128) -> Level {
    if a == 0 || b == 0 {
        return MISSING;
    }
    match packed_edits(a, b) {
        0 => EXACT,
        1 => {
            let changed = a ^ b;
            let is_one_place =
                (changed.leading_zeros() - 2) / 6 == 20 - changed.trailing_zeros() / 6;
            let is_swap = packed_length(a) == packed_length(b) && !is_one_place;
            if is_swap { identifier::TRANSPOSED } else { identifier::ONE_DIGIT }
        }
        2 => identifier::TWO_DIGITS,
        _ => identifier::DIFFERENT,
    }
}
