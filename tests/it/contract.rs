//! What programs may rely on: forms, tags, cursors, limits, problems, an orderly end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, RecordBatch};
use calamine::{Data, Reader};

use crate::support::{Home, Server, mizan, sample, sample_server};

/// Key, value and status of each figure, whatever the form.
type Rows = Vec<(String, Option<f64>, String)>;

const FIGURES: &str = "/api/v1/metrics/open_positions/figures";

fn of_batch(batch: &RecordBatch) -> Rows {
    let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
    let (keys, statuses) = (text("month"), text("status"));
    let values = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>();
    let value = |row: usize| (!values.is_null(row)).then(|| values.value(row));
    (0..batch.num_rows())
        .map(|row| (keys.value(row).to_owned(), value(row), statuses.value(row).to_owned()))
        .collect()
}

#[test]
fn a_figure_is_one_number_in_every_form_and_on_the_command_line() {
    let server = sample_server();
    let query = "?by=month&governorate_code=EG-MN";
    let json = server.json(&format!("{FIGURES}.json{query}"));
    let symbol = |status: &str| match status {
        "shown" => "",
        "suppressed" => "c",
        "unavailable" => "x",
        _ => "z",
    };
    let wanted: Rows = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let key = row["keys"][0][1].as_str().unwrap().to_owned();
            (key, row["value"].as_f64(), symbol(row["status"].as_str().unwrap()).to_owned())
        })
        .collect();
    assert!(wanted.len() >= 6 && wanted.iter().any(|row| row.1.is_some()), "{wanted:?}");

    let answer = server.ask(&format!("{FIGURES}.csv{query}"), &[]);
    let mut reader = csv::Reader::from_reader(&*answer.bytes);
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|one| one == name).unwrap();
    let read: Rows = reader
        .records()
        .map(|row| row.unwrap())
        .map(|row| {
            (row[at("month")].to_owned(), row[at("value")].parse().ok(), row[at("status")].into())
        })
        .collect();
    assert_eq!(read, wanted, "CSV");

    let answer = server.ask(&format!("{FIGURES}.xlsx{query}"), &[("Accept-Language", "ar")]);
    let cursor = std::io::Cursor::new(answer.bytes);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(cursor).unwrap();
    let sheet = book.worksheet_range("open_positions").unwrap();
    let text = |cell: Option<&Data>| cell.map(ToString::to_string).unwrap_or_default();
    let head: Vec<String> = (0..20).map(|column| text(sheet.get_value((0, column)))).collect();
    let at = |name: &str| head.iter().position(|one| one == name).unwrap() as u32;
    let read: Rows = (1..=wanted.len() as u32)
        .map(|row| {
            let value = match sheet.get_value((row, at("value"))) {
                Some(Data::Float(value)) => Some(*value),
                _ => None,
            };
            let part = |name| text(sheet.get_value((row, at(name))));
            (part("month"), value, part("status"))
        })
        .collect();
    assert_eq!(read, wanted, "XLSX");
    let notes = book.worksheet_range("ملاحظات").unwrap();
    let notes: Vec<String> = notes.rows().map(|row| row[0].to_string()).collect();
    assert!(
        ["definition", "sql", "sha256", "vintage"].iter().all(|one| notes.contains(&(*one).into()))
    );

    let answer = server.ask(&format!("{FIGURES}.arrow{query}"), &[]);
    let cursor = std::io::Cursor::new(answer.bytes);
    let mut reader = arrow_ipc::reader::FileReader::try_new(cursor, None).unwrap();
    assert_eq!(of_batch(&reader.next().unwrap().unwrap()), wanted, "Arrow");

    let answer = server.ask(&format!("{FIGURES}.parquet{query}"), &[]);
    let bytes = bytes::Bytes::from(answer.bytes);
    let mut reader =
        parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(bytes, 4_096).unwrap();
    assert_eq!(of_batch(&reader.next().unwrap().unwrap()), wanted, "Parquet");

    let arguments = [
        "metric",
        "open_positions",
        "--by",
        "month",
        "--where",
        "governorate_code=EG-MN",
        "--json",
    ];
    let asked = mizan(sample(), &arguments).json();
    assert_eq!(asked["rows"], json["rows"]);
    assert_eq!(asked["receipt"]["sha256"], json["receipt"]["sha256"]);
}

#[test]
fn the_form_follows_the_ending_or_else_what_is_accepted() {
    let server = sample_server();
    let parquet = "application/vnd.apache.parquet";
    let cases = [
        ("/api/v1/openings", "*/*", 200, "application/json"),
        ("/api/v1/openings", "text/csv", 200, "text/csv"),
        ("/api/v1/openings", parquet, 200, parquet),
        ("/api/v1/openings.csv", "application/json", 200, "text/csv"),
        ("/api/v1/skills.xlsx", "*/*", 200, "application/vnd.openxmlformats"),
        ("/api/v1/governorates.arrow", "*/*", 200, "application/vnd.apache.arrow.file"),
        ("/api/v1/metrics.csv", "*/*", 200, "text/csv"),
        ("/api/v1/sources", "text/html, */*;q=0.1", 200, "application/json"),
        ("/api/v1/openings", "image/png", 406, "application/problem+json"),
        ("/api/v1/openings.pdf", "*/*", 404, "application/problem+json"),
    ];
    for (path, accept, status, kind) in cases {
        let answer = server.ask(path, &[("Accept", accept)]);
        assert_eq!(answer.status, status, "{path} {accept}: {}", answer.text());
        assert!(answer.header("content-type").starts_with(kind), "{path} {accept}");
        if status == 200 {
            let vary = answer.header("vary").to_lowercase();
            assert!(vary.contains("accept-language") && vary.contains("accept"), "{path}: {vary}");
        }
    }
}

#[test]
fn an_unchanged_answer_is_not_sent_twice_and_a_different_question_is() {
    let server = sample_server();
    let path = format!("{FIGURES}.json?by=month");
    let first = server.ask(&path, &[]);
    let tag = first.header("etag");
    assert!(tag.starts_with("W/\""), "{tag:?}");
    let again = server.ask(&path, &[("If-None-Match", &format!("\"other\", {tag}"))]);
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    assert_eq!(again.header("etag"), tag);
    let others: [(&str, &[(&str, &str)]); 4] = [
        (&path, &[("If-None-Match", &tag), ("Accept-Language", "ar")]),
        (&path, &[("If-None-Match", &tag), ("Cookie", "session=somebody")]),
        (&path, &[("If-None-Match", "\"other\"")]),
        ("/api/v1/metrics", &[("If-None-Match", &tag)]),
    ];
    for (path, headers) in others {
        assert_eq!(server.ask(path, headers).status, 200, "{path} {headers:?}");
    }
    let missing = server.ask("/api/v1/openings/none", &[]);
    assert!(missing.status == 404 && missing.header("etag").is_empty());
}

#[test]
fn cursors_lead_through_a_list_once_and_hold_for_their_question_only() {
    let server = sample_server();
    let whole = server.json("/api/v1/openings?governorate=EG-C&limit=1000");
    let ids = |answer: &serde_json::Value| -> Vec<String> {
        let rows = answer["matches"].as_array().unwrap();
        rows.iter().map(|row| row["opening"]["id"].as_str().unwrap().to_owned()).collect()
    };
    let total = whole["meta"]["total"].as_u64().unwrap() as usize;
    assert!(total > 7 && ids(&whole).len() == total, "{total}");
    let mut walked = Vec::new();
    let mut cursor = String::new();
    let last = loop {
        let path = format!("/api/v1/openings?governorate=EG-C&limit=7{cursor}");
        let answer = server.json(&path);
        walked.extend(ids(&answer));
        match answer["meta"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break cursor,
        }
    };
    assert_eq!(walked, ids(&whole));
    let (status, body) = server.get(&format!("/api/v1/openings?governorate=EG-GZ{last}"));
    assert!(status == 410 && body.contains("cursor_expired"), "{status}: {body}");
    for wrong in ["cursor=zz", "cursor=%F0%9F%98%80", "limit=0", "limit=1001", "limit=-1"] {
        let (status, body) = server.get(&format!("/api/v1/openings?{wrong}"));
        assert_eq!(status, 400, "{wrong}: {body}");
    }
    let csv = server.ask("/api/v1/openings.csv?governorate=EG-C&limit=1000", &[]);
    assert_eq!(csv::Reader::from_reader(&*csv.bytes).records().count(), total);
}

#[test]
fn what_is_not_there_and_what_is_not_possible_are_problems_in_the_callers_language() {
    let server = sample_server();
    let answer = server.ask("/api/v1/nothing", &[("Accept-Language", "ar")]);
    assert_eq!(answer.status, 404);
    let document: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!(document["code"], "not_found");
    assert!(document["title"].as_str().unwrap().contains("لا يوجد"), "{document}");
    assert!(document["hint"].as_str().unwrap().contains("openapi.json"), "{document}");
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let url = format!("http://{}/api/v1/openings", server.address);
    let mut response = agent.post(url).send("x").unwrap();
    assert_eq!(response.status().as_u16(), 405);
    assert!(response.headers().get("allow").is_some());
    let body = response.body_mut().read_to_string().unwrap();
    assert!(body.contains("method_not_allowed"), "{body}");
}

fn config(home: &Home, text: &str) -> String {
    let path = home.beside("mizan.toml");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_flood_from_one_caller_is_refused_quickly_and_health_still_answers() {
    let home = Home::new();
    let text = "[serve]\nrequests_per_second_per_caller = 1\nrequests_burst_per_caller = 20\n";
    let server = Server::start_with(sample(), &["--config", &config(&home, text)]);
    let mut refused = 0;
    for _ in 0..60 {
        let answer = server.ask("/api/v1/vintage", &[]);
        match answer.status {
            200 => {}
            429 => {
                refused += 1;
                assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
                assert!(answer.text().contains("rate_limited"));
            }
            other => panic!("{other}"),
        }
    }
    assert!((30..=40).contains(&refused), "{refused} of 60 refused");
    assert_eq!(server.get("/health").0, 200);
    let (_, metrics) = server.get("/metrics");
    let counted = format!("status=\"429\"}} {refused}");
    assert!(metrics.contains(&counted), "{counted} is not in {metrics}");
    assert!(!metrics.contains("nobody@example"), "{metrics}");
}

#[test]
fn what_stands_in_an_address_never_reaches_the_counters() {
    let server = sample_server();
    server.get("/api/v1/openings/29801011234567?text=secret");
    server.get("/jobs/29801011234567");
    let (status, metrics) = server.get("/metrics");
    assert_eq!(status, 200);
    assert!(metrics.contains("route=\"/api/v1/openings/{id}\""), "{metrics}");
    assert!(!metrics.contains("29801011234567") && !metrics.contains("secret"));
    assert!(metrics.trim_end().ends_with("# EOF"));
}

#[test]
fn a_server_told_to_stop_finishes_what_it_has_accepted() {
    let server = Server::start(sample());
    // A request whose head has arrived half: accepted, not yet answerable.
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET /api/v1/vintage HTTP/1.1\r\nHost: x\r\nConnection: close\r\n").unwrap();
    stream.flush().unwrap();
    assert_eq!(server.get("/health").0, 200);
    server.terminate();
    write!(stream, "\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let started = Instant::now();
    assert_eq!(server.wait(), 0);
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn with_a_certificate_the_server_speaks_https_and_a_silent_caller_holds_up_nobody() {
    let home = Home::new();
    let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (chain, key) = (home.beside("chain.pem"), home.beside("key.pem"));
    std::fs::write(&chain, pair.cert.pem()).unwrap();
    std::fs::write(&key, pair.signing_key.serialize_pem()).unwrap();
    let text = format!(
        "[serve]\ntls_certificate_file = {:?}\ntls_key_file = {:?}\n",
        chain.display().to_string(),
        key.display().to_string()
    );
    let server = Server::start_with(sample(), &["--config", &config(&home, &text)]);
    let _silent: Vec<TcpStream> =
        (0..80).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    let port = server.address.rsplit(':').next().unwrap();
    let script = "import ssl, sys, urllib.request as r\n\
        context = ssl.create_default_context(cafile=sys.argv[1])\n\
        print(r.urlopen(f'https://localhost:{sys.argv[2]}/health', context=context, timeout=20).read().decode())";
    let output = Command::new("python3")
        .args(["-c", script, &chain.display().to_string(), port])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said.trim(), "ok", "{}", String::from_utf8_lossy(&output.stderr));

    let text = format!("[serve]\ntls_certificate_file = {:?}\n", chain.display().to_string());
    let config = config(&home, &text);
    let run = mizan(sample(), &["serve", "--port", "0", "--config", &config]);
    assert!(run.code != 0 && run.err.contains("tls_key_file"), "{}", run.err);
}

#[test]
fn every_call_of_the_contract_can_be_tried_with_a_form_in_both_languages() {
    let server = sample_server();
    let document = server.json("/api/v1/openapi.json");
    for page in ["/api", "/en/api"] {
        let (status, body) = server.get(page);
        assert_eq!(status, 200, "{body}");
        let paths = document["paths"].as_object().unwrap().iter();
        for (path, _) in paths.filter(|(_, calls)| calls.get("get").is_some()) {
            assert!(body.contains(path.as_str()), "{path} is not on {page}");
        }
    }
    let tried = "/api/try?_path=%2Fapi%2Fv1%2Fmetrics%2F%7Bname%7D%2F%7Bfile%7D\
        &name=tightness&file=figures.csv&by=month&month=";
    let answer = server.ask(tried, &[]);
    assert_eq!(answer.status, 200);
    assert!(answer.text().starts_with("month,value,"), "{}", answer.text());
    let hostile =
        server.ask("/api/try?_path=%2Fapi%2Fv1%2Fopenings%2F%7Bid%7D&id=..%2F..%2F%0Ax", &[]);
    assert_eq!(hostile.status, 404, "{}", hostile.text());
    let elsewhere = server.ask("/en/api/try?_path=https%3A%2F%2Fexample.org", &[]);
    assert_eq!(elsewhere.status, 400, "{}", elsewhere.text());
}
