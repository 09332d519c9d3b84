//! The record: continued by many at once, whole after a kill, and no change to it stays unseen.

use std::sync::Arc;

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

use crate::chain::{Head, Line, write_line};
use crate::*;

fn event(number: u64) -> Event {
    let actor = match number % 3 {
        0 => Actor::Account(format!("a-{}", number % 7)),
        1 => Actor::Visitor,
        _ => Actor::Operator,
    };
    Event::new(actor, Action::ALL[2 + (number as usize % 15)])
        .on("person", format!("p-{}", number % 5))
        .purpose("بحث عن فرصة")
        .detail("rows", number.to_string())
}

fn key() -> SigningKey {
    SigningKey::from_secret(&"5e".repeat(32)).unwrap()
}

/// A log of a number of entries and its only segment.
fn written(entries: u64) -> (tempfile::TempDir, Log, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::open(folder.path()).unwrap();
    log.append_all((1..entries).map(event).collect()).unwrap();
    let bytes = std::fs::read(folder.path().join("entries-000000000001.log")).unwrap();
    (folder, log, bytes)
}

fn note(log: &Log) -> (String, String) {
    ("a.note".into(), key().sign(&log.head().unwrap()))
}

fn check(segments: &[Vec<u8>], notes: &[(String, String)]) -> Report {
    let mut first = 1;
    let parts: Vec<Segment<'_>> = segments
        .iter()
        .map(|bytes| {
            let segment = Segment { first, bytes };
            first += bytes.split(|byte| *byte == b'\n').count() as u64 - 1;
            segment
        })
        .collect();
    verify_segments(&parts, notes, &[key().public()])
}

#[test]
fn what_was_appended_is_read_back_in_order_and_by_record() {
    let (_folder, log, _) = written(40);
    let about = log.about("person", "p-3", 100).unwrap();
    assert_eq!(about.len(), 8);
    assert!(about.windows(2).all(|pair| pair[0].sequence > pair[1].sequence));
    assert_eq!(about[0].event, event(38));
    let newest = log.newest(1, 3, |_| true).unwrap();
    assert_eq!(newest.iter().map(|one| one.sequence).collect::<Vec<_>>(), [39, 38, 37]);
    assert!(log.newest(0, 9, |one| one.concerns_account("a-6")).unwrap().len() == 2);
}

#[test]
fn a_log_is_continued_after_it_was_closed_and_verifies() {
    let (folder, log, _) = written(10);
    drop(log);
    let log = Log::open(folder.path()).unwrap();
    assert_eq!(log.append(event(10)).unwrap().sequence, 11);
    let place = folder.path().join("elsewhere");
    write_checkpoint(&place, &log.head().unwrap(), &key()).unwrap();
    let report = verify(folder.path(), &place, &[key().public()]).unwrap();
    assert!(report.is_whole(), "{report:?}");
    assert_eq!((report.entries, report.covered, report.checkpoints), (11, 11, 1));
}

#[test]
fn many_callers_and_two_programs_append_at_once_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let logs: Vec<Arc<Log>> = (0..2).map(|_| Arc::new(Log::open(folder.path()).unwrap())).collect();
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let log = Arc::clone(&logs[thread % 2]);
            std::thread::spawn(move || {
                (0..50).map(|one| log.append(event(one)).unwrap().sequence).collect::<Vec<_>>()
            })
        })
        .collect();
    let mut all: Vec<u64> = threads.into_iter().flat_map(|one| one.join().unwrap()).collect();
    all.sort_unstable();
    assert_eq!(all, (2..=401).collect::<Vec<_>>());
    let report = verify(folder.path(), &folder.path().join("none"), &[]).unwrap();
    assert!(report.is_whole() && report.entries == 401, "{report:?}");
}

#[test]
fn a_crowd_of_callers_shares_its_writes_to_disk() {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(Log::open(folder.path()).unwrap());
    let started = std::time::Instant::now();
    let threads: Vec<_> = (0..64)
        .map(|_| {
            let log = Arc::clone(&log);
            std::thread::spawn(move || {
                for one in 0..200 {
                    log.append(event(one)).unwrap();
                }
            })
        })
        .collect();
    for one in threads {
        one.join().unwrap();
    }
    let rate = 64.0 * 200.0 / started.elapsed().as_secs_f64();
    println!("{rate:.0} durable entries a second from 64 callers");
    assert_eq!(log.size().unwrap(), 64 * 200 + 1);
    // One entry at a time on disk would be slower than this on any disk that really writes.
    assert!(rate > 500.0, "{rate:.0} a second");
}

#[test]
fn the_rest_of_an_interrupted_write_is_set_aside_and_recorded() {
    let (folder, log, bytes) = written(10);
    drop(log);
    let path = folder.path().join("entries-000000000001.log");
    std::fs::write(&path, &bytes[..bytes.len() - 7]).unwrap();
    let before = verify(folder.path(), folder.path(), &[]).unwrap();
    assert!(matches!(before.findings[..], [Finding::Torn { .. }]), "{before:?}");
    let log = Log::open(folder.path()).unwrap();
    assert_eq!(log.newest(0, 1, |_| true).unwrap()[0].event.action, Action::LogRecovered);
    let kept = std::fs::read_dir(folder.path()).unwrap();
    let torn =
        kept.filter(|one| one.as_ref().unwrap().file_name().to_string_lossy().starts_with("torn-"));
    assert_eq!(torn.count(), 1);
    assert!(verify(folder.path(), folder.path(), &[]).unwrap().is_whole());
}

#[test]
fn a_program_goes_on_beside_one_that_was_killed_in_the_middle_of_a_line() {
    use std::io::Write;
    let (folder, log, _) = written(5);
    let path = folder.path().join("entries-000000000001.log");
    let mut killed = std::fs::File::options().append(true).open(&path).unwrap();
    killed.write_all(b"6\t1795").unwrap();
    assert_eq!(log.append(event(9)).unwrap().sequence, 7);
    let newest = log.newest(0, 2, |_| true).unwrap();
    assert_eq!(newest[1].event.action, Action::LogRecovered);
    assert!(verify(folder.path(), folder.path(), &[]).unwrap().is_whole());
}

#[test]
fn a_log_that_was_changed_is_not_continued() {
    let (folder, log, bytes) = written(10);
    let path = folder.path().join("entries-000000000001.log");
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    assert!(log.append(event(1)).is_err(), "a cut segment was continued");
    let mut edited = bytes.clone();
    let at = edited.iter().position(|byte| *byte == b'p').unwrap();
    edited[at] = b'q';
    std::fs::write(&path, &edited).unwrap();
    drop(log);
    assert!(matches!(Log::open(folder.path()), Err(Error::Broken { .. })));
}

#[test]
fn a_checkpoint_holds_only_under_its_key_and_unchanged() {
    let (_folder, log, _) = written(3);
    let head = log.head().unwrap();
    let text = key().sign(&head);
    assert_eq!(Checkpoint::open(&text, &[key().public()]), Some(head));
    let other = SigningKey::from_secret(&SigningKey::new_secret().unwrap()).unwrap();
    assert_eq!(Checkpoint::open(&text, &[other.public()]), None);
    assert_eq!(Checkpoint::open(&text.replacen('3', "2", 1), &[key().public()]), None);
    let again = PublicKey::from_text(&key().public().to_text()).unwrap();
    assert_eq!(again, key().public());
    assert!(PublicKey::from_text("mizan-audit+00+AAAA").is_err());
}

#[test]
fn a_log_that_was_replaced_by_a_new_one_is_found() {
    let (_old_folder, old, _) = written(5);
    let (_folder, new, bytes) = written(8);
    assert!(check(std::slice::from_ref(&bytes), &[note(&new)]).is_whole());
    assert!(!check(&[bytes], &[note(&old)]).is_whole());
}

/// The chain of events computed anew, as somebody with the disk in hand could.
fn forged(lines: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut head = Head::start();
    for line in lines {
        let line = Line::read(line).unwrap();
        let hash = write_line(&mut out, &head, line.at_micros, line.event);
        head = Head { size: head.size + 1, hash, at_micros: line.at_micros };
    }
    out
}

/// One random change: of bits, bytes, lines, order, length, or of the whole chain computed anew.
fn mutated(bytes: &[u8], random: &mut impl Rng) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let at = random.random_range(0..out.len());
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let one = random.random_range(0..lines.len());
    let other = random.random_range(0..lines.len());
    let kind = random.random_range(0..14);
    match kind {
        0 => out[at] ^= 1 << random.random_range(0..8),
        1 => out[at] = random.random(),
        2 => out.insert(at, random.random()),
        3 => drop(out.remove(at)),
        4 => out.truncate(at),
        5 => drop(out.drain(..at)),
        6 => drop(lines.remove(one)),
        7 => lines.truncate(one),
        8 => lines.insert(other, lines[one]),
        9 => lines.swap(one, other),
        10 => {
            let (from, to) = (one.min(other), one.max(other) + 1);
            lines[from..to].shuffle(random);
        }
        _ => {}
    }
    match kind {
        0..6 => out,
        6..11 => lines.concat(),
        _ => {
            // Everything below is hidden by a chain that fits again; only the checkpoint tells.
            let bare: Vec<Vec<u8>> =
                lines.iter().map(|line| line[..line.len() - 1].to_vec()).collect();
            let mut bare: Vec<&[u8]> = bare.iter().map(Vec::as_slice).collect();
            let replaced;
            match kind {
                11 => drop(bare.remove(one)),
                12 => {
                    let text = String::from_utf8(bare[one].to_vec()).unwrap();
                    replaced = text.replacen("p-", "p-x", 1).replacen("log", "lag", 1).into_bytes();
                    bare[one] = &replaced;
                }
                _ => bare.truncate(one),
            }
            forged(&bare)
        }
    }
}

#[test]
fn of_100_000_random_mutations_all_are_found_and_none_is_seen_where_there_is_none() {
    let (_folder, log, bytes) = written(24);
    let notes = [note(&log)];
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(7);
    let (mut tried, mut missed) = (0, Vec::new());
    while tried < 100_000 {
        let changed = mutated(&bytes, &mut random);
        if changed == bytes {
            continue;
        }
        tried += 1;
        // The same bytes lie in one file or in several.
        let cut = changed.iter().position(|byte| *byte == b'\n').map_or(changed.len(), |at| at + 1);
        let parts = if tried % 2 == 0 {
            vec![changed.clone()]
        } else {
            vec![changed[..cut].to_vec(), changed[cut..].to_vec()]
        };
        if check(&parts, &notes).is_whole() {
            missed.push(changed);
        }
    }
    assert!(missed.is_empty(), "{} of {tried} were not found", missed.len());
    let lines: Vec<usize> = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at + 1)
        .collect();
    let mut alarms = 0;
    for round in 0..1_000 {
        let cut = lines[round % lines.len()];
        let parts = [bytes[..cut].to_vec(), bytes[cut..].to_vec()];
        alarms += usize::from(!check(&parts, &notes).is_whole());
    }
    println!(
        "mutations: {tried} tried, {} missed; unchanged logs: 1000 checked, {alarms} alarms",
        missed.len()
    );
    assert_eq!(alarms, 0);
}
