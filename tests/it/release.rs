//! `mizan release`: the public sees a frozen vintage, and an earlier one can be put back.

use crate::support::Home;

#[test]
fn a_release_is_frozen_and_an_earlier_one_can_be_put_back() {
    let home = Home::new();
    let out = home.beside("out");
    let out = out.to_str().unwrap();
    home.run(&["synth", "--people", "600", "--months", "2", "--out", out]).done();
    home.run(&["ingest", "--synthetic", out]).done();
    let first = home.run(&["build", "--json"]).json();
    assert_eq!(first["is_new"], true);
    let first = first["vintage"].as_str().unwrap().to_owned();
    home.run(&["release"]).done();

    let again = home.run(&["build", "--json"]).json();
    assert_eq!(again["is_new"], false, "nothing changed, so nothing is published");
    assert_eq!(again["vintage"], first.as_str());

    let more = home.beside("more");
    let more = more.to_str().unwrap();
    home.run(&["synth", "--people", "600", "--months", "2", "--seed", "8", "--out", more]).done();
    home.run(&["ingest", "--synthetic", more]).done();
    let second = home.run(&["build", "--json"]).json()["vintage"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    let status = home.run(&["status", "--json"]).json();
    assert_eq!(status["published"]["id"], second.as_str());
    assert_eq!(status["released"], first.as_str(), "a build does not change what the public sees");

    home.run(&["release", &second]).done();
    home.run(&["release", "--back", &first]).done();
    assert_eq!(home.run(&["status", "--json"]).json()["released"], first.as_str());
    let run = home.run(&["release", "--back", "1999-01-01.1"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("hint: known are"), "{}", run.err);

    let count = "select count(*) as n from mart_openings";
    let old = home.run(&["query", count, "--vintage", &first, "--json"]).json();
    let new = home.run(&["query", count, "--vintage", &second, "--json"]).json();
    assert_ne!(old, new, "both vintages stay readable");
}
