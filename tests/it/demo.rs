//! `mizan demo`: from nothing to pages, again and again.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Home, mizan, sample};

#[test]
fn a_second_start_changes_nothing_and_is_quick() {
    let before = mizan(sample(), &["status", "--json"]).json();
    let started = Instant::now();
    mizan(sample(), &["demo", "--no-serve", "--people", "2000"]).done();
    // Three seconds are promised on an idle machine; tests run side by side.
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    let after = mizan(sample(), &["status", "--json"]).json();
    assert_eq!(before["published"]["id"], after["published"]["id"]);
    assert_eq!(before["sources"], after["sources"]);
}

#[test]
fn every_account_of_the_sample_closes_and_something_was_refused() {
    let status = mizan(sample(), &["status", "--json"]).json();
    let sources = status["sources"].as_array().unwrap();
    assert!(sources.len() >= 15, "{} sources", sources.len());
    let mut quarantined = 0;
    for source in sources {
        let number = |name: &str| source[name].as_i64().unwrap();
        let sum = number("accepted") + number("quarantined") + number("duplicate");
        assert_eq!(number("rows_in"), sum, "{source}");
        quarantined += number("quarantined");
    }
    assert!(quarantined > 0, "a dirty sample has refused rows");
}

#[test]
fn after_a_kill_at_any_moment_the_next_start_ends_as_if_nothing_had_happened() {
    let home = Home::new();
    for milliseconds in [150, 600, 1_500, 3_000, 6_000] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mizan"))
            .args(["demo", "--no-serve", "--people", "600", "--quiet", "--home"])
            .arg(&home.path)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_millis(milliseconds);
        while Instant::now() < deadline && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let _ = child.kill();
        let _ = child.wait();
    }
    home.run(&["demo", "--no-serve", "--people", "600"]).done();
    let untouched = Home::new();
    untouched.run(&["demo", "--no-serve", "--people", "600"]).done();
    let counts = "select count(*) as rows, sum(open_positions) as open, sum(seekers) as seekers \
        from mart_market_by_occupation_governorate_month";
    for sql in [counts, "select count(*) as rows from raw_insurance_contributions"] {
        let killed = home.run(&["query", sql, "--json"]).json();
        assert_eq!(killed, untouched.run(&["query", sql, "--json"]).json(), "{sql}");
    }
    let status = home.run(&["status", "--json"]).json();
    for source in status["sources"].as_array().unwrap() {
        let number = |name: &str| source[name].as_i64().unwrap();
        let sum = number("accepted") + number("quarantined") + number("duplicate");
        assert_eq!(number("rows_in"), sum, "{source}");
    }
}
