//! `mizan evaluate`: scores linkage and matching on any judged set.

use std::process::ExitCode;

use anyhow::Context;
use mizan_build::PairScores;
use mizan_linkage::LinkageSpec;
use mizan_taxonomy::evaluation::{Files, evaluate_files};

use crate::arguments::{Common, EvaluateAction, EvaluateOptions};
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
                format!(
                    "{} records, F1 {:.4} (precision {:.4}, recall {:.4}), blocking recall {:.4}, {:.1} s\n",
                    report.records,
                    report.f1,
                    report.cluster.precision,
                    report.cluster.recall,
                    report.blocking_recall,
                    report.seconds
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
                format!(
                    "vintage {}, {} records\n{}{}{}",
                    scores.vintage,
                    scores.records,
                    line("linked persons", &scores.linked),
                    line("each number a person", &scores.exact),
                    line("pairs of different numbers", &scores.across_numbers)
                )
            });
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
