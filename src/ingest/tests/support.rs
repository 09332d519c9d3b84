//! What the tests share: contracts, keys, folders and short ways to ingest bytes.

use std::path::PathBuf;

use mizan_catalog::SourceContract;
use mizan_domain::national_id::Profile;
use serde_json::{Value, json};

use crate::{DeliveryAccount, DeliveryInput, HeldDelivery, IngestOptions, Outcome, VaultKey};

/// A small contract with every type of column.
pub(crate) fn people_contract() -> SourceContract {
    let column = |name: &str, header: &str, kind: &str, rules: Value| {
        let mut column = json!({
            "name": name, "headers": [header], "type": kind, "about": { "ar": header, "en": name }
        });
        column.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
        column
    };
    let contract = json!({
        "name": "people",
        "title": { "ar": "سجل تجريبي", "en": "Trial register" },
        "publisher": { "ar": "جهة", "en": "Office" },
        "legal_basis": [],
        "cadence": "monthly",
        "format": { "kind": "csv" },
        "key": ["record_no"],
        "column": [
            column("record_no", "رقم السجل", "text", json!({ "required": true, "pattern": "^[A-Z][0-9]{4}$" })),
            column("national_id", "الرقم القومي", "national_id", json!({ "required": true, "personal": "identifying" })),
            column("full_name", "الاسم", "person_name", json!({ "required": true, "personal": "identifying" })),
            column("phone", "الهاتف", "phone", json!({ "personal": "identifying" })),
            column("birth_date", "تاريخ الميلاد", "date", json!({ "minimum": "1900-01-02", "maximum": "2020-12-31" })),
            column("sex", "النوع", "code", json!({ "codes": { "ذكر": "m", "أنثى": "f", "m": "m", "f": "f" } })),
            column("governorate_code", "المحافظة", "governorate", json!({ "required": true })),
            column("occupation_code", "المهنة", "occupation", json!({})),
            column("applied_on", "تاريخ التقديم", "date", json!({ "required": true, "minimum": "2000-01-01", "maximum": "2030-12-31" })),
            column("decided_on", "تاريخ البت", "date", json!({})),
            column("wage_egp_month", "الأجر", "money", json!({ "minimum": "1", "maximum": "200000" })),
            column("share", "النسبة", "number", json!({ "minimum": "0", "maximum": "1", "severity": "flag" })),
            column("openings", "العدد", "integer", json!({ "minimum": "0" })),
            column("is_first", "أول مرة", "boolean", json!({})),
            column("skills", "المهارات", "list", json!({})),
            column("note", "ملاحظات", "text", json!({}))
        ],
        "rule": [
            { "id": "decided_after_applied", "left": "decided_on", "comparison": "at_least", "right": "applied_on",
              "text": { "ar": "البت لا يسبق التقديم", "en": "a decision is not earlier than its application" } },
            { "id": "birth_date_agrees", "left": "birth_date", "comparison": "agrees_with_national_id", "right": "national_id",
              "text": { "ar": "تاريخ الميلاد يوافق الرقم القومي", "en": "the birth date agrees with the national number" } },
            { "id": "sex_agrees", "left": "sex", "comparison": "agrees_with_national_id", "right": "national_id",
              "severity": "flag",
              "text": { "ar": "النوع يوافق الرقم القومي", "en": "the sex agrees with the national number" } }
        ]
    });
    serde_json::from_value(contract).unwrap()
}

/// Header texts of [`people_contract`].
pub(crate) fn people_header() -> Vec<String> {
    people_contract().columns.iter().map(|column| column.headers[0].clone()).collect()
}

/// A row without a fault; every number below 10,000 gives another record.
pub(crate) fn people_row(number: usize) -> Vec<String> {
    let day = number % 28 + 1;
    let (sex, sex_digit) = if number.is_multiple_of(2) { ("أنثى", 2) } else { ("ذكر", 1) };
    let texts = [
        format!("A{number:04}"),
        format!("99003{day:02}24{:03}{sex_digit}7", number % 1000),
        "منى أحمد عبد الله".to_owned(),
        "01012345678".to_owned(),
        format!("1990-03-{day:02}"),
        sex.to_owned(),
        "المنيا".to_owned(),
        "7212".to_owned(),
        "2025-03-14".to_owned(),
        "2025-03-20".to_owned(),
        "6500.50".to_owned(),
        "0.5".to_owned(),
        "3".to_owned(),
        "نعم".to_owned(),
        "arc-welding;safety".to_owned(),
        "حضرت بنفسها".to_owned(),
    ];
    texts.to_vec()
}

/// Header and rows as delimited text, quoted where needed.
pub(crate) fn delimited(rows: &[Vec<String>], delimiter: &str) -> String {
    let line =
        |cells: &[String]| cells.iter().map(|cell| quoted(cell, delimiter)).collect::<Vec<_>>();
    let mut text = line(&people_header()).join(delimiter) + "\n";
    for row in rows {
        text += &line(row).join(delimiter);
        text.push('\n');
    }
    text
}

fn quoted(cell: &str, delimiter: &str) -> String {
    if cell.contains(delimiter) || cell.contains(['"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// A place to ingest bytes into.
pub(crate) struct Door {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) key: VaultKey,
    pub(crate) contracts: Vec<SourceContract>,
}

impl Door {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            key: VaultKey::from_bytes([7; 32]),
            contracts: vec![people_contract()],
        }
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn staging(&self) -> PathBuf {
        let staging = self.folder.path().join("staging");
        std::fs::create_dir_all(&staging).unwrap();
        staging
    }

    pub(crate) fn try_ingest(&self, name: &str, bytes: &[u8]) -> crate::Result<Outcome> {
        let path = self.write(name, bytes);
        self.try_ingest_path(&path, None)
    }

    pub(crate) fn try_ingest_path(
        &self,
        path: &std::path::Path,
        corrects: Option<&str>,
    ) -> crate::Result<Outcome> {
        let staging = self.staging();
        let options = IngestOptions {
            contracts: &self.contracts,
            key: &self.key,
            staging: &staging,
            profile: Profile::Synthetic,
            progress: &|_| {},
        };
        crate::ingest(&DeliveryInput { corrects, ..DeliveryInput::new(path) }, &options)
    }

    pub(crate) fn ingest(&self, name: &str, bytes: &[u8]) -> DeliveryAccount {
        accepted(self.try_ingest(name, bytes).unwrap())
    }

    pub(crate) fn held(&self, name: &str, bytes: &[u8]) -> HeldDelivery {
        match self.try_ingest(name, bytes).unwrap() {
            Outcome::Held(held) => held,
            other => panic!("{other:?} instead of held"),
        }
    }
}

pub(crate) fn accepted(outcome: Outcome) -> DeliveryAccount {
    match outcome {
        Outcome::Accepted(account) => account,
        other => panic!("{other:?} instead of accepted"),
    }
}

/// Rule and rows of each finding, as `rule` or `column:rule`.
pub(crate) fn found(account: &DeliveryAccount) -> Vec<(String, u64)> {
    let name = |finding: &crate::Finding| match &finding.column {
        Some(column) => format!("{column}:{}", finding.rule),
        None => finding.rule.clone(),
    };
    account.findings.iter().map(|finding| (name(finding), finding.rows)).collect()
}

/// All batches of a Parquet file as one.
pub(crate) fn read_parquet(path: &std::path::Path) -> Vec<arrow_array::RecordBatch> {
    let mut batches = Vec::new();
    crate::vault::for_each_batch(path, &mut |batch| {
        batches.push(batch.clone());
        Ok(())
    })
    .unwrap();
    batches
}
