//! A question to the catalogue: which metric, split how, filtered how, for whom.

use mizan_domain::{Bilingual, Language, Month};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::metric::Metric;

/// Longest code that is taken for one.
const CODE_CHARACTERS_MAX: usize = 80;

/// Who reads the figures, and so how they are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// People working on their own rows, which the row source alone gives them: nothing is hidden.
    Operational,
    /// Dashboards of the ministry: small cells and what would give them away are hidden.
    Ministry,
    /// Everybody: cell-key perturbation of a frozen vintage, then small cells are hidden.
    Public,
}

impl Tier {
    /// Names the rule in words.
    pub fn rule(self) -> Bilingual {
        match self {
            Self::Operational => Bilingual::new(
                "صفوف صاحب الصلاحية نفسه، دون حجب",
                "the reader's own rows, nothing hidden",
            ),
            Self::Ministry => Bilingual::new(
                "تُحجب القيم المبنية على عدد قليل من الأشخاص، وما يكشفها من خلايا أخرى؛ وتُحجب النسب إذا قل المقام عن 10",
                "values from few persons are hidden, and cells that would give them away; shares are hidden where the denominator is below 10",
            ),
            Self::Public => Bilingual::new(
                "تُعدَّل الأعداد تعديلًا طفيفًا ثابتًا بمفتاح الخلية، ثم تُحجب القيم المبنية على عدد قليل؛ والفروق الضيقة بين استعلامين محجوبة",
                "counts carry small fixed cell-key noise, then values from few persons are hidden; so are cells that differ from a total by a few persons only",
            ),
        }
    }

    /// Names the tier in one language.
    pub fn title(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Operational, Language::Arabic) => "تشغيلي",
            (Self::Operational, Language::English) => "operational",
            (Self::Ministry, Language::Arabic) => "الوزارة",
            (Self::Ministry, Language::English) => "ministry",
            (Self::Public, Language::Arabic) => "معلن",
            (Self::Public, Language::English) => "public",
        }
    }
}

/// A question to the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Name of the metric.
    pub metric: String,
    /// Dimensions to split by, in the order of the answer's keys.
    #[serde(default)]
    pub by: Vec<String>,
    /// Dimensions with the values to keep; months may be `YYYY-MM`, `YYYY` or `YYYY-MM..YYYY-MM`.
    #[serde(default)]
    pub filters: Vec<(String, Vec<String>)>,
    /// For whom.
    pub tier: Tier,
}

impl Query {
    /// Asks for one metric without a split.
    pub fn new(metric: impl Into<String>, tier: Tier) -> Self {
        Self { metric: metric.into(), by: Vec::new(), filters: Vec::new(), tier }
    }

    /// Adds a dimension to split by.
    pub fn by(mut self, dimension: impl Into<String>) -> Self {
        self.by.push(dimension.into());
        self
    }

    /// Keeps only some values of a dimension.
    pub fn keep<V: Into<String>>(
        mut self,
        dimension: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.filters.push((dimension.into(), values.into_iter().map(Into::into).collect()));
        self
    }
}

/// A question after its names and values were checked.
#[derive(Debug, Clone)]
pub(crate) struct Checked<'a> {
    pub(crate) metric: &'a Metric,
    pub(crate) by: Vec<&'a str>,
    /// Sorted by dimension; values sorted and distinct.
    pub(crate) filters: Vec<Filter<'a>>,
    pub(crate) tier: Tier,
}

/// One checked filter.
#[derive(Debug, Clone)]
pub(crate) struct Filter<'a> {
    pub(crate) dimension: &'a str,
    pub(crate) values: Vec<Value>,
}

/// A checked filter value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Code(String),
    Year(u16),
    Months(Month, Month),
}

impl Value {
    /// Says whether a key of a row is meant.
    pub(crate) fn matches(&self, key: &str) -> bool {
        match self {
            Self::Code(code) => code == key,
            Self::Year(year) => key.parse() == Ok(*year),
            Self::Months(first, last) => {
                key.parse::<Month>().is_ok_and(|month| *first <= month && month <= *last)
            }
        }
    }

    /// Says whether a time value is a single period or a whole calendar year: the fixed calendar.
    pub(crate) fn is_calendar(&self) -> bool {
        match self {
            Self::Code(_) | Self::Year(_) => true,
            Self::Months(first, last) => {
                first == last
                    || (first.year() == last.year() && first.number() == 1 && last.number() == 12)
            }
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => formatter.write_str(code),
            Self::Year(year) => write!(formatter, "{year:04}"),
            Self::Months(first, last) if first == last => write!(formatter, "{first}"),
            Self::Months(first, last) => write!(formatter, "{first}..{last}"),
        }
    }
}

impl<'a> Checked<'a> {
    pub(crate) fn new(metric: &'a Metric, query: &Query) -> Result<Self> {
        let mut by = Vec::with_capacity(query.by.len());
        for name in &query.by {
            let dimension = metric.dimension(name)?;
            refuse_repetition(dimension, by.contains(&dimension))?;
            by.push(dimension);
        }
        let mut filters: Vec<Filter<'a>> = Vec::with_capacity(query.filters.len());
        for (name, values) in &query.filters {
            let dimension = metric.dimension(name)?;
            refuse_repetition(dimension, filters.iter().any(|one| one.dimension == dimension))?;
            if values.is_empty() {
                return Err(Error::MalformedQuery {
                    dimension: dimension.to_owned(),
                    fault: Bilingual::new("في التصفية دون قيمة", "filtered without a value"),
                });
            }
            let is_time = metric.is_time(dimension);
            let mut values = values
                .iter()
                .map(|value| parse_value(dimension, value, is_time))
                .collect::<Result<Vec<Value>>>()?;
            values.sort();
            values.dedup();
            filters.push(Filter { dimension, values });
        }
        filters.sort_by_key(|filter| filter.dimension);
        Ok(Self { metric, by, filters, tier: query.tier })
    }

    pub(crate) fn filter(&self, dimension: &str) -> Option<&Filter<'a>> {
        self.filters.iter().find(|filter| filter.dimension == dimension)
    }
}

fn refuse_repetition(dimension: &str, is_repeated: bool) -> Result<()> {
    if !is_repeated {
        return Ok(());
    }
    Err(Error::MalformedQuery {
        dimension: dimension.to_owned(),
        fault: Bilingual::new("مذكور مرتين", "named twice"),
    })
}

fn parse_value(dimension: &str, text: &str, is_time: bool) -> Result<Value> {
    let text = mizan_domain::fold_digits(text.trim()).into_owned();
    let malformed =
        || Error::MalformedValue { dimension: dimension.to_owned(), value: text.clone() };
    if is_time {
        return parse_time(dimension, &text).ok_or_else(malformed);
    }
    // A code never holds quotes, semicolons, comment marks or control characters.
    let is_code = !text.is_empty()
        && text.chars().count() <= CODE_CHARACTERS_MAX
        && !text.contains("--")
        && text
            .chars()
            .all(|one| one.is_alphanumeric() || matches!(one, '-' | '_' | '.' | '/' | ' ' | ':'));
    if is_code { Ok(Value::Code(text)) } else { Err(malformed()) }
}

fn parse_time(dimension: &str, text: &str) -> Option<Value> {
    if let Some((first, last)) = text.split_once("..") {
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        return (first <= last).then_some(Value::Months(first, last));
    }
    let is_year = text.len() == 4 && text.chars().all(|one| one.is_ascii_digit());
    if !is_year {
        let month = text.parse().ok()?;
        return Some(Value::Months(month, month));
    }
    let year: u16 = text.parse().ok()?;
    if dimension == "year" {
        return Some(Value::Year(year));
    }
    Some(Value::Months(Month::new(i32::from(year), 1)?, Month::new(i32::from(year), 12)?))
}
