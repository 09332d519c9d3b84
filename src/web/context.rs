//! Who asks, and how they want to read: language, theme, digits, direction of time, and the vintage shown.

use mizan_charts::{Digits, TimeDirection};
use mizan_domain::{Date, Language, Month};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the reader's device says.
    #[default]
    System,
    /// Always light (`?theme=light`).
    Light,
    /// Always dark (`?theme=dark`).
    Dark,
}

impl Theme {
    /// Value of the `theme` field of a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The circumstances of one request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Language of the page.
    pub language: Language,
    /// Path without the language prefix, with the query as it was sent, such as `/jobs?text=welder`.
    pub path_and_query: String,
    /// Light or dark.
    pub theme: Theme,
    /// Digits of all numbers.
    pub digits: Digits,
    /// Where time runs to in charts.
    pub time: TimeDirection,
    /// Identity of the vintage the figures come from.
    pub vintage: Option<String>,
    /// Day the vintage was released.
    pub release_date: Option<Date>,
    /// Last month the data reach.
    pub data_month: Option<Month>,
    /// Whether the figures are made up for a demonstration.
    pub is_sample: bool,
    /// Whether names come from the European classification, which asks to be credited.
    pub has_esco: bool,
    /// Whether this page can be had on paper and as a picture.
    pub is_printable: bool,
    /// Who is signed in.
    pub reader: Option<Reader>,
}

/// Somebody who is signed in, as the head of every page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reader {
    /// Name.
    pub name: String,
    /// Ties the form that signs out to this browser.
    pub form_token: String,
    /// Pages the roles open: path and message key of the name.
    pub pages: Vec<(&'static str, &'static str)>,
}

/// Fields of a query that travel with the reader from page to page.
const SETTINGS: [&str; 4] = ["theme", "digits", "time", "map"];

impl Context {
    /// Reads language and settings from the path and query of a request, such as `/en/market?month=2026-06&theme=dark`.
    pub fn from_request(path_and_query: &str) -> Self {
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        let (language, rest) = split_language(path);
        let field = |name: &str| {
            query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)
        };
        let theme = match field("theme") {
            Some((_, "light")) => Theme::Light,
            Some((_, "dark")) => Theme::Dark,
            _ => Theme::System,
        };
        let digits = match field("digits") {
            Some((_, "arab")) => Digits::Arabic,
            _ => Digits::Western,
        };
        let time = match field("time") {
            Some((_, "ltr")) => TimeDirection::LeftToRight,
            Some((_, "rtl")) => TimeDirection::RightToLeft,
            _ => TimeDirection::Reading,
        };
        let path_and_query =
            if query.is_empty() { rest.to_owned() } else { format!("{rest}?{query}") };
        Self { language, path_and_query, theme, digits, time, ..Self::default() }
    }

    /// The path without language and query.
    pub fn path(&self) -> &str {
        self.path_and_query.split('?').next().unwrap_or("/")
    }

    /// The query as it was sent, without `?`.
    pub fn query(&self) -> &str {
        self.path_and_query.split_once('?').map_or("", |(_, query)| query)
    }

    /// The address of a path in this language, with the reader's settings.
    pub fn link(&self, path: &str) -> String {
        let (path, fragment) = match path.split_once('#') {
            Some((path, fragment)) => (path, format!("#{fragment}")),
            None => (path, String::new()),
        };
        let (bare, own) = path.split_once('?').unwrap_or((path, ""));
        let kept = self.query().split('&').filter(|pair| {
            pair.split_once('=').is_some_and(|(key, value)| {
                !value.is_empty() && SETTINGS.contains(&key) && !has_field(own, key)
            })
        });
        let pairs: Vec<&str> = own.split('&').filter(|pair| !pair.is_empty()).chain(kept).collect();
        format!("{}{fragment}", address(self.language, bare, &pairs))
    }

    /// This page with one field of the query set, or removed when `value` is empty.
    pub fn with(&self, name: &str, value: &str) -> String {
        self.rewritten(self.language, name, value)
    }

    /// This page, or one chart of it, as a file: the same path with an ending.
    pub fn file(&self, ending: &str, chart: Option<&str>) -> String {
        let chart = chart.map(|id| format!("chart={id}"));
        let kept = self.query().split('&').filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !pair.is_empty() && !pair.ends_with('=') && name != "theme" && name != "chart"
        });
        let pairs: Vec<&str> = kept.chain(chart.as_deref()).collect();
        address(self.language, &format!("{}.{ending}", self.path()), &pairs)
    }

    /// Whether the reader wants governorates on the true map and not as tiles.
    pub fn is_true_map(&self) -> bool {
        self.query().split('&').any(|pair| pair == "map=true")
    }

    /// This page and query in the other language.
    pub fn other_language(&self) -> String {
        let other = match self.language {
            Language::Arabic => Language::English,
            Language::English => Language::Arabic,
        };
        self.rewritten(other, "", "")
    }

    fn rewritten(&self, language: Language, name: &str, value: &str) -> String {
        let replaced = if value.is_empty() { String::new() } else { format!("{name}={value}") };
        let mut pairs: Vec<&str> = self
            .query()
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter(|pair| pair.split('=').next() != Some(name))
            .collect();
        // A new choice starts again at the first page of a list.
        if !name.is_empty() && name != "page" && !SETTINGS.contains(&name) {
            pairs.retain(|pair| !pair.starts_with("page="));
        }
        if !replaced.is_empty() {
            pairs.push(&replaced);
        }
        address(language, self.path(), &pairs)
    }

    /// The reader's settings that are not the default, as hidden fields of a form.
    pub fn settings(&self) -> Vec<(&'static str, &'static str)> {
        let mut fields = Vec::new();
        if self.is_true_map() {
            fields.push(("map", "true"));
        }
        if self.theme != Theme::System {
            fields.push(("theme", self.theme.name()));
        }
        if self.digits == Digits::Arabic {
            fields.push(("digits", "arab"));
        }
        match self.time {
            TimeDirection::Reading => {}
            TimeDirection::LeftToRight => fields.push(("time", "ltr")),
            TimeDirection::RightToLeft => fields.push(("time", "rtl")),
        }
        fields
    }
}

/// Splits the language off a path: `/en/jobs` is English `/jobs`, everything else is Arabic.
pub fn split_language(path: &str) -> (Language, &str) {
    match path.strip_prefix("/en") {
        Some("") => (Language::English, "/"),
        Some(rest) if rest.starts_with('/') => (Language::English, rest),
        _ => (Language::Arabic, if path.is_empty() { "/" } else { path }),
    }
}

fn address(language: Language, path: &str, pairs: &[&str]) -> String {
    let path = match (language, path) {
        (Language::Arabic, path) => path.to_owned(),
        (Language::English, "/") => "/en/".to_owned(),
        (Language::English, path) => format!("/en{path}"),
    };
    if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
}

fn has_field(query: &str, name: &str) -> bool {
    query.split('&').any(|pair| pair.split('=').next() == Some(name))
}

/// Percent-encodes one segment of a path or one value of a query.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
