//! Who may do what: every route × every role × own and another's record, through the real program.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::{Server, mizan, sample, sample_server};
use crate::visitor::Browser;

/// The callers, in the order of the letters below.
const CALLERS: [(char, &str); 7] = [
    ('v', "visitor"),
    ('s', "seeker"),
    ('t', "trainer"),
    ('d', "decision-maker"),
    ('o', "officer"),
    ('a', "auditor"),
    ('m', "administrator"),
];

/// What each route allows, written down apart from the server's own table.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("GET", "/", "vstdoam"),
    ("GET", "/jobs", "vstdoam"),
    ("GET", "/jobs/{id}", "vstdoam"),
    ("GET", "/matches", "vstdoam"),
    ("GET", "/cohorts", "vstdoam"),
    ("GET", "/cohorts/{code}", "vstdoam"),
    ("GET", "/market", "vstdoam"),
    ("GET", "/shortages", "vstdoam"),
    ("GET", "/coverage", "vstdoam"),
    ("GET", "/permits", "vstdoam"),
    ("GET", "/services", "vstdoam"),
    ("GET", "/methods", "vstdoam"),
    ("GET", "/figures/{metric}", "vstdoam"),
    ("GET", "/lists", "vstdoam"),
    ("GET", "/lists/{code}", "vstdoam"),
    ("POST", "/lists", "o"),
    ("GET", "/places/{code}", "vstdoam"),
    ("GET", "/occupations/{code}", "vstdoam"),
    ("GET", "/skills/{code}", "vstdoam"),
    ("GET", "/compare", "vstdoam"),
    ("GET", "/revisions", "vstdoam"),
    ("GET", "/styleguide", "vstdoam"),
    ("GET", "/api", "vstdoam"),
    ("GET", "/api/try", "vstdoam"),
    ("GET", "/api/v1/openapi.json", "vstdoam"),
    ("GET", "/api/v1/openings", "vstdoam"),
    ("GET", "/api/v1/openings/{id}", "vstdoam"),
    ("GET", "/api/v1/openings/{id}/candidates", "vstdoam"),
    ("GET", "/api/v1/cohorts/{code}/gap", "vstdoam"),
    ("GET", "/api/v1/matches", "vstdoam"),
    ("GET", "/api/v1/metrics", "vstdoam"),
    ("GET", "/api/v1/metrics/{name}/{file}", "vstdoam"),
    ("GET", "/api/v1/governorates", "vstdoam"),
    ("GET", "/api/v1/occupations", "vstdoam"),
    ("GET", "/api/v1/skills", "vstdoam"),
    ("GET", "/api/v1/sources", "vstdoam"),
    ("GET", "/api/v1/vintage", "vstdoam"),
    ("GET", "/health", "vstdoam"),
    ("GET", "/ready", "vstdoam"),
    ("GET", "/metrics", "m"),
    ("GET", "/assets/{file}", "vstdoam"),
    ("GET", "/sign-in", "vstdoam"),
    // Without the hidden field of the page nobody but a token's holder gets through.
    ("POST", "/sign-in", "stdoam"),
    ("GET", "/sign-in/provider", "vstdoam"),
    ("GET", "/sign-in/provider/return", "vstdoam"),
    ("POST", "/sign-out", "stdoam"),
    // Signed links of messages: a code that nobody made leads nowhere.
    ("GET", "/stop/{code}", "vstdoam"),
    ("POST", "/stop/{code}", "vstdoam"),
    ("GET", "/account", "stdoam"),
    ("POST", "/account/profile", "stdoam"),
    ("POST", "/account/corrections", "stdoam"),
    ("POST", "/account/consents", "stdoam"),
    ("POST", "/account/searches", "stdoam"),
    ("POST", "/account/searches/remove", "stdoam"),
    ("POST", "/account/searches/state", "stdoam"),
    ("POST", "/account/tokens", "stdoam"),
    ("POST", "/account/tokens/revoke", "stdoam"),
    ("POST", "/account/password", "stdoam"),
    ("GET", "/account/data.json", "stdoam"),
    ("POST", "/account/erase", "stdoam"),
    ("GET", "/api/v1/account", "stdoam"),
    ("GET", "/api/v1/account/look-ups", "stdoam"),
    ("POST", "/api/v1/account/corrections", "stdoam"),
    ("GET", "/own/cohorts", "t"),
    ("GET", "/own/cohorts/{code}", "t"),
    ("GET", "/deliveries", "doam"),
    ("GET", "/deliveries/{id}", "doam"),
    ("GET", "/leads", "do"),
    ("GET", "/corrections", "o"),
    ("POST", "/corrections", "o"),
    ("GET", "/uploads", "o"),
    ("POST", "/uploads/file", "o"),
    ("POST", "/uploads/stop", "o"),
    ("GET", "/operations", "m"),
    ("POST", "/operations/run", "m"),
    ("POST", "/operations/stop", "m"),
    ("GET", "/links", "o"),
    ("GET", "/links/{pair}", "o"),
    ("GET", "/jobs/{id}/candidates", "o"),
    ("POST", "/links/{pair}", "o"),
    ("GET", "/persons", "o"),
    ("POST", "/persons", "o"),
    ("GET", "/users", "m"),
    ("POST", "/users", "m"),
    ("POST", "/users/roles", "m"),
    ("POST", "/users/state", "m"),
    ("GET", "/audit", "a"),
    ("GET", "/api/v1/audit", "a"),
];

/// Routes whose rule waits for them: pages that are being built.
const SOON: &[(&str, &str)] = &[("GET", "/curricula")];

pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) token: String,
}

/// Makes an account with a token.
pub(crate) fn person(name: &str, roles: &[&str]) -> Person {
    let mut arguments = vec!["user", "add", name, "--json"];
    for role in roles {
        arguments.extend(["--role", *role]);
    }
    let made = mizan(sample(), &arguments).json();
    let token = mizan(sample(), &["user", "token", name, "--json"]).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Person {
        id: text(&made["id"]),
        name: name.to_owned(),
        password: text(&made["password"]),
        token: text(&token["token"]),
    }
}

/// Cohort and provider of the sample: the provider with most cohorts, and another one.
pub(crate) fn providers() -> &'static [(String, String); 2] {
    static FOUND: OnceLock<[(String, String); 2]> = OnceLock::new();
    FOUND.get_or_init(|| {
        let sql = "select provider_code, min(cohort_code) as cohort_code, count(*) as cohorts \
            from mart_outcomes_by_cohort group by provider_code \
            order by cohorts desc, provider_code limit 2";
        let rows = mizan(sample(), &["query", sql, "--json"]).json();
        [0, 1].map(|at| {
            let text = |name: &str| rows[at][name].as_str().unwrap().to_owned();
            (text("provider_code"), text("cohort_code"))
        })
    })
}

/// A token for each caller but the visitor.
fn tokens() -> &'static Vec<(char, Option<Person>)> {
    static FOUND: OnceLock<Vec<(char, Option<Person>)>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let own = &providers()[0].0;
        CALLERS
            .iter()
            .map(|(letter, role)| {
                let grant = match *role {
                    "visitor" => return (*letter, None),
                    "trainer" => format!("trainer:{own}"),
                    "officer" => "officer:OF-1".to_owned(),
                    other => other.to_owned(),
                };
                (*letter, Some(person(&format!("table-{role}"), &[&grant])))
            })
            .collect()
    })
}

fn caller(server: &Server, letter: char) -> Browser {
    let (_, person) = tokens().iter().find(|(one, _)| *one == letter).unwrap();
    match person {
        Some(person) => Browser::with_token(server, &person.token),
        None => Browser::new(server),
    }
}

#[test]
fn every_route_answers_exactly_the_roles_it_is_for() {
    let server = sample_server();
    let rules = mizan(sample(), &["user", "rights", "--json"]).json();
    let declared: BTreeSet<(String, String)> = rules["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| {
            let text = |name: &str| rule[name].as_str().unwrap().to_owned();
            (text("method"), text("path"))
        })
        .collect();
    let expected: BTreeSet<(String, String)> =
        ALLOWED.iter().map(|(method, path, _)| ((*method).into(), (*path).into())).collect();
    let waits = |rule: &&(String, String)| SOON.contains(&(rule.0.as_str(), rule.1.as_str()));
    let strange: Vec<_> =
        declared.symmetric_difference(&expected).filter(|rule| !waits(rule)).collect();
    assert!(strange.is_empty(), "say here who may use {strange:?}");

    let openings = server.json("/api/v1/openings");
    let opening = openings["matches"][0]["opening"]["id"].as_str().unwrap_or("none").to_owned();
    let (_, home) = server.get("/");
    let style = home.split("/assets/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut asked = 0;
    for (method, pattern, allowed) in ALLOWED {
        let path = pattern
            .replace("{id}", &opening)
            .replace("{code}", &providers()[0].1)
            .replace("{metric}", "tightness")
            .replace("{name}/{file}", "tightness/figures.json")
            .replace("/assets/{file}", &format!("/assets/{style}"));
        for (letter, role) in CALLERS {
            let mut browser = caller(server, letter);
            let answer =
                if *method == "GET" { browser.get(&path) } else { browser.post(&path, &[]) };
            let place = answer.header("location");
            let is_refused =
                matches!(answer.status, 401 | 403) || place.contains("/sign-in?return=");
            asked += 1;
            assert_eq!(
                !is_refused,
                allowed.contains(letter),
                "{method} {path} as {role}: {} {place}",
                answer.status
            );
            assert!(answer.status < 500 || path.contains("provider"), "{method} {path} as {role}");
            assert_ne!(answer.status, 405, "{method} {path} is not handled");
            if pattern.starts_with("/api/v1/") && is_refused {
                let problem: Value = serde_json::from_str(&answer.text()).unwrap();
                assert!(problem["code"].is_string(), "{problem}");
            }
        }
    }
    println!("{} routes × {} callers: {asked} requests", ALLOWED.len(), CALLERS.len());
}

#[test]
fn a_trainer_reaches_own_cohorts_in_full_and_nobody_elses() {
    let server = sample_server();
    let [(_, own), (_, other)] = providers();
    let mut trainer = caller(server, 't');
    let list = trainer.get("/en/own/cohorts").text();
    assert!(list.contains(own.as_str()) && !list.contains(&format!("/own/cohorts/{other}")));
    assert_eq!(trainer.get(&format!("/en/own/cohorts/{own}")).status, 200);
    assert_eq!(trainer.get(&format!("/en/own/cohorts/{other}")).status, 404);
    // The published page of another's cohort stays open, with small cells hidden.
    assert_eq!(trainer.get(&format!("/en/cohorts/{other}")).status, 200);
    let page = trainer.get(&format!("/en/own/cohorts/{own}")).text();
    // The comparison below it shows others, under the rule for others.
    let own_part = page.split("id=\"fair\"").next().unwrap();
    assert!(!own_part.contains(">Suppressed<"), "nothing of the own cohort is hidden");
    let record = mizan(sample(), &["audit", "show", "--user", "table-trainer", "--json"]).json();
    let looked =
        record["entries"].as_array().unwrap().iter().any(|entry| {
            entry["action"] == "look_up" && entry["subject"]["id"].as_str() == Some(own)
        });
    assert!(looked, "{record}");
}

#[test]
fn what_is_ones_own_is_nobody_elses() {
    let server = sample_server();
    let (one, other) = (person("own-one", &["seeker"]), person("own-other", &["seeker"]));
    let mut mine = Browser::with_token(server, &one.token);
    let mut theirs = Browser::with_token(server, &other.token);
    mine.post("/account/searches", &[("title", "mine"), ("address", "/jobs?text=x")]);
    mine.post("/account/profile", &[("skills", "arc welding"), ("email", "one@example.org")]);
    let page = mine.get("/en/account").text();
    assert!(page.contains("arc welding") && page.contains("one@example.org"));
    let search = crate::visitor::hidden(&page, "id");
    let token_id = one.token.split('_').nth(1).unwrap();
    theirs.post("/account/searches/remove", &[("id", &search)]);
    assert_eq!(theirs.post("/account/tokens/revoke", &[("id", token_id)]).status, 404);
    assert!(mine.get("/en/account").text().contains(&search), "another removed my search");
    for path in ["/account", "/account/data.json", "/api/v1/account", "/api/v1/account/look-ups"] {
        let text = theirs.get(path).text();
        for trace in ["arc welding", "one@example.org", one.id.as_str()] {
            assert!(!text.contains(trace), "{path} shows {trace}");
        }
    }
}

#[test]
fn signing_in_takes_the_form_of_the_page_and_the_cookie_is_out_of_reach() {
    let server = sample_server();
    let who = person("door", &["seeker"]);
    let mut browser = Browser::new(server);
    let sent_back = browser.get("/en/account");
    assert_eq!(sent_back.status, 303);
    assert_eq!(sent_back.header("location"), "/en/sign-in?return=%2Faccount");
    let fields = [("name", who.name.as_str()), ("password", who.password.as_str())];
    assert_eq!(browser.post("/sign-in", &fields).status, 403, "a form from nowhere");
    let wrong = browser.sign_in(&who.name, "not the password");
    assert!(wrong.status == 200 && wrong.text().contains("name or password is wrong"));
    let done = browser.sign_in(&who.name, &who.password);
    assert_eq!((done.status, done.header("location").as_str()), (303, "/en/account"));
    let cookies = done.header("set-cookie");
    for part in ["mizan_session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookies.contains(part), "{part} in {cookies}");
    }
    assert!(!cookies.contains("Secure"), "plain HTTP on this machine");
    let page = browser.get("/en/account");
    assert!(page.text().contains("Sign out") && page.header("cache-control").contains("no-store"));
    // Another site's page can send a form with the cookie, but not with the hidden field.
    let forged = [("email", "thief@example.org")];
    assert_eq!(browser.post("/account/profile", &forged).status, 403);
    let mut elsewhere = browser.clone();
    elsewhere.headers = vec![("Sec-Fetch-Site".into(), "cross-site".into())];
    assert_eq!(elsewhere.fill("/en/account", "/account/profile", &forged).status, 403);
    elsewhere.headers = vec![("Origin".into(), "https://evil.example".into())];
    assert_eq!(elsewhere.fill("/en/account", "/account/profile", &forged).status, 403);
    assert_eq!(browser.fill("/en/account", "/account/profile", &forged).status, 303);
    for place in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let mut other = Browser::new(server);
        let fields =
            [("name", who.name.as_str()), ("password", who.password.as_str()), ("return", place)];
        let answer = other.fill("/sign-in", "/sign-in", &fields);
        assert_eq!(answer.header("location"), "/account", "sent to {place}");
    }
    let out = browser.fill("/en/account", "/en/sign-out", &[]);
    assert_eq!(out.status, 303);
    assert_eq!(browser.get("/en/account").status, 303, "the session is over");
}

#[test]
fn a_change_of_rights_holds_at_once_and_is_on_record_for_the_person() {
    let server = sample_server();
    let who = person("rising", &["seeker"]);
    let mut browser = Browser::with_token(server, &who.token);
    assert_eq!(browser.get("/audit").status, 403);
    let mut admin = caller(server, 'm');
    admin.post("/users/roles", &[("id", &who.id), ("give", "auditor"), ("take", "")]);
    assert_eq!(browser.get("/audit").status, 200);
    let look_ups: Value =
        serde_json::from_str(&browser.get("/api/v1/account/look-ups").text()).unwrap();
    let entries = look_ups["entries"].as_array().unwrap();
    assert!(
        entries
            .iter()
            .any(|one| one["action"] == "rights_changed" && one["role"] == "administrator"),
        "{look_ups}"
    );
    admin.post("/users/state", &[("id", &who.id), ("active", "no")]);
    assert_eq!(browser.get("/api/v1/account").status, 401, "a disabled account's token");
    let own = admin.post("/users/roles", &[("id", "a-none"), ("give", "auditor")]);
    assert_eq!(own.status, 404);
    assert_eq!(admin.post("/users", &[("name", "x y"), ("role", "king")]).status, 400);
}

#[test]
fn a_correction_sent_twice_is_taken_in_once() {
    let server = sample_server();
    let who = person("sender", &["seeker"]);
    let send = |key: &str, body: &str| {
        let mut browser = Browser::with_token(server, &who.token);
        browser.headers = vec![("Idempotency-Key".into(), key.into())];
        let path = "/api/v1/account/corrections";
        let answer = browser.send("POST", path, Some(("application/json", body.to_owned())));
        (answer.status, answer.text())
    };
    let body = r#"{"source":"hires","field":"started_on","proposed":"2026-01-02"}"#;
    let first = send("k1", body);
    assert_eq!(first.0, 201, "{}", first.1);
    assert_eq!(send("k1", body), first);
    assert_eq!(send("k1", &body.replace("02\"", "03\"")).0, 422);
    assert_ne!(send("k2", body).1, first.1);
    assert_eq!(send("k3", r#"{"source":"hirse","field":"x","proposed":"y"}"#).0, 400);
    assert_eq!(send("k4", "{").0, 400);
    let mut browser = Browser::with_token(server, &who.token);
    let data: Value = serde_json::from_str(&browser.get("/account/data.json").text()).unwrap();
    assert_eq!(data["account"]["corrections"].as_array().unwrap().len(), 2, "{data}");
}

#[test]
fn erasure_leaves_figures_and_record_whole_and_nothing_of_the_person() {
    let server = sample_server();
    let who = person("leaving-person", &["seeker"]);
    let mut browser = Browser::with_token(server, &who.token);
    browser.post("/account/profile", &[("skills", "glass blowing"), ("email", "gone@example.org")]);
    browser.post("/account/consents", &[("purpose", "notices"), ("agrees", "yes")]);
    let figures = "/api/v1/metrics/open_positions/figures.json?by=month";
    let before = server.json(figures)["rows"].clone();
    assert_eq!(browser.post("/account/erase", &[("confirm", "somebody else")]).status, 400);
    assert_eq!(browser.post("/account/erase", &[("confirm", "leaving-person")]).status, 303);
    assert_eq!(browser.get("/api/v1/account").status, 401);
    assert_eq!(server.json(figures)["rows"], before);
    let verified = mizan(sample(), &["audit", "verify", "--json"]).json();
    assert_eq!(verified["findings"].as_array().unwrap().len(), 0, "{verified}");
    let record = mizan(sample(), &["audit", "show", "--limit", "100000", "--json"]).done();
    assert!(record.contains(&who.id), "the record still points at somebody");
    for trace in ["leaving-person", "gone@example.org", "glass blowing"] {
        assert!(!record.contains(trace), "the record names {trace}");
    }
    let list = mizan(sample(), &["user", "list", "--json"]).done();
    assert!(!list.contains(&who.id) && !list.contains("leaving-person"));
}

#[test]
fn everything_that_must_be_is_on_record_and_the_record_is_whole() {
    let server = sample_server();
    let who = person("recorded", &["seeker"]);
    let mut browser = Browser::new(server);
    browser.sign_in(&who.name, "wrong wrong wrong");
    browser.sign_in(&who.name, &who.password);
    browser.get("/account/data.json");
    browser.get("/users");
    browser.fill("/en/account", "/account/consents", &[("purpose", "matching"), ("agrees", "yes")]);
    browser.fill("/en/account", "/account/tokens", &[("label", "x")]);
    browser.fill("/en/account", "/sign-out", &[]);
    let record = mizan(sample(), &["audit", "show", "--user", "recorded", "--json"]).json();
    let seen: BTreeSet<(String, String)> = record["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            (text("action"), text("outcome"))
        })
        .collect();
    for (action, outcome) in [
        ("account_changed", "done"),
        ("token_changed", "done"),
        ("sign_in", "refused"),
        ("sign_in", "done"),
        ("own_data_exported", "done"),
        ("access_refused", "refused"),
        ("consent_changed", "done"),
        ("sign_out", "done"),
    ] {
        assert!(seen.contains(&(action.into(), outcome.into())), "{action} {outcome}: {seen:?}");
    }
    let verified = mizan(sample(), &["audit", "verify", "--json"]).json();
    assert_eq!(verified["findings"].as_array().unwrap().len(), 0, "{verified}");
}

#[test]
fn verifying_names_what_was_changed_and_ends_with_one() {
    let home = crate::support::Home::new();
    for name in ["first", "second", "third"] {
        home.run(&["user", "add", name, "--role", "seeker"]).done();
    }
    assert_eq!(home.run(&["audit", "verify"]).code, 0);
    let path = home.path.join("audit/entries-000000000001.log");
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let cases = [
        ("edited", whole.replacen("made with seeker", "made with auditor", 1)),
        ("cut", lines[..lines.len() - 1].concat()),
        ("removed", [&lines[..1], &lines[2..]].concat().concat()),
        ("swapped", [lines[0], lines[2], lines[1], lines[3]].concat()),
    ];
    for (name, changed) in cases {
        std::fs::write(&path, changed).unwrap();
        let run = home.run(&["audit", "verify"]);
        assert!(run.code == 1 && run.out.contains("found:"), "{name}: {}", run.out);
        std::fs::write(&path, &whole).unwrap();
    }
    assert_eq!(home.run(&["audit", "verify"]).code, 0);
}

#[test]
fn the_sample_has_an_account_for_each_role_and_its_passwords_are_its_own() {
    let file = sample().join("demo/accounts.csv");
    let text = std::fs::read_to_string(&file).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o077, 0, "readable by its owner only");
    let rows: Vec<Vec<&str>> =
        text.lines().skip(1).map(|line| line.splitn(3, ',').collect()).collect();
    assert_eq!(rows.len(), 6);
    for row in rows {
        let mut browser = Browser::new(sample_server());
        assert_eq!(browser.sign_in(row[0], row[1]).status, 303, "{row:?}");
    }
}

#[test]
fn an_officer_sees_the_own_office_only_and_the_person_sees_the_officer() {
    let server = sample_server();
    let deliveries = sample().join("demo/people-2000");
    let file = std::fs::read_dir(&deliveries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("work_registrations_"))
        .unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let place = |names: &[&str]| header.iter().position(|name| names.contains(name)).unwrap();
    let (number_at, office_at) =
        (place(&["national_id", "الرقم القومي"]), place(&["office_code", "مكتب العمل"]));
    let is_number = |text: &str| text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let row = rows
        .iter()
        .find(|row| {
            row.len() == header.len() && is_number(row[number_at]) && !row[office_at].is_empty()
        })
        .unwrap();
    let (number, office) = (row[number_at].to_owned(), row[office_at].to_owned());
    let citizen = person("citizen", &["seeker"]);
    crate::support::mizan_with(sample(), &["user", "tie", "citizen"], &number).done();
    let own = person("clerk-own", &[&format!("officer:{office}")]);
    let other = person("clerk-other", &["officer:OF-NONE"]);
    let ask = |who: &Person, purpose: &str| {
        let mut browser = Browser::with_token(server, &who.token);
        let fields = [("national_number", number.as_str()), ("purpose", purpose)];
        let answer = browser.post("/en/persons", &fields);
        (answer.status, answer.text())
    };
    assert_eq!(ask(&own, "").0, 400, "a purpose is named");
    assert_eq!(ask(&own, "curiosity").0, 400);
    let (status, page) = ask(&own, "referral");
    assert!(status == 200 && page.contains("Registration number"), "{status}");
    assert!(!page.contains(&number), "the number is not shown back");
    let (status, page) = ask(&other, "complaint");
    assert!(status == 200 && page.contains("holds nothing about this person"), "{status}");
    let mut browser = Browser::with_token(server, &citizen.token);
    let page = browser.get("/en/account").text();
    for trace in ["clerk-own", "clerk-other", "Referral to an opening", "Complaint or appeal"] {
        assert!(page.contains(trace), "the person does not see {trace}");
    }
    let data: Value = serde_json::from_str(&browser.get("/account/data.json").text()).unwrap();
    assert!(!data["records"].as_array().unwrap().is_empty());

    // The own office decides what the person asks to be corrected; no other office sees it.
    browser.post("/account/corrections", &[("field", "street-name"), ("proposed", "Nile Street")]);
    let clerk = |who: &Person| Browser::with_token(server, &who.token);
    assert!(!clerk(&other).get("/en/corrections").text().contains("Nile Street"));
    let page = clerk(&own).get("/en/corrections").text();
    assert!(page.contains("Nile Street") && page.contains("Registration number"));
    let id = page.split("Nile Street").nth(1).unwrap();
    let id = crate::visitor::hidden(id, "id");
    let decide = |who: &Person, decision: &str, reason: &str| {
        let fields = [("id", id.as_str()), ("decision", decision), ("reason", reason)];
        clerk(who).post("/en/corrections", &fields).status
    };
    assert_eq!(decide(&other, "accepted", "mine"), 404);
    assert_eq!(decide(&own, "perhaps", "why"), 400);
    assert_eq!(decide(&own, "refused", " "), 400, "a decision has a reason");
    assert_eq!(decide(&own, "refused", "the register says otherwise"), 303);
    assert_eq!(decide(&own, "accepted", "changed my mind"), 404, "decided once");
    let page = browser.get("/en/account").text();
    assert!(page.contains("refused") && page.contains("the register says otherwise"), "{page}");
    let record = mizan(sample(), &["audit", "show", "--limit", "100000", "--json"]).done();
    assert!(!record.contains(&number), "a national number in the record of access");
}

#[test]
fn an_officer_sees_candidates_of_the_own_office_explained_in_order_and_on_record() {
    let server = sample_server();
    let sql = "select person_key, office_code from mart_candidates";
    let people = mizan(sample(), &["query", sql, "--json"]).json();
    let office_of: BTreeMap<&str, &str> = people
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["person_key"].as_str().unwrap(), row["office_code"].as_str().unwrap()))
        .collect();
    let sql = "select vacancy_no from mart_openings where occupation_code is not null \
        and source = 'vacancies' and not is_licence_required order by vacancy_no";
    let openings = mizan(sample(), &["query", sql, "--json"]).json();
    // An opening for which some office has two people, who have an order.
    let (vacancy, office) = openings
        .as_array()
        .unwrap()
        .iter()
        .step_by(5)
        .find_map(|row| {
            let vacancy = row["vacancy_no"].as_str().unwrap();
            let list = ["match", "candidates", vacancy, "--limit", "1000", "--json"];
            let all = mizan(sample(), &list).json();
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for one in all["candidates"].as_array().unwrap() {
                *counts.entry(office_of[one["id"].as_str().unwrap()]).or_default() += 1;
            }
            let (office, _) = counts.into_iter().find(|(_, count)| *count >= 2)?;
            Some((vacancy, office))
        })
        .expect("some office has two people for an opening");
    let another = office_of.values().find(|other| **other != office).unwrap();
    let own = person("names-own", &[&format!("officer:{office}")]);
    let other = person("names-other", &[&format!("officer:{another}")]);
    let list = ["match", "candidates", vacancy, "--office", office, "--json"];
    let expected = mizan(sample(), &list).json();
    let keys: Vec<&str> = expected["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    let mut browser = Browser::with_token(server, &own.token);
    let page = browser.get(&format!("/en/jobs/{vacancy}/candidates"));
    assert_eq!(page.header("cache-control"), "private, no-store");
    let page = page.text();
    let places: Vec<usize> = keys
        .iter()
        .map(|key| page.find(&format!(">{key}<")).expect("everybody is named"))
        .collect();
    assert!(places.is_sorted(), "in the order of the rule: {places:?}");
    assert!(page.contains("Best fit first") && page.contains("of 100, the sum of:"));
    assert!(page.contains("Missing skills") || page.contains("Skills held"));
    let arabic = browser.get(&format!("/jobs/{vacancy}/candidates")).text();
    assert!(arabic.contains("الأنسب أولًا") && keys.iter().all(|key| arabic.contains(key)));
    // Another office does not see them, and nobody else sees anybody.
    let mut elsewhere = Browser::with_token(server, &other.token);
    let theirs = elsewhere.get(&format!("/en/jobs/{vacancy}/candidates")).text();
    assert!(keys.iter().all(|key| !theirs.contains(key)), "people of another office");
    for letter in ['v', 's', 't', 'd', 'a', 'm'] {
        let answer = caller(server, letter).get(&format!("/en/jobs/{vacancy}/candidates"));
        let text = answer.text();
        assert!(keys.iter().all(|key| !text.contains(key)), "{letter}");
        if letter != 'v' {
            assert!(answer.status == 403 && text.contains("does not include this page"), "{text}");
        }
        let opening = caller(server, letter).get(&format!("/en/jobs/{vacancy}")).text();
        assert!(!opening.contains("/candidates"), "{letter} is not led there");
    }
    assert!(browser.get(&format!("/en/jobs/{vacancy}")).text().contains("/candidates"));
    assert_eq!(browser.get("/en/jobs/V-none/candidates").status, 404);
    // On record: the list, and each person on it with who, why and for which opening.
    let record = mizan(sample(), &["audit", "show", "--user", "names-own", "--json"]).json();
    let entries = record["entries"].as_array().unwrap();
    let about = |kind: &str, id: &str| {
        entries.iter().any(|one| {
            one["action"] == "look_up"
                && one["subject"]["kind"] == kind
                && one["subject"]["id"] == id
                && one["purpose"] == "referral"
        })
    };
    assert!(about("opening", vacancy), "{record}");
    assert!(keys.iter().all(|key| about("person", key)), "{record}");
    // The list that was shown is kept, as the command keeps it.
    let id = expected["id"].as_str().unwrap();
    assert!(page.contains(id), "the same rule, people and order are the same list");
}

#[test]
fn a_saved_search_tells_of_openings_once_the_person_agrees_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("mizan.toml");
    std::fs::write(&settings, "[accounts]\nalert_seconds = 1\n").unwrap();
    let server = Server::start_with(sample(), &["--config", settings.to_str().unwrap()]);
    let who = person("waiting", &["seeker"]);
    let mut browser = Browser::with_token(&server, &who.token);
    browser
        .post("/account/searches", &[("title", "my-search"), ("address", "/en/jobs?text=welder")]);
    let told =
        |browser: &mut Browser| browser.get("/en/account").text().matches("New openings").count();
    assert_eq!(told(&mut browser), 0, "without consent nothing is looked through");
    browser.post("/account/consents", &[("purpose", "notices"), ("agrees", "yes")]);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while told(&mut browser) == 0 {
        assert!(std::time::Instant::now() < deadline, "no notice came");
        std::thread::yield_now();
    }
    // Two more looks find nothing that was not told.
    let looks = std::time::Instant::now() + std::time::Duration::from_secs(3);
    while std::time::Instant::now() < looks {
        assert_eq!(told(&mut browser), 1);
    }
}

#[test]
fn after_kills_under_load_no_acknowledged_write_is_lost_and_the_record_is_whole() {
    let rounds: usize =
        std::env::var("MIZAN_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("mizan.toml");
    let database = folder.path().join("accounts.db");
    let text = format!("[accounts]\ndatabase = \"sqlite://{}?mode=rwc\"\n", database.display());
    std::fs::write(&settings, text).unwrap();
    let config = settings.to_str().unwrap();
    let run = |arguments: &[&str]| {
        mizan(sample(), &[arguments, &["--json", "--config", config]].concat()).json()
    };
    run(&["user", "add", "writer", "--role", "seeker"]);
    let token = run(&["user", "token", "writer"])["token"].as_str().unwrap().to_owned();
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    for round in 0..rounds {
        let server = Server::start_with(sample(), &["--config", config]);
        let (told, heard) = std::sync::mpsc::channel();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (mut browser, told) = (Browser::with_token(&server, &token), told.clone());
                std::thread::spawn(move || {
                    for number in 0.. {
                        let body = format!(
                            "{{\"field\":\"f\",\"proposed\":\"{round}-{writer}-{number}\"}}"
                        );
                        let path = "/api/v1/account/corrections";
                        let sent = Some(("application/json", body));
                        let Some(answer) = browser.try_send("POST", path, sent) else { return };
                        let Ok(json) = serde_json::from_slice::<Value>(&answer.bytes) else {
                            return;
                        };
                        assert_eq!(answer.status, 201, "{json}");
                        let id = json["correction_id"].as_str().unwrap().to_owned();
                        if told.send(id).is_err() {
                            return;
                        }
                    }
                })
            })
            .collect();
        drop(told);
        // Killed in the middle of a stream of writes, each time at another place of it.
        for _ in 0..10 + round * 7 {
            acknowledged.insert(heard.recv().unwrap());
        }
        drop(server);
        acknowledged.extend(heard.iter());
        for writer in writers {
            writer.join().unwrap();
        }
    }
    let server = Server::start_with(sample(), &["--config", config]);
    let mut browser = Browser::with_token(&server, &token);
    let data: Value = serde_json::from_str(&browser.get("/account/data.json").text()).unwrap();
    let kept: BTreeSet<String> = data["account"]["corrections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged are lost", lost.len(), acknowledged.len());
    let verified = run(&["audit", "verify"]);
    assert_eq!(verified["findings"].as_array().unwrap().len(), 0, "{verified}");
    println!("{rounds} kills: {} acknowledged writes, 0 lost, record whole", acknowledged.len());
}
