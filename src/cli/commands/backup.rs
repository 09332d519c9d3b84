//! `mizan backup` and `mizan restore`: everything an installation has, in a folder of its own and back.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use mizan_api::People;
use mizan_audit::{Action, Actor, Event, Log};
use mizan_backup::{AccountsTarget, Described, Manifest, Plan, RestoreRequest};
use mizan_build::{Progress, Settings};
use mizan_warehouse::{HOME_FORMAT, HomeLock};
use serde_json::json;

use crate::arguments::{BackupOptions, Common, RestoreOptions};
use crate::printer::Printer;

pub(crate) async fn back_up(
    common: &Common,
    options: &BackupOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open_existing()?;
    let started = Instant::now();
    let people = People::open(&installation).await?;
    let plan = {
        let _lock = quiet_moment(&installation.home, options.wait, printer).await?;
        Plan::of(installation.home.root())?
    };
    let taken_at = mizan_build::rfc3339_now();
    let described = Described { program: env!("CARGO_PKG_VERSION").into(), taken_at };
    let tell = |item: &str, done: u64, total: u64| {
        printer.progress(Progress { step: "backup", item, done, total });
    };
    let manifest = mizan_backup::take(&plan, people.store(), &options.to, described, &tell).await?;
    printer.end_step();
    let event = Event::new(Actor::Operator, Action::Operation)
        .detail("operation", "backup")
        .detail("files", manifest.files.len().to_string())
        .detail("entries", manifest.entries.to_string());
    people.write(event).await?;
    printer.note(&format!("took {:.1} s", started.elapsed().as_secs_f64()));
    answer(&manifest, printer, || format!("backed up to `{}`: ", options.to.display()));
    if !manifest.keys.is_empty() {
        printer.note(&format!(
            "not in the backup, keep them in another place: {}",
            manifest.keys.join(", ")
        ));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn restore(
    common: &Common,
    options: &RestoreOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let step = if options.verify { "verify" } else { "restore" };
    let tell = |item: &str, done: u64, total: u64| {
        printer.progress(Progress { step, item, done, total });
    };
    if options.verify {
        let manifest = match mizan_backup::verify(&options.from, &tell) {
            Ok(manifest) => manifest,
            Err(mizan_backup::Error::Damaged { findings }) => {
                printer.end_step();
                printer.answer(&json!({ "findings": findings }), || {
                    findings.iter().flat_map(|one| ["found: ", one, "\n"]).collect()
                });
                return Ok(ExitCode::from(1));
            }
            Err(error) => return Err(error.into()),
        };
        printer.end_step();
        answer(&manifest, printer, || "every file is as it was written: ".to_owned());
        return Ok(ExitCode::SUCCESS);
    }
    let settings = Settings::load(common.config.as_deref())?;
    let accounts = match settings.accounts.database.trim() {
        "" => AccountsTarget::File,
        url => AccountsTarget::Url(url.to_owned()),
    };
    // Nobody may be changing the old home while it is moved aside.
    let _lock = match mizan_warehouse::Home::open_existing(&common.home) {
        Ok(home) if options.force && home.root().join("published").exists() => Some(home.lock()?),
        _ => None,
    };
    let stamp = mizan_build::rfc3339_now().replace(':', "-");
    let request = RestoreRequest {
        from: options.from.clone(),
        home: common.home.clone(),
        accounts,
        is_forced: options.force,
        home_format: HOME_FORMAT,
        stamp,
    };
    let (manifest, old) = mizan_backup::restore(&request, &tell).await?;
    printer.end_step();
    // The record goes on from where the backup ends; what came between is gone, and that is on record.
    let log = Log::open(&common.home.join("audit"))?;
    log.append(
        Event::new(Actor::Operator, Action::Operation)
            .detail("operation", "restore")
            .detail("taken_at", &manifest.taken_at)
            .detail("entries", manifest.entries.to_string()),
    )?;
    answer(&manifest, printer, || format!("restored to `{}`: ", common.home.display()));
    if let Some(old) = old {
        printer.note(&format!("what was there lies in `{}`", old.display()));
    }
    for key in &manifest.keys {
        printer.note(&format!("put `{key}` back into the home folder before anything is served"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Waits until no other command changes the home folder.
async fn quiet_moment(
    home: &mizan_warehouse::Home,
    seconds: u64,
    printer: &Printer,
) -> anyhow::Result<HomeLock> {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let mut is_told = false;
    loop {
        match home.lock() {
            Ok(lock) => return Ok(lock),
            Err(mizan_warehouse::Error::Locked { .. }) if Instant::now() < deadline => {
                if !std::mem::replace(&mut is_told, true) {
                    printer.note("waiting for another command that changes the home folder");
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn answer(manifest: &Manifest, printer: &Printer, before: impl FnOnce() -> String) {
    let accounts = manifest.accounts.rows.get("accounts").copied().unwrap_or(0);
    let value = json!({
        "taken_at": manifest.taken_at,
        "vintage": manifest.vintage,
        "files": manifest.files.len(),
        "bytes": manifest.bytes(),
        "accounts": accounts,
        "entries": manifest.entries,
        "keys": manifest.keys,
    });
    printer.answer(&value, || {
        format!(
            "{}{} files, {:.1} MB, {accounts} accounts, {} entries of the record, vintage {}\n",
            before(),
            manifest.files.len(),
            manifest.bytes() as f64 / 1e6,
            manifest.entries,
            manifest.vintage.as_deref().unwrap_or("none"),
        )
    });
}
