//! `mizan evaluate`: scores linkage, matching and called shortages on any judged set.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use mizan_build::PairScores;
use mizan_linkage::LinkageSpec;
use mizan_taxonomy::evaluation::{Files, evaluate_files};

use crate::arguments::{Common, EvaluateAction, EvaluateOptions};
use crate::commands::evaluate_leads::evaluate_leads;
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &EvaluateOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    match &options.action {
        EvaluateAction::Linkage { files, spec, truth } => {
            let text = std::fs::read_to_string(spec)
                .with_context(|| format!("cannot read `{}`", spec.display()))?;
            let spec = LinkageSpec::from_toml(&text)?;
            let report = mizan_linkage::evaluate(files, &spec, truth)?;
            printer.answer(&report, || {
                let line = |what: &str, scores: mizan_linkage::Scores| {
                    format!(
                        "{what:<14} F1 {:.4}  precision {:.4}  recall {:.4}\n",
                        scores.f1, scores.precision, scores.recall
                    )
                };
                format!(
                    "{} records, {} true pairs, F1 {:.4}\n{}{}{}blocking recall {:.4}, {:.1} s, {} MB at most\n{}",
                    report.records,
                    report.truth_pairs,
                    report.f1,
                    line("links", report.pair),
                    line("clusters", report.cluster),
                    line("B-cubed", report.b3),
                    report.blocking_recall,
                    report.seconds,
                    report.peak_memory_bytes >> 20,
                    report.notes.iter().fold(String::new(), |text, note| text + "note: " + note + "\n")
                )
            });
        }
        EvaluateAction::Links { truth } => {
            let scores = common.open()?.score_links(truth).await?;
            printer.answer(&scores, || {
                let line = |name: &str, pairs: &PairScores| {
                    format!(
                        "{name:<28} F1 {:.5}  precision {:.5}  recall {:.5}  ({} of {} pairs, {} wrong)\n",
                        pairs.f1,
                        pairs.precision,
                        pairs.recall,
                        pairs.hits,
                        pairs.truth,
                        pairs.found - pairs.hits
                    )
                };
                let establishments = scores.establishments.as_ref().map(|found| {
                    format!(
                        "{} entries of establishments\n{}{}",
                        found.records,
                        line("linked establishments", &found.linked),
                        line("each number one", &found.exact)
                    )
                });
                format!(
                    "vintage {}, {} records\n{}{}{}{}",
                    scores.vintage,
                    scores.records,
                    line("linked persons", &scores.linked),
                    line("each number a person", &scores.exact),
                    line("pairs of different numbers", &scores.across_numbers),
                    establishments.unwrap_or_default()
                )
            });
        }
        EvaluateAction::Shortage { truth } => {
            let report = shortage(common, truth).await?;
            printer.answer(&report, || {
                format!(
                    "{} of {} planted shortages found ({:.1} %), {} of {} called ones planted ({:.1} %), over {} months and {} cells; Brier score {:.4}\n",
                    report.found,
                    report.planted,
                    100.0 * report.found_share,
                    report.found,
                    report.called,
                    100.0 * report.called_planted_share,
                    report.months,
                    report.cells,
                    report.brier_score,
                )
            });
        }
        EvaluateAction::Leads { truth } => {
            let report = evaluate_leads(&common.open()?, truth).await?;
            printer.answer(&report, || report.to_text());
        }
        EvaluateAction::Matching { queries, corpus, qrels, run } => {
            let taxonomy = common.open()?.taxonomy()?;
            let files = Files { queries, corpus, qrels, run: run.clone() };
            let report = evaluate_files(&files, Some(&taxonomy))?;
            let value = serde_json::to_value(&report)?;
            printer.answer(&report, || format!("{value:#}\n"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// How well called shortages meet the planted ones.
#[derive(Debug, serde::Serialize)]
struct ShortageReport {
    months: usize,
    cells: usize,
    planted: usize,
    called: usize,
    found: usize,
    found_share: f64,
    called_planted_share: f64,
    brier_score: f64,
    found_among_own_scores: usize,
    called_among_own_scores: usize,
}

/// Every cell and month of the mart; a planted cell is short in every month of the market.
async fn shortage(common: &Common, truth: &Path) -> anyhow::Result<ShortageReport> {
    let path = truth.join("shortages.csv");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    let planted: BTreeSet<(&str, &str)> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split(',').skip(1);
            Some((fields.next()?, fields.next()?))
        })
        .collect();
    let installation = common.open()?;
    let vintage = installation.vintage(mizan_build::Edition::Published)?;
    let session = installation.session(&vintage, |_| true).await?;
    let sql = "select month, occupation_code, governorate_code, shortage_probability, is_modelled \
               from mart_shortage_by_occupation_governorate_month";
    let batches = session.query(sql).await?;
    let mut report = ShortageReport {
        months: 0,
        cells: 0,
        planted: 0,
        called: 0,
        found: 0,
        found_share: 0.0,
        called_planted_share: 0.0,
        brier_score: 0.0,
        found_among_own_scores: 0,
        called_among_own_scores: 0,
    };
    let mut months = BTreeSet::new();
    for row in mizan_warehouse::rows(&batches) {
        let text = |name| row.text(name).unwrap_or_default();
        let is_planted = planted.contains(&(text("occupation_code"), text("governorate_code")));
        let probability = row.number("shortage_probability").unwrap_or_default();
        let is_called = probability >= 0.8;
        let is_own = !row.flag("is_modelled").unwrap_or_default();
        months.extend(row.date("month"));
        report.cells += 1;
        report.planted += usize::from(is_planted);
        report.called += usize::from(is_called);
        report.found += usize::from(is_called && is_planted);
        report.called_among_own_scores += usize::from(is_called && is_own);
        report.found_among_own_scores += usize::from(is_called && is_own && is_planted);
        report.brier_score += (probability - f64::from(u8::from(is_planted))).powi(2);
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    report.months = months.len();
    report.found_share = share(report.found, report.planted);
    report.called_planted_share = share(report.found, report.called);
    report.brier_score /= report.cells.max(1) as f64;
    Ok(report)
}
