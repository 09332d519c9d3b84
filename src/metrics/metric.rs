//! What a metric is: the file `pipelines/metrics/<name>.toml`, read and checked.

use std::collections::BTreeSet;

use mizan_domain::Bilingual;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A metric's definition: meaning, formula over one mart, dimensions, uncertainty, protection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Name, equal to the file name.
    pub name: String,
    /// Short name for people.
    pub title: Bilingual,
    /// What exactly is counted, over what.
    pub definition: Bilingual,
    /// How it misleads.
    pub pitfalls: Bilingual,
    /// Unit of the value.
    pub unit: Bilingual,
    /// The one mart it is computed from.
    pub mart: String,
    /// How the value is formed.
    pub kind: Kind,
    /// Column of the mart that is counted, summed, divided, or holds the median.
    pub numerator: String,
    /// Column of the mart that is divided by; for shares and ratios only.
    #[serde(default)]
    pub denominator: Option<String>,
    /// Column with the number of persons behind a row; without it the numerator of a count and the
    /// denominator of a share or ratio stand in.
    #[serde(default)]
    pub count: Option<String>,
    /// Column with the number of establishments behind a row, where amounts come from them.
    #[serde(default)]
    pub establishments: Option<String>,
    /// Column with the sum of the record keys of the persons behind a row, if the mart carries it.
    #[serde(default)]
    pub record_keys: Option<String>,
    /// Factor of a share or ratio, e.g. 10,000 for "per ten thousand".
    #[serde(default = "default_scale")]
    pub scale: f64,
    /// Whether it adds up over time.
    pub time: Time,
    /// Column of the time, usually `month`.
    #[serde(default)]
    pub time_column: Option<String>,
    /// Columns by which it may be split and filtered.
    pub dimensions: Vec<String>,
    /// How its uncertainty is measured.
    pub interval: IntervalMethod,
    /// Fewest persons behind a shown value.
    #[serde(default = "default_minimum")]
    pub minimum_n: u64,
    /// Which way is good.
    pub good_direction: GoodDirection,
    /// Who answers for the definition.
    pub owner: String,
    /// Published definition it follows or is compared with.
    #[serde(default)]
    pub anchor: Option<String>,
}

/// How the value is formed from the rows of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Sum of a whole number of persons, posts or events.
    Count,
    /// Sum of an amount.
    Sum,
    /// Sum over sum, of any size.
    Ratio,
    /// Part over whole, 0–1.
    Share,
    /// A median the mart holds; cells cannot be joined.
    Median,
}

/// Whether a metric adds up over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Time {
    /// A level on a day: the last period counts unless periods are asked for.
    Stock,
    /// Events of a period: periods add up.
    Flow,
    /// Not dated.
    None,
}

/// How the uncertainty of a value is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalMethod {
    /// Wilson's score interval of a share.
    Wilson,
    /// Exact Poisson interval of a count, or of a count over an exposure.
    Poisson,
    /// No interval: a complete count, or an estimate without one.
    None,
}

/// Which way a change is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodDirection {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither.
    None,
}

fn default_scale() -> f64 {
    1.0
}

fn default_minimum() -> u64 {
    5
}

impl Metric {
    /// Reads and checks a metric file; `name` is the file name without `.toml`.
    pub fn from_toml(name: &str, text: &str) -> Result<Self> {
        let metric: Self = toml::from_str(text).map_err(|error| {
            let reason = error.to_string();
            fault(name, &format!("تعذرت قراءته: {reason}"), &format!("cannot be read: {reason}"))
        })?;
        metric.check(name)?;
        Ok(metric)
    }

    /// Returns the column that holds the number of persons behind a cell, if any.
    pub fn count_column(&self) -> Option<&str> {
        self.count.as_deref().or(match self.kind {
            Kind::Count => Some(self.numerator.as_str()),
            Kind::Share | Kind::Ratio => self.denominator.as_deref(),
            Kind::Sum | Kind::Median => None,
        })
    }

    /// Returns every column by which the metric may be split, the time column included.
    pub fn axes(&self) -> Vec<&str> {
        let mut axes: Vec<&str> = self.dimensions.iter().map(String::as_str).collect();
        if let Some(time) = self.time_column.as_deref().filter(|time| !axes.contains(time)) {
            axes.push(time);
        }
        axes
    }

    /// Says whether a dimension holds months or years.
    pub fn is_time(&self, dimension: &str) -> bool {
        self.time_column.as_deref() == Some(dimension) || matches!(dimension, "month" | "year")
    }

    /// Finds a dimension by its column name, or by that name without `_code`.
    pub fn dimension(&self, name: &str) -> Result<&str> {
        let axes = self.axes();
        axes.iter()
            .copied()
            .find(|axis| *axis == name || axis.strip_suffix("_code") == Some(name))
            .ok_or_else(|| Error::UnknownDimension {
                metric: self.name.clone(),
                name: name.to_owned(),
                nearest: nearest_dimension(name, &axes),
                known: axes.iter().map(|axis| (*axis).to_owned()).collect(),
            })
    }

    fn check(&self, name: &str) -> Result<()> {
        let refuse = |is_wrong: bool, arabic: &str, english: &str| {
            if is_wrong { Err(fault(name, arabic, english)) } else { Ok(()) }
        };
        refuse(
            self.name != name,
            "الاسم داخل الملف يخالف اسم الملف",
            "the name inside differs from the file name",
        )?;
        refuse(
            !self.mart.starts_with("mart_"),
            "لا تُقرأ المؤشرات إلا من جداول `mart_`",
            "metrics read tables named `mart_…` only",
        )?;
        self.check_identifiers(name)?;
        self.check_texts(name)?;
        let is_quotient = matches!(self.kind, Kind::Share | Kind::Ratio);
        refuse(
            is_quotient != self.denominator.is_some(),
            "للنسب والمعدلات مقام، وليس لغيرها مقام",
            "shares and ratios have a `denominator`, other kinds have none",
        )?;
        refuse(
            self.denominator.as_ref() == Some(&self.numerator),
            "البسط والمقام عمود واحد",
            "numerator and denominator are the same column",
        )?;
        refuse(
            self.count_column().is_none(),
            "لا يُعرف عدد من وراء القيمة: حدد `count`",
            "the number of persons behind the value is unknown: name a `count` column",
        )?;
        refuse(
            self.interval == IntervalMethod::Wilson && self.kind != Kind::Share,
            "فترة `wilson` للنسب فقط",
            "interval `wilson` is for shares only",
        )?;
        refuse(
            self.interval == IntervalMethod::Poisson
                && !matches!(self.kind, Kind::Count | Kind::Ratio),
            "فترة `poisson` للأعداد والمعدلات فقط",
            "interval `poisson` is for counts and ratios only",
        )?;
        refuse(
            self.time != Time::None && self.time_column.is_none(),
            "للمؤشر المؤرخ عمود زمن: حدد `time_column`",
            "a dated metric names its `time_column`",
        )?;
        refuse(self.minimum_n == 0, "`minimum_n` لا يقل عن 1", "`minimum_n` is at least 1")?;
        refuse(
            !(self.scale > 0.0 && self.scale.is_finite()),
            "`scale` عدد أكبر من الصفر",
            "`scale` is a number above 0",
        )?;
        let distinct: BTreeSet<&String> = self.dimensions.iter().collect();
        refuse(distinct.len() != self.dimensions.len(), "بُعد مكرر", "a dimension is listed twice")
    }

    fn check_identifiers(&self, name: &str) -> Result<()> {
        let optional = [
            &self.denominator,
            &self.count,
            &self.establishments,
            &self.record_keys,
            &self.time_column,
        ];
        let all = [&self.name, &self.mart, &self.numerator]
            .into_iter()
            .chain(optional.into_iter().flatten())
            .chain(&self.dimensions);
        for identifier in all {
            if !is_identifier(identifier) {
                return Err(fault(
                    name,
                    &format!("`{identifier}` ليس اسم عمود أو جدول"),
                    &format!("`{identifier}` is not the name of a column or table"),
                ));
            }
        }
        Ok(())
    }

    fn check_texts(&self, name: &str) -> Result<()> {
        let texts = [
            ("title", &self.title),
            ("definition", &self.definition),
            ("pitfalls", &self.pitfalls),
            ("unit", &self.unit),
        ];
        for (field, text) in texts {
            let is_arabic =
                text.ar.chars().any(|letter| ('\u{0600}'..='\u{06ff}').contains(&letter));
            if !is_arabic || text.en.trim().is_empty() {
                return Err(fault(
                    name,
                    &format!("النص `{field}` ناقص في إحدى اللغتين"),
                    &format!("text `{field}` is missing in one language"),
                ));
            }
        }
        Ok(())
    }
}

/// Says whether a text is a plain lower-case SQL name, which needs no escaping.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.len() <= 80
        && text.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && text.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_')
}

fn fault(metric: &str, arabic: &str, english: &str) -> Error {
    Error::Definition { metric: metric.to_owned(), reason: Bilingual::new(arabic, english) }
}

fn nearest_dimension(name: &str, axes: &[&str]) -> Option<String> {
    mizan_catalog::nearest(name, axes.iter().copied()).map(str::to_owned)
}
