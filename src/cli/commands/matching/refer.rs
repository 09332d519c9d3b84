//! `mizan match refer` and `mizan match audit`: lists for a population, their certificate and audit.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use mizan_build::{Installation, LISTS_FILE, Progress, ReferralRun};
use mizan_matching::Stage;
use mizan_matching::fairness::Audit;
use serde::Serialize;

use super::candidates::kept_words;
use super::explain::audit_lines;
use crate::arguments::matching::{AuditOptions, ReferOptions};
use crate::printer::Printer;

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    run: &'a ReferralRun,
    /// Share of the best possible that may be lacking at most.
    gap_to_bound: f64,
    lists: &'a Path,
}

pub(super) async fn run(
    mut installation: Installation,
    options: &ReferOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let settings = &mut installation.settings.matching.referral;
    if let Some(length) = options.list_length {
        settings.list_length = length as usize;
    }
    if let Some(people) = options.people_per_place {
        settings.people_per_place = people;
    }
    let opened = super::open(&installation, options.vintage.as_deref()).await?;
    let market = &opened.market;
    let population = installation.population(&opened.vintage, &market.taxonomy).await?;
    let progress = |stage: Stage, done: u64, total: u64| {
        let step = match stage {
            Stage::Edges => "openings",
            Stage::Prices => "prices",
            Stage::Lists => "lists",
        };
        printer.progress(Progress { step, item: "", done, total });
    };
    let id = &opened.vintage.id;
    let (run, folder) = installation.refer(id, market, &population, options.cold, &progress)?;
    printer.end_step();
    let kept = folder.join(LISTS_FILE);
    let lists = options.out.as_deref().unwrap_or(&kept);
    if let Some(out) = &options.out {
        std::fs::copy(&kept, out).with_context(|| format!("cannot write `{}`", out.display()))?;
    }
    answer(&run, lists, printer);
    Ok(ExitCode::SUCCESS)
}

/// What was kept of a run, for the list of all.
#[derive(Serialize)]
struct Kept {
    id: String,
    kind: &'static str,
    made_at: String,
    /// Number of the opening; of a referral none.
    opening: Option<String>,
    people: usize,
    /// The smallest impact ratio of all attributes.
    impact_ratio_min: Option<f64>,
}

pub(super) fn show(
    installation: &Installation,
    options: &AuditOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    if options.all {
        return show_all(installation, printer);
    }
    if let Some(id) = &options.run
        && installation.nominations()?.contains(id)
    {
        let run = installation.nomination(id)?;
        printer.answer(&run, || kept_words(&run));
        return Ok(ExitCode::SUCCESS);
    }
    let (run, folder) = installation.referral(options.run.as_deref())?;
    answer(&run, &folder.join(LISTS_FILE), printer);
    Ok(ExitCode::SUCCESS)
}

/// Everything kept, in the order in which it was made.
fn show_all(installation: &Installation, printer: &Printer) -> anyhow::Result<ExitCode> {
    let least = |audits: &[Audit]| {
        audits.iter().filter_map(|audit| audit.impact_ratio_min).min_by(f64::total_cmp)
    };
    let mut all = Vec::new();
    for id in installation.referrals()? {
        let (run, _) = installation.referral(Some(&id))?;
        all.push(Kept {
            id,
            kind: "referral",
            impact_ratio_min: least(&run.audits),
            made_at: run.made_at,
            opening: None,
            people: run.people,
        });
    }
    for id in installation.nominations()? {
        let run = installation.nomination(&id)?;
        all.push(Kept {
            id,
            kind: "candidates",
            impact_ratio_min: least(&run.audits),
            made_at: run.made_at,
            opening: Some(run.opening),
            people: run.people,
        });
    }
    all.sort_by(|one, other| (&one.made_at, &one.id).cmp(&(&other.made_at, &other.id)));
    printer.answer(&all, || {
        if all.is_empty() {
            return "nothing is kept yet: `mizan match refer` and `mizan match candidates` keep \
                    what they give out\n"
                .to_owned();
        }
        all.iter().fold(String::new(), |mut text, kept| {
            let ratio = kept.impact_ratio_min;
            let ratio = ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.3}"));
            let _ = writeln!(
                text,
                "{}  {:<10} {}  {} people, impact ratio {ratio}{}",
                kept.made_at,
                kept.kind,
                kept.id,
                kept.people,
                kept.opening.as_ref().map(|one| format!(", opening {one}")).unwrap_or_default()
            );
            text
        })
    });
    Ok(ExitCode::SUCCESS)
}

fn answer(run: &ReferralRun, lists: &Path, printer: &Printer) {
    let gap_to_bound = 1.0 - run.certificate.share_of_bound;
    printer.answer(&Answer { run, gap_to_bound, lists }, || words(run, gap_to_bound, lists));
}

fn words(run: &ReferralRun, gap: f64, lists: &Path) -> String {
    let (certificate, exposure) = (&run.certificate, &run.exposure);
    let mut text = format!("referral {} of vintage {}\n", run.id, run.vintage);
    let _ = writeln!(
        text,
        "people        {} to {} openings with {} places; lists of {}, at most {} people a place",
        run.people,
        run.openings,
        run.places,
        run.settings.list_length,
        run.settings.people_per_place
    );
    let million = |sum: i64| sum as f64 / 1e6;
    let _ = writeln!(
        text,
        "certificate   sum of fit {:.3}; no lists under these caps can reach more than {:.3}: \
         at most {:.3} % is lacking",
        million(certificate.score_sum),
        million(certificate.bound),
        gap * 100.0
    );
    let _ = writeln!(
        text,
        "              {:.2} % of what everybody would have without caps; caps passed: {}",
        certificate.score_kept * 100.0,
        certificate.above_cap
    );
    let _ = writeln!(
        text,
        "spread        most people on one opening {}; coverage {:.1} %, Gini {:.3}, entropy {:.3}, \
         expected fill {:.1} %",
        exposure.max_load,
        exposure.coverage * 100.0,
        exposure.gini,
        exposure.entropy,
        exposure.expected_fill * 100.0
    );
    let _ = writeln!(
        text,
        "left over     {} places on lists stay empty, {} people have no opening; \
         justified envy {} times",
        certificate.places_empty, run.people_without_list, run.envy_count
    );
    text.push_str(&audit_lines(&run.audits));
    let start = run
        .warm_from
        .as_deref()
        .map_or_else(|| "from nothing".to_owned(), |id| format!("from the prices of {id}"));
    let _ = writeln!(
        text,
        "took {:.1} s in {} price steps {start}; lists in {}",
        run.seconds,
        certificate.steps,
        lists.display()
    );
    text
}
