//! The checked-ingest comparison: eleven rules over an invented vacancy file, nothing sealed.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use mizan_catalog::SourceContract;
use mizan_domain::national_id::Profile;
use serde_json::{Value, json};

use crate::chunks::{ChunkSource, Start};
use crate::columns::Lineage;
use crate::container::Container;
use crate::delimited::{Delimiter, Dialect, first_fields};
use crate::delivery::default_threads;
use crate::encoding::Encoding;
use crate::error::{Error, Result};
use crate::evaluate::Layout;
use crate::header::match_header;
use crate::pipeline::{OutputPaths, Pipeline};
use crate::plan::Plan;
use crate::quarantine::describe;
use crate::seen::WINDOW_ROWS;

/// What a speed run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeedReport {
    /// Rows read.
    pub rows: u64,
    /// Rows that keep all rules.
    pub good: u64,
    /// Refused rows by `column:rule` of the rule that failed first.
    pub reasons: BTreeMap<String, u64>,
    /// Time from opening the file to the last file renamed.
    pub elapsed: Duration,
}

const TEXT_CHUNK_BYTES: usize = 8 << 20;

/// The contract of the comparison's twelve columns and eleven rules.
pub fn contract() -> Result<SourceContract> {
    let text = |ar: &str, en: &str| json!({ "ar": ar, "en": en });
    let column = |name: &str, kind: &str, rules: Value| {
        let mut column = json!({ "name": name, "type": kind, "about": text(name, name) });
        if let (Some(column), Some(rules)) = (column.as_object_mut(), rules.as_object()) {
            column.extend(rules.clone());
        }
        column
    };
    let rule = |id: &str, left: &str, right: &str, ar: &str, en: &str| json!({ "id": id, "left": left, "comparison": "at_least", "right": right, "text": text(ar, en) });
    let contract = json!({
        "name": "speed",
        "title": text("ملف قياس السرعة", "File of the speed comparison"),
        "publisher": text("ميزان", "mizan"),
        "legal_basis": [],
        "cadence": "once",
        "format": { "kind": "csv", "delimiter": "," },
        "key": [],
        "column": [
            column("vacancy_id", "text", json!({ "required": true, "pattern": "^V[0-9]{9}$" })),
            column("person_id", "text", json!({ "required": true, "pattern": "^9[0-9]{13}$" })),
            column("employer_id", "text", json!({})),
            column("posted", "date", json!({
                "required": true, "minimum": "2015-01-01", "maximum": "2027-01-01"
            })),
            column("closed", "date", json!({})),
            column("isco", "text", json!({})),
            column("gov", "text", json!({})),
            column("title", "text", json!({})),
            column("wage_min", "number", json!({ "minimum": "0", "maximum": "500000" })),
            column("wage_max", "number", json!({})),
            column("contract", "text", json!({ "required": true })),
            column("openings", "integer", json!({ "minimum": "1", "maximum": "1000" })),
        ],
        "rule": [
            rule(
                "before_posted", "closed", "posted",
                "الإغلاق لا يسبق النشر", "a vacancy does not close before it is posted"
            ),
            rule(
                "lt_min", "wage_max", "wage_min",
                "الحد الأعلى للأجر لا يقل عن الأدنى", "the highest wage is not below the lowest"
            ),
        ],
    });
    serde_json::from_value(contract).map_err(|error| Error::Contract {
        source_name: "speed".to_owned(),
        column: "speed".to_owned(),
        detail: error.to_string(),
    })
}

/// Runs the comparison over the file and writes `good.parquet` and `bad.parquet` into `out`.
pub fn run_speed(path: &Path, out: &Path) -> Result<SpeedReport> {
    let start = Instant::now();
    let contract = contract()?;
    let plan = Plan::new(&contract)?;
    let container = Container::open(path)?;
    let line = first_line(&container)?;
    let texts = first_fields(line.trim_end(), Delimiter::COMMA);
    let header = match_header(&contract, &texts, false)
        .map_err(|_| Error::UnknownSource { file: path.to_owned(), nearest: None })?;
    let dialect = Dialect { delimiter: Delimiter::COMMA, terminator: b'\n', columns: texts.len() };
    let layout = Layout { encoding: Encoding::Utf8, dialect, is_json: false, header };
    let first_row = Start { mark_bytes: 0, skipped_text: line.len(), line: 2 };
    let read = |cause| Error::read(path, cause);
    let mut open = || {
        let reader = container.reader()?;
        ChunkSource::new(reader, layout.encoding, dialect, true, first_row, TEXT_CHUNK_BYTES)
            .map_err(read)
    };
    let pipeline = Pipeline {
        delivery: path,
        plan: &plan,
        layout: &layout,
        lineage: Lineage { delivery_id: "speed".to_owned(), month_days: 0, sequence: 0 },
        profile: Profile::Synthetic,
        key: None,
        paths: OutputPaths {
            raw: out.join("good.parquet"),
            quarantine: out.join("bad.parquet"),
            vault: out.join("vault.parquet"),
        },
        has_offsets: true,
        threads: default_threads(),
        window_rows: WINDOW_ROWS,
        progress: &|_, _| {},
    };
    let totals = pipeline.run(&mut open)?;
    let mut reasons = BTreeMap::new();
    for (reason, tally) in &totals.refused {
        let (rule, column, _) = describe(&plan, *reason);
        *reasons.entry(format!("{}:{rule}", column.unwrap_or_default())).or_default() += tally.rows;
    }
    Ok(SpeedReport {
        rows: totals.rows_in,
        good: totals.accepted,
        reasons,
        elapsed: start.elapsed(),
    })
}

fn first_line(container: &Container) -> Result<String> {
    use std::io::{BufRead, BufReader, Read};
    let mut line = String::new();
    let mut reader = BufReader::new(container.reader()?).take(1 << 20);
    reader.read_line(&mut line).map_err(|cause| Error::read(&container.path, cause))?;
    Ok(line)
}
