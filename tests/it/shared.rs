//! The main job on data nobody here wrote: real advertisements and the real taxonomy.

use std::fs;

use crate::support::{Home, shared};

#[test]
fn real_advertisements_and_esco_go_through_contract_warehouse_and_index() {
    let Some(shared) = shared() else { return };
    let home = Home::new();
    let data = shared.join("data");
    let folder = |name: &str| data.join(name).to_str().unwrap().to_owned();
    let report = home
        .run(&["taxonomy", "import", &folder("esco_en_v1.1.1"), &folder("esco_ar_v1.0"), "--json"])
        .json();
    let taxonomy = home.run(&["taxonomy", "show", "--json"]).json();
    assert!(taxonomy["occupations"].as_u64().unwrap() >= 3_007, "{taxonomy} {report}");
    assert!(taxonomy["skills"].as_u64().unwrap() >= 13_890, "{taxonomy}");

    let file = home.beside("job_advertisements_2026-10.csv");
    fs::copy(data.join("wuzzuf_4380/Wuzzuf_Jobs.csv"), &file).unwrap();
    let answer = home.run(&["ingest", "--json", file.to_str().unwrap()]).json();
    let delivery = &answer["deliveries"][0];
    let number = |name: &str| delivery[name].as_u64().unwrap();
    assert_eq!(number("rows_in"), 4_380, "{delivery}");
    assert_eq!(number("rows_in"), number("accepted") + number("quarantined") + number("duplicate"));
    assert!(number("accepted") > 4_000, "{delivery}");

    let build = home.run(&["build", "--json"]).json();
    assert!(build["openings"].as_u64().unwrap() > 4_000, "{build}");
    let standing = "select count(*) as n from mart_openings where is_month_standing_in";
    let rows = home.run(&["query", standing, "--json"]).json();
    assert!(rows[0]["n"].as_u64().unwrap() > 4_000, "{rows}");
}
