//! The sample deliveries: every dirty file's account, and the marts the clean ones make.

use std::fs;
use std::path::Path;

use crate::support::{Home, root};

/// Compares with a file, or writes it where changes are accepted.
fn check(path: &Path, found: &str) {
    if std::env::var_os("MIZAN_ACCEPT").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, found).unwrap();
        return;
    }
    let expected =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for (number, (wanted, line)) in expected.lines().zip(found.lines()).enumerate() {
        assert_eq!(wanted, line, "{} line {}", path.display(), number + 1);
    }
    assert_eq!(expected.lines().count(), found.lines().count(), "{}", path.display());
}

#[test]
fn every_dirty_sample_file_has_the_account_that_was_kept() {
    let home = Home::new();
    let folder = root().join("data-samples/dirty");
    let run = home.run(&["ingest", "--synthetic", "--json", folder.to_str().unwrap()]);
    let answer: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let mut accounts = String::from("file,result,rows_in,accepted,quarantined,duplicate,rules\n");
    for delivery in answer["deliveries"].as_array().unwrap() {
        let text = |name: &str| delivery[name].as_str().unwrap_or_default().to_owned();
        let number =
            |name: &str| delivery[name].as_u64().map(|n| n.to_string()).unwrap_or_default();
        let rules: Vec<String> = delivery["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| format!("{}×{}", one["rows"], one["rule"].as_str().unwrap_or_default()))
            .collect();
        accounts.push_str(&format!(
            "{},{},{},{},{},{},{}\n",
            text("file_name"),
            text("result"),
            number("rows_in"),
            number("accepted"),
            number("quarantined"),
            number("duplicate"),
            rules.join(" ")
        ));
    }
    check(&root().join("data-samples/accounts.csv"), &accounts);
}

#[test]
fn the_clean_samples_are_accepted_whole_and_make_the_golden_marts() {
    let home = Home::new();
    let folder = root().join("data-samples/clean");
    let answer = home.run(&["ingest", "--synthetic", "--json", folder.to_str().unwrap()]).json();
    for delivery in answer["deliveries"].as_array().unwrap() {
        assert_eq!(delivery["result"], "accepted", "{delivery}");
        assert_eq!(delivery["quarantined"], 0, "{delivery}");
    }
    home.run(&["build"]).done();
    let marts = [
        ("mart_irregular_coverage_by_governorate", "occasion_code, governorate_code"),
        ("mart_market_by_occupation_governorate_month", "month, occupation_code, governorate_code"),
        ("mart_outcomes_by_cohort", "cohort_code"),
        ("mart_permits_by_occupation_nationality_year", "year, occupation_code, nationality_group"),
        ("mart_services_by_office_month", "service, office_code, month"),
    ];
    for (mart, order) in marts {
        let sql = format!("select * from {mart} order by {order}");
        let rows = home.run(&["query", &sql, "--format", "csv"]).done();
        check(&root().join(format!("data-samples/golden/{mart}.csv")), &rows);
    }
}
