//! The levels of agreement of each kind of field, and the words for them in both languages.

use crate::features::Kind;

/// A level of one comparison; 0 is always "cannot be compared".
pub(crate) type Level = u8;

/// Nothing to compare: weight zero.
pub(crate) const MISSING: Level = 0;
/// Equal.
pub(crate) const EXACT: Level = 1;

pub(crate) mod name {
    //! Parts of personal names.
    use super::Level;
    pub(crate) const SPELLING: Level = 2;
    pub(crate) const SOUND: Level = 3;
    pub(crate) const EDIT_RARE: Level = 4;
    pub(crate) const EDIT: Level = 5;
    pub(crate) const CLOSE: Level = 6;
    pub(crate) const INITIAL: Level = 7;
    pub(crate) const SWAPPED: Level = 8;
    pub(crate) const SHIFTED: Level = 9;
    pub(crate) const ABSENT: Level = 10;
    pub(crate) const DIFFERENT: Level = 11;
}

pub(crate) mod text {
    //! Lines of text.
    use super::Level;
    pub(crate) const SPELLING: Level = 2;
    pub(crate) const EDIT: Level = 3;
    pub(crate) const CONTAINED: Level = 4;
    pub(crate) const CLOSE: Level = 5;
    pub(crate) const WORDS: Level = 6;
    pub(crate) const SWAPPED: Level = 7;
    pub(crate) const SOUND: Level = 8;
    pub(crate) const DIFFERENT: Level = 9;
}

pub(crate) mod code {
    //! Short codes.
    use super::Level;
    pub(crate) const EDIT: Level = 2;
    pub(crate) const DIFFERENT: Level = 3;
}

pub(crate) mod date {
    //! Dates.
    use super::Level;
    pub(crate) const DAY_MONTH: Level = 2;
    pub(crate) const ONE_DIGIT: Level = 3;
    pub(crate) const FIRST_JANUARY: Level = 4;
    pub(crate) const NEAR_YEAR: Level = 5;
    pub(crate) const TWO_DIGITS: Level = 6;
    pub(crate) const SAME_YEAR: Level = 7;
    pub(crate) const SHARED: Level = 8;
    pub(crate) const DIFFERENT: Level = 9;
}

pub(crate) mod identifier {
    //! Numbers given to one entity.
    use super::Level;
    pub(crate) const ONE_DIGIT: Level = 2;
    pub(crate) const TRANSPOSED: Level = 3;
    pub(crate) const TWO_DIGITS: Level = 4;
    pub(crate) const SHARED: Level = 5;
    pub(crate) const DIFFERENT: Level = 6;
}

/// One level: its name in models, its Arabic and English words, and what is expected of it among true
/// pairs before anything is known.
pub(crate) struct LevelKind {
    pub(crate) name: &'static str,
    pub(crate) arabic: &'static str,
    pub(crate) english: &'static str,
    pub(crate) prior: f64,
}

const fn level(
    name: &'static str,
    arabic: &'static str,
    english: &'static str,
    prior: f64,
) -> LevelKind {
    LevelKind { name, arabic, english, prior }
}

const UNCOMPARED: LevelKind = level("missing", "لا تُقارن", "missing", 0.0);

const NAMES: [LevelKind; 12] = [
    UNCOMPARED,
    level("exact", "متطابق", "equal", 0.80),
    level("spelling", "متطابق مع اختلاف الإملاء", "equal but for spelling", 0.05),
    level("sound", "متشابه في النطق", "sounds alike", 0.02),
    level("edit_rare", "خطأ كتابة في حرف واحد", "one letter off, one side rare", 0.06),
    level("edit", "يختلف في حرف واحد", "one letter off, both common", 0.01),
    level("close", "قريب", "close", 0.02),
    level("initial", "الحرف الأول فقط", "first letter only", 0.005),
    level("swapped", "كُتب في الخانة الأخرى", "written in the other field", 0.005),
    level("shifted", "منقول عن موضعه", "stands one place further", 0.005),
    level("absent", "اسم جد غير مذكور", "an ancestor left out", 0.10),
    level("different", "مختلف", "different", 0.02),
];

const TEXTS: [LevelKind; 10] = [
    UNCOMPARED,
    level("exact", "متطابق", "equal", 0.70),
    level("spelling", "متطابق مع اختلاف الإملاء", "equal but for spelling", 0.06),
    level("edit", "خطأ كتابة يسير", "one or two letters off", 0.10),
    level("contained", "أقصر من الآخر وكل كلماته فيه", "shorter, all its words in the other", 0.03),
    level("close", "قريب", "close", 0.04),
    level("words", "كلمات مشتركة", "words in common", 0.03),
    level("swapped", "كُتب في الخانة الأخرى", "written in the other field", 0.02),
    level("sound", "متشابه في النطق بحروف أخرى", "sounds alike in another script", 0.01),
    level("different", "مختلف", "different", 0.05),
];

const CODES: [LevelKind; 4] = [
    UNCOMPARED,
    level("exact", "متطابق", "equal", 0.85),
    level("edit", "يختلف في رمز واحد", "one character off", 0.08),
    level("different", "مختلف", "different", 0.07),
];

const DATES: [LevelKind; 10] = [
    UNCOMPARED,
    level("exact", "متطابق", "equal", 0.84),
    level("day_month", "اليوم والشهر متبادلان", "day and month exchanged", 0.02),
    level("one_digit", "يختلف في رقم واحد", "one digit off", 0.05),
    level("first_january", "أول يناير من السنة نفسها", "1 January of the same year", 0.02),
    level("near_year", "السنة السابقة أو التالية", "one year off", 0.02),
    level("two_digits", "يختلف في رقمين", "two digits off", 0.02),
    level("same_year", "السنة نفسها", "same year", 0.01),
    level("shared", "متطابق لكنه متكرر عند كثيرين", "equal but shared by many", 0.02),
    level("different", "مختلف", "different", 0.02),
];

const IDENTIFIERS: [LevelKind; 7] = [
    UNCOMPARED,
    level("exact", "متطابق", "equal", 0.80),
    level("one_digit", "يختلف في رقم واحد", "one digit off", 0.06),
    level("transposed", "رقمان متبادلان", "two neighbours exchanged", 0.02),
    level("two_digits", "يختلف في رقمين", "two digits off", 0.02),
    level("shared", "متطابق لكنه متكرر عند كثيرين", "equal but shared by many", 0.02),
    level("different", "مختلف", "different", 0.08),
];

/// All levels of a kind, by number.
pub(crate) fn levels(kind: Kind) -> &'static [LevelKind] {
    match kind {
        Kind::Name => &NAMES,
        Kind::Text => &TEXTS,
        Kind::Code => &CODES,
        Kind::Date => &DATES,
        Kind::Identifier => &IDENTIFIERS,
    }
}

/// Whether the level says the fields contradict each other.
pub(crate) fn is_contradiction(kind: Kind, level: Level) -> bool {
    level as usize + 1 == levels(kind).len()
}

/// Whether the level is agreement on a placeholder, which never speaks for a link.
pub(crate) fn is_placeholder(kind: Kind, level: Level) -> bool {
    match kind {
        Kind::Date => level == date::SHARED,
        Kind::Identifier => level == identifier::SHARED,
        _ => false,
    }
}

/// Whether agreement at this level weighs more for a rare value than for a common one.
pub(crate) fn depends_on_value(kind: Kind, level: Level) -> bool {
    match kind {
        Kind::Name => matches!(
            level,
            EXACT | name::SPELLING | name::SOUND | name::EDIT_RARE | name::SWAPPED | name::SHIFTED
        ),
        Kind::Text => {
            matches!(level, EXACT | text::SPELLING | text::EDIT | text::CONTAINED | text::SWAPPED)
        }
        Kind::Code | Kind::Date => level == EXACT,
        Kind::Identifier => false,
    }
}
