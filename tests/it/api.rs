//! The API: documented, predictable, and strict about what it does not know.

use crate::support::sample_server;

#[test]
fn the_openapi_document_names_every_resource() {
    let document = sample_server().json("/api/v1/openapi.json");
    let paths = document["paths"].as_object().unwrap();
    for path in ["/api/v1/openings", "/api/v1/matches", "/api/v1/metrics", "/api/v1/skills"] {
        assert!(paths.contains_key(path), "{path} is not in {:?}", paths.keys());
    }
    assert_eq!(document["openapi"].as_str().unwrap().chars().next(), Some('3'));
}

fn percent_encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02X}").unwrap();
        encoded
    })
}

#[test]
fn a_welder_finds_openings_however_the_word_is_typed() {
    let server = sample_server();
    let ids = |text: &str| -> Vec<String> {
        let encoded = percent_encoded(text);
        let answer = server.json(&format!("/api/v1/openings?text={encoded}"));
        let list = answer["matches"].as_array().unwrap();
        list.iter()
            .map(|one| one["opening"]["occupation_code"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    for text in ["لحام", "لحّام", "اللحام", "لحامة", "welder", "Welders"] {
        let found = ids(text);
        assert!(!found.is_empty(), "{text} finds nothing");
        assert_eq!(found[0], "7212", "{text}: {found:?}");
    }
}

#[test]
fn a_match_explains_itself_and_its_parts_sum_to_the_score() {
    let answer =
        sample_server().json("/api/v1/matches?occupation=7212&skill=arc-welding&governorate=EG-MN");
    let matches = answer["matches"].as_array().unwrap();
    assert!(!matches.is_empty());
    for one in matches {
        let sum: f64 = one["parts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| part["value"].as_f64().unwrap())
            .sum();
        assert!((sum - one["score"].as_f64().unwrap()).abs() < 1e-9, "{one}");
        for requirement in one["requirements"].as_array().unwrap() {
            let outcome = requirement["outcome"].as_str().unwrap();
            assert!(["matched", "near", "missing"].contains(&outcome), "{outcome}");
        }
    }
}

#[test]
fn unknown_parameters_and_codes_are_errors_that_suggest_the_nearest() {
    let server = sample_server();
    let cases = [
        ("/api/v1/openings?txet=x", 400, "unknown_parameter"),
        ("/api/v1/openings?governorate=EG-XX", 400, "invalid_parameter"),
        ("/api/v1/openings?wage_min=lots", 400, "invalid_parameter"),
        ("/api/v1/openings?contract=permanant", 400, "invalid_parameter"),
        ("/api/v1/matches?skill=arc-weldin", 400, "arc-welding"),
        ("/api/v1/matches?occupation=9999999", 400, "invalid_parameter"),
        ("/api/v1/openings/none", 404, "not_found"),
        ("/api/v1/metrics/tightnes/figures.json", 404, "tightness"),
        ("/api/v1/metrics/tightness/figures.json?by=colour", 400, "colour"),
        ("/api/v1/metrics/tightness/figures.json?month=2099-01%27%20or%201", 400, "month"),
    ];
    for (path, status, text) in cases {
        let (found, body) = server.get(path);
        assert_eq!(found, status, "{path}: {body}");
        assert!(body.contains(text), "{path}: {body}");
    }
    let (_, arabic) = server.get_in("ar-EG,ar;q=0.9", "/api/v1/openings?governorate=EG-XX");
    assert!(arabic.contains("ليس رمزًا معروفًا"), "{arabic}");
}

#[test]
fn hostile_queries_are_answered_in_bounded_time() {
    let server = sample_server();
    let long = "لحام+".repeat(10_000);
    let cases = [
        "%F0%9F%98%80",
        "%E2%80%AEabc",
        "a%20OR%20(b%20AND%20*:*)%20~%5E",
        "%22%22%22",
        &long[..9_000],
        "%00",
    ];
    for text in cases {
        let started = std::time::Instant::now();
        let (status, body) = server.get(&format!("/api/v1/openings?text={text}"));
        assert!(status == 200 || status == 400, "{status}: {body}");
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }
}

#[test]
fn a_figure_is_the_same_as_json_as_csv_and_in_sql_and_carries_a_receipt() {
    let server = sample_server();
    let json = server.json("/api/v1/metrics/open_positions/figures.json?by=month");
    let (_, csv) = server.get("/api/v1/metrics/open_positions/figures.csv?by=month");
    let rows = json["rows"].as_array().unwrap();
    assert!(rows.len() >= 6, "{json}");
    assert_eq!(csv.lines().count(), rows.len() + 1);
    for (row, line) in rows.iter().zip(csv.lines().skip(1)) {
        let month = row["keys"][0][1].as_str().unwrap();
        let value = row["value"].as_f64().map(|value| value.to_string()).unwrap_or_default();
        assert!(line.starts_with(&format!("{month},{value},")), "{line} against {row}");
    }
    assert!(json["receipt"]["sql"].as_str().unwrap().contains("mart_market"));
    assert_eq!(json["receipt"]["sha256"].as_str().unwrap().len(), 64);
    let sql = "select sum(open_positions) as total from mart_market_by_occupation_governorate_month \
        where month = (select max(month) from mart_market_by_occupation_governorate_month)";
    let asked = crate::support::mizan(crate::support::sample(), &["query", sql, "--json"]).json();
    assert_eq!(asked[0]["total"].as_f64(), rows.last().unwrap()["value"].as_f64());
}
