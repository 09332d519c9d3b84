//! How long do all marts take on a large market, and how long does DuckDB take for the same SQL?
//!
//! `cargo bench --bench marts [-- --people 1000000 --months 24 --home DIR --python python3]`: writes a
//! market (a million people over 24 months are ten million insurance rows), takes it in, builds it, then
//! makes every mart again and hands the same queries over the same files to DuckDB. One JSON line.
//! Needs Python with `benches/peers/requirements.txt`; without it the line holds our side only.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mizan");

fn main() -> ExitCode {
    match run() {
        Ok(answer) => {
            say(&answer);
            ExitCode::SUCCESS
        }
        Err(reason) => {
            say(&json!({ "set": "marts", "error": reason }));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "a bench answers on standard output")]
fn say(answer: &Value) {
    println!("{answer}");
}

fn argument(name: &str) -> Option<String> {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|one| one == name)?;
    arguments.get(at + 1).cloned()
}

fn run() -> Result<Value, String> {
    let people = argument("--people").unwrap_or_else(|| "1000000".into());
    let months = argument("--months").unwrap_or_else(|| "24".into());
    let work = tempfile::tempdir().map_err(|error| error.to_string())?;
    let home = argument("--home").map_or_else(|| work.path().join("home"), PathBuf::from);
    if !home.join("published").exists() {
        let deliveries = work.path().join("deliveries");
        let out = deliveries.to_string_lossy().into_owned();
        mizan(&home, &["synth", "--people", &people, "--months", &months, "--out", &out])?;
        mizan(&home, &["ingest", "--synthetic", &out])?;
        mizan(&home, &["build"])?;
        // The deliveries are in the vault now; a million people need the room.
        let _ = fs::remove_dir_all(&deliveries);
    }
    let project = work.path().join("project");
    let marts = mark_marts(&project)?;
    let path = project.to_string_lossy().into_owned();
    let (built, memory) = mizan(&home, &["--project", &path, "--json", "build"])?;
    let report: Value = serde_json::from_str(built.trim()).map_err(|error| error.to_string())?;
    let ours: BTreeMap<String, f64> = report["models"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| Some((one["model"].as_str()?.to_owned(), one["seconds"].as_f64()?)))
        .filter(|(name, _)| name.starts_with("mart_"))
        .collect();
    if ours.len() != marts.len() {
        return Err(format!("{} of {} marts were made", ours.len(), marts.len()));
    }
    let vintage = report["vintage"].as_str().unwrap_or_default();
    let insured = rows_of(&home, vintage, "raw_insurance_contributions")?;
    let peer = duckdb(&home, vintage, &project, work.path());
    let total: f64 = ours.values().sum();
    let mut answer = json!({
        "set": "marts",
        "insurance_rows": insured,
        "marts": ours.len(),
        "seconds": total,
        "memory_mb": memory / 1024,
        "seconds_by_mart": ours,
    });
    match peer {
        Ok(peer) => {
            let seconds = peer["seconds"].as_f64().unwrap_or(f64::NAN);
            answer["duckdb"] = peer;
            answer["ratio"] = json!(total / seconds);
        }
        Err(reason) => answer["duckdb"] = json!({ "error": reason }),
    }
    Ok(answer)
}

/// Copies the declarations and adds a line to every mart's query, so that each is made again.
fn mark_marts(project: &Path) -> Result<Vec<String>, String> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
    copy(&from, &project.join("pipelines")).map_err(|error| error.to_string())?;
    let stamp = std::process::id();
    let mut marts = Vec::new();
    let folder = project.join("pipelines/marts");
    for entry in fs::read_dir(&folder).map_err(|error| error.to_string())?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|one| one == "sql") {
            let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
            fs::write(&path, format!("{text}-- measured by {stamp}\n"))
                .map_err(|error| error.to_string())?;
            marts.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    Ok(marts)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Runs the program; what it answered and the most memory it held, in KiB.
fn mizan(home: &Path, arguments: &[&str]) -> Result<(String, u64), String> {
    let mut command = Command::new(PROGRAM);
    command.arg("--home").arg(home).args(arguments).arg("--quiet");
    watch(command)
}

fn watch(mut command: Command) -> Result<(String, u64), String> {
    let log = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    let out = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    let shared = |file: &tempfile::NamedTempFile| file.reopen().map_err(|error| error.to_string());
    command.stdout(shared(&out)?).stderr(shared(&log)?);
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let status_file = format!("/proc/{}/status", child.id());
    let (mut memory, started) = (0, Instant::now());
    loop {
        let text = fs::read_to_string(&status_file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
        let found = line.split_whitespace().nth(1).and_then(|one| one.parse::<u64>().ok());
        memory = memory.max(found.unwrap_or(0));
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            let answer = fs::read_to_string(out.path()).unwrap_or_default();
            if status.success() {
                return Ok((answer, memory));
            }
            let reason = fs::read_to_string(log.path()).unwrap_or_default();
            return Err(format!("{reason} after {:.0} s", started.elapsed().as_secs_f64()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn manifest(home: &Path, vintage: &str) -> Result<Value, String> {
    let path = home.join("vintages").join(format!("{vintage}.json"));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn rows_of(home: &Path, vintage: &str, table: &str) -> Result<u64, String> {
    Ok(manifest(home, vintage)?["tables"][table]["rows"].as_u64().unwrap_or(0))
}

/// Hands the queries and the files of the vintage to DuckDB.
fn duckdb(home: &Path, vintage: &str, project: &Path, work: &Path) -> Result<Value, String> {
    let home = fs::canonicalize(home).map_err(|error| error.to_string())?;
    let tables = manifest(&home, vintage)?["tables"].clone();
    let task = json!({
        "home": home,
        "tables": tables,
        "marts": project.join("pipelines/marts"),
        "out": work.join("duckdb"),
    });
    let file = work.join("task.json");
    fs::write(&file, task.to_string()).map_err(|error| error.to_string())?;
    let python = argument("--python").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/marts.py");
    let mut command = Command::new(python);
    command.arg(script).arg(&file);
    let (answer, memory) = watch(command)?;
    let mut answer: Value =
        serde_json::from_str(answer.trim()).map_err(|error| error.to_string())?;
    answer["memory_mb"] = json!(memory / 1024);
    Ok(answer)
}
