//! The answer: figures with status, interval and n, and the receipt behind them.

use mizan_domain::{Bilingual, Language};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::metric::{IntervalMethod, Kind, Metric};
use crate::query::{Checked, Tier};
use crate::rows::TableVersion;

/// Confidence of every interval.
pub const CONFIDENCE: f64 = 0.95;

/// Whether a value is shown, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The value is shown.
    Shown,
    /// Confidential, symbol `c`: it would tell about few persons.
    Suppressed,
    /// Unavailable, symbol `x`: no data, or a denominator of zero.
    Unavailable,
    /// Not applicable, symbol `z`: the measure has no meaning for this cell.
    NotApplicable,
}

impl Status {
    /// Returns the letter printed in place of a value, or an empty text.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Shown => "",
            Self::Suppressed => "c",
            Self::Unavailable => "x",
            Self::NotApplicable => "z",
        }
    }

    /// Explains the status in one language.
    pub fn title(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Shown, Language::Arabic) => "معروضة",
            (Self::Shown, Language::English) => "shown",
            (Self::Suppressed, Language::Arabic) => "قيمة محجوبة لقلة العدد",
            (Self::Suppressed, Language::English) => "suppressed: few persons",
            (Self::Unavailable, Language::Arabic) => "غير متاح",
            (Self::Unavailable, Language::English) => "not available",
            (Self::NotApplicable, Language::Arabic) => "لا ينطبق",
            (Self::NotApplicable, Language::English) => "not applicable",
        }
    }
}

/// One cell of the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Dimension and code, in the order asked for.
    pub keys: Vec<(String, String)>,
    /// The value, if it is shown.
    pub value: Option<f64>,
    /// Persons behind the value, if the value is shown and their number is known.
    pub n: Option<u64>,
    /// Lower and upper limit at 95 %.
    pub interval: Option<(f64, f64)>,
    /// Whether the value is shown, and if not, why.
    pub status: Status,
}

impl Figure {
    /// Returns the code of a dimension.
    pub fn key(&self, dimension: &str) -> Option<&str> {
        self.keys.iter().find(|(name, _)| name == dimension).map(|(_, code)| code.as_str())
    }
}

/// Everything needed to understand and reproduce an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Title of the metric.
    pub title: Bilingual,
    /// Definition of the metric.
    pub definition: Bilingual,
    /// How the metric misleads.
    pub pitfalls: Bilingual,
    /// Formula over the mart's columns.
    pub formula: String,
    /// The statement that was run.
    pub sql: String,
    /// Dimensions and values that were kept.
    pub filters: Vec<(String, Vec<String>)>,
    /// The mart.
    pub mart: String,
    /// Versions of the mart and of the tables it is made from, the mart first.
    pub tables: Vec<TableVersion>,
    /// The vintage.
    pub vintage: String,
    /// Last period behind the figures; of a level, the one it is taken at.
    pub period: Option<String>,
    /// Later periods that were passed over because too little of them has come.
    pub passed_over: Vec<String>,
    /// Persons behind all shown figures together.
    pub n: u64,
    /// For whom the figures were made.
    pub tier: Tier,
    /// The disclosure rule in words.
    pub rule: Bilingual,
    /// Standard deviation of the noise on a count, where there is noise.
    pub typical_noise: Option<f64>,
    /// Method of the intervals.
    pub interval: IntervalMethod,
    /// Who answers for the definition.
    pub owner: String,
    /// Published definition it follows or is compared with.
    pub anchor: Option<String>,
    /// The command that gives the same figures.
    pub reproduce: String,
    /// SHA-256 of statement, vintage, tables and figures, in hexadecimal digits.
    pub sha256: String,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Name of the metric.
    pub metric: String,
    /// Unit of the values.
    pub unit: Bilingual,
    /// Dimensions of the keys.
    pub by: Vec<String>,
    /// The cells, sorted by key.
    pub rows: Vec<Figure>,
    /// What a reader must be told about the whole answer.
    pub notes: Vec<Bilingual>,
    /// What is behind it.
    pub receipt: Receipt,
}

impl Figures {
    /// Returns the only figure of an answer without a split.
    pub fn single(&self) -> Option<&Figure> {
        if self.rows.len() == 1 { self.rows.first() } else { None }
    }
}

/// Sums of one cell before they become a figure.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Sums {
    pub(crate) numerator: Option<f64>,
    pub(crate) denominator: Option<f64>,
    pub(crate) persons: Option<f64>,
}

/// Forms the figure of a cell from its sums, without any protection.
pub(crate) fn figure(metric: &Metric, keys: Vec<(String, String)>, sums: Sums) -> Result<Figure> {
    let n = sums.persons.map(|persons| persons.max(0.0).round() as u64);
    let hidden =
        |status| Figure { keys: keys.clone(), value: None, n: None, interval: None, status };
    let Some(numerator) = sums.numerator else {
        return Ok(hidden(Status::Unavailable));
    };
    let value = if metric.denominator.is_some() {
        match sums.denominator {
            None => return Ok(hidden(Status::NotApplicable)),
            Some(denominator) if denominator <= 0.0 => return Ok(hidden(Status::Unavailable)),
            Some(denominator) => numerator / denominator,
        }
    } else {
        numerator
    };
    if metric.kind == Kind::Share && !(-1e-9..=1.0 + 1e-9).contains(&value) {
        return Err(Error::Definition {
            metric: metric.name.clone(),
            reason: Bilingual::new(
                "البسط ليس جزءًا من المقام: النسبة خارج 0–1",
                "the numerator is no part of the denominator: the share leaves 0–1",
            ),
        });
    }
    let interval = interval(metric, numerator, sums.denominator)?;
    Ok(Figure {
        keys,
        value: Some(value * metric.scale),
        n,
        interval: interval.map(|(low, high)| (low * metric.scale, high * metric.scale)),
        status: Status::Shown,
    })
}

fn interval(
    metric: &Metric,
    numerator: f64,
    denominator: Option<f64>,
) -> Result<Option<(f64, f64)>> {
    let count = numerator.max(0.0).round() as u64;
    let limits = match (metric.interval, denominator) {
        (IntervalMethod::None, _) | (IntervalMethod::Wilson, None) => return Ok(None),
        (IntervalMethod::Wilson, Some(denominator)) => {
            let trials = denominator.round() as u64;
            mizan_statistics::interval::wilson(count.min(trials), trials, CONFIDENCE)?
        }
        (IntervalMethod::Poisson, None) => mizan_statistics::interval::poisson(count, CONFIDENCE)?,
        (IntervalMethod::Poisson, Some(denominator)) => {
            mizan_statistics::interval::observed_over_expected(count, denominator, CONFIDENCE)?
        }
    };
    Ok(Some((limits.lower, limits.upper)))
}

/// What is said of an answer as a whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    pub(crate) sql: String,
    pub(crate) vintage: String,
    pub(crate) tables: Vec<TableVersion>,
    pub(crate) period: Option<String>,
    pub(crate) passed_over: Vec<String>,
    /// First and last period of the mart.
    pub(crate) span: Option<(String, String)>,
    pub(crate) typical_noise: Option<f64>,
}

impl Said {
    pub(crate) fn new(sql: String, vintage: &str, tables: Vec<TableVersion>) -> Self {
        Self { sql, vintage: vintage.to_owned(), tables, ..Self::default() }
    }
}

/// Puts the answer together and seals it.
pub(crate) fn assemble(checked: &Checked<'_>, rows: Vec<Figure>, said: Said) -> Figures {
    let metric = checked.metric;
    let filters: Vec<(String, Vec<String>)> = checked
        .filters
        .iter()
        .map(|one| (one.dimension.to_owned(), one.values.iter().map(ToString::to_string).collect()))
        .collect();
    let notes = notes(checked, &rows, &said);
    let receipt = Receipt {
        title: metric.title.clone(),
        definition: metric.definition.clone(),
        pitfalls: metric.pitfalls.clone(),
        formula: formula(metric),
        sha256: seal(&said, &rows),
        reproduce: reproduce(checked, &filters, &said.vintage),
        filters,
        mart: metric.mart.clone(),
        n: rows.iter().filter_map(|row| row.n).sum(),
        tier: checked.tier,
        rule: checked.tier.rule(),
        typical_noise: said.typical_noise,
        interval: metric.interval,
        owner: metric.owner.clone(),
        anchor: metric.anchor.clone(),
        sql: said.sql,
        tables: said.tables,
        vintage: said.vintage,
        period: said.period,
        passed_over: said.passed_over,
    };
    Figures {
        metric: metric.name.clone(),
        unit: metric.unit.clone(),
        by: checked.by.iter().map(|one| (*one).to_owned()).collect(),
        notes,
        rows,
        receipt,
    }
}

fn notes(checked: &Checked<'_>, rows: &[Figure], said: &Said) -> Vec<Bilingual> {
    let mut notes = Vec::new();
    let is_empty = rows.iter().all(|row| row.status == Status::Unavailable);
    if is_empty {
        notes.push(Bilingual::new(
            "لا توجد بيانات لهذا الاختيار؛ ولا يعني ذلك صفرًا",
            "no data for this selection; this does not mean zero",
        ));
    }
    if let (true, Some((first, last))) = (is_empty, &said.span) {
        notes.push(Bilingual::new(
            format!("البيانات المتاحة من {first} إلى {last}"),
            format!("there are data from {first} to {last}"),
        ));
    }
    if !is_empty && rows.iter().any(|row| row.status == Status::Unavailable) {
        notes.push(Bilingual::new(
            "غير متاح (x): لا بيانات أو المقام صفر، فلا قسمة عليه",
            "x is not available: no data, or nothing to divide by",
        ));
    }
    if rows.iter().any(|row| row.status == Status::Suppressed) {
        notes.push(Bilingual::new(
            "قيم محجوبة (c) لقلة العدد أو لحماية قيمة أخرى",
            "values marked c are suppressed: few persons, or to protect another value",
        ));
    }
    if let (Some(period), [first, ..]) = (&said.period, said.passed_over.as_slice()) {
        notes.push(Bilingual::new(
            format!("القيمة في {period}: ما وصل من بيانات {first} وما بعده أقل من أن يُعتد به"),
            format!("taken at {period}: too little has come yet for {first} and later"),
        ));
    }
    if let Some(noise) = said.typical_noise {
        notes.push(Bilingual::new(
            format!("عُدلت الأعداد تعديلًا طفيفًا لحماية الأشخاص، في حدود ±{noise:.1} عادةً"),
            format!("counts carry small noise to protect persons, typically ±{noise:.1}"),
        ));
    }
    if checked.tier == Tier::Ministry && crate::ministry::joins_values(checked) {
        notes.push(Bilingual::new(
            "جُمعت عدة قيم، ولا يظهر مجموعها إلا إذا جاز عرض كل منها",
            "several values are joined; their sum is shown only where each of them may be",
        ));
    }
    notes
}

fn formula(metric: &Metric) -> String {
    let top = match metric.kind {
        Kind::Median => metric.numerator.clone(),
        _ => format!("sum({})", metric.numerator),
    };
    let quotient = match &metric.denominator {
        Some(denominator) => format!("{top} / sum({denominator})"),
        None => top,
    };
    if metric.scale == 1.0 { quotient } else { format!("{} * {quotient}", metric.scale) }
}

fn reproduce(checked: &Checked<'_>, filters: &[(String, Vec<String>)], vintage: &str) -> String {
    let mut command = format!("mizan metric {}", checked.metric.name);
    if !checked.by.is_empty() {
        command.push_str(&format!(" --by {}", checked.by.join(",")));
    }
    for (dimension, values) in filters {
        command.push_str(&format!(" --where '{dimension}={}'", values.join(",")));
    }
    command.push_str(&format!(" --vintage {vintage}"));
    if checked.tier == Tier::Public {
        command.push_str(" --released");
    }
    command
}

fn seal(said: &Said, rows: &[Figure]) -> String {
    let mut hasher = Sha256::new();
    let tables = said.tables.iter().flat_map(|table| [table.name.as_str(), &table.fingerprint]);
    for part in [said.sql.as_str(), said.vintage.as_str()].into_iter().chain(tables) {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    for row in rows {
        for (dimension, code) in &row.keys {
            for text in [dimension, code] {
                hasher.update((text.len() as u64).to_be_bytes());
                hasher.update(text);
            }
        }
        let limits = row.interval.map_or([f64::NAN; 2], |(lower, upper)| [lower, upper]);
        hasher.update(row.value.unwrap_or(f64::NAN).to_bits().to_be_bytes());
        hasher.update(row.n.unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(limits[0].to_bits().to_be_bytes());
        hasher.update(limits[1].to_bits().to_be_bytes());
        hasher.update(row.status.symbol());
        hasher.update([0]);
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut digits, byte| {
        digits.push_str(&format!("{byte:02x}"));
        digits
    })
}
