//! How fast is the door, how much memory does it take, and how does it grow? One JSON line per run.
//!
//! `cargo bench --bench ingest -- --rows 10000000 --peer` compares checked ingest with DuckDB in one
//! window; `-- --growth` doubles the rows from 1 to 40 million; `-- --contributions 100000000` shows the
//! memory of the whole door with vault, pseudonyms and originals. Input is made once and kept below
//! `target/tmp`; each run is a process of its own, so that its peak of memory is its own.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use mizan_catalog::{Catalog, Project, SourceContract};
use mizan_domain::national_id::Profile;
use mizan_ingest::{DeliveryInput, IngestOptions, Outcome, VaultKey, ingest, speed};
use serde_json::{Value, json};

type Result<T, E = String> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            say(&json!({ "error": reason }));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let number = |name: &str| {
        let at = arguments.iter().position(|one| one == name)?;
        arguments.get(at + 1)?.replace('_', "").parse::<u64>().ok()
    };
    if let [child, kind, path] = arguments
        && child == "--child"
    {
        say(&measure(kind, Path::new(path))?);
        return Ok(());
    }
    let has = |name: &str| arguments.iter().any(|one| one == name);
    if let Some(rows) = number("--rows") {
        compare(rows, has("--peer"))?;
    }
    if has("--growth") {
        growth(number("--most").unwrap_or(40_000_000))?;
    }
    if let Some(rows) = number("--contributions") {
        say(&child("contributions", &contributions(rows)?)?);
    }
    if arguments.is_empty() {
        compare(1_000_000, has("--peer"))?;
        say(&child("contributions", &contributions(1_000_000)?)?);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a bench answers on standard output")]
fn say(answer: &Value) {
    println!("{answer}");
}

/// Checked ingest, the peer right after it, both again; then the whole door over the same file. The
/// second runs count.
fn compare(rows: u64, has_peer: bool) -> Result<()> {
    let path = vacancies(rows)?;
    let (mut ours, mut theirs) = (Value::Null, Value::Null);
    for _ in 0..2 {
        ours = child("checked", &path)?;
        say(&ours);
        if has_peer {
            theirs = peer(&path)?;
            say(&theirs);
        }
    }
    if has_peer {
        let seconds = |answer: &Value| answer["seconds"].as_f64().unwrap_or(f64::NAN);
        let same = ours["good"] == theirs["good"] && ours["rows"] == theirs["rows"];
        say(
            &json!({ "run": "ratio", "rows": rows, "times_the_peer": round(seconds(&theirs) / seconds(&ours)),
            "same_verdicts": same }),
        );
    }
    say(&child("door", &path)?);
    Ok(())
}

/// Time per doubling of the rows.
fn growth(most: u64) -> Result<()> {
    for (kind, make) in
        [("checked", vacancies as fn(u64) -> Result<PathBuf>), ("contributions", contributions)]
    {
        let mut before: Option<f64> = None;
        let mut rows = 1_000_000;
        while rows <= most {
            let path = make(rows)?;
            child(kind, &path)?;
            let mut answer = child(kind, &path)?;
            let seconds = answer["seconds"].as_f64().unwrap_or(f64::NAN);
            if let Some(before) = before {
                answer["times_the_half"] = json!(round(seconds / before));
            }
            before = Some(seconds);
            say(&answer);
            rows = if rows == 16_000_000 { 20_000_000 } else { rows * 2 };
            if rows == 20_000_000 {
                before = None;
            }
        }
    }
    Ok(())
}

/// Runs one measurement in a process of its own.
fn child(kind: &str, path: &Path) -> Result<Value> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let path = path.to_str().ok_or("a path that is no text")?;
    let output = Command::new(program)
        .args(["--child", kind, path])
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(&text)
        .map_err(|_| format!("{kind}: {text}{}", String::from_utf8_lossy(&output.stderr)))
}

fn measure(kind: &str, path: &Path) -> Result<Value> {
    let out = tempfile::tempdir_in(folder()?).map_err(|error| error.to_string())?;
    let started = Instant::now();
    let mut answer = match kind {
        "checked" => {
            let report = speed::run_speed(path, out.path()).map_err(|error| error.to_string())?;
            json!({ "rows": report.rows, "good": report.good, "reasons": report.reasons })
        }
        "door" => door(path, out.path(), &speed::contract().map_err(|error| error.to_string())?)?,
        _ => {
            let catalog = Catalog::load(&Project::default()).map_err(|error| error.to_string())?;
            let contract = catalog.source("insurance_contributions").ok_or("no such contract")?;
            door(path, out.path(), contract)?
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    let rows = answer["rows"].as_f64().unwrap_or_default();
    answer["run"] = json!(kind);
    answer["seconds"] = json!(round(seconds));
    answer["rows_per_second"] = json!((rows / seconds).round());
    answer["peak_mb"] = json!(peak_megabytes());
    Ok(answer)
}

/// The whole door: identity, encoding, sealed original, rows, quarantine, vault.
fn door(path: &Path, staging: &Path, contract: &SourceContract) -> Result<Value> {
    let key = VaultKey::from_bytes([7; 32]);
    let options = IngestOptions {
        contracts: std::slice::from_ref(contract),
        key: &key,
        staging,
        profile: Profile::Synthetic,
        progress: &|_| {},
    };
    let month = "2026-03".parse().ok();
    let input = DeliveryInput { source: Some(&contract.name), month, ..DeliveryInput::new(path) };
    match ingest(&input, &options).map_err(|error| error.to_string())? {
        Outcome::Held(held) => Err(format!("held: {:?}", held.differences)),
        Outcome::Accepted(account) => Ok(json!({
            "rows": account.rows_in, "good": account.accepted, "quarantined": account.quarantined,
            "duplicate": account.duplicate,
        })),
        Outcome::Known { .. } => Err("it came before".to_owned()),
    }
}

/// The peer's script over the same file; Python is `MIZAN_PYTHON` or `python3`, with
/// `benches/peers/requirements.txt` installed.
fn peer(path: &Path) -> Result<Value> {
    let out = tempfile::tempdir_in(folder()?).map_err(|error| error.to_string())?;
    let answer = python("ingest_duckdb.py", &[path.as_os_str(), out.path().as_os_str()])?;
    Ok(
        json!({ "run": "duckdb", "version": answer["duckdb"], "rows": answer["rows"], "good": answer["good"],
        "seconds": answer["seconds"], "rows_per_second": answer["rows_per_second"],
        "peak_mb": answer["peak_rss_mb"] }),
    )
}

fn python(script: &str, arguments: &[&std::ffi::OsStr]) -> Result<Value> {
    let shared = std::env::var_os("MIZAN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let python = std::env::var_os("MIZAN_PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(&python)
        .arg(shared.join("peers").join(script))
        .args(arguments)
        .output()
        .map_err(|error| format!("{}: {error}", python.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last)
        .map_err(|_| format!("{script}: {text}{}", String::from_utf8_lossy(&output.stderr)))
}

/// The comparison's input, made by the peers' script.
fn vacancies(rows: u64) -> Result<PathBuf> {
    kept(&format!("insurance-{rows}.csv"), |path| {
        let count = rows.to_string();
        python(
            "make_insurance_csv.py",
            &["--rows".as_ref(), count.as_ref(), "--out".as_ref(), path.as_os_str()],
        )
        .map(|_| ())
    })
}

/// Invented contributions with national numbers and names: one row in 100 breaks a rule, one in 500
/// repeats the row a thousand before it.
fn contributions(rows: u64) -> Result<PathBuf> {
    kept(&format!("contributions-{rows}.csv"), |path| {
        let file = fs::File::create(path).map_err(|error| error.to_string())?;
        let mut file = BufWriter::with_capacity(1 << 20, file);
        write_contributions(&mut file, rows).map_err(|error| error.to_string())
    })
}

fn write_contributions(file: &mut impl Write, rows: u64) -> std::io::Result<()> {
    writeln!(
        file,
        "insured_no;month;national_id;full_name;establishment_no;establishment_tax_no;governorate_code;\
         category_code;occupation_code;wage_egp_month;started_on;ended_on;end_reason"
    )?;
    for row in 0..rows {
        let person = if row % 500 == 499 && row > 1000 { row - 1000 } else { row };
        let random = (person + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 17;
        let wage = if person % 100 == 42 { 0 } else { 2300 + random % 12_000 };
        writeln!(
            file,
            "{person:09};2026-03;9{:02}{:02}{:02}01{:05};منى أحمد عبد الله محمود;{};{};01;1;{};{wage}.50;20{:02}-{:02}-{:02};;",
            random % 40 + 60,
            random / 64 % 12 + 1,
            random / 1024 % 28 + 1,
            random / 8192 % 100_000,
            100_000 + random % 50_000,
            100_000_000 + random % 50_000,
            [7212, 5120, 4321, 9313][(random % 4) as usize],
            random / 128 % 25,
            random / 4096 % 12 + 1,
            random / 65_536 % 28 + 1,
        )?;
    }
    file.flush()
}

/// A file that is made once; a broken attempt leaves none.
fn kept(name: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let path = folder()?.join(name);
    if !path.exists() {
        let unfinished = path.with_extension("unfinished");
        make(&unfinished)?;
        fs::rename(&unfinished, &path).map_err(|error| error.to_string())?;
    }
    Ok(path)
}

fn folder() -> Result<PathBuf> {
    let folder = std::env::var_os("MIZAN_BENCH_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// Largest resident set of this process so far.
fn peak_megabytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024 / 1_000_000)
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
