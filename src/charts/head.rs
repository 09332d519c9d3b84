//! What every chart carries: identity, title, language and digits.

use mizan_domain::Language;

use crate::Digits;

/// The part all charts share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// Unique on the page; letters, digits and hyphens (others are dropped).
    pub id: String,
    /// What the chart shows, in `language`.
    pub title: String,
    /// A description that replaces the generated sentence.
    pub description: Option<String>,
    /// Language of the texts; Arabic charts run from right to left.
    pub language: Language,
    /// Digits of every number.
    pub digits: Digits,
}

impl Head {
    /// The identity reduced to characters that are safe in an XML id.
    pub(crate) fn safe_id(&self) -> String {
        let id: String = self
            .id
            .chars()
            .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
            .collect();
        if id.is_empty() { "chart".to_owned() } else { id }
    }

    pub(crate) fn is_arabic(&self) -> bool {
        self.language == Language::Arabic
    }
}

/// Where time runs to; a reader's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeDirection {
    /// As the language is read: to the left in Arabic, to the right in English.
    #[default]
    Reading,
    /// The latest month on the right.
    LeftToRight,
    /// The latest month on the left.
    RightToLeft,
}

impl TimeDirection {
    /// Whether the latest month stands on the left.
    pub fn is_right_to_left(self, language: Language) -> bool {
        match self {
            Self::Reading => language == Language::Arabic,
            Self::LeftToRight => false,
            Self::RightToLeft => true,
        }
    }
}
