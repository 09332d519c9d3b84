//! Persons: linked in the build, explained, decided by officers, kept under lasting keys.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Home, Server, mizan, root, sample};
use crate::visitor::Browser as Visitor;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A home of its own with everything another one has.
pub(crate) fn copy_of(home: &Path) -> Home {
    let fresh = Home::new();
    copy(home, &fresh.path);
    fresh
}

/// Irregular workers of the sample, entered a second time by a careless hand: one digit of the
/// number is off, and names lose a letter, a part, or belong to a twin.
fn careless_delivery(folder: &Path) -> (PathBuf, Vec<String>) {
    let deliveries = sample().join("demo/people-2000");
    let mut files: Vec<PathBuf> = fs::read_dir(deliveries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("irregular_workers"))
        .collect();
    files.sort();
    let (mut lines, mut names) = (Vec::new(), Vec::new());
    for file in &files {
        let text = fs::read_to_string(file).unwrap().replace('\u{feff}', "");
        let mut rows = text.lines().filter(|line| !line.contains('"'));
        let head = rows.next().unwrap();
        if lines.is_empty() {
            lines.push(head.to_owned());
        }
        for row in rows {
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            let number = cells[1].clone();
            let is_plain = number.len() == 14 && number.bytes().all(|byte| byte.is_ascii_digit());
            if cells.len() != head.split(',').count() || !is_plain {
                continue;
            }
            let place = lines.len();
            let digit = number.as_bytes()[11] - b'0';
            cells[1].replace_range(11..12, &((digit + 1 + place as u8 % 8) % 10).to_string());
            let mut parts: Vec<&str> = cells[2].split_whitespace().collect();
            let slip = parts[0].chars().skip(1).collect::<String>();
            match place % 5 {
                0 => parts[0] = "محمود",
                1 => parts[0] = &slip,
                2 if parts.len() > 2 => drop(parts.remove(1)),
                3 => parts.truncate(2),
                _ => {}
            }
            let name = parts.join(" ");
            names.push(name.clone());
            cells[0] = format!("TW-{place:05}");
            cells[2] = name;
            cells[3] = String::new();
            lines.push(cells.join(","));
        }
    }
    assert!(lines.len() > 30, "{} rows", lines.len());
    let path = folder.join("irregular_workers_2026-10.csv");
    fs::write(&path, lines.join("\n")).unwrap();
    (path, names)
}

/// The sample with a careless delivery, linked; tests must not change it.
pub(crate) fn doubtful() -> &'static (PathBuf, Vec<String>) {
    static DOUBTFUL: OnceLock<(PathBuf, Vec<String>)> = OnceLock::new();
    DOUBTFUL.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("links");
        let _ = fs::remove_dir_all(&folder);
        let home = folder.join("home");
        copy(sample(), &home);
        let (delivery, names) = careless_delivery(&folder);
        mizan(&home, &["ingest", "--synthetic", delivery.to_str().unwrap()]).done();
        mizan(&home, &["build"]).done();
        (home, names)
    })
}

pub(crate) fn pairs(home: &Path) -> Vec<Value> {
    let list = mizan(home, &["link", "review", "--limit", "500", "--json"]).json();
    list["pairs"].as_array().unwrap().clone()
}

fn is_one_person(home: &Path, pair: &str) -> bool {
    let explained = mizan(home, &["link", "explain", pair, "--json"]).json();
    explained["pairs"][0]["is_joined"].as_bool().unwrap()
}

/// Who stands together, by pseudonym, without keys.
fn partition(home: &Path) -> BTreeSet<BTreeSet<String>> {
    let text = mizan(home, &["link", "persons"]).done();
    let mut persons: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let (pseudonym, person) = line.split_once(',').unwrap();
        persons.entry(person.to_owned()).or_default().insert(pseudonym.to_owned());
    }
    persons.into_values().collect()
}

#[test]
fn persons_of_the_sample_are_found_better_than_by_exact_number() {
    let truth = sample().join("demo/people-2000.truth");
    let scores =
        mizan(sample(), &["evaluate", "links", "--truth", truth.to_str().unwrap(), "--json"])
            .json();
    let number = |of: &str, name: &str| scores[of][name].as_f64().unwrap();
    assert!(scores["records"].as_u64().unwrap() > 1_000, "{scores}");
    assert!(number("linked", "f1") >= 0.99, "{scores}");
    assert!(number("linked", "f1") >= number("exact", "f1"), "{scores}");
    assert!(number("linked", "precision") >= 0.999, "{scores}");
}

#[test]
fn an_officers_decision_holds_against_the_model_until_it_is_taken_back() {
    let home = copy_of(&doubtful().0);
    let waiting = pairs(&home.path);
    let joined = waiting.iter().find(|pair| pair["is_joined"] == true).expect("a joined pair");
    let pair = joined["pair"].as_str().unwrap();
    let decide = |verdict: &str| {
        let arguments =
            ["link", "review", pair, verdict, "--officer", "مسؤول التجربة", "--reason", "فُحص الأصل"];
        home.run(&arguments)
    };
    assert_eq!(decide("--withdraw").code, 1, "there is nothing to take back yet");
    decide("--different").done();
    assert!(is_one_person(&home.path, pair), "the next build obeys, not this one");
    home.run(&["build"]).done();
    assert!(!is_one_person(&home.path, pair));
    assert!(pairs(&home.path).iter().all(|other| other["pair"] != pair), "it is settled");
    decide("--withdraw").done();
    home.run(&["build"]).done();
    assert!(is_one_person(&home.path, pair), "the model decides again");
    let decided = home.run(&["link", "review", "--decided"]).done();
    assert!(decided.contains("مسؤول التجربة") && decided.contains("فُحص الأصل"), "{decided}");
    let history = home.run(&["link", "history", "--json", "--limit", "100000"]).json();
    let kinds: BTreeSet<&str> = history["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains("split") && kinds.contains("merged"), "{kinds:?}");
}

#[test]
fn without_the_key_the_build_works_and_says_that_persons_stay_as_they_were() {
    let home = copy_of(&doubtful().0);
    let waiting = pairs(&home.path);
    let apart = waiting.iter().find(|pair| pair["is_joined"] == false).expect("a pair apart");
    let pair = apart["pair"].as_str().unwrap();
    let arguments = ["link", "review", pair, "--same", "--officer", "مسؤول", "--reason", "سبب"];
    home.run(&arguments).done();
    let key = home.path.join("vault.key");
    let hidden = home.beside("vault.key");
    fs::rename(&key, &hidden).unwrap();
    let before = partition(&home.path);
    let run = home.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("the key of the vault is not here"), "{}", run.err);
    assert!(run.err.contains("--key FILE"), "{}", run.err);
    assert!(!key.exists(), "no other key was made");
    assert_eq!(partition(&home.path), before);
    let explained = home.run(&["link", "explain", pair, "--json"]).json();
    assert_eq!(explained["pairs"][0]["records"][0]["values"], Value::Null);
    assert_eq!(home.run(&arguments).code, 1, "a decision is sealed, so it needs the key");
    home.run(&["build", "--key", hidden.to_str().unwrap()]).done();
    fs::rename(&hidden, &key).unwrap();
    assert!(is_one_person(&home.path, pair));
}

#[test]
fn an_explanation_adds_up_in_both_languages_and_as_a_chart() {
    let (home, names) = doubtful();
    let pair = pairs(home)[0]["pair"].as_str().unwrap().to_owned();
    let explained = mizan(home, &["link", "explain", &pair, "--json"]).json();
    let waterfall = &explained["pairs"][0]["waterfall"];
    let number = |name: &str| waterfall[name].as_f64().unwrap();
    let steps: f64 = waterfall["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["bits"].as_f64().unwrap())
        .sum();
    let sum = number("prior_bits") + steps + number("relatives_bits");
    assert!((sum - number("bits")).abs() < 1e-6, "{waterfall}");
    let folder = tempfile::tempdir().unwrap();
    for (language, word) in [("ar", "الرقم القومي"), ("en", "National number")] {
        let svg = folder.path().join(format!("{language}.svg"));
        let arguments =
            ["link", "explain", &pair, "--language", language, "--svg", svg.to_str().unwrap()];
        let text = mizan(home, &arguments).done();
        assert!(text.contains(word), "{text}");
        assert!(names.iter().any(|name| text.contains(name)), "with the key, values are shown");
        let drawn = fs::read_to_string(svg).unwrap();
        assert!(drawn.starts_with("<svg") && drawn.contains(word));
        assert!(!names.iter().any(|name| drawn.contains(name)), "a chart holds no value");
    }
    // One record against the others of its person, found by the number its source gives it.
    let text = mizan(home, &["link", "explain", "irregular_workers:TW-00003"]).done();
    assert!(text.contains("pair"), "{text}");
    assert_eq!(mizan(home, &["link", "explain", "nothing"]).code, 1);
}

#[test]
fn pages_show_doubtful_pairs_in_both_languages_and_no_value_of_a_person() {
    let (home, names) = doubtful();
    let server = Server::start(home);
    let waiting = pairs(home);
    let pair = waiting[0]["pair"].as_str().unwrap();
    for path in [
        "/links".to_owned(),
        "/en/links".to_owned(),
        format!("/links/{pair}"),
        format!("/en/links/{pair}"),
    ] {
        let (status, page) = server.get(&path);
        assert_eq!(status, 200, "{path}");
        assert!(page.contains(pair), "{path}");
        for name in names {
            assert!(!page.contains(name.as_str()), "{path} shows a name");
        }
        for record in waiting[0]["records"].as_array().unwrap() {
            assert!(!page.contains(record.as_str().unwrap()), "{path} shows a record's key");
        }
    }
    let (_, page) = server.get(&format!("/links/{pair}"));
    assert!(page.contains("<svg") && page.contains("<table"), "a table stands behind the chart");
    assert_eq!(server.get("/links/000000000000").0, 404);
}

#[test]
fn any_order_of_deliveries_gives_the_same_persons_under_one_model() {
    let deliveries = sample().join("demo/people-2000");
    let mut files: Vec<PathBuf> =
        fs::read_dir(deliveries).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (early, late): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|path| !path.to_string_lossy().contains("2026-1"));
    let ingest = |home: &Home, files: &[PathBuf]| {
        let paths = files.iter().map(|path| path.to_str().unwrap());
        let arguments: Vec<&str> = ["ingest", "--synthetic"].into_iter().chain(paths).collect();
        home.run(&arguments).done();
    };
    let first = Home::new();
    ingest(&first, &early);
    first.run(&["build"]).done();
    let (at_once, piecemeal) = (copy_of(&first.path), copy_of(&first.path));
    ingest(&at_once, &late);
    at_once.run(&["build"]).done();
    for part in late.rchunks(late.len().div_ceil(2)) {
        ingest(&piecemeal, part);
        let links = piecemeal.run(&["build", "--json"]).json()["links"].clone();
        assert_eq!(links["is_full"], false, "{links}");
        let (new, all) = (links["records_new"].as_u64(), links["records"].as_u64());
        assert!(new > Some(0) && new < all, "{links}");
    }
    let persons = partition(&at_once.path);
    assert!(persons.iter().any(|person| person.len() > 1), "something was joined");
    assert_eq!(persons, partition(&piecemeal.path));
    // Without what the last build left behind all records are linked again: the same persons.
    let whole = copy_of(&first.path);
    ingest(&whole, &late);
    fs::remove_file(whole.path.join("links/memory.sealed")).unwrap();
    let built = whole.run(&["build", "--json"]).json();
    assert_eq!(built["links"]["is_full"], true, "{built}");
    assert_eq!(partition(&whole.path), partition(&piecemeal.path));
    assert_eq!(doubts(&whole.path), doubts(&piecemeal.path));
    // Whoever was known keeps the key, and the past can be rebuilt.
    let known =
        |home: &Home, version: &str| home.run(&["link", "persons", "--version", version]).done();
    assert_eq!(known(&first, "1"), known(&piecemeal, "1"));
}

/// Doubtful pairs without what depends on keys of persons.
fn doubts(home: &Path) -> BTreeSet<String> {
    pairs(home).iter().map(|pair| format!("{} {}", pair["pair"], pair["is_joined"])).collect()
}

#[test]
fn what_was_withdrawn_or_is_read_otherwise_leaves_the_identity_records() {
    let home = copy_of(&doubtful().0);
    let before = partition(&home.path);
    let list = home.run(&["deliveries", "--json"]).done();
    let list: Value = serde_json::from_str(&list).unwrap();
    let careless = list["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["source"] == "irregular_workers" && one["month"] == "2026-10")
        .max_by_key(|one| one["sequence"].as_i64())
        .and_then(|one| one["delivery_id"].as_str())
        .expect("the careless delivery")
        .to_owned();
    home.run(&["deliveries", "withdraw", &careless, "--reason", "سبب"]).done();
    let built = home.run(&["build", "--json"]).json();
    assert_eq!(built["links"]["is_full"], true, "{built}");
    let explain = || home.run(&["link", "explain", "irregular_workers:TW-00003"]).code;
    assert_eq!(explain(), 1, "its records are gone");
    let fewer = built["links"]["records"].as_u64().unwrap();
    home.run(&["deliveries", "restore", &careless]).done();
    let again = home.run(&["build", "--json"]).json();
    assert!(again["links"]["records"].as_u64().unwrap() > fewer + 30, "{again}");
    assert_eq!((partition(&home.path), explain()), (before, 0));
    // The same deliveries, with the telephone no longer read: the registers say it no more.
    let project = home.beside("project");
    copy(&root().join("pipelines"), &project.join("pipelines"));
    let sources = project.join("pipelines/linkage/person_sources.toml");
    let text = fs::read_to_string(&sources).unwrap();
    assert!(text.contains(r#", phone = "phone""#));
    fs::write(&sources, text.replace(r#", phone = "phone""#, "")).unwrap();
    let said =
        |home: &Home| home.run(&["link", "explain", "irregular_workers:TW-00002", "--json"]).done();
    assert!(said(&home).contains("phone"));
    let project = project.to_str().unwrap();
    let built = home.run(&["build", "--project", project, "--json"]).json();
    assert_eq!(built["links"]["is_full"], true, "{built}");
    let values = |text: &str| -> Vec<Value> {
        let explained: Value = serde_json::from_str(text).unwrap();
        let pairs = explained["pairs"].as_array().unwrap().clone();
        pairs.iter().flat_map(|pair| pair["records"].as_array().unwrap().clone()).collect()
    };
    for record in values(&said(&home)) {
        assert_eq!(record["values"]["phone"], Value::Null, "{record}");
    }
}

#[test]
fn nothing_that_linking_keeps_holds_a_value_of_a_person_in_the_clear() {
    let (home, names) = doubtful();
    let arguments = ["link", "review", "--json", "--limit", "5"];
    mizan(home, &arguments).done();
    let mut folders = vec![home.join("links")];
    for entry in fs::read_dir(home.join("lake")).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("link_") {
            folders.push(path);
        }
    }
    assert!(folders.len() >= 8, "{folders:?}");
    let planted: Vec<&[u8]> = names
        .iter()
        .filter(|name| name.split_whitespace().count() >= 2)
        .map(String::as_bytes)
        .collect();
    let (mut files, mut bytes) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // Names and numbers of firms are no secret.
            if path.to_string_lossy().contains("link_establishment") {
                continue;
            }
            let content = fs::read(&path).unwrap();
            for name in &planted {
                let is_there = content.windows(name.len()).any(|window| window == *name);
                assert!(!is_there, "{} holds a planted value", path.display());
            }
            files += 1;
            bytes += content.len();
        }
    }
    assert!(files > 15 && bytes > 100_000, "{files} files of {bytes} bytes");
    for table in ["link_person", "link_doubt", "link_birth_date"] {
        let rows = mizan(home, &["query", &format!("select * from {table}"), "--json"]).done();
        assert!(!names.iter().any(|name| rows.contains(name.as_str())), "{table}");
    }
}

/// Somebody signed in as an officer.
fn officer(home: &Path, server: &Server) -> (Visitor, String) {
    let made = mizan(home, &["user", "add", "linking-officer", "--role", "officer:OF-1", "--json"]);
    let made = made.json();
    let mut visitor = Visitor::new(server);
    let answer = visitor.sign_in("linking-officer", made["password"].as_str().unwrap());
    assert_eq!(answer.status, 303, "{}", answer.text());
    (visitor, made["id"].as_str().unwrap().to_owned())
}

#[test]
fn an_officer_looks_decides_and_takes_back_in_the_browser_and_all_of_it_is_on_record() {
    let home = copy_of(&doubtful().0);
    let names = &doubtful().1;
    let joined = pairs(&home.path).into_iter().find(|pair| pair["is_joined"] == true).unwrap();
    let pair = joined["pair"].as_str().unwrap();
    let path = format!("/en/links/{pair}");
    let server = Server::start(&home.path);
    let (mut visitor, account) = officer(&home.path, &server);
    let page = visitor.get(&path).text();
    assert!(!names.iter().any(|name| page.contains(name.as_str())), "levels only");
    let foreign = visitor.post(&path, &[("act", "same"), ("reason", "x"), ("form", "wrong")]);
    assert_eq!(foreign.status, 403, "a form of another site");
    let shown = visitor.fill(&path, &path, &[("act", "values")]);
    assert_eq!(shown.status, 200);
    let shown = shown.text();
    assert!(names.iter().any(|name| shown.contains(name.as_str())), "values, for the decision");
    let empty = visitor.fill(&path, &path, &[("act", "different"), ("reason", "  ")]);
    assert_eq!(empty.status, 400);
    assert!(empty.text().contains("give a reason"), "{}", empty.text());
    assert_eq!(visitor.fill(&path, &path, &[("act", "guess")]).status, 400);
    let none = visitor.fill(&path, &path, &[("act", "withdraw"), ("reason", "سبب")]);
    assert_eq!(none.status, 409, "there is nothing to take back yet");
    let decided = visitor.fill(&path, &path, &[("act", "different"), ("reason", "فُحص الأصل")]);
    assert_eq!(decided.status, 303, "{}", decided.text());
    let list = home.run(&["link", "review", "--decided", "--json"]).done();
    assert!(list.contains("linking-officer") && list.contains("فُحص الأصل"), "{list}");
    home.run(&["build"]).done();
    assert!(!is_one_person(&home.path, pair), "the next build obeys");
    // The pair has left the list of doubts; its page and the way back stay.
    for start in ["", "/en"] {
        assert!(visitor.get(&format!("{start}/links")).text().contains(pair), "{start}");
        assert_eq!(visitor.get(&format!("{start}/links/{pair}")).status, 200);
    }
    let back = visitor.fill(&path, &path, &[("act", "withdraw"), ("reason", "خطأ")]);
    assert_eq!(back.status, 303, "{}", back.text());
    home.run(&["build"]).done();
    assert!(is_one_person(&home.path, pair), "the model decides again");
    let record = home.run(&["audit", "show", "--json", "--limit", "1000"]).done();
    let entries = record.matches(&account).count();
    assert!(entries >= 5, "{record}");
    for word in ["look_up", "decision", "different", "withdrawn", "linking"] {
        assert!(record.contains(word), "`{word}` is not in {record}");
    }
    assert!(!names.iter().any(|name| record.contains(name.as_str())), "no value stands on record");
}

#[test]
fn establishments_of_two_registers_meet_keep_their_keys_and_are_found_by_any_name() {
    let truth = sample().join("demo/people-2000.truth");
    let truth = truth.to_str().unwrap();
    let scores = mizan(sample(), &["evaluate", "links", "--truth", truth, "--json"]).json();
    let found = &scores["establishments"];
    let number = |of: &str, name: &str| found[of][name].as_f64().unwrap();
    println!("establishments: {found}");
    assert!(found["records"].as_u64().unwrap() > 300, "{found}");
    assert!(number("linked", "f1") > number("exact", "f1"), "{found}");
    assert!(number("linked", "precision") >= 0.99, "{found}");
    // Who is insured without a tax number has the name and activity of the register.
    let sql = "select count(*) as rows from core_establishment_alias \
        where establishment_key not like 'ins-%' and establishment_no in (\
        select establishment_no from stg_insured_establishments where establishment_tax_no is null)";
    let rows = mizan(sample(), &["query", sql, "--json"]).json();
    assert!(rows[0]["rows"].as_i64().unwrap() > 5, "{rows}");
    let alias = "select value, establishment_key from link_establishment_alias \
        where kind = 'trade_name' order by value limit 1";
    let alias = mizan(sample(), &["query", alias, "--json"]).json();
    let name = alias[0]["value"].as_str().unwrap();
    let listed = mizan(sample(), &["link", "establishments", name]).done();
    assert!(listed.contains(alias[0]["establishment_key"].as_str().unwrap()), "{listed}");
    // Built again from more deliveries, every establishment keeps its key.
    let home = copy_of(sample());
    let known = "select establishment_key from core_establishment order by establishment_key";
    let before = home.run(&["query", known, "--json"]).done();
    let file = home.beside("insured_establishments_2026-12.csv");
    let head = "establishment_no,trade_name,establishment_tax_no,register_no,register_office_code,\
        governorate_code,activity_code,address";
    fs::write(&file, format!("{head}\n987654321,مؤسسة لم ترد من قبل قط,,,,EG-C,4711,\n")).unwrap();
    home.run(&["ingest", "--source", "insured_establishments", file.to_str().unwrap()]).done();
    let built = home.run(&["build", "--json"]).json();
    assert_eq!(built["establishments"]["state"], "linked", "{built}");
    let after = home.run(&["query", known, "--json"]).json();
    let after: BTreeSet<&str> = after
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["establishment_key"].as_str().unwrap())
        .collect();
    let before: Value = serde_json::from_str(&before).unwrap();
    for row in before.as_array().unwrap() {
        assert!(after.contains(row["establishment_key"].as_str().unwrap()), "{row}");
    }
    assert!(after.contains("ins-987654321"));
}

#[test]
fn after_a_kill_in_the_middle_of_linking_the_next_build_ends_in_the_same_persons() {
    let whole = Home::new();
    let deliveries = sample().join("demo/people-2000");
    whole.run(&["ingest", "--synthetic", deliveries.to_str().unwrap()]).done();
    let killed = copy_of(&whole.path);
    whole.run(&["build"]).done();
    // The step leaves traces as it goes; each is waited for and followed by a kill.
    for trace in ["link_records", "link_read", "link_models", "link_events", "link_person"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mizan"))
            .args(["build", "--quiet", "--home"])
            .arg(&killed.path)
            .env_remove("MIZAN_KEY")
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let log = killed.path.join("lake").join(trace).join("_delta_log");
        let deadline = Instant::now() + Duration::from_mins(2);
        while !log.exists() && child.try_wait().unwrap().is_none() && Instant::now() < deadline {
            std::thread::yield_now();
        }
        let _ = child.kill();
        let _ = child.wait();
        assert!(log.exists(), "{trace} was never begun");
    }
    killed.run(&["build"]).done();
    assert_eq!(partition(&killed.path), partition(&whole.path));
    let persons = |home: &Home| home.run(&["link", "persons"]).done();
    assert_eq!(persons(&killed), persons(&whole), "the same keys");
    let links =
        "select count(*) as links from core_person_link where person_key <> person_pseudonym";
    let count = |home: &Home| home.run(&["query", links, "--json"]).json();
    assert_eq!(count(&killed), count(&whole));
}

#[test]
fn a_new_model_is_compared_first_and_changes_nothing_until_it_is_accepted() {
    let home = copy_of(&doubtful().0);
    let before = partition(&home.path);
    let comparison = home.run(&["link", "train", "--json"]).json();
    assert_eq!(comparison["in_force"]["version"], 1);
    assert_eq!(comparison["trained"]["version"], 2);
    assert!(comparison["persons"].as_u64().unwrap() > 100, "{comparison}");
    let unchanged = home.run(&["build", "--json"]).json();
    assert_eq!(unchanged["is_new"], false);
    assert_eq!(partition(&home.path), before);
    assert_eq!(home.run(&["link", "accept", "9", "--officer", "مسؤول"]).code, 1);
    home.run(&["link", "accept", "2", "--officer", "مسؤول"]).done();
    let built = home.run(&["build", "--json"]).json();
    assert_eq!(built["links"]["state"], "linked");
    assert_eq!(built["links"]["model_version"], 2);
    // And back again.
    home.run(&["link", "accept", "1", "--officer", "مسؤول"]).done();
    home.run(&["build"]).done();
    assert_eq!(partition(&home.path), before);
}
