//! How the server bears its readers: one page alone, 64 at once, ten times too many, and a long hour.
//!
//! `cargo bench --bench load -- --home DIR [--path PATH] [--soak-seconds N] page callers overload soak`;
//! without names `page`, `callers` and `overload` are run. The program is the `mizan` beside the
//! bench in Cargo's target folder, or `MIZAN_BIN`; each run prints one JSON line.

mod load {
    //! A server in a process of its own, and callers that keep their connections.
    pub(super) mod client;
    pub(super) mod server;
}

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use load::client::Client;
use load::server::Server;
use mizan_benches::print_line;
use serde_json::{Value, json};

/// What one run asks for.
struct Asked {
    home: String,
    path: String,
    soak_seconds: u64,
    names: Vec<String>,
}

fn main() -> ExitCode {
    let asked = match asked() {
        Ok(asked) => asked,
        Err(reason) => {
            print_line("load", json!({ "error": reason }));
            return ExitCode::from(2);
        }
    };
    let mut failures = 0;
    for name in &asked.names {
        let answer = match name.as_str() {
            "page" => page(&asked),
            "callers" => callers(&asked),
            "overload" => overload(&asked),
            "soak" => soak(&asked),
            other => Err(format!("`{other}` is none of page, callers, overload, soak")),
        };
        match answer {
            Ok(answer) => print_line(name, answer),
            Err(reason) => {
                failures += 1;
                print_line(name, json!({ "error": reason }));
            }
        }
    }
    ExitCode::from(u8::from(failures > 0))
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked {
        home: std::env::var("MIZAN_HOME").unwrap_or_default(),
        path: "/market".into(),
        soak_seconds: 900,
        names: Vec::new(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("`{word}` needs a value"));
        match word.as_str() {
            "--home" => asked.home = value()?,
            "--path" => asked.path = value()?,
            "--soak-seconds" => {
                let text = value()?;
                asked.soak_seconds =
                    text.parse().map_err(|_| format!("`{text}` is no number of seconds"))?;
            }
            "--bench" => {}
            name => asked.names.push(name.to_owned()),
        }
    }
    if asked.home.is_empty() {
        return Err("name an installation with `--home DIR` or MIZAN_HOME".into());
    }
    if asked.names.is_empty() {
        asked.names = ["page", "callers", "overload"].map(str::to_owned).to_vec();
    }
    Ok(asked)
}

/// What callers saw.
#[derive(Default)]
struct Seen {
    milliseconds: Vec<f64>,
    ok: u64,
    refused: u64,
    errors: u64,
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.milliseconds.extend(other.milliseconds);
        self.ok += other.ok;
        self.refused += other.refused;
        self.errors += other.errors;
    }

    /// The given share of all answers came within so many milliseconds.
    fn quantile(&mut self, share: f64) -> f64 {
        if self.milliseconds.is_empty() {
            return f64::NAN;
        }
        self.milliseconds.sort_by(f64::total_cmp);
        let last = self.milliseconds.len() - 1;
        self.milliseconds[((last as f64) * share).round() as usize]
    }
}

/// Callers that ask one after the other until the time is over; `pause` lets each wait between.
fn run(address: &str, path: &str, callers: usize, time: Duration, pause: Duration) -> Seen {
    let total = Mutex::new(Seen::default());
    let is_over = AtomicBool::new(false);
    let started = Instant::now();
    std::thread::scope(|scope| {
        for number in 0..callers {
            let (total, is_over) = (&total, &is_over);
            scope.spawn(move || {
                let mut seen = Seen::default();
                let mut client = Client::new(address);
                // Callers who pause do not all ask at the same moment.
                std::thread::sleep(pause.mul_f64(number as f64 / callers as f64));
                while started.elapsed() < time && !is_over.load(Ordering::Relaxed) {
                    let sent = Instant::now();
                    match client.get(path) {
                        Ok(200) => {
                            seen.ok += 1;
                            seen.milliseconds.push(sent.elapsed().as_secs_f64() * 1e3);
                        }
                        Ok(429 | 503) => seen.refused += 1,
                        Ok(_) | Err(_) => seen.errors += 1,
                    }
                    std::thread::sleep(pause.saturating_sub(sent.elapsed()));
                }
                if let Ok(mut total) = total.lock() {
                    total.add(seen);
                }
            });
        }
    });
    total.into_inner().unwrap_or_default()
}

fn report(seen: &mut Seen, seconds: f64, server: &Server) -> Value {
    json!({
        "answers": seen.ok,
        "answers_per_second": seen.ok as f64 / seconds,
        "refused": seen.refused,
        "errors": seen.errors,
        "p50_ms": seen.quantile(0.50),
        "p95_ms": seen.quantile(0.95),
        "p99_ms": seen.quantile(0.99),
        "server_resident_mb": server.resident_mb(),
    })
}

/// One reader: the first answer of a new process, then warm ones.
fn page(asked: &Asked) -> Result<Value, String> {
    let mut cold = Vec::new();
    for _ in 0..5 {
        let server = Server::start(&asked.home)?;
        let sent = Instant::now();
        match Client::new(&server.address).get(&asked.path)? {
            200 => cold.push(sent.elapsed().as_secs_f64() * 1e3),
            status => return Err(format!("`{}` answers {status}", asked.path)),
        }
    }
    cold.sort_by(f64::total_cmp);
    let server = Server::start(&asked.home)?;
    run(&server.address, &asked.path, 1, Duration::from_secs(2), Duration::ZERO);
    let time = Duration::from_secs(10);
    let mut seen = run(&server.address, &asked.path, 1, time, Duration::ZERO);
    let mut answer = report(&mut seen, time.as_secs_f64(), &server);
    answer["path"] = json!(asked.path);
    answer["cold_ms_median_of_5"] = json!(cold[cold.len() / 2]);
    Ok(answer)
}

/// 64 readers at once, without a pause.
fn callers(asked: &Asked) -> Result<Value, String> {
    let server = Server::start(&asked.home)?;
    run(&server.address, &asked.path, 4, Duration::from_secs(2), Duration::ZERO);
    let time = Duration::from_secs(20);
    let mut seen = run(&server.address, &asked.path, 64, time, Duration::ZERO);
    let mut answer = report(&mut seen, time.as_secs_f64(), &server);
    answer["callers"] = json!(64);
    Ok(answer)
}

/// Ten times the callers that fill the server, for a minute; then one alone again.
fn overload(asked: &Asked) -> Result<Value, String> {
    let server = Server::start(&asked.home)?;
    let pause = Duration::ZERO;
    run(&server.address, &asked.path, 4, Duration::from_secs(2), pause);
    let time = Duration::from_secs(10);
    let mut before = run(&server.address, &asked.path, 64, time, pause);
    let resident_before_mb = server.resident_mb();
    let time = Duration::from_mins(1);
    let mut during = run(&server.address, &asked.path, 640, time, pause);
    let resident_during_mb = server.resident_mb();
    let started = Instant::now();
    let status = Client::new(&server.address).get(&asked.path)?;
    let mut answer = report(&mut during, time.as_secs_f64(), &server);
    answer["callers"] = json!(640);
    answer["highest_load_per_second"] = json!(before.ok as f64 / 10.0);
    answer["p99_ms_before"] = json!(before.quantile(0.99));
    answer["resident_mb_before"] = json!(resident_before_mb);
    answer["resident_mb_during"] = json!(resident_during_mb);
    answer["first_answer_after"] =
        json!({ "status": status, "ms": started.elapsed().as_secs_f64() * 1e3 });
    Ok(answer)
}

/// A long time at 80 % of the highest load: memory at every tenth of it.
fn soak(asked: &Asked) -> Result<Value, String> {
    let server = Server::start(&asked.home)?;
    let time = Duration::from_secs(10);
    let highest = run(&server.address, &asked.path, 64, time, Duration::ZERO).ok as f64 / 10.0;
    let callers = 32;
    let pause = Duration::from_secs_f64(f64::from(callers) / (0.8 * highest).max(0.1));
    let mut seen = Seen::default();
    let mut resident_mb = Vec::new();
    let tenth = Duration::from_secs_f64(asked.soak_seconds as f64 / 10.0);
    for _ in 0..10 {
        seen.add(run(&server.address, &asked.path, callers as usize, tenth, pause));
        resident_mb.push(server.resident_mb());
    }
    let mut answer = report(&mut seen, asked.soak_seconds as f64, &server);
    answer["highest_load_per_second"] = json!(highest);
    answer["resident_mb"] = json!(resident_mb);
    Ok(answer)
}
