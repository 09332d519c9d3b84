//! How fast and how small is linkage? One JSON line per question.
//!
//! `cargo bench --bench linkage -- million increment resolve pairs threads equal-keys`; without names all are asked.

use std::process::ExitCode;
use std::time::Instant;

use mizan_benches::{data_folder, print_line, processor_seconds};
use mizan_linkage::{
    Linker, Mode, Model, Records, Register, default_spec, peak_memory_bytes, read_file,
};
use serde_json::{Value, json};

#[path = "linkage_sets.rs"]
mod linkage_sets;

const QUESTIONS: [&str; 6] = ["million", "increment", "resolve", "pairs", "threads", "equal-keys"];

fn main() -> ExitCode {
    let names: Vec<String> =
        std::env::args().skip(1).filter(|one| !one.starts_with("--")).collect();
    if let [word, set, path] = names.as_slice()
        && word == "write-set"
    {
        return ExitCode::from(u8::from(linkage_sets::write(set, path.as_ref()).is_err()));
    }
    if let [word, question] = names.as_slice()
        && word == "alone"
    {
        return answer(question);
    }
    // Each question in a process of its own, so that its peak memory is its own.
    let questions = if names.is_empty() { QUESTIONS.map(str::to_owned).to_vec() } else { names };
    let mut failures = 0;
    for question in &questions {
        let run = std::env::current_exe().and_then(|program| {
            std::process::Command::new(program).args(["alone", question]).status()
        });
        failures += u8::from(!run.is_ok_and(|status| status.success()));
    }
    ExitCode::from(failures)
}

fn answer(question: &str) -> ExitCode {
    let answer = match question {
        "million" => linkage_sets::run("synth-1m"),
        "increment" => increment(),
        "resolve" => resolve(),
        "pairs" => pairs(),
        "threads" => threads(),
        "equal-keys" => equal_keys(),
        _ => Err(format!("unknown question; there are {}", QUESTIONS.join(", "))),
    };
    let is_wrong = answer.is_err();
    print_line(question, answer.unwrap_or_else(|reason| json!({ "error": reason })));
    ExitCode::from(u8::from(is_wrong))
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Links a million records but ten thousand, remembers, and goes on with the ten thousand: seconds against
/// all at once, records opened, and whether the groups are the same.
fn increment() -> Result<Value, String> {
    const NEW: usize = 10_000;
    const BELOW: f64 = 10.0;
    let (path, schema, _) = linkage_sets::make("synth-1m")?;
    let spec = default_spec(schema).ok_or("no specification")?.map_err(text)?;
    let columns: Vec<&str> = spec.fields.iter().map(|field| field.column.as_str()).collect();
    let all = read_file(&path).map_err(text)?;
    std::fs::remove_file(path).map_err(text)?;
    let values: Vec<Vec<String>> = columns
        .iter()
        .map(|column| Ok(all.values(column).map_err(text)?.map(str::to_owned).collect()))
        .collect::<Result<_, String>>()?;
    let some = |rows: &mut dyn Iterator<Item = usize>| {
        let rows: Vec<Vec<&str>> =
            rows.map(|row| values.iter().map(|column| column[row].as_str()).collect()).collect();
        Records::from_rows(&columns, &rows)
    };
    let keys: Vec<u128> = (0..all.len() as u128).collect();
    let known = all.len() - NEW;
    let model = Model::train(&spec, &all).map_err(text)?;
    let start = Instant::now();
    let whole = Linker::new(&model, &all).map_err(text)?;
    let (found, _) = whole.link_and_remember(BELOW, &keys).map_err(text)?;
    let seconds_all = start.elapsed().as_secs_f64();
    drop(whole);
    let linker = Linker::new(&model, &some(&mut (0..known))).map_err(text)?;
    let (_, memory) = linker.link_and_remember(BELOW, &keys[..known]).map_err(text)?;
    drop(linker);
    let bytes = memory.to_bytes();
    drop(memory);
    let start = Instant::now();
    let memory = mizan_linkage::LinkMemory::from_bytes(&bytes).ok_or("the memory is broken")?;
    let fresh = some(&mut (known..all.len()));
    let mut advance = memory.advance(&model, BELOW, &fresh, &keys[known..]).map_err(text)?;
    let mut opened = 0;
    while !advance.proceed() {
        let wanted = advance.wanted();
        opened += wanted.len();
        let given = some(&mut wanted.iter().map(|key| *key as usize));
        advance.give(&given, &wanted).map_err(text)?;
    }
    let (went_on, _) = advance.finish();
    let seconds_new = start.elapsed().as_secs_f64();
    Ok(json!({
        "records": all.len(),
        "records_new": NEW,
        "records_opened": opened,
        "pairs_weighed": went_on.linkage.candidate_pairs,
        "seconds_all": seconds_all,
        "seconds_new": seconds_new,
        "times_faster": seconds_all / seconds_new,
        "memory_file_bytes": bytes.len(),
        "are_clusters_equal": went_on.linkage.clusters == found.linkage.clusters,
        "are_links_equal": went_on.linkage.links.len() == found.linkage.links.len(),
    }))
}

/// Loads a register of a million records and resolves 2,000 others: 1,000 as already there, 1,000 unknown.
fn resolve() -> Result<Value, String> {
    let (path, schema, _) = linkage_sets::make("synth-1m")?;
    let (others, _, _) = linkage_sets::make("synth-2k")?;
    let spec = default_spec(schema).ok_or("no specification")?.map_err(text)?;
    let records = read_file(&path).map_err(text)?;
    let keys: Vec<String> =
        records.values("record_key").map_err(text)?.map(str::to_owned).collect();
    let start = Instant::now();
    let model = Model::train(&spec, &records).map_err(text)?;
    let mut register = Register::load(&model, &records, &keys).map_err(text)?;
    let seconds_loading = start.elapsed().as_secs_f64();
    let step = (records.len() / 1_000).max(1);
    let known: Vec<Records> = (0..1_000).map(|place| records.record(place * step)).collect();
    drop((records, keys));
    let unknown = read_file(&others).map_err(text)?;
    for file in [path, others] {
        std::fs::remove_file(file).map_err(text)?;
    }
    let unknown = (0..unknown.len().min(1_000)).map(|row| unknown.record(row));
    let mut milliseconds = Vec::new();
    for record in known.into_iter().chain(unknown) {
        let start = Instant::now();
        register.resolve(&record).map_err(text)?;
        milliseconds.push(start.elapsed().as_secs_f64() * 1e3);
    }
    milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| milliseconds[(milliseconds.len() as f64 * share) as usize];
    Ok(json!({
        "records": register.len(),
        "seconds_loading": seconds_loading,
        "resolved": milliseconds.len(),
        "p50_milliseconds": at(0.5),
        "p99_milliseconds": at(0.99),
        "peak_memory_bytes": peak_memory_bytes(),
    }))
}

/// Names, addresses and suburbs: the texts of the FEBRL sets, and for comparison the person schema. Candidate
/// pairs weighed and grouped per processor second, so that other work on the machine does not count.
fn pairs() -> Result<Value, String> {
    let febrl = data_folder().join("febrl");
    let (made, _, _) = linkage_sets::make("synth-100k")?;
    let rate = |schema: &str, files: &[std::path::PathBuf]| -> Result<Value, String> {
        let mut spec = default_spec(schema).ok_or("no specification")?.map_err(text)?;
        if files.len() == 2 {
            spec.mode = Mode::Link;
        }
        let records = mizan_linkage::read_files(files).map_err(text)?;
        let linker = Linker::train(&spec, &records).map_err(text)?;
        let start = processor_seconds();
        let mut pairs = 0;
        // Sets are small: several rounds, until a second has passed.
        while processor_seconds() - start < 1.0 {
            pairs += linker.link().candidate_pairs;
        }
        Ok(
            json!({ "pairs": pairs, "pairs_per_processor_second": pairs as f64 / (processor_seconds() - start) }),
        )
    };
    let answer = json!({
        "febrl3": rate("person_address", &[febrl.join("dataset3.csv")])?,
        "febrl4": rate("person_address", &[febrl.join("dataset4a.csv"), febrl.join("dataset4b.csv")])?,
        "synth-100k": rate("person", std::slice::from_ref(&made))?,
    });
    std::fs::remove_file(made).map_err(text)?;
    Ok(answer)
}

/// The same bytes for 1, 2 and 4 threads, on 100,000 records.
fn threads() -> Result<Value, String> {
    let (path, schema, _) = linkage_sets::make("synth-100k")?;
    let spec = default_spec(schema).ok_or("no specification")?.map_err(text)?;
    let records = read_file(&path).map_err(text)?;
    std::fs::remove_file(path).map_err(text)?;
    let run = |count: usize| -> Result<(String, f64), String> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().map_err(text)?;
        pool.install(|| {
            let start = Instant::now();
            let linker = Linker::train(&spec, &records).map_err(text)?;
            let bytes = serde_json::to_string(&(linker.model(), linker.link())).map_err(text)?;
            Ok((bytes, start.elapsed().as_secs_f64()))
        })
    };
    let (one, two, four) = (run(1)?, run(2)?, run(4)?);
    Ok(json!({
        "records": records.len(),
        "are_bytes_equal": one.0 == two.0 && one.0 == four.0,
        "seconds": { "1": one.1, "2": two.1, "4": four.1 },
    }))
}

/// A million records with the same name, placeholder date and telephone, told apart by the national number alone.
fn equal_keys() -> Result<Value, String> {
    let rows: Vec<[String; 4]> = (0..1_000_000u64)
        .map(|number| {
            let national_id = format!("9{:013}", 9_000_000_000_000 + number);
            ["محمد أحمد محمد السيد", "1900-01-01", &national_id, "01000000001"].map(str::to_owned)
        })
        .collect();
    let rows: Vec<Vec<String>> = rows.into_iter().map(Vec::from).collect();
    let columns = ["full_name", "birth_date", "national_id", "phone"];
    let records = Records::from_rows(&columns, &rows);
    drop(rows);
    let before = peak_memory_bytes();
    let spec = default_spec("person").ok_or("no specification")?.map_err(text)?;
    let start = Instant::now();
    let linker = Linker::train(&spec, &records).map_err(text)?;
    let linkage = linker.link();
    let clusters = linkage.clusters.iter().max().map_or(0, |last| u64::from(*last) + 1);
    Ok(json!({
        "records": records.len(),
        "seconds": start.elapsed().as_secs_f64(),
        "candidate_pairs": linkage.candidate_pairs,
        "records_left_single": clusters,
        "notes": linker.notes(),
        "peak_memory_bytes": peak_memory_bytes(),
        "peak_memory_bytes_before": before,
    }))
}
