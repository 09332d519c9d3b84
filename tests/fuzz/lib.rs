//! What the targets share: a bound on memory, a contract, a file for parsers that read files.

use std::path::PathBuf;
use std::sync::LazyLock;

use mizan_catalog::SourceContract;
use peak_alloc::PeakAlloc;
use serde_json::json;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Buffers that every reading has, whatever the size of its input.
const FIXED_BYTES: usize = 48 << 20;
/// Largest growth of memory over the input.
const GROWTH: usize = 10;

/// Runs a parser; panics where it takes more than ten times its input beside its fixed buffers.
pub fn bounded(input: &[u8], parse: impl FnOnce()) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    parse();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    let bound = FIXED_BYTES + GROWTH * input.len();
    assert!(taken <= bound, "{taken} bytes of memory for {} bytes of input", input.len());
}

/// Runs a parser that reads a file.
pub fn in_file(input: &[u8], parse: impl FnOnce(&std::path::Path)) {
    static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = PathBuf::from("/dev/shm");
        let folder = if folder.is_dir() { folder } else { std::env::temp_dir() };
        folder.join(format!("mizan-fuzz-{}", std::process::id()))
    });
    std::fs::write(FILE.as_path(), input).expect("the scratch file is written");
    bounded(input, || parse(&FILE));
}

/// A contract with a column of every type, a code in force for a time and a rule over two columns.
pub fn contract() -> &'static SourceContract {
    static CONTRACT: LazyLock<SourceContract> = LazyLock::new(|| {
        let kinds = [
            "text", "integer", "number", "money", "date", "month", "boolean", "code",
            "governorate", "occupation", "list", "national_id", "person_name", "phone", "passport",
        ];
        let columns: Vec<_> = kinds
            .iter()
            .map(|kind| {
                json!({
                    "name": kind, "type": kind, "headers": [format!("عمود {kind}")],
                    "about": { "ar": kind, "en": kind },
                    "codes": if *kind == "code" { json!({ "ذكر": "m", "f": "f" }) } else { json!({}) },
                })
            })
            .collect();
        let contract = json!({
            "name": "fuzz",
            "title": { "ar": "تجربة", "en": "Trial" },
            "publisher": { "ar": "تجربة", "en": "Trial" },
            "legal_basis": [],
            "cadence": "once",
            "format": { "kind": "csv", "delimiter": "," },
            "key": ["text"],
            "column": columns,
            "rule": [{
                "id": "later", "left": "date", "comparison": "at_least", "right": "month",
                "text": { "ar": "لاحق", "en": "later" },
            }],
        });
        serde_json::from_value(contract).expect("the contract is one")
    });
    &CONTRACT
}
