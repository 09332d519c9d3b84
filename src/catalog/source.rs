//! Source contracts: what a delivery must look like, read from `pipelines/sources/<name>.toml`.

use std::collections::BTreeMap;

use mizan_domain::Bilingual;
use serde::Deserialize;

/// What a publisher has agreed to deliver: format, columns, rules and the reason it may be held.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceContract {
    /// Name of the source, equal to the file name; tables are `raw_<name>`.
    pub name: String,
    /// What one delivery contains, in English and Arabic.
    pub title: Bilingual,
    /// Who publishes it.
    pub publisher: Bilingual,
    /// Laws and decrees that allow and order the exchange.
    pub legal_basis: Vec<String>,
    /// How often a delivery is due.
    pub cadence: Cadence,
    /// Days after the end of the period by which the delivery is due.
    #[serde(default = "default_due_days")]
    pub due_days: u32,
    /// Container and encoding.
    pub format: Format,
    /// Columns that identify a record; a later delivery with the same key replaces the earlier one.
    pub key: Vec<String>,
    /// How the source announces corrections and deletions of single records.
    #[serde(default)]
    pub changes: Option<Changes>,
    /// Columns in the order of the delivered file.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    /// Rules over more than one column of a row.
    #[serde(default, rename = "rule")]
    pub rules: Vec<RowRule>,
}

/// Corrections and deletions that a source announces by key and day.
///
/// Rows without an operation are records as ever. A row whose operation is `delete` takes the record
/// of its key away; a file of keys and operations alone is a deletion notice. Nothing is overwritten:
/// the raw table keeps every announcement, the staging model applies them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// Optional code column that says what is done.
    pub operation: String,
    /// Its code that deletes a record.
    pub delete: String,
    /// Optional date column from which on the announcement holds, in place of the delivery's month.
    #[serde(default)]
    pub dated_by: Option<String>,
}

fn default_due_days() -> u32 {
    15
}

/// How often a delivery is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cadence {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every calendar month.
    Monthly,
    /// Every year.
    Yearly,
    /// Once, or when something changes.
    Once,
}

/// Container of a delivery.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// `csv`, `xlsx`, `ndjson` or `parquet`.
    pub kind: FormatKind,
    /// Field separator of `csv`; `auto` (absent) recognises `,` `;` `|` tab and the Arabic comma.
    #[serde(default)]
    pub delimiter: Option<char>,
}

/// Kinds of container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormatKind {
    /// Delimited text.
    Csv,
    /// First sheet of an Excel workbook.
    Xlsx,
    /// One JSON object a line.
    Ndjson,
    /// Columns of a Parquet file, read as the text they stand for.
    Parquet,
}

/// One column of a delivery.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Name in the warehouse.
    pub name: String,
    /// Header texts under which it is delivered; the name itself is always accepted.
    #[serde(default)]
    pub headers: Vec<String>,
    /// What the text must be.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Meaning, in both languages.
    pub about: Bilingual,
    /// Unit of a number, such as `EGP per month`.
    #[serde(default)]
    pub unit: Option<String>,
    /// An empty value refuses the row.
    #[serde(default)]
    pub required: bool,
    /// The column may be absent from a file altogether.
    #[serde(default)]
    pub optional: bool,
    /// Whether the value identifies a person; `identifying` values leave the row for the vault.
    #[serde(default)]
    pub personal: PersonalData,
    /// Regular expression over the folded text (digits already Western).
    #[serde(default)]
    pub pattern: Option<String>,
    /// Smallest value allowed (numbers) or earliest (dates, as `YYYY-MM-DD`).
    #[serde(default)]
    pub minimum: Option<String>,
    /// Largest value allowed (numbers) or latest (dates, as `YYYY-MM-DD`).
    #[serde(default)]
    pub maximum: Option<String>,
    /// Delivered code → warehouse code, for `type = "code"`; several delivered texts may mean one code.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
    /// Codes that are in force for a time only, by warehouse code; all others always are.
    #[serde(default)]
    pub in_force: BTreeMap<String, Period>,
    /// Column of days on which the code must be in force; the delivery's month where absent.
    #[serde(default)]
    pub in_force_on: Option<String>,
    /// What a broken rule of this column does to the row.
    #[serde(default)]
    pub severity: Severity,
}

/// A time from one day to another, both included, as `YYYY-MM-DD`; open where absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day.
    #[serde(default)]
    pub until: Option<String>,
}

/// Types of a delivered value, and the Arrow type it has in the raw table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Any text, trimmed: `Utf8`.
    Text,
    /// Whole number: `Int64`.
    Integer,
    /// Number with a fraction: `Float64`; infinities and NaN are refused.
    Number,
    /// Amount in pounds with at most two decimals: `Decimal128(14, 2)`.
    Money,
    /// Calendar day: `Date32`.
    Date,
    /// Calendar month `YYYY-MM`: first day as `Date32`.
    Month,
    /// Yes or no in either language: `Boolean`.
    Boolean,
    /// One of `codes`: `Utf8`.
    Code,
    /// Governorate by ISO code, two-digit code or name in either language: ISO 3166-2 as `Utf8`.
    Governorate,
    /// ISCO-08 code of one to four digits: `Utf8`.
    Occupation,
    /// Codes separated by `;`: `Utf8`, separated by `;` without blanks.
    List,
    /// 14-digit national number. Always identifying. The row keeps `<name>_pseudonym` (`Utf8`),
    /// `<name>_birth_year` (`Int64`) and `<name>_sex` (`m`/`f`); for a column called `national_id`
    /// these are `person_pseudonym`, `person_birth_year`, `person_sex`.
    NationalId,
    /// Name of a person. Always identifying; the row keeps nothing.
    PersonName,
    /// Telephone number. Always identifying; the row keeps nothing.
    Phone,
    /// Passport number. Always identifying; the row keeps `<name>_pseudonym`.
    Passport,
}

/// Classes of personal data under Law 151/2020.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonalData {
    /// Says nothing about a natural person by itself.
    #[default]
    None,
    /// About a person, not identifying alone.
    Personal,
    /// Identifies a person; kept in the vault only.
    Identifying,
    /// Sensitive under the law (health, disability and the like); restricted.
    Sensitive,
}

/// What a broken rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The row is quarantined.
    #[default]
    Refuse,
    /// The row is accepted and the finding is counted.
    Flag,
}

/// A rule over two columns of one row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowRule {
    /// Name of the rule, unique in the source.
    pub id: String,
    /// Left column.
    pub left: String,
    /// How left must stand to right where both are present.
    pub comparison: Comparison,
    /// Right column.
    pub right: String,
    /// What a broken rule does to the row.
    #[serde(default)]
    pub severity: Severity,
    /// The rule in words, shown with a refused row.
    pub text: Bilingual,
    /// Law or decree behind it, with the mark of its certainty.
    #[serde(default)]
    pub basis: Option<String>,
}

/// Comparisons between two columns of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// left ≥ right.
    AtLeast,
    /// left ≤ right.
    AtMost,
    /// left = right.
    Equal,
    /// left is present where right is.
    PresentWith,
    /// The birth date in `left` agrees with the national number in `right`.
    AgreesWithNationalId,
}
