//! `mizan synth`: the same seed writes the same bytes.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::Home;

fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
        })
        .collect()
}

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_seed_others() {
    let home = Home::new();
    let write = |name: &str, seed: &str| {
        let out = home.beside(name);
        let text = out.to_str().unwrap();
        home.run(&["synth", "--people", "600", "--months", "2", "--seed", seed, "--out", text])
            .done();
        content(&out)
    };
    let (one, two, other) = (write("one", "5"), write("two", "5"), write("other", "6"));
    assert!(one.len() >= 16, "{:?}", one.keys());
    assert!(one == two, "equal seeds");
    assert!(one != other, "different seeds");
}

#[test]
fn a_market_that_is_too_small_is_refused_with_a_hint() {
    let home = Home::new();
    let out = home.beside("out");
    let run = home.run(&["synth", "--people", "3", "--out", out.to_str().unwrap()]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("hint: "), "{}", run.err);
}
