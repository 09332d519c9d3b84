//! How many entries a second the record of access takes durably, and how fast it is verified.
//!
//! `cargo bench --bench audit` prints one JSON line per question. Every entry is on disk
//! (`fdatasync`) before its caller goes on; callers at the same moment share one write.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::sync::Arc;
use std::time::Instant;

use mizan_audit::{Action, Actor, Event, Log, SigningKey, verify, write_checkpoint};
use serde_json::json;

fn event(number: usize) -> Event {
    Event::new(Actor::Account(format!("a-{:024x}", number % 977)), Action::LookUp)
        .role("officer")
        .on("person", format!("{:032x}", number % 10_007))
        .purpose("referral to an opening")
        .detail("rows", (number % 40).to_string())
}

/// Appends from a number of callers at once, one entry each time.
fn callers(callers: usize, each: usize) {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(Log::open(folder.path()).unwrap());
    let started = Instant::now();
    let threads: Vec<_> = (0..callers)
        .map(|caller| {
            let log = Arc::clone(&log);
            std::thread::spawn(move || {
                let mut waits: Vec<f64> = (0..each)
                    .map(|number| {
                        let started = Instant::now();
                        log.append(event(caller * each + number)).unwrap();
                        started.elapsed().as_secs_f64() * 1e3
                    })
                    .collect();
                waits.sort_by(f64::total_cmp);
                waits
            })
        })
        .collect();
    let mut waits: Vec<f64> = threads.into_iter().flat_map(|one| one.join().unwrap()).collect();
    let seconds = started.elapsed().as_secs_f64();
    waits.sort_by(f64::total_cmp);
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
    let rate = waits.len() as f64 / seconds;
    println!(
        "{}",
        json!({
            "question": "durable entries a second", "callers": callers, "entries": waits.len(),
            "entries_per_second": rate.round(), "wait_ms_p50": at(0.5), "wait_ms_p99": at(0.99),
        })
    );
}

/// Verifies and opens a log of a size.
fn verified(entries: usize) {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::open(folder.path()).unwrap();
    let started = Instant::now();
    for first in (0..entries).step_by(10_000) {
        log.append_all((first..(first + 10_000).min(entries)).map(event).collect()).unwrap();
    }
    let written = started.elapsed().as_secs_f64();
    let key = SigningKey::from_secret(&SigningKey::new_secret().unwrap()).unwrap();
    let place = folder.path().join("checkpoints");
    write_checkpoint(&place, &log.head().unwrap(), &key).unwrap();
    drop(log);
    let started = Instant::now();
    let report = verify(folder.path(), &place, &[key.public()]).unwrap();
    let seconds = started.elapsed().as_secs_f64();
    assert!(report.is_whole());
    let started = Instant::now();
    let log = Log::open(folder.path()).unwrap();
    let opened = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let found = log.about("person", &format!("{:032x}", 77), 50).unwrap();
    println!(
        "{}",
        json!({
            "question": "a log of a size", "entries": report.entries,
            "write_batches_seconds": written, "verify_seconds": seconds,
            "verified_per_second": (report.entries as f64 / seconds).round(),
            "open_seconds": opened, "look_ups_of_one_person": found.len(),
            "look_ups_ms": started.elapsed().as_secs_f64() * 1e3,
        })
    );
}

fn main() {
    callers(1, 500);
    callers(8, 500);
    callers(64, 500);
    verified(300_000);
}
