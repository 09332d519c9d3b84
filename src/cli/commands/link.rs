//! `mizan link`: why records are one person, officers' decisions, versions of the model.

mod explain;
mod model;
mod review;

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::{Context, bail};
use mizan_build::{EstablishmentReport, LinkReport, LinkState, PersonLedger, kind_name};

use crate::arguments::{Common, LinkAction, LinkOptions};
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &LinkOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open()?;
    match &options.action {
        LinkAction::Status => model::status(&installation, printer).await,
        LinkAction::Train => model::train(&installation, printer).await,
        LinkAction::Accept { version, officer } => {
            let entry = installation.accept_model(*version, officer).await?;
            printer.answer(&entry, || {
                format!("model {version} is in force; `mizan build` links under it\n")
            });
            Ok(ExitCode::SUCCESS)
        }
        LinkAction::Explain { references, language, svg } => {
            let language = (*language).into();
            explain::run(&installation, references, language, svg.as_deref(), printer).await
        }
        LinkAction::Establishments { text } => {
            let found = installation.establishment_aliases(text).await?;
            printer.answer(&serde_json::json!({ "aliases": found }), || {
                let mut text = String::new();
                for one in &found {
                    let _ = writeln!(
                        text,
                        "{:<16} {:<16} {:>4} × {}",
                        one.establishment_key, one.kind, one.records, one.value
                    );
                }
                if found.is_empty() {
                    text.push_str("no establishment is known by this\n");
                }
                text
            });
            Ok(ExitCode::SUCCESS)
        }
        LinkAction::Review(review) => review::run(&installation, review, printer).await,
        LinkAction::History { person, limit } => {
            history(&installation, person.as_deref(), *limit, printer).await
        }
        LinkAction::Persons { version, out } => {
            let events = installation.person_events().await?;
            let newest = events.last().map_or(0, |event| event.version);
            let version = version.unwrap_or(newest);
            if version > newest {
                bail!("the ledger has {newest} versions, so none is called {version}");
            }
            let ledger = PersonLedger::at(&events, version);
            let mut text = String::from("person_pseudonym,person_key\n");
            let mut known: Vec<_> = events
                .iter()
                .take_while(|event| event.version <= version)
                .map(|event| event.pseudonym)
                .collect();
            known.sort_unstable();
            known.dedup();
            for pseudonym in known {
                let _ = writeln!(text, "{pseudonym},{}", ledger.person_of(pseudonym));
            }
            match out {
                None => printer.raw(&text),
                Some(path) => std::fs::write(path, text)
                    .with_context(|| format!("cannot write `{}`", path.display()))?,
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Says by the way what linking did in a build, where that is worth a word.
pub(crate) fn note(report: &LinkReport, printer: &Printer) {
    match report.state {
        LinkState::Unchanged | LinkState::TooFew => {}
        LinkState::WithoutKey => printer.note(
            "persons: the key of the vault is not here, so new deliveries and decisions were not \
             linked; persons stay under their last links and new numbers each under its own\n\
             hint: build again with `--key FILE` or `MIZAN_KEY`",
        ),
        LinkState::Linked => {
            let first = if report.is_first_model { ", trained now as the first" } else { "" };
            let how = if report.is_full {
                "all records linked".to_owned()
            } else {
                format!(
                    "{} new of {} records linked, {} opened",
                    report.records_new, report.records, report.records_opened
                )
            };
            printer.note(&format!(
                "persons: {how} in {:.1} s; {} from {} numbers under model {}{first}; {} doubtful pairs (`mizan link review`)",
                report.seconds,
                report.persons,
                report.pseudonyms,
                report.model_version,
                report.doubtful
            ));
        }
    }
    if report.is_outgrown {
        printer.note(
            "hint: there are four times as many records as the model learnt from; `mizan link train` makes a new one",
        );
    }
}

/// The same for establishments.
pub(crate) fn note_establishments(report: &EstablishmentReport, printer: &Printer) {
    if report.state == LinkState::Linked {
        printer.note(&format!(
            "establishments: {} from {} numbers in {} entries of registers, in {:.1} s",
            report.establishments, report.numbers, report.records, report.seconds
        ));
    }
}

async fn history(
    installation: &mizan_build::Installation,
    person: Option<&str>,
    limit: usize,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let mut events = installation.person_events().await?;
    let wanted = person.unwrap_or_default().to_ascii_lowercase();
    events.retain(|event| {
        let is = |key: mizan_build::Pseudonym| key.to_string().starts_with(&wanted);
        is(event.to) || is(event.pseudonym) || event.from.is_some_and(is)
    });
    let older = events.len().saturating_sub(limit);
    events.drain(..older);
    printer.answer(&serde_json::json!({ "events": events }), || {
        let mut text = String::new();
        for event in &events {
            let from = event.from.map(|from| format!(" from {from}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "{:>4} {:<8} {}{from} to {}",
                event.version,
                kind_name(event.kind),
                event.pseudonym,
                event.to
            );
        }
        if events.is_empty() {
            text.push_str("no event yet\n");
        }
        text
    });
    Ok(ExitCode::SUCCESS)
}
