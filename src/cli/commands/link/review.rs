//! `mizan link review`: doubtful pairs, and what officers decide.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::bail;
use mizan_build::{DecisionRequest, Doubt, Edition, Installation, Verdict};

use crate::arguments::ReviewOptions;
use crate::printer::Printer;

pub(super) async fn run(
    installation: &Installation,
    options: &ReviewOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    if options.decided {
        return decided(installation, printer).await;
    }
    if options.pair.is_empty() {
        return list(installation, options.limit, printer).await;
    }
    let verdict = match (options.same, options.different, options.withdraw) {
        (true, _, _) => Verdict::Same,
        (_, true, _) => Verdict::Different,
        (_, _, true) => Verdict::Withdrawn,
        _ => bail!(
            "say `--same`, `--different` or `--withdraw`; `mizan link explain {}` shows the evidence",
            options.pair.join(" ")
        ),
    };
    let (Some(officer), Some(reason)) = (&options.officer, &options.reason) else {
        bail!("a decision needs `--officer NAME` and `--reason TEXT`");
    };
    let request = DecisionRequest {
        pair: options.pair.clone(),
        verdict,
        officer: officer.clone(),
        reason: reason.clone(),
    };
    let decision = installation.decide(&request).await?;
    printer.answer(&decision, || {
        let (number, pair) = (decision.number, &decision.pair);
        let says = verdict.name();
        format!(
            "decision {number}: pair {pair} {says}; `mizan build` obeys it, \
             `mizan link review {pair} --withdraw` takes it back\n"
        )
    });
    Ok(ExitCode::SUCCESS)
}

async fn list(
    installation: &Installation,
    limit: usize,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let doubts = installation.doubts(Edition::Published).await?;
    let total = doubts.len();
    let decided = installation.link_decisions().await?;
    let waiting: Vec<&Doubt> = doubts
        .iter()
        .filter(|doubt| !decided.iter().any(|decision| decision.pair == doubt.pair))
        .take(limit)
        .collect();
    printer.answer(&serde_json::json!({ "total": total, "pairs": waiting }), || {
        let mut text = String::new();
        for doubt in &waiting {
            let now = if doubt.is_joined { "joined" } else { "apart" };
            let _ = writeln!(
                text,
                "{}  {:>6.2} bits, threshold {:.2}, probability {:.3}, now {now}: {} and {}",
                doubt.pair,
                doubt.waterfall.bits,
                doubt.waterfall.threshold_bits,
                doubt.waterfall.probability,
                doubt.sources[0],
                doubt.sources[1]
            );
        }
        let _ = writeln!(text, "{} of {total} doubtful pairs", waiting.len());
        text
    });
    Ok(ExitCode::SUCCESS)
}

async fn decided(installation: &Installation, printer: &Printer) -> anyhow::Result<ExitCode> {
    let decisions = installation.link_decisions().await?;
    let reasons = installation.decision_reasons().await?.unwrap_or_default();
    let rows: Vec<_> = decisions
        .iter()
        .map(|one| {
            let mut value = serde_json::to_value(one).unwrap_or_default();
            value["reason"] = serde_json::json!(reasons.get(&one.number));
            value
        })
        .collect();
    printer.answer(&serde_json::json!({ "decisions": rows }), || {
        let mut text = String::new();
        for one in &decisions {
            let reason = reasons.get(&one.number).map_or("(sealed)", String::as_str);
            let _ = writeln!(
                text,
                "{:>4} {} {} {} by {}: {reason}",
                one.number,
                one.decided_at,
                one.pair,
                one.verdict.name(),
                one.officer
            );
        }
        if decisions.is_empty() {
            text.push_str("no decision yet\n");
        }
        text
    });
    Ok(ExitCode::SUCCESS)
}
