//! Matches a delivered header against a contract and says what differs.

use std::collections::BTreeSet;

use mizan_catalog::SourceContract;
use mizan_domain::Bilingual;

use crate::correction::CorrectionFields;
use crate::label::fold_label;

/// How a delivery differs from its contract.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A delivered column that the contract does not know.
    Added,
    /// A column of the contract that is not delivered.
    Removed,
    /// A column delivered under a name that the contract does not know.
    Renamed,
    /// A column whose values are no longer of the contract's type.
    Retyped,
    /// A header that stands twice.
    Repeated,
    /// The bytes of the file are not readable text or rows.
    Unreadable,
}

impl Change {
    /// Name in tables and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Retyped => "retyped",
            Self::Repeated => "repeated",
            Self::Unreadable => "unreadable",
        }
    }
}

/// One difference between a delivery and its contract.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// What kind of difference.
    pub change: Change,
    /// The contract's column, where one is concerned.
    pub column: Option<String>,
    /// The delivered header, where one is concerned.
    pub header: Option<String>,
    /// The difference in words.
    pub text: Bilingual,
}

/// Where the contract's columns stand in the delivered rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Delivered texts in delivered order.
    pub(crate) texts: Vec<String>,
    /// For each column of the contract, its field.
    pub(crate) field_of_column: Vec<Option<usize>>,
    /// Fields that only a file of corrections has.
    pub(crate) correction: CorrectionFields,
    /// Whether the file holds keys of deleted records and nothing else.
    pub(crate) is_notice: bool,
}

/// Longest header text repeated in a difference.
const LONGEST_SHOWN: usize = 80;

/// The column of the contract that a header text names.
fn column_named(contract: &SourceContract, folded: &str) -> Option<usize> {
    contract.columns.iter().position(|column| {
        fold_label(&column.name) == folded
            || column.headers.iter().any(|header| fold_label(header) == folded)
    })
}

/// Columns of the contract that the texts name, for choosing among contracts and delimiters.
pub(crate) fn matched_columns(contract: &SourceContract, texts: &[String]) -> usize {
    let found: BTreeSet<usize> = texts
        .iter()
        .take(4096)
        .filter_map(|text| column_named(contract, &fold_label(text)))
        .collect();
    found.len()
}

/// Matches the header; `is_correction` allows the columns that a quarantine export adds.
pub(crate) fn match_header(
    contract: &SourceContract,
    texts: &[String],
    is_correction: bool,
) -> Result<Header, Vec<Difference>> {
    let mut field_of_column: Vec<Option<usize>> = vec![None; contract.columns.len()];
    let mut correction = CorrectionFields::default();
    let (mut unknown, mut differences) = (Vec::new(), Vec::new());
    let mut last = texts.len();
    while last > 0 && texts[last - 1].trim().is_empty() {
        last -= 1;
    }
    for (field, text) in texts[..last].iter().enumerate() {
        let folded = fold_label(text);
        match column_named(contract, &folded) {
            Some(column) if field_of_column[column].is_some() => {
                differences.push(repeated(&contract.columns[column].name, text));
            }
            Some(column) => field_of_column[column] = Some(field),
            None if is_correction && text.trim().starts_with('_') => {
                correction.note(text.trim(), field);
            }
            None => unknown.push((field, text)),
        }
    }
    let missing: Vec<usize> = (0..contract.columns.len())
        .filter(|column| field_of_column[*column].is_none() && !contract.columns[*column].optional)
        .collect();
    let is_notice =
        differences.is_empty() && unknown.is_empty() && is_notice(contract, &field_of_column);
    if !is_notice {
        differences.extend(unmatched(contract, &missing, &unknown, &field_of_column));
    }
    if field_of_column.iter().all(Option::is_none) && texts.len() > 1 {
        // The first line may be a record: none of its texts is repeated.
        return Err(vec![unreadable(
            "السطر الأول ليس سطر عناوين: لا يعرف العقد أيًا من خاناته",
            "the first line is no header: the contract knows none of its cells",
        )]);
    }
    if differences.is_empty() {
        let texts = texts[..last].to_vec();
        return Ok(Header { texts, field_of_column, correction, is_notice });
    }
    Err(differences)
}

/// Whether exactly the columns of a deletion notice are there: key and operation, perhaps the day.
fn is_notice(contract: &SourceContract, field_of_column: &[Option<usize>]) -> bool {
    let Some(changes) = &contract.changes else { return false };
    contract.columns.iter().zip(field_of_column).all(|(column, field)| {
        let is_needed = contract.key.contains(&column.name) || column.name == changes.operation;
        let is_day = changes.dated_by.as_deref() == Some(column.name.as_str());
        if is_needed { field.is_some() } else { is_day || field.is_none() }
    })
}

/// Pairs a missing column with an unknown header in the same place as a renaming.
fn unmatched(
    contract: &SourceContract,
    missing: &[usize],
    unknown: &[(usize, &String)],
    field_of_column: &[Option<usize>],
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut renamed = BTreeSet::new();
    for column in missing {
        let name = &contract.columns[*column].name;
        let follows = column.checked_sub(1).and_then(|before| field_of_column[before]);
        let place = if *column == 0 { Some(0) } else { follows.map(|field| field + 1) };
        let found =
            unknown.iter().find(|(field, _)| Some(*field) == place && !renamed.contains(field));
        match found {
            Some((field, text)) => {
                renamed.insert(*field);
                differences.push(renamed_difference(name, text));
            }
            None => differences.push(removed(name)),
        }
    }
    let added: Vec<_> = unknown.iter().filter(|(field, _)| !renamed.contains(field)).collect();
    differences.extend(added.iter().take(50).map(|(_, text)| added_difference(text)));
    if added.len() > 50 {
        differences.push(many(added.len() - 50));
    }
    differences
}

/// A header text as it may be repeated: short, and hidden where it could be a number of a person.
fn shown(text: &str) -> String {
    let text = text.trim();
    if text.chars().filter(|letter| letter.is_numeric()).count() >= 6 {
        return "…".to_owned();
    }
    let end = text.floor_char_boundary(LONGEST_SHOWN);
    if end < text.len() { format!("{}…", &text[..end]) } else { text.to_owned() }
}

fn repeated(column: &str, text: &str) -> Difference {
    let text = shown(text);
    Difference {
        change: Change::Repeated,
        column: Some(column.to_owned()),
        text: Bilingual {
            ar: format!("العنوان «{text}» مكرر للعمود «{column}»"),
            en: format!("header `{text}` is a second one for column `{column}`"),
        },
        header: Some(text),
    }
}

fn removed(column: &str) -> Difference {
    Difference {
        change: Change::Removed,
        column: Some(column.to_owned()),
        header: None,
        text: Bilingual {
            ar: format!("العمود «{column}» غير موجود في الملف"),
            en: format!("column `{column}` is not in the file"),
        },
    }
}

fn renamed_difference(column: &str, text: &str) -> Difference {
    let text = shown(text);
    Difference {
        change: Change::Renamed,
        column: Some(column.to_owned()),
        text: Bilingual {
            ar: format!("في مكان العمود «{column}» عنوان غير معروف «{text}»"),
            en: format!("in the place of column `{column}` stands an unknown header `{text}`"),
        },
        header: Some(text),
    }
}

fn added_difference(text: &str) -> Difference {
    let text = shown(text);
    Difference {
        change: Change::Added,
        column: None,
        text: Bilingual {
            ar: format!("العنوان «{text}» لا يعرفه العقد"),
            en: format!("the contract does not know header `{text}`"),
        },
        header: Some(text),
    }
}

fn many(count: usize) -> Difference {
    Difference {
        change: Change::Added,
        column: None,
        header: None,
        text: Bilingual {
            ar: format!("و{count} عنوانًا آخر لا يعرفها العقد"),
            en: format!("and {count} more headers that the contract does not know"),
        },
    }
}

pub(crate) fn retyped(column: &str, header: &str, broken: u64, seen: u64) -> Difference {
    let header = shown(header);
    Difference {
        change: Change::Retyped,
        column: Some(column.to_owned()),
        text: Bilingual {
            ar: format!("{broken} من {seen} قيمة في «{header}» ليست من نوع العمود «{column}»"),
            en: format!(
                "{broken} of {seen} values under `{header}` are not of the type of column `{column}`"
            ),
        },
        header: Some(header),
    }
}

pub(crate) fn unreadable(ar: &str, en: &str) -> Difference {
    Difference {
        change: Change::Unreadable,
        column: None,
        header: None,
        text: Bilingual { ar: ar.to_owned(), en: en.to_owned() },
    }
}
