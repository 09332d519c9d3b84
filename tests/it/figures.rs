//! Figures through the real doors: command line, API and page agree, and none of them can be
//! subtracted from another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::forms;
use crate::support::{Home, Server, mizan, sample, sample_server};

/// A small generator of numbers, the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

struct Metric {
    name: String,
    dimensions: Vec<String>,
}

fn metrics(server: &Server) -> Vec<Metric> {
    let answer = server.json("/api/v1/metrics");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    answer["metrics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| Metric {
            name: text(&one["name"]),
            dimensions: one["dimensions"].as_array().unwrap().iter().map(text).collect(),
        })
        .collect()
}

/// The values a metric has on a dimension, as its figures by that dimension name them.
fn values(server: &Server, metric: &str, dimension: &str) -> Vec<String> {
    let (status, body) =
        server.get(&format!("/api/v1/metrics/{metric}/figures.json?by={dimension}"));
    assert!(status == 200 || status == 400, "{metric} by {dimension}: {status} {body}");
    if status == 400 {
        return Vec::new();
    }
    let answer: Value = serde_json::from_str(&body).unwrap();
    let rows = answer["rows"].as_array().unwrap();
    rows.iter().map(|row| row["keys"][0][1].as_str().unwrap().to_owned()).collect()
}

/// A random question as the parts of an address and of a command.
fn question(dice: &mut Dice, server: &Server, metric: &Metric) -> (String, Vec<String>) {
    let mut address = Vec::new();
    let mut command = vec!["metric".to_owned(), metric.name.clone(), "--json".to_owned()];
    let mut by = Vec::new();
    for dimension in &metric.dimensions {
        match dice.below(4) {
            0 if by.len() < 2 => by.push(dimension.clone()),
            1 => {
                let known = values(server, &metric.name, dimension);
                if known.is_empty() {
                    continue;
                }
                let kept: BTreeSet<&String> =
                    (0..=dice.below(2)).map(|_| dice.pick(&known)).collect();
                let kept: Vec<&str> = kept.into_iter().map(String::as_str).collect();
                let kept = kept.join(",");
                address.push(format!("{dimension}={kept}"));
                command.extend(["--where".to_owned(), format!("{dimension}={kept}")]);
            }
            _ => {}
        }
    }
    if !by.is_empty() {
        address.push(format!("by={}", by.join(",")));
        command.extend(["--by".to_owned(), by.join(",")]);
    }
    (address.join("&"), command)
}

/// Random questions, 200 or `MIZAN_QUESTIONS`: the API's answer is the command's to the last bit and
/// the page shows it, and every other form holds the same numbers.
#[test]
fn random_questions_agree_on_command_line_api_and_page() {
    let wanted = std::env::var("MIZAN_QUESTIONS").ok().and_then(|text| text.parse().ok());
    let wanted: usize = wanted.unwrap_or(200);
    let server = sample_server();
    let metrics = metrics(server);
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut answered, mut refused) = (0, 0);
    while answered < wanted {
        let metric = dice.pick(&metrics);
        let (address, command) = question(&mut dice, server, metric);
        let path = format!("/api/v1/metrics/{}/figures.json?{address}", metric.name);
        let (status, body) = server.get(&path);
        // Every question to the page; every fourth to the program, which starts anew for each.
        let (page_status, page) = server.get(&format!("/en/figures/{}?{address}", metric.name));
        assert_eq!(status, page_status, "{path}: {body}");
        let is_fourth = (answered + refused) % 4 == 0;
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        if status != 200 {
            refused += 1;
            assert_eq!(status, 400, "{path}: {body}");
            if is_fourth {
                assert_eq!(mizan(sample(), &arguments).code, 1, "{command:?}");
            }
            assert!(refused < 2 * wanted, "nearly everything is refused");
            continue;
        }
        answered += 1;
        let figures: Value = serde_json::from_str(&body).unwrap();
        let seal = figures["receipt"]["sha256"].as_str().unwrap();
        assert!(page.contains(seal), "{path}: the page shows another answer");
        if is_fourth {
            assert_eq!(mizan(sample(), &arguments).json(), figures, "{command:?}");
        }
        let (rows, by) = (forms::of_json(&figures), forms::dimensions(&figures));
        for form in forms::FORMS {
            let path = path.replace("figures.json", &format!("figures.{form}"));
            let read = forms::read(form, server.ask(&path, &[]).bytes, &by);
            assert_eq!(read, rows, "{path}");
        }
    }
    println!("{answered} answered in JSON and {:?}, {refused} refused alike", forms::FORMS);
}

/// What the receipt says was read gives the very sums that are shown.
#[test]
fn the_statement_of_a_receipt_gives_the_figures() {
    let server = sample_server();
    let mut compared = 0;
    for metric in ["open_positions", "hires", "seekers", "trainees_started", "service_applications"]
    {
        for by in ["governorate_code", "month", "occupation_code"] {
            let path = format!("/api/v1/metrics/{metric}/figures.json?by={by}");
            let (status, body) = server.get(&path);
            if status != 200 {
                continue;
            }
            let figures: Value = serde_json::from_str(&body).unwrap();
            let sql = figures["receipt"]["sql"].as_str().unwrap();
            let read = mizan(sample(), &["query", sql, "--json"]).json();
            let sums: BTreeMap<String, f64> = read
                .as_array()
                .unwrap()
                .iter()
                .map(|row| {
                    let key = row[by].as_str().unwrap_or("unknown").to_owned();
                    let key = if by == "month" { key[..7].to_owned() } else { key };
                    (key, row["numerator"].as_f64().unwrap_or_default())
                })
                .collect();
            for row in figures["rows"].as_array().unwrap() {
                let key = row["keys"][0][1].as_str().unwrap();
                if let Some(value) = row["value"].as_f64() {
                    assert_eq!(sums[key], value, "{path}: {key}");
                    compared += 1;
                }
            }
            assert!(figures["receipt"]["tables"].as_array().unwrap().len() > 3, "{path}");
        }
    }
    assert!(compared > 40, "{compared}");
}

/// The cell of a question without a split.
fn single(server: &Server, metric: &str, conditions: &[(&str, &str)]) -> Value {
    let conditions: Vec<String> =
        conditions.iter().map(|(dimension, value)| format!("{dimension}={value}")).collect();
    let path = format!("/api/v1/metrics/{metric}/figures.json?{}", conditions.join("&"));
    server.json(&path)["rows"][0].clone()
}

/// One cell, asked for on fifty routes and more: splits, filters, both, and other fellows in the list.
fn routes(server: &Server, metric: &str, cell: &[(&str, &str)]) -> BTreeMap<String, usize> {
    let mut answers = BTreeMap::new();
    for choice in 0..4_usize.pow(cell.len() as u32) {
        let (mut parts, mut rest) = (Vec::new(), choice);
        for (dimension, value) in cell {
            match rest % 4 {
                0 => parts.push(format!("by={dimension}")),
                1 => parts.push(format!("{dimension}={value}")),
                2 => parts.push(format!("by={dimension}&{dimension}={value}")),
                _ => parts.push(format!("{dimension}={value},{value}")),
            }
            rest /= 4;
        }
        for is_turned in [false, true] {
            if is_turned {
                parts.reverse();
            }
            let path = format!("/api/v1/metrics/{metric}/figures.json?{}", parts.join("&"));
            let answer = server.json(&path);
            let rows = answer["rows"].as_array().unwrap();
            let found =
                rows.iter().find(|row| {
                    row["keys"].as_array().unwrap().iter().all(|key| {
                        cell.iter().any(|(name, value)| key[0] == *name && key[1] == *value)
                    })
                });
            // A cell without anybody is absent from a list and said to be so when asked for alone.
            let text = found.map_or("null null \"unavailable\"".to_owned(), |row| {
                format!("{} {} {}", row["value"], row["n"], row["status"])
            });
            *answers.entry(text).or_default() += 1;
        }
    }
    answers
}

#[test]
fn the_same_cell_is_the_same_on_fifty_routes_of_the_api() {
    let server = sample_server();
    let governorates = values(server, "hires", "governorate_code");
    let occupations = values(server, "hires", "occupation_code");
    let months = values(server, "hires", "month");
    let mut dice = Dice(7);
    for _ in 0..3 {
        let cell = [
            ("governorate_code", dice.pick(&governorates).as_str()),
            ("occupation_code", dice.pick(&occupations).as_str()),
            ("month", dice.pick(&months).as_str()),
        ];
        let answers = routes(server, "hires", &cell);
        assert!(answers.values().sum::<usize>() >= 50);
        assert_eq!(answers.len(), 1, "{cell:?}: {answers:?}");
    }
}

/// Whoever subtracts what the API shows from the totals it shows finds no small number alone.
#[test]
fn nothing_small_is_left_when_shown_cells_are_subtracted_from_their_total() {
    let server = sample_server();
    let mut hidden_lines = 0;
    for metric in ["hires", "new_postings", "trainees_started", "service_applications", "permits"] {
        for by in ["governorate_code", "occupation_code", "month", "service", "year"] {
            let (status, body) =
                server.get(&format!("/api/v1/metrics/{metric}/figures.json?by={by}"));
            if status != 200 {
                continue;
            }
            let rows: Value = serde_json::from_str(&body).unwrap();
            let rows = rows["rows"].as_array().unwrap();
            let Some(total) = single(server, metric, &[])["value"].as_f64() else { continue };
            let shown: f64 = rows.iter().filter_map(|row| row["value"].as_f64()).sum();
            let hidden = rows.iter().filter(|row| row["status"] == "suppressed").count();
            let left = total - shown;
            if hidden > 0 {
                hidden_lines += 1;
                assert!(left == 0.0 || left >= 5.0, "{metric} by {by}: {left} persons are left");
                assert!(hidden > 1 || left == 0.0, "{metric} by {by}: one cell hidden alone");
            }
        }
    }
    assert!(hidden_lines > 0, "no table had anything to hide");
}

#[test]
fn joined_values_are_shown_only_where_each_of_them_is() {
    let server = sample_server();
    let months = values(server, "hires", "month");
    let each: Vec<Option<f64>> = months[1..4]
        .iter()
        .map(|month| {
            single(server, "hires", &[("occupation_code", "7212"), ("month", month)])["value"]
                .as_f64()
        })
        .collect();
    let range = format!("{}..{}", months[1], months[3]);
    let joined = single(server, "hires", &[("occupation_code", "7212"), ("month", &range)]);
    let expected = each.iter().copied().sum::<Option<f64>>();
    assert_eq!(joined["value"].as_f64(), expected, "{each:?}");
}

#[test]
fn a_question_that_cannot_be_answered_names_what_is_wrong_and_the_nearest() {
    let server = sample_server();
    let cases = [
        (
            "/api/v1/metrics/hires/figures.json?vintage=1999-01-01.1",
            404,
            "unknown_vintage",
            "1999-01-01.1",
        ),
        ("/api/v1/metrics/hires/figures.json?vintage=..%2F..", 404, "unknown_vintage", ".."),
        (
            "/api/v1/metrics/hires/figures.json?by=governorat",
            400,
            "unknown_dimension",
            "governorate_code",
        ),
        (
            "/api/v1/metrics/hires/figures.json?governorate_code=EG-MM",
            400,
            "unknown_value",
            "EG-MN",
        ),
        ("/api/v1/metrics/wage_paid_median/figures.json", 400, "not_at_grain", "governorate_code"),
        (
            "/api/v1/metrics/hires/figures.json?by=governorate_code&by=occupation_code&by=month",
            400,
            "too_many_cells",
            "50000",
        ),
    ];
    for (path, status, code, text) in cases {
        let (found, body) = server.get(path);
        if code == "too_many_cells" && found == 200 {
            // A small sample has few enough cells.
            continue;
        }
        assert_eq!(found, status, "{path}: {body}");
        assert!(body.contains(code) && body.contains(text), "{path}: {body}");
        let (_, arabic) = server.get_in("ar", path);
        assert!(arabic.chars().any(|letter| letter == 'ا'), "{path}: {arabic}");
    }
    let nothing = server.json("/api/v1/metrics/hires/figures.json?month=1999-01");
    assert_eq!(nothing["rows"][0]["status"], "unavailable");
    let notes = nothing["notes"].to_string();
    assert!(
        notes.contains("does not mean zero") && notes.contains("there are data from"),
        "{notes}"
    );
    let run = mizan(sample(), &["metric", "hires", "--vintage", "1999-01-01.1"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("1999-01-01.1") && run.err.contains("hint:"), "{}", run.err);
}

/// A figure stays what it was when it was published, on all three doors; the public sees releases.
#[test]
fn an_earlier_vintage_stays_as_it_was_published_and_the_public_sees_noise() {
    let home = Home::new();
    let take = |seed: &str| {
        let out = home.beside(seed);
        let out = out.to_str().unwrap();
        home.run(&["synth", "--people", "2500", "--months", "3", "--seed", seed, "--out", out])
            .done();
        home.run(&["ingest", "--synthetic", out]).done();
        home.run(&["build", "--json"]).json()["vintage"].as_str().unwrap().to_owned()
    };
    let first = take("7");
    let command = ["metric", "hires", "--by", "governorate", "--json"];
    let before = home.run(&command).json();
    home.run(&["release"]).done();
    let second = take("8");
    let now = home.run(&command).json();
    assert_ne!(before["rows"], now["rows"], "the second delivery changes the figures");
    let at_first: Vec<&str> = command.into_iter().chain(["--vintage", &first]).collect();
    assert_eq!(home.run(&at_first).json(), before);
    let server = Server::start(&home.path);
    let path = "/api/v1/metrics/hires/figures.json?by=governorate_code";
    assert_eq!(server.json(&format!("{path}&vintage={first}")), before);
    assert_eq!(server.json(path), now);
    let (_, page) = server.get(&format!("/en/figures/hires?by=governorate_code&vintage={first}"));
    assert!(page.contains(before["receipt"]["sha256"].as_str().unwrap()));
    drop(server);

    let public = Server::start_with(&home.path, &["--released"]);
    let noisy = public.json(path);
    assert_eq!(noisy["receipt"]["tier"], "public");
    assert_eq!(
        noisy["receipt"]["vintage"],
        first.as_str(),
        "what was released, not what is newest"
    );
    assert_ne!(noisy["rows"], before["rows"], "counts carry noise");
    let released: Vec<&str> = command.into_iter().chain(["--released"]).collect();
    assert_eq!(home.run(&released).json(), noisy, "the command with --released says the same");
    let (status, body) = public.get(&format!("{path}&vintage={second}"));
    assert_eq!(status, 404, "not released, so not public: {body}");
    let governorates = values(&public, "hires", "governorate_code");
    let (occupations, months) =
        (values(&public, "hires", "occupation_code"), values(&public, "hires", "month"));
    let lists = [
        ("governorate_code", &governorates),
        ("occupation_code", &occupations),
        ("month", &months),
    ];
    // Noise may leave no occupation of so small a market on show.
    let routed: Vec<(&str, &str)> =
        lists.iter().filter_map(|(name, list)| Some((*name, list.first()?.as_str()))).collect();
    assert!(routed.len() >= 2, "{routed:?}");
    let answers = routes(&public, "hires", &routed);
    assert_eq!(answers.len(), 1, "a public cell is the same on every route: {answers:?}");
    for _ in 0..50 {
        assert_eq!(public.json(path), noisy, "repetition does not average the noise away");
    }
    let cell = [("governorate_code", governorates[0].as_str()), ("occupation_code", "7212")];
    let union = "/api/v1/metrics/hires/figures.json?governorate_code=EG-C,EG-GZ";
    assert!(public.get(union).1.contains("free_union"));
    for path in ["/", "/en/market", "/cohorts", "/coverage", "/permits", "/services", "/methods"] {
        let (status, body) = public.get(path);
        assert_eq!(status, 200, "{path}: {}", &body[..body.len().min(2_000)]);
    }
    if public.get("/api/v1/metrics/hires/figures.json?occupation_code=7212").0 == 200 {
        let by =
            public.json("/api/v1/metrics/hires/figures.json?by=governorate_code,occupation_code");
        let rows = by["rows"].as_array().unwrap();
        let alone = single(&public, "hires", &cell);
        let listed = rows.iter().find(|row| {
            row["keys"]
                .as_array()
                .unwrap()
                .iter()
                .all(|key| cell.iter().any(|(name, value)| key[0] == *name && key[1] == *value))
        });
        let listed = listed.unwrap();
        assert_eq!((&alone["value"], &alone["n"]), (&listed["value"], &listed["n"]));
    }
    let key = home.path.join("disclosure.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(&key.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    std::fs::write(&key, "not a key\n").unwrap();
    let run = home.run(&released);
    assert!(run.code != 0 && run.err.contains("64 hexadecimal digits"), "{}", run.err);
}

/// Whoever delivers one small file too early does not move the month of all others.
#[test]
fn one_late_small_delivery_does_not_move_the_month_of_the_country() {
    let home = Home::new();
    let (out, late) = (home.beside("out"), home.beside("late"));
    let (out, late) = (out.to_str().unwrap(), late.to_str().unwrap());
    home.run(&["synth", "--people", "600", "--months", "4", "--out", out]).done();
    let few =
        ["synth", "--people", "500", "--months", "1", "--last-month", "2026-12", "--out", late];
    home.run(&few).done();
    home.run(&["ingest", "--synthetic", out]).done();
    home.run(&["build"]).done();
    let month = |home: &Home| {
        let status = home.run(&["status", "--json"]).json();
        status["published"]["as_of_month"].as_str().unwrap().to_owned()
    };
    let before = month(&home);
    assert_eq!(before, "2026-10");
    let hires = std::fs::read_dir(late)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("hires"));
    home.run(&["ingest", "--synthetic", hires.unwrap().to_str().unwrap()]).done();
    home.run(&["build"]).done();
    assert_eq!(month(&home), before);
    // Where everything of a month has come, the month moves.
    home.run(&["ingest", "--synthetic", late]).done();
    home.run(&["build"]).done();
    assert_eq!(month(&home), "2026-12");
}

#[test]
fn the_receipt_on_the_command_line_says_everything() {
    let run = mizan(sample(), &["metric", "placement_rate_90d", "--receipt"]).done();
    for text in
        ["definition:", "rule:", "sql:", "table: mart_outcomes_by_cohort", "period ", "sha256:"]
    {
        assert!(run.contains(text), "`{text}` is not in {run}");
    }
    assert!(run.contains('ا'), "the definition in Arabic: {run}");
}
