//! Bad input: one clear message, a hint, exit code 1, nothing half-done, no panic.

use std::fs;
use std::path::Path;

use crate::support::{Home, Run, root};

fn check(run: Run, message: &str) {
    let text = format!("{}{}", run.out, run.err);
    assert_eq!(run.code, 1, "{text}");
    assert!(text.contains(message), "`{message}` is not in: {text}");
    assert!(!text.contains("panicked"), "{text}");
}

#[test]
fn wrong_commands_and_files_are_named() {
    let home = Home::new();
    let file = home.beside("notes.csv");
    fs::write(&file, "some,other,table\n1,2,3\n").unwrap();
    let file = file.to_str().unwrap();
    let cases: &[(&[&str], &str)] = &[
        (&["build", "--project", "/nowhere"], "/nowhere"),
        (&["ingest", "/nowhere/file.csv"], "/nowhere/file.csv"),
        (&["ingest", file], "notes.csv"),
        (&["ingest", file, "--source", "no_such_source"], "no_such_source"),
        (&["query", "select 1"], "nothing has been published"),
        (&["serve", "--port", "0"], "nothing has been published"),
        (&["deliveries", "--source", "x'; drop"], "no source is called"),
        (&["quarantine", "show", "0000"], "no refused rows of a delivery `0000`"),
        (&["status", "--config", "/nowhere.toml"], "/nowhere.toml"),
        (&["taxonomy", "import", "/nowhere"], "/nowhere"),
        (&["ingest", file, "--month", "2026-13"], "2026-13"),
        (&["no-such-command"], "no-such-command"),
    ];
    for (arguments, message) in cases {
        check(home.run(arguments), message);
    }
}

#[test]
fn a_home_of_a_newer_program_is_refused() {
    let home = Home::new();
    home.run(&["build"]).done();
    fs::write(home.path.join("mizan-home"), "99\n").unwrap();
    check(home.run(&["status"]), "format 99");
}

#[test]
fn a_busy_port_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let run = crate::support::mizan(crate::support::sample(), &["serve", "--port", &port]);
    check(run, &port);
}

#[test]
fn a_wrong_setting_is_named_with_its_line() {
    let home = Home::new();
    let file = home.beside("own.toml");
    fs::write(&file, "[serve]\nprot = 1\n").unwrap();
    check(home.run(&["status", "--config", file.to_str().unwrap()]), "prot");
    fs::write(&file, "[matching.weights]\nskills = -1.0\n").unwrap();
    check(home.run(&["status", "--config", file.to_str().unwrap()]), "skills");
}

/// Copies the declarations, changes one file and builds.
fn build_with(file: &str, change: impl Fn(&str) -> String) -> Run {
    let home = Home::new();
    let project = home.beside("project");
    copy(&root().join("pipelines"), &project.join("pipelines"));
    let path = project.join("pipelines").join(file);
    let text = fs::read_to_string(&path).unwrap_or_default();
    fs::write(&path, change(&text)).unwrap();
    home.run(&["build", "--project", project.to_str().unwrap()])
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

#[test]
fn broken_declarations_name_the_file_or_model() {
    check(build_with("sources/hires.toml", |_| "name = 3".into()), "pipelines/sources/hires.toml");
    check(
        build_with("marts/mart_courses.sql", |sql| sql.replace("core_cohort", "core_cohrt")),
        "reads unknown table `core_cohrt`",
    );
    check(
        build_with("core/core_month.sql", |_| "select 1 as a from core_vacancy_month".into()),
        "read each other in a circle",
    );
    check(build_with("marts/mart_courses.sql", |_| "selec".into()), "model `mart_courses`");
}
