//! Speed, on request: `cargo test -p mizan-search speed -- --ignored --nocapture`.

use crate::bench::{index_benchmark, query_benchmark};

#[test]
#[ignore = "takes a minute; prints numbers"]
fn speed_of_building_and_asking() {
    let folder = tempfile::tempdir().unwrap();
    println!("{:?}", index_benchmark(&folder.path().join("index"), 100_000).unwrap());
    println!("{:?}", query_benchmark(&folder.path().join("index"), 100_000, 4_000).unwrap());
}
