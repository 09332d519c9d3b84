//! The named benchmarks: published sets in their published files, each with its protocol.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mizan_domain::Language;
use mizan_text::exact_key;
use serde_json::{Value, json};

use super::arabic::ArabicTitles;
use super::grouped::{Prepared, Relevant};
use super::judged::{Document, JudgedSet, lines, read_qrels};
use super::metrics::{Metrics, Ties, score};
use super::{Protocol, evaluate};
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
    let raw = JudgedSet {
        queries: pairs(&folder.join("queries.tsv"), 0)?,
        documents: pairs(&folder.join("corpus_elements.tsv"), 0)?
            .into_iter()
            .map(|(id, text)| {
                let group = concepts.get(&id).cloned().unwrap_or_default();
                Document { id, text, group }
            })
            .collect(),
        relevant: read_qrels(&folder.join("annotations.tsv"))?,
    };
    let to_concepts = |gains: &BTreeMap<String, f64>| -> BTreeMap<String, f64> {
        gains.keys().filter_map(|id| Some((concepts.get(id)?.clone(), 1.0))).collect()
    };
    let by_concept: Relevant =
        raw.relevant.iter().map(|(query, gains)| (query.clone(), to_concepts(gains))).collect();
    let prepared = Prepared::new(&raw, Some(&taxonomy));
    let measure = |protocol, is_learned| {
        let relevant = if protocol == Protocol::Raw { &raw.relevant } else { &by_concept };
        Metrics::mean(&prepared.rank(&raw, relevant, protocol, is_learned).outcomes)
    };
    let protocol = "raw, weights by 5-fold cross-validation";
    let mut result = line("melo-en-en", protocol, &measure(Protocol::Raw, true));
    result["concept_first"] = json!(measure(Protocol::ConceptFirst, true));
    result["untrained"] = json!({
        "raw": measure(Protocol::Raw, false),
        "concept_first": measure(Protocol::ConceptFirst, false),
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
        relevant: read_qrels(&folder.join("qrels.tsv"))?,
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
    let prepared = Prepared::new(&set, Some(&taxonomy));
    let ranked = prepared.rank(&set, &set.relevant, Protocol::ConceptFirst, true);
    let plain = prepared.rank(&set, &set.relevant, Protocol::ConceptFirst, false);
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
//
// Beside the strict figure stands what no ranking can know: a label that another concept bears too and
// keeps, while the right one has lost it, leads to the other; `ceiling_at_1` counts these as lost, and
// `*_any_bearer` counts every concept that bears the label as right.
fn held_out(data: &Path) -> Result<Value> {
    let taxonomy = english(data)?;
    let mut set = JudgedSet::default();
    let mut bearers: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut kept: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for occupation in taxonomy.occupations() {
        let uri = taxonomy.occupation_uri(occupation);
        for (place, form) in
            taxonomy.occupation_forms(occupation, Language::English).into_iter().enumerate()
        {
            let is_out = place > 0 && super::learning::fold_of(&format!("{form}\t{uri}")) == 0;
            bearers.entry(exact_key(form)).or_default().insert(uri);
            if is_out {
                let id = format!("h{:05}", set.queries.len());
                set.relevant.insert(id.clone(), BTreeMap::from([(uri.to_owned(), 1.0)]));
                set.queries.push((id, form.to_owned()));
            } else {
                kept.entry(exact_key(form)).or_default().insert(uri);
                set.documents.push(document(form, uri));
            }
        }
    }
    let any_bearer: Relevant = set
        .queries
        .iter()
        .map(|(id, form)| {
            let concepts = bearers.get(&exact_key(form)).into_iter().flatten();
            (id.clone(), concepts.map(|uri| ((*uri).to_owned(), 1.0)).collect())
        })
        .collect();
    let is_shared = |form: &str| bearers.get(&exact_key(form)).is_some_and(|all| all.len() > 1);
    let is_lost = |id: &str, form: &str| {
        let own = set.relevant.get(id).and_then(|gains| gains.keys().next());
        let others = kept.get(&exact_key(form));
        others.is_some_and(|others| !own.is_some_and(|own| others.contains(own.as_str())))
    };
    let share = |count: usize| count as f64 / set.queries.len().max(1) as f64;
    let shared = share(set.queries.iter().filter(|(_, form)| is_shared(form)).count());
    let lost = share(set.queries.iter().filter(|(id, form)| is_lost(id, form)).count());
    let prepared = Prepared::new(&set, Some(&taxonomy));
    let learned = prepared.rank(&set, &set.relevant, Protocol::ConceptFirst, true);
    let plain = prepared.rank(&set, &set.relevant, Protocol::ConceptFirst, false);
    let metrics = Metrics::mean(&learned.outcomes);
    let protocol = "every fifth alternative label by hash, weights by 5-fold cross-validation";
    let mut result = line("esco-held-out", protocol, &metrics);
    result["hit_at_1"] = json!(metrics.a_at_1);
    result["hit_at_10"] = json!(metrics.a_at_10);
    let bearing: Vec<Metrics> = learned
        .lists
        .iter()
        .filter_map(|list| {
            let order: Vec<(&str, f64)> =
                list.documents.iter().map(|(uri, score)| (uri.as_str(), *score)).collect();
            Some(score(&order, any_bearer.get(&list.query)?, Ties::Against))
        })
        .collect();
    let bearing = Metrics::mean(&bearing);
    result["hit_at_1_any_bearer"] = json!(bearing.a_at_1);
    result["hit_at_10_any_bearer"] = json!(bearing.a_at_10);
    result["labels_of_several_concepts"] = json!(shared);
    result["ceiling_at_1"] = json!(1.0 - lost);
    result["untrained"] = json!(Metrics::mean(&plain.outcomes));
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
    lines(path)?
        .into_iter()
        .skip(header_lines)
        .map(|(at, line)| {
            let (id, text) = line.split_once('\t').ok_or_else(|| fault(at + 1))?;
            Ok((id.to_owned(), text.to_owned()))
        })
        .collect()
}
