//! Parts of GET forms and lists: options, selects, pages, links.

use mizan_domain::{Language, governorate::GOVERNORATES};

/// One choice of a select, a set of boxes or a list of suggestions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OptionView {
    /// Value in the query.
    pub value: String,
    /// Text for the reader.
    pub label: String,
    /// Whether it is chosen now.
    pub is_selected: bool,
}

impl OptionView {
    /// An option, chosen when `value` equals `selected`.
    pub fn new(value: impl Into<String>, label: impl Into<String>, selected: &str) -> Self {
        let value = value.into();
        let is_selected = !value.is_empty() && value == selected;
        Self { value, label: label.into(), is_selected }
    }
}

/// The 27 governorates as options, in the order of their codes.
pub fn governorate_options(language: Language, selected: &str) -> Vec<OptionView> {
    GOVERNORATES
        .iter()
        .map(|governorate| OptionView::new(governorate.code, governorate.name(language), selected))
        .collect()
}

/// A select of a filter form; "all" is offered first by the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SelectView {
    /// Name in the query; the label is the message `filter-<name>`:
    /// `governorate`, `occupation`, `month`, `contract`, `shift`, `education`, `provider`, `year`, `occasion`, `service`, `source`, `status`, `nationality`.
    pub name: &'static str,
    /// The choices without "all".
    pub options: Vec<OptionView>,
}

/// Which page of a long list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageView {
    /// From 1.
    pub number: u32,
    /// How many there are; 1 hides the links.
    pub count: u32,
}

impl Default for PageView {
    fn default() -> Self {
        Self { number: 1, count: 1 }
    }
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkView {
    /// Text.
    pub label: String,
    /// Path from the root without the language, with its query, such as `/jobs?text=لحام`; the page adds language and settings.
    pub path: String,
}
