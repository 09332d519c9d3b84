//! Backups of a served installation: put back they answer the same, killed they leave nothing half.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Home, Server, mizan, mizan_in, sample, sample_server};
use crate::visitor::Browser;

const KEYS: [&str; 3] = ["vault.key", "audit.key", "disclosure.key"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn a_backup_made_while_people_write_gives_back_all_they_were_told_is_kept() {
    let server = sample_server();
    let folder = tempfile::tempdir().unwrap();
    let (backup, home) = (folder.path().join("backup"), folder.path().join("home"));
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    mizan(sample(), &["user", "add", "backup-writer", "--role", "seeker", "--json"]).done();
    let token = mizan(sample(), &["user", "token", "backup-writer", "--json"]).json();
    let token = token["token"].as_str().unwrap().to_owned();
    let mut writer = Browser::with_token(server, &token);
    let mut write = move |number: usize| -> String {
        let body = format!("{{\"field\":\"f\",\"proposed\":\"{number}\"}}");
        let sent = Some(("application/json", body));
        let answer = writer.send("POST", "/api/v1/account/corrections", sent);
        let answer: Value = serde_json::from_str(&answer.text()).unwrap();
        answer["correction_id"].as_str().unwrap().to_owned()
    };
    let before: Vec<String> = (0..5).map(&mut write).collect();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let others = std::thread::spawn(move || {
        let mut number = 5;
        while stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
            write(number);
            number += 1;
        }
        number
    });
    let said = mizan(sample(), &["backup", &text(&backup), "--json"]).json();
    stop.send(()).unwrap();
    assert!(others.join().unwrap() >= 5);
    assert!(said["files"].as_u64().unwrap() > 100 && said["accounts"].as_u64().unwrap() > 0);

    // No key is inside, under any name; what was sealed is the same sealed bytes.
    let secrets: Vec<String> = KEYS
        .iter()
        .filter_map(|name| fs::read_to_string(sample().join(name)).ok())
        .map(|key| key.trim().to_owned())
        .collect();
    assert!(secrets.len() >= 2, "the sample has keys of its own");
    let mut all = Vec::new();
    files(&backup, &mut all);
    for path in &all {
        let bytes = fs::read(path).unwrap();
        for secret in &secrets {
            let holds = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!holds, "a key lies in {}", path.display());
        }
    }
    let original = all.iter().find(|path| path.parent().unwrap().ends_with("originals")).unwrap();
    let kept = sample().join("originals").join(original.file_name().unwrap());
    assert!(fs::read(original).unwrap() == fs::read(kept).unwrap());
    // Anybody can check it without the program.
    let sums = std::process::Command::new("sha256sum")
        .args(["--check", "--quiet", "SHA256SUMS"])
        .current_dir(&backup)
        .status();
    assert!(sums.unwrap().success());

    mizan(&home, &["restore", &text(&backup), "--verify"]).done();
    assert!(!home.exists(), "checking makes nothing");
    mizan(&home, &["restore", &text(&backup)]).done();
    for key in KEYS {
        assert!(!home.join(key).exists(), "{key}");
        if sample().join(key).exists() {
            fs::copy(sample().join(key), home.join(key)).unwrap();
        }
    }
    let verified = mizan(&home, &["audit", "verify", "--json"]).json();
    assert_eq!(verified["findings"].as_array().unwrap().len(), 0, "{verified}");
    let shown = mizan(&home, &["audit", "show", "--json"]).json();
    assert!(shown.to_string().contains("restore"), "{shown}");
    let question = ["metric", "open_positions", "--by", "governorate_code", "--json"];
    assert_eq!(mizan(&home, &question).done(), mizan(sample(), &question).done());
    assert!(mizan(&home, &["quarantine", "list"]).code == 0, "the sealed rows open with the key");
    let again = Server::start(&home);
    let mut browser = Browser::with_token(&again, &token);
    let data: Value = serde_json::from_str(&browser.get("/account/data.json").text()).unwrap();
    let found: BTreeSet<&str> = data["account"]["corrections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert!(before.iter().all(|id| found.contains(id.as_str())), "an acknowledged write is lost");
    assert_eq!(browser.get("/en/market").status, 200);
    let (status, jobs) = again.get("/en/jobs?text=welder");
    assert!(status == 200 && jobs.contains("/en/jobs/"), "the index came along");

    // A home that holds something is not overwritten.
    let refused = mizan(&home, &["restore", &text(&backup)]);
    assert!(refused.code != 0 && refused.err.contains("--force"), "{}", refused.err);
    // A damaged one is named by file and refused.
    fs::write(original, "other bytes").unwrap();
    let damaged = mizan(&home, &["restore", &text(&backup), "--verify"]);
    assert!(damaged.code != 0 && damaged.out.contains("originals/"), "{}", damaged.out);
    assert!(mizan(&home, &["restore", &text(&backup), "--force"]).code != 0);
    assert!(home.join("published").exists());
}

/// A home with one delivery: small, so that every step can be a kill's.
fn small() -> Home {
    let home = Home::new();
    let path = home.beside("hires_2026-01.csv");
    let head = "hire_no,vacancy_no,national_id,establishment_tax_no,occupation_code,governorate_code,started_on,wage_egp_month";
    let row = "H-1,V-1,90506152410001,123-456-789,7212,EG-MN,2026-01-05,7200";
    fs::write(&path, format!("{head}\n{row}\n")).unwrap();
    home.run(&["ingest", "--synthetic", path.to_str().unwrap()]).done();
    home.run(&["user", "add", "nour", "--role", "administrator"]).done();
    home
}

#[test]
fn a_kill_at_any_step_leaves_no_half_backup_and_no_half_home() {
    let home = small();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let log = home.beside("steps");
    let whole = home.beside("whole");
    mizan_in(&home.path, &[("MIZAN_FAULT_LOG", &text(&log))], &["backup", &text(&whole)]).done();
    let steps = |log: &Path| fs::read_to_string(log).unwrap().lines().count();
    let count = steps(&log);
    assert!(count > 20, "{count} steps");
    // The first, some in the middle, and each of the last ten, where names are given.
    let places = |count: usize| -> Vec<usize> {
        (1..=3).chain((4..count).step_by(count / 4)).chain(count - 9..=count).collect()
    };
    for place in places(count) {
        let to = home.beside("half");
        let fault = format!("kill@{place}");
        let killed = mizan_in(&home.path, &[("MIZAN_FAULT", &fault)], &["backup", &text(&to)]);
        assert!(killed.code != 0, "{fault}");
        if to.exists() {
            home.run(&["restore", &text(&to), "--verify"]).done();
            fs::remove_dir_all(&to).unwrap();
        }
        home.run(&["backup", &text(&to)]).done();
        home.run(&["restore", &text(&to), "--verify"]).done();
        fs::remove_dir_all(&to).unwrap();
    }
    let log = home.beside("restore-steps");
    let again = home.beside("again");
    mizan_in(&again, &[("MIZAN_FAULT_LOG", &text(&log))], &["restore", &text(&whole)]).done();
    for place in places(steps(&log)) {
        let target = home.beside("target");
        let fault = format!("kill@{place}");
        let killed = mizan_in(&target, &[("MIZAN_FAULT", &fault)], &["restore", &text(&whole)]);
        assert!(killed.code != 0, "{fault}");
        if !target.join("mizan-home").exists() {
            assert!(!target.exists(), "{fault} left half a home");
            mizan(&target, &["restore", &text(&whole)]).done();
        }
        let users = mizan(&target, &["user", "list"]).done();
        assert!(users.contains("nour"), "{users}");
        mizan(&target, &["deliveries"]).done();
        fs::remove_dir_all(&target).unwrap();
    }
}

#[test]
fn a_full_disk_ends_a_backup_with_one_clear_error() {
    let home = small();
    let to = home.beside("full");
    let full = [("MIZAN_FAULT", "full@backup/write")];
    let said = mizan_in(&home.path, &full, &["backup", to.to_str().unwrap()]);
    assert!(said.code != 0 && said.err.contains("free space"), "{}", said.err);
    assert!(!to.exists());
    home.run(&["backup", to.to_str().unwrap()]).done();
}
