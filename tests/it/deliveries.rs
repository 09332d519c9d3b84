//! `mizan ingest`, `deliveries` and `quarantine`: the account of every delivery closes.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Home, Server};

const HEADER: &str = "hire_no,vacancy_no,national_id,establishment_tax_no,occupation_code,governorate_code,started_on,wage_egp_month";

fn hires(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

const GOOD: &str = "H-1,V-1,90506152400011,123-456-789,7212,EG-MN,2026-09-03,7200";
const BAD_DATE: &str = "H-2,V-1,90506152400038,123-456-789,7212,EG-MN,2026-02-30,7200";

/// The delivery of an id as `mizan deliveries show` tells it.
fn shown(home: &Home, id: &str) -> Value {
    home.run(&["deliveries", "show", id, "--json"]).json()
}

/// `rows_in`, `accepted`, `corrected`, `set_aside`, `open`, `duplicate` of a delivery.
fn account(home: &Home, id: &str) -> [i64; 6] {
    let delivery = shown(home, id);
    let names = ["rows_in", "accepted", "corrected", "set_aside", "open", "duplicate"];
    let counts = names.map(|name| delivery[name].as_i64().unwrap());
    assert_eq!(counts[0], counts[1..].iter().sum::<i64>(), "{delivery}");
    counts
}

/// Takes a file in and returns the id of its delivery.
fn take_in(home: &Home, name: &str, text: &str) -> String {
    let file = home.beside(name);
    fs::write(&file, text).unwrap();
    let answer = home.run(&["ingest", "--synthetic", "--json", file.to_str().unwrap()]).json();
    answer["deliveries"][0]["delivery_id"].as_str().unwrap().to_owned()
}

fn rows_of(home: &Home, sql: &str) -> Value {
    home.run(&["build"]).done();
    home.run(&["query", sql, "--json"]).json()
}

#[test]
fn a_damaged_delivery_is_repaired_replayed_and_its_account_closes() {
    let home = Home::new();
    let extra = "H-5,V-1,90506152400054,123-456-789,7212,EG-MN,2026-09-04,7200,surplus";
    let totals = "المجموع,,,,,,,7200";
    let text = hires(&[GOOD, BAD_DATE, GOOD, extra, totals]);
    let id = take_in(&home, "hires_2026-09.csv", &text);
    assert_eq!(account(&home, &id), [5, 1, 0, 0, 3, 1]);
    let shown_rows = home.run(&["quarantine", "show", &id]).done();
    assert!(shown_rows.contains("2026-02-30") && shown_rows.contains("line 3"), "{shown_rows}");
    let places = home.run(&["quarantine", "show", &id, "--without-text"]).done();
    assert!(places.contains("line 3") && !places.contains("2026-02-30"), "{places}");

    // Untouched, nothing becomes right: neither the value nor the row with a surplus cell.
    let export = home.beside("corrections.csv");
    let path = export.to_str().unwrap();
    home.run(&["quarantine", "export", &id, "--out", path]).done();
    let again = home.run(&["quarantine", "export", &id, "--out", path]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("--force"), "{}", again.err);
    let replay = home.run(&["quarantine", "replay", &id, path, "--synthetic", "--json"]).json();
    assert_eq!(replay["deliveries"][0]["accepted"], 0, "{replay}");
    assert_eq!(account(&home, &id), [5, 1, 0, 0, 3, 1]);

    // Repaired: the date, and the surplus cell taken away.
    let corrected = fs::read_to_string(&export)
        .unwrap()
        .replace("2026-02-30", "2026-02-28")
        .replace(",surplus,", ",,")
        .replace("2026-09-04,7200", "2026-09-04,7300");
    fs::write(&export, &corrected).unwrap();
    let replay = home.run(&["quarantine", "replay", &id, path, "--synthetic", "--json"]).json();
    let correction = replay["deliveries"][0]["delivery_id"].as_str().unwrap().to_owned();
    assert_eq!(replay["deliveries"][0]["accepted"], 2, "{replay}");
    assert_eq!(account(&home, &id), [5, 1, 2, 0, 1, 1]);

    // The row of totals is rightly refused: with that the account is closed.
    let aside = ["quarantine", "set-aside", &id, "--rule", "totals_row", "--reason", "a sum"];
    home.run(&aside).done();
    assert_eq!(account(&home, &id), [5, 1, 2, 1, 0, 1]);
    let list = home.run(&["quarantine", "list"]).done();
    assert!(list.contains("no row waits"), "{list}");
    let status = home.run(&["status", "--json"]).json();
    let source = &status["sources"][0];
    let counts = ["rows_in", "accepted", "quarantined", "duplicate", "waiting", "deliveries"];
    assert_eq!(counts.map(|name| source[name].as_i64().unwrap()), [5, 3, 1, 1, 0, 1], "{source}");
    let count = "select count(*) as n from raw_hires";
    assert_eq!(rows_of(&home, count)[0]["n"], 3);

    // The same corrections once more change nothing; a line is corrected once.
    let again = home.run(&["quarantine", "replay", &id, path, "--synthetic"]);
    assert_eq!(again.code, 1, "{}", again.out);
    assert!(again.err.contains("none of its rows waits"), "{}", again.err);

    // Undone: the lines wait again, the rows leave the next build; and back.
    home.run(&["deliveries", "withdraw", &correction, "--reason", "wrong file"]).done();
    assert_eq!(account(&home, &id), [5, 1, 0, 1, 2, 1]);
    let doctor = home.run(&["doctor", "--json"]);
    assert!(doctor.out.contains("withdrawn or moved since"), "{}", doctor.out);
    assert_eq!(rows_of(&home, count)[0]["n"], 1);
    home.run(&["deliveries", "restore", &correction]).done();
    home.run(&["quarantine", "reopen", &id, "--all"]).done();
    assert_eq!(account(&home, &id), [5, 1, 2, 0, 1, 1]);
    assert_eq!(rows_of(&home, count)[0]["n"], 3);

    // Nothing that was written on the way holds a number in the clear.
    assert_sealed(&home, &["90506152400011", "90506152400038", "90506152400054"]);
}

#[test]
fn one_row_is_fixed_on_the_command_line() {
    let home = Home::new();
    let id = take_in(&home, "hires_2026-09.csv", &hires(&[GOOD, BAD_DATE]));
    let fix = |cell: &str, line: &str| {
        home.run(&["quarantine", "fix", &id, "--line", line, "--set", cell, "--synthetic"])
    };
    let run = fix("start_on=2026-02-28", "3");
    assert_eq!(run.code, 1);
    assert!(run.err.contains("did you mean `started_on`"), "{}", run.err);
    let run = fix("started_on=2026-02-28", "2");
    assert!(run.code == 1 && run.err.contains("line 2 does not wait"), "{}", run.err);
    let run = fix("started_on=2026-02-28", "3");
    assert!(run.err.contains("its account is closed"), "{}{}", run.out, run.err);
    assert_eq!(account(&home, &id), [2, 1, 1, 0, 0, 0]);
}

#[test]
fn a_correction_of_another_delivery_or_of_no_line_is_refused() {
    let home = Home::new();
    let one = take_in(&home, "hires_2026-09.csv", &hires(&[GOOD, BAD_DATE]));
    let other_row = BAD_DATE.replace("H-2", "H-9");
    let other = take_in(&home, "hires_2026-08.csv", &hires(&[GOOD, &other_row]));
    let export = home.beside("one.csv");
    let path = export.to_str().unwrap();
    home.run(&["quarantine", "export", &one, "--out", path]).done();
    let text = fs::read_to_string(&export).unwrap().replace("2026-02-30", "2026-02-28");
    let rules = |text: &str| {
        fs::write(&export, text).unwrap();
        let replay =
            home.run(&["quarantine", "replay", &other, path, "--synthetic", "--json"]).json();
        let delivery = &replay["deliveries"][0];
        (delivery["accepted"].clone(), delivery["findings"][0]["rule"].clone())
    };
    assert_eq!(rules(&text), (json!(0), json!("other_delivery")));
    let without = text.replace(&one, "");
    let row = without.lines().nth(1).unwrap().to_owned();
    let elsewhere = without.replace(&row, &row.replacen("3,", "2,", 1));
    assert_eq!(rules(&elsewhere), (json!(0), json!("line_not_open")));
    let nowhere = without.replace(&row, &row.replacen("3,", ",", 1));
    assert_eq!(rules(&nowhere), (json!(0), json!("no_line")));
    assert_eq!(account(&home, &other), [2, 1, 0, 0, 1, 0]);
}

#[test]
fn a_delivery_resent_or_renamed_changes_nothing() {
    let home = Home::new();
    let (file, renamed) = (home.beside("hires_2026-09.csv"), home.beside("copy_2026-09.csv"));
    fs::write(&file, hires(&[GOOD])).unwrap();
    fs::write(&renamed, hires(&[GOOD])).unwrap();
    home.run(&["ingest", "--synthetic", file.to_str().unwrap()]).done();
    for path in [&file, &renamed] {
        let answer = home.run(&["ingest", "--synthetic", "--json", path.to_str().unwrap()]).json();
        assert_eq!(answer["deliveries"][0]["result"], "known", "{answer}");
    }
}

#[test]
fn changed_columns_hold_the_whole_delivery_with_a_difference_until_it_is_repaired() {
    let home = Home::new();
    let file = home.beside("hires_2026-09.csv");
    let path = file.to_str().unwrap().to_owned();
    fs::write(&file, hires(&[GOOD]).replace("started_on", "start_day")).unwrap();
    for _ in 0..2 {
        let run = home.run(&["ingest", "--source", "hires", "--synthetic", &path]);
        assert_eq!(run.code, 1, "{}", run.out);
        assert!(run.out.contains("held whole") && run.out.contains("start"), "{}", run.out);
    }
    let list = home.run(&["deliveries", "--json"]).json();
    assert_eq!(list["deliveries"].as_array().unwrap().len(), 0, "nothing was half-read");
    let held = list["held"].as_array().unwrap();
    assert_eq!(held.len(), 1, "held once, however often it is sent: {list}");
    let difference = &held[0]["differences"][0];
    assert_eq!(
        (&difference["change"], &difference["column"]),
        (&json!("renamed"), &json!("started_on"))
    );
    assert!(home.run(&["status"]).done().contains("held: "));
    let doctor = home.run(&["doctor"]);
    assert!(doctor.code == 1 && doctor.out.contains("LOOK held deliveries"), "{}", doctor.out);

    // The file repaired and sent again takes its place.
    fs::write(&file, hires(&[GOOD])).unwrap();
    home.run(&["ingest", "--synthetic", &path]).done();
    let list = home.run(&["deliveries", "--json"]).json();
    assert_eq!(list["held"][0]["state"]["state"], "replaced", "{list}");
    assert!(home.run(&["doctor"]).out.contains("ok   held deliveries"));
}

#[test]
fn a_held_delivery_is_read_from_its_original_once_the_contract_is_repaired() {
    let home = Home::new();
    let file = home.beside("hires_2026-09.csv");
    fs::write(&file, hires(&[GOOD]).replace("started_on", "start_day")).unwrap();
    let path = file.to_str().unwrap();
    let held = home.run(&["ingest", "--source", "hires", "--synthetic", "--json", path]);
    let held: Value = serde_json::from_str(&held.out).unwrap();
    let id = held["deliveries"][0]["delivery_id"].as_str().unwrap().to_owned();
    fs::remove_file(&file).unwrap();
    let project = home.beside("project");
    crate::support::copy_folder(
        &crate::support::root().join("pipelines"),
        &project.join("pipelines"),
    );
    let contract = project.join("pipelines/sources/hires.toml");
    let text = fs::read_to_string(&contract).unwrap();
    let repaired =
        text.replace("name = \"started_on\"", "name = \"started_on\"\nheaders = [\"start_day\"]");
    assert_ne!(text, repaired);
    fs::write(&contract, repaired).unwrap();
    let project = project.to_str().unwrap();
    let retry = ["deliveries", "retry", &id, "--synthetic", "--json", "--project", project];
    let answer = home.run(&retry).json();
    assert_eq!(answer["deliveries"][0]["accepted"], 1, "{answer}");
    assert_eq!(answer["deliveries"][0]["file_name"], "hires_2026-09.csv");
    let list = home.run(&["deliveries", "--json"]).json();
    assert_eq!(list["held"][0]["state"]["state"], "taken_in", "{list}");
    assert_sealed(&home, &["90506152400011"]);
}

#[test]
fn a_guessed_month_is_said_and_can_be_corrected_and_a_delivery_withdrawn_and_restored() {
    let home = Home::new();
    let id = take_in(&home, "hires.csv", &hires(&[GOOD, BAD_DATE]));
    let delivery = shown(&home, &id);
    assert_eq!(
        (&delivery["month"], &delivery["month_origin"]),
        (&json!("2026-09"), &json!("content"))
    );
    assert!(delivery["findings"].to_string().contains("month_guessed"), "{delivery}");
    let month = "select cast(_delivery_month as varchar) as month from raw_hires order by 1";
    assert_eq!(rows_of(&home, month)[0]["month"], "2026-09-01");
    home.run(&[
        "quarantine",
        "fix",
        &id,
        "--line",
        "3",
        "--set",
        "started_on=2026-02-28",
        "--synthetic",
    ])
    .done();
    home.run(&["deliveries", "move", &id, "--month", "2026-08", "--reason", "by letter"]).done();
    assert_eq!(shown(&home, &id)["month"], "2026-08");
    let rows = rows_of(&home, month);
    assert_eq!(
        (&rows[0]["month"], &rows[1]["month"]),
        (&json!("2026-08-01"), &json!("2026-08-01"))
    );
    home.run(&["deliveries", "move", &id, "--month", "2026-09"]).done();
    assert_eq!(rows_of(&home, month)[1]["month"], "2026-09-01");

    home.run(&["deliveries", "withdraw", &id, "--reason", "sent by mistake"]).done();
    let count = "select count(*) as n from stg_hires";
    assert_eq!(rows_of(&home, count)[0]["n"], 0, "its corrections leave with it");
    let path = home.beside("hires.csv");
    let again = home.run(&["ingest", "--synthetic", path.to_str().unwrap()]).done();
    assert!(again.contains("withdrawn") && again.contains("restore"), "{again}");
    home.run(&["deliveries", "restore", &id]).done();
    assert_eq!(rows_of(&home, count)[0]["n"], 2);
    let events = shown(&home, &id)["events"].to_string();
    assert!(events.contains("by letter") && events.contains("sent by mistake"), "{events}");
}

#[test]
fn announced_corrections_and_deletions_are_applied_by_key_and_day_and_their_history_is_kept() {
    let home = Home::new();
    let second = GOOD.replace("H-1", "H-2").replace("40001", "40003");
    take_in(&home, "hires_2026-09.csv", &hires(&[GOOD, &second]));
    // A deletion notice: the key, what is done, and when.
    let notice = "hire_no,operation,changed_on\nH-2,حذف,2026-09-20\n";
    let id = take_in(&home, "hires_2026-09-notice.csv", notice);
    assert_eq!(account(&home, &id), [1, 1, 0, 0, 0, 0]);
    let numbers = "select hire_no from stg_hires order by 1";
    let staged = |home: &Home| -> Vec<String> {
        let rows = rows_of(home, numbers);
        let rows = rows.as_array().unwrap();
        rows.iter().map(|row| row["hire_no"].as_str().unwrap().to_owned()).collect()
    };
    let kept =
        |home: &Home| home.run(&["query", "select count(*) as n from raw_hires", "--json"]).json();
    assert_eq!(staged(&home), ["H-1"]);
    assert_eq!(kept(&home)[0]["n"], 3, "nothing is overwritten");
    let wrong = "hire_no,operation,changed_on\nH-1,تعديل,2026-09-20\n";
    let refused = take_in(&home, "hires_2026-09-other.csv", wrong);
    assert_eq!(account(&home, &refused)[4], 1, "a notice holds deletions only");
    home.run(&["deliveries", "withdraw", &id, "--reason", "deleted by mistake"]).done();
    assert_eq!(staged(&home), ["H-1", "H-2"]);
}

#[test]
fn a_month_resent_counts_by_arrival_whatever_its_hash() {
    for wages in [[7000, 7100, 7200], [7200, 7100, 7000], [7100, 7200, 7000]] {
        let home = Home::new();
        for wage in wages {
            let row = GOOD.replace("7200", &wage.to_string());
            take_in(&home, "hires_2026-09.csv", &hires(&[&row]));
        }
        let wage = rows_of(&home, "select cast(wage_egp_month as double) as wage from stg_hires");
        assert_eq!(wage[0]["wage"], f64::from(wages[2]), "{wages:?}");
    }
}

#[test]
fn an_unusual_delivery_and_a_missing_month_are_said() {
    let home = Home::new();
    let row = |month: u32, number: usize, wage: &str| {
        format!(
            "H-{month}-{number},V-1,905061524{:05},123-456-789,7212,EG-MN,2026-{month:02}-03,{wage}",
            10_000 + number * 10 + 1
        )
    };
    let delivery = |month: u32, count: usize| {
        let rows: Vec<String> = (0..count).map(|number| row(month, number, "7200")).collect();
        hires(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    for month in [1, 2, 3, 5] {
        take_in(&home, &format!("hires_2026-0{month}.csv"), &delivery(month, 100));
    }
    let file = home.beside("hires_2026-06.csv");
    fs::write(&file, delivery(6, 30)).unwrap();
    let run = home.run(&["ingest", "--synthetic", file.to_str().unwrap()]).done();
    assert!(run.contains("unusual: 30 rows, usually about 100"), "{run}");
    let list = home.run(&["deliveries"]).done();
    assert!(list.contains("unusual: 30 rows"), "{list}");
    assert!(list.contains("missing: hires brought nothing for 2026-04"), "{list}");
    let doctor = home.run(&["doctor"]).out;
    assert!(
        doctor.contains("note unusual deliveries") && doctor.contains("hires 2026-04"),
        "{doctor}"
    );
}

#[test]
fn a_monthly_wage_of_ten_pounds_is_refused() {
    let home = Home::new();
    let id = take_in(&home, "hires_2026-09.csv", &hires(&[&GOOD.replace("7200", "10")]));
    assert_eq!(account(&home, &id), [1, 0, 0, 0, 1, 0]);
}

#[test]
fn hints_say_what_to_do() {
    let home = Home::new();
    let pdf = home.beside("hires_2026-09.pdf");
    fs::write(&pdf, "%PDF-1.7 \u{1} 1 0 obj").unwrap();
    let text = home.beside("notes.xlsx");
    fs::write(&text, "some,other,table\n1,2,3\n").unwrap();
    let real = home.beside("hires_2026-09.csv");
    fs::write(&real, hires(&[GOOD])).unwrap();
    let beside = |name: &str| home.beside(name).to_str().unwrap().to_owned();
    let said = |arguments: &[&str]| {
        let run = home.run(arguments);
        (run.code, run.out + &run.err)
    };
    let cases: [(&[&str], i32, &str); 6] = [
        (&["ingest", &beside("hires_2026-09.pdf")], 1, "is a PDF document, not a table"),
        (&["ingest", &beside("notes.xlsx")], 1, "text under the name of a workbook"),
        (&["ingest", &beside("hires_2026-9.csv")], 1, "did you mean `hires_2026-09"),
        (&["ingest", &beside("hires_2026-09.csv"), "--source", "hire"], 1, "did you mean `hires`?"),
        (
            &["ingest", &beside("hires_2026-09.csv"), "--source", "nope"],
            1,
            "known are commercial_register",
        ),
        (&["ingest", &beside("hires_2026-09.csv")], 0, "`--synthetic` accepts them"),
    ];
    for (arguments, code, message) in cases {
        let (found, said) = said(arguments);
        assert_eq!(found, code, "{said}");
        assert!(said.contains(message), "`{message}` is not in: {said}");
    }
    let nowhere = home.beside("nowhere");
    let run = home.run(&["status", "--home", nowhere.to_str().unwrap()]);
    assert!(run.code == 1 && run.err.contains("is no home folder"), "{}", run.err);
    assert!(!nowhere.exists(), "a mistyped home makes no folders");
    let run =
        crate::support::mizan_in(&home.path, &[("MIZAN_KEY", "abc")], &["quarantine", "list"]);
    assert_eq!(run.code, 0, "what needs no key asks for none: {}", run.err);
    let file = beside("hires_2026-09.csv");
    let run = crate::support::mizan_in(&home.path, &[("MIZAN_KEY", "abc")], &["ingest", &file]);
    assert!(run.code == 1 && run.err.contains("holds neither"), "{}", run.err);
    assert!(!run.err.contains("abc"), "what may be half a key is not repeated");
}

#[test]
fn the_page_shows_what_came_what_is_held_and_why_rows_were_refused_without_their_values() {
    let home = Home::new();
    let id = take_in(&home, "hires_2026-09.csv", &hires(&[GOOD, BAD_DATE]));
    home.run(&["build"]).done();
    home.run(&["release"]).done();
    let server = Server::start(&home.path);
    let file = home.beside("hires_2026-10.csv");
    fs::write(&file, hires(&[GOOD]).replace("started_on", "start_day")).unwrap();
    home.run(&["ingest", "--source", "hires", file.to_str().unwrap()]);
    let later = take_in(&home, "hires_2026-08.csv", &hires(&[&GOOD.replace("H-1", "H-7")]));
    for (prefix, reason, held, not_built) in [
        ("/en", "is not a calendar date", "Held whole", "not in the tables shown yet"),
        ("", "ليست تاريخًا", "محتجزة كاملة", "لم تدخل صفوفه"),
    ] {
        let (status, list) = server.get(&format!("{prefix}/deliveries"));
        assert_eq!(status, 200);
        for text in [held, "start_day", not_built, &later, &format!("{prefix}/deliveries/{id}")] {
            assert!(list.contains(text), "`{text}` is not in {list}");
        }
        let (status, page) = server.get(&format!("{prefix}/deliveries/{id}"));
        assert_eq!(status, 200);
        assert!(page.contains(reason), "{page}");
        for value in ["2026-02-30", "90506152400038", "H-2"] {
            assert!(!page.contains(value), "{value} is shown");
        }
        assert_eq!(server.get(&format!("{prefix}/deliveries/0000")).0, 404);
    }
    let released = Server::start_with(&home.path, &["--released"]);
    let (status, list) = released.get("/en/deliveries");
    assert_eq!(status, 200);
    assert!(list.contains(&id) && !list.contains(&later) && !list.contains("Held whole"), "{list}");
    assert_eq!(released.get(&format!("/en/deliveries/{id}")).0, 404, "the public sees counts only");
}

#[test]
fn no_file_written_holds_an_identifying_value_in_the_clear() {
    let home = Home::new();
    let file = home.beside("hires_2026-09.csv");
    let secret = "90506152400011";
    fs::write(&file, hires(&[GOOD, &BAD_DATE.replace("90506152400038", secret)])).unwrap();
    let run = home.run(&["ingest", "--synthetic", "-vv", file.to_str().unwrap()]);
    assert!(!run.out.contains(secret) && !run.err.contains(secret), "{} {}", run.out, run.err);
    home.run(&["build"]).done();
    assert!(assert_sealed(&home, &[secret]) > 20);
}

/// Looks for values in every file of a home folder; returns how many files there are.
fn assert_sealed(home: &Home, secrets: &[&str]) -> usize {
    let mut folders = vec![home.path.clone()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = fs::read(&path).unwrap();
            for secret in secrets {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{} holds a planted value", path.display());
            }
        }
    }
    files
}
