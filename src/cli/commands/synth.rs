//! `mizan synth`: writes the deliveries of an invented labour market.

use std::process::ExitCode;
use std::time::Instant;

use crate::arguments::SynthOptions;
use crate::printer::Printer;

pub(crate) fn run(options: &SynthOptions, printer: &Printer) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let mut market = mizan_synth::SynthOptions::new(&options.out);
    market.people = options.people;
    market.seed = options.seed;
    market.months = options.months;
    market.last_month = options.last_month;
    market.truth.clone_from(&options.truth);
    if let Some(dirt) = options.dirt {
        market.dirt_share = dirt;
    }
    if let Some(effect) = options.training_effect {
        market.training_effect = effect;
    }
    let summary = generate(&market, printer)?;
    let seconds = started.elapsed().as_secs_f64();
    let (files, rows, bytes) = (summary.files(), summary.rows(), summary.bytes());
    let sources: Vec<_> = summary
        .sources
        .iter()
        .map(|one| {
            serde_json::json!({
                "source": one.source, "files": one.files, "rows": one.rows, "bytes": one.bytes,
                "faulty_rows": one.faulty_rows,
            })
        })
        .collect();
    let answer = serde_json::json!({
        "files": files, "rows": rows, "bytes": bytes, "seconds": seconds,
        "sources": sources,
    });
    printer.answer(&answer, || {
        let size = bytes as f64 / 1e9;
        format!("wrote {files} deliveries, {rows} rows, {size:.3} GB in {seconds:.1} s\n")
    });
    Ok(ExitCode::SUCCESS)
}

/// Generates a market and draws how far it is.
pub(crate) fn generate(
    market: &mizan_synth::SynthOptions,
    printer: &Printer,
) -> anyhow::Result<mizan_synth::Summary> {
    let summary = mizan_synth::generate(market, &mut |progress| {
        printer.progress(mizan_build::Progress {
            step: "synth",
            item: &progress.step,
            done: progress.done,
            total: progress.total,
        });
    })?;
    printer.end_step();
    Ok(summary)
}
