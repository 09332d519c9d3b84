//! The named benchmarks: published sets in their published files, each with its protocol.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mizan_domain::Language;
use serde_json::{Value, json};

use super::arabic::ArabicTitles;
use super::judged::{Document, JudgedSet, lines};
use super::metrics::{Metrics, Ties, score};
use super::{Protocol, evaluate, grouped, in_parallel};
use crate::classifier::{concept_sources, isco_groups};
use crate::ranking::{Analyser, ConceptIndex};
use crate::{Error, Result, Taxonomy};

/// The names [`run_benchmark`] knows.
pub const BENCHMARKS: [&str; 5] =
    ["melo-en-en", "talentclef-en", "isco08", "arabic-titles", "esco-held-out"];

/// Ranks and scores a published set found below the data folder; the result names the protocol.
pub fn run_benchmark(name: &str, data: &Path) -> Result<Value> {
    match name {
        "melo-en-en" => melo(data),
        "talentclef-en" => talentclef(data),
        "isco08" => isco08(data),
        "arabic-titles" => arabic_titles(data),
        "esco-held-out" => held_out(data),
        _ => Err(Error::UnknownBenchmark { name: name.to_owned() }),
    }
}

fn english(data: &Path) -> Result<Taxonomy> {
    Ok(Taxonomy::import(&[data.join("esco_en_v1.1.1")])?.0)
}

fn melo(data: &Path) -> Result<Value> {
    let folder = data.join("melo_en_en");
    let taxonomy = english(data)?;
    let concepts: BTreeMap<String, String> =
        pairs(&folder.join("concept_mapping.tsv"), 0)?.into_iter().collect();
    let mut raw = JudgedSet {
        queries: pairs(&folder.join("queries.tsv"), 0)?,
        documents: pairs(&folder.join("corpus_elements.tsv"), 0)?
            .into_iter()
            .map(|(id, text)| {
                let group = concepts.get(&id).cloned().unwrap_or_default();
                Document { id, text, group }
            })
            .collect(),
        relevant: relevant(&folder.join("annotations.tsv"))?,
    };
    let first = grouped::rank(&raw, Some(&taxonomy), Protocol::Raw, true);
    let untrained = grouped::rank(&raw, Some(&taxonomy), Protocol::Raw, false);
    for gains in raw.relevant.values_mut() {
        *gains = gains.keys().filter_map(|id| Some((concepts.get(id)?.clone(), 1.0))).collect();
    }
    let (concept_first, _) = evaluate(&raw, Some(&taxonomy));
    let plain = grouped::rank(&raw, Some(&taxonomy), Protocol::ConceptFirst, false);
    let mut result = line(
        "melo-en-en",
        "raw, weights by 5-fold cross-validation",
        &Metrics::mean(&first.outcomes),
    );
    result["concept_first"] = json!(concept_first.metrics);
    result["untrained"] = json!({
        "raw": Metrics::mean(&untrained.outcomes),
        "concept_first": Metrics::mean(&plain.outcomes),
    });
    Ok(result)
}

fn talentclef(data: &Path) -> Result<Value> {
    let folder = data.join("talentclef2025_taskA_en");
    let set = JudgedSet {
        queries: pairs(&folder.join("queries"), 1)?,
        documents: pairs(&folder.join("corpus_elements"), 1)?
            .into_iter()
            .map(|(id, text)| Document { id, text, group: String::new() })
            .collect(),
        relevant: relevant(&folder.join("qrels.tsv"))?,
    };
    let (report, _) = evaluate(&set, Some(&english(data)?));
    let (text, _) = evaluate(&set, None);
    let mut result = line(
        "talentclef-en",
        "titles through concepts, skills and groups; fixed weights",
        &report.metrics,
    );
    result["text_only"] = json!(text.metrics);
    Ok(result)
}

fn isco08(data: &Path) -> Result<Value> {
    let path = data.join("isco08_index_en/isco08_index_titles.csv");
    let taxonomy = english(data)?;
    let mut set = JudgedSet::default();
    let mut reader =
        csv::Reader::from_path(&path).map_err(|error| Error::read(&path, error.into()))?;
    for (at, row) in reader.byte_records().enumerate() {
        let row = row.map_err(|error| Error::read(&path, error.into()))?;
        let cell =
            |at: usize| String::from_utf8_lossy(row.get(at).unwrap_or_default()).into_owned();
        let id = format!("q{at:04}");
        set.relevant.insert(id.clone(), BTreeMap::from([(cell(0), 1.0)]));
        set.queries.push((id, cell(2)));
    }
    for occupation in taxonomy.occupations() {
        for form in taxonomy.occupation_forms(occupation, Language::English) {
            set.documents.push(document(form, taxonomy.isco(occupation)));
        }
    }
    for code in taxonomy.isco_codes().filter(|code| code.len() == 4) {
        let name = taxonomy.isco_label(code, Language::English).unwrap_or_default();
        set.documents.push(document(name, code));
    }
    for (at, document) in set.documents.iter_mut().enumerate() {
        document.id = format!("l{at:05}");
    }
    let ranked = grouped::rank(&set, Some(&taxonomy), Protocol::ConceptFirst, true);
    let plain = grouped::rank(&set, Some(&taxonomy), Protocol::ConceptFirst, false);
    let shorter = |digits: usize| {
        let hits = ranked.lists.iter().filter(|list| {
            let gold = set.relevant.get(&list.query).and_then(|gains| gains.keys().next());
            match (gold, list.documents.first()) {
                (Some(gold), Some((found, _))) => gold.get(..digits) == found.get(..digits),
                _ => false,
            }
        });
        hits.count() as f64 / ranked.lists.len().max(1) as f64
    };
    let metrics = Metrics::mean(&ranked.outcomes);
    let mut result =
        line("isco08", "four-digit groups, weights by 5-fold cross-validation", &metrics);
    result["acc_at_1"] = json!(metrics.a_at_1);
    result["acc_at_5"] = json!(metrics.a_at_5);
    result["acc_at_1_three_digits"] = json!(shorter(3));
    result["acc_at_1_one_digit"] = json!(shorter(1));
    result["untrained"] = json!(Metrics::mean(&plain.outcomes));
    Ok(result)
}

fn document(text: &str, group: &str) -> Document {
    Document { id: String::new(), text: text.to_owned(), group: group.to_owned() }
}

fn arabic_titles(data: &Path) -> Result<Value> {
    let path = data.join("esco_ar_v1.0/occupations_ar.csv");
    let sets = ArabicTitles::new(arabic_labels(&path)?.iter().map(String::as_str));
    let mut result = json!({ "set": "arabic-titles", "protocol": "text only, ties by half" });
    let mut lowest = f64::INFINITY;
    for (name, list) in &sets.lists {
        let metrics = sets.evaluate(list);
        lowest = lowest.min(metrics.a_at_1);
        result[*name] =
            json!({ "queries": list.len(), "a_at_1": metrics.a_at_1, "mrr": metrics.mrr });
    }
    result["a_at_1_min"] = json!(lowest);
    result["gender_gap_points"] = json!(
        100.0
            * (result["noisy"]["a_at_1"].as_f64().unwrap_or(0.0)
                - result["feminine_noisy"]["a_at_1"].as_f64().unwrap_or(0.0))
    );
    Ok(result)
}

/// The Arabic preferred labels, in file order.
pub(crate) fn arabic_labels(path: &Path) -> Result<Vec<String>> {
    let unreadable = |error: csv::Error| Error::read(path, error.into());
    let mut reader = csv::Reader::from_path(path).map_err(unreadable)?;
    let header = reader.headers().map_err(unreadable)?.clone();
    let column = header.iter().position(|name| name == "preferredLabel").ok_or_else(|| {
        Error::MissingColumn {
            path: path.to_owned(),
            column: "preferredLabel",
            found: header.iter().map(str::to_owned).collect(),
        }
    })?;
    reader
        .records()
        .map(|row| Ok(row.map_err(unreadable)?.get(column).unwrap_or_default().to_owned()))
        .collect()
}

// Every fifth alternative label by a hash of label and URI is taken out of the index and asked for.
fn held_out(data: &Path) -> Result<Value> {
    let taxonomy = english(data)?;
    let mut sources = concept_sources(&taxonomy);
    let mut queries: Vec<(usize, String)> = Vec::new();
    for (at, occupation) in taxonomy.occupations().enumerate() {
        let uri = taxonomy.occupation_uri(occupation);
        let labels = std::mem::take(&mut sources[at].labels);
        for (place, label) in labels.into_iter().enumerate() {
            let is_out = place > 0 && super::learning::fold_of(&format!("{label}\t{uri}")) == 0;
            if is_out {
                queries.push((at, label));
            } else {
                sources[at].labels.push(label);
            }
        }
    }
    let analyser = Analyser::new(mizan_text::LatinStemmer::English);
    let index = ConceptIndex::build(analyser, &sources, &isco_groups(&taxonomy));
    let names: Vec<String> = (0..sources.len()).map(|at| at.to_string()).collect();
    let outcomes = in_parallel(queries.len(), |at| {
        let (concept, label) = &queries[at];
        let blend = index.scan(&index.analyse(label)).blend();
        let list: Vec<(&str, f64)> = names
            .iter()
            .zip(&blend)
            .map(|(name, &score)| (name.as_str(), f64::from(score)))
            .collect();
        score(&list, &BTreeMap::from([(names[*concept].clone(), 1.0)]), Ties::Against)
    });
    let metrics = Metrics::mean(&outcomes);
    let mut result =
        line("esco-held-out", "every fifth alternative label by hash, untrained", &metrics);
    result["hit_at_1"] = json!(metrics.a_at_1);
    result["hit_at_10"] = json!(metrics.a_at_10);
    Ok(result)
}

fn line(set: &str, protocol: &str, metrics: &Metrics) -> Value {
    let mut value = json!({ "set": set, "protocol": protocol });
    if let (Value::Object(target), Value::Object(fields)) = (&mut value, json!(metrics)) {
        target.extend(fields);
    }
    value
}

fn pairs(path: &Path, header_lines: usize) -> Result<Vec<(String, String)>> {
    let fault = |line: usize| Error::JudgedSet {
        path: PathBuf::from(path),
        line,
        reason: "expected two cells with a tab between".to_owned(),
    };
    (1..)
        .zip(lines(path)?)
        .skip(header_lines)
        .map(|(number, line)| {
            let (id, text) = line.split_once('\t').ok_or_else(|| fault(number))?;
            Ok((id.to_owned(), text.to_owned()))
        })
        .collect()
}

fn relevant(path: &Path) -> Result<BTreeMap<String, BTreeMap<String, f64>>> {
    super::judged::read_qrels(path)
}
