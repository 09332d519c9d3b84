//! Deliveries through the browser and jobs of the server: bounded, of the own office, surviving a kill.

use std::time::{Duration, Instant};

use crate::support::{Answer, Server, mizan, sample};
use crate::visitor::Browser;

const HEAD: &str = "hire_no,vacancy_no,national_id,establishment_tax_no,occupation_code,governorate_code,started_on,wage_egp_month";

fn delivery() -> String {
    let mut rows = String::new();
    for row in 1..=3 {
        rows += &format!(
            "UP-{row},V-1,9050615241000{row},123-456-789,7212,EG-MN,2026-10-0{row},7200\n"
        );
    }
    format!("{HEAD}\n{rows}UP-4,V-1,90506152410004,123-456-789,7212,EG-MN,2026-02-31,7200\n")
}

/// Sends the form of the page with a file.
fn upload(browser: &mut Browser, source: &str, name: &str, content: &str) -> Answer {
    let page = browser.get("/en/uploads").text();
    let token = page.split("/uploads/file?form=").nth(1).unwrap().split('"').next().unwrap();
    let mut body = String::new();
    for (field, text) in [("source", source), ("month", "2026-10")] {
        body += &format!(
            "--limit\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n"
        );
    }
    body += &format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n{content}\r\n--limit--\r\n"
    );
    let path = format!("/en/uploads/file?form={token}");
    browser.send("POST", &path, Some(("multipart/form-data; boundary=limit", body)))
}

/// Asks a page again and again until it says something.
fn wait_for(browser: &mut Browser, page: &str, words: &str) -> String {
    let deadline = Instant::now() + Duration::from_mins(4);
    loop {
        let text = browser.get(page).text();
        if text.contains(words) {
            return text;
        }
        assert!(Instant::now() < deadline, "`{words}` never came: {text}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn an_officer_delivers_in_the_browser_and_a_killed_server_takes_its_work_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    // A copy of a home that others write to meanwhile.
    let backup = folder.path().join("backup");
    mizan(sample(), &["backup", backup.to_str().unwrap()]).done();
    mizan(&home, &["restore", backup.to_str().unwrap()]).done();
    for key in ["vault.key", "audit.key"] {
        std::fs::copy(sample().join(key), home.join(key)).unwrap();
    }
    let settings = folder.path().join("mizan.toml");
    let text = "[ingest]\nprofile = \"synthetic\"\n[uploads]\nmegabytes_max = 1\n\
        [uploads.sources_by_office]\nOF-7 = [\"hires\"]\n";
    std::fs::write(&settings, text).unwrap();
    let config = settings.to_str().unwrap();
    let password = |name: &str, role: &str| -> String {
        let made = mizan(&home, &["user", "add", name, "--role", role, "--json"]).json();
        made["password"].as_str().unwrap().to_owned()
    };
    let (nadia, other) = (password("nadia", "officer:OF-7"), password("other", "officer:OF-8"));
    let keeper = password("keeper", "administrator");
    let server = Server::start_with(&home, &["--config", config]);
    let before = server.get("/ready").1;
    let mut officer = Browser::new(&server);
    officer.sign_in("nadia", &nadia);

    // What is refused: another site's form, a source of another office, too long a file, none.
    let kind = "multipart/form-data; boundary=limit";
    let foreign = officer.send("POST", "/en/uploads/file", Some((kind, String::new())));
    assert_eq!(foreign.status, 403);
    assert_eq!(upload(&mut officer, "vacancies", "v.csv", "a,b\n1,2\n").status, 403);
    assert_eq!(upload(&mut officer, "nothing", "v.csv", "a,b\n1,2\n").status, 400);
    assert_eq!(upload(&mut officer, "hires", "v.csv", "").status, 400);
    assert_eq!(upload(&mut officer, "hires", "v.csv", &"x".repeat(1_000_500)).status, 413);
    assert!(officer.get("/en/uploads").text().contains("Nothing yet"));
    let rest = std::fs::read_dir(home.join("staging/uploads")).unwrap().count();
    assert_eq!(rest, 0, "what was refused leaves nothing");

    // What is right is read, its account closes, and only the own office sees it.
    let sent = upload(&mut officer, "hires", "../../hires_2026-10.csv", &delivery());
    assert_eq!(sent.status, 303, "{}", sent.text());
    let page = wait_for(&mut officer, "/en/uploads", "4 = 3 + 1 + 0");
    assert!(page.contains(">hires_2026-10.csv<"), "{page}");
    let link = page.split("/deliveries/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(officer.get(&format!("/en/deliveries/{link}")).status, 200);
    let mut stranger = Browser::new(&server);
    stranger.sign_in("other", &other);
    assert!(!stranger.get("/en/uploads").text().contains("hires_2026-10.csv"));
    let rest = std::fs::read_dir(home.join("staging/uploads")).unwrap().count();
    assert_eq!(rest, 0, "the unsealed file is gone");

    // A build is asked for, its server is killed, the next one completes it; readers switch over.
    let mut administrator = Browser::new(&server);
    administrator.sign_in("keeper", &keeper);
    let page = administrator.get("/en/operations").text();
    assert!(!page.contains("hires_2026-10.csv"), "administrators see no names of files");
    administrator.fill("/en/operations", "/en/operations/run", &[("kind", "build")]);
    wait_for(&mut administrator, "/en/operations", "<progress");
    drop(server);
    let server = Server::start_with(&home, &["--config", config]);
    let mut administrator = Browser::new(&server);
    administrator.sign_in("keeper", &keeper);
    assert!(!administrator.get("/en/operations").text().contains("Not done"));
    // One that waits behind it is stopped before it begins.
    administrator.fill("/en/operations", "/en/operations/run", &[("kind", "build")]);
    let id = administrator.get("/en/operations").text();
    let id = id.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    administrator.fill("/en/operations", "/en/operations/stop", &[("id", &id)]);
    assert!(administrator.get("/en/operations").text().contains("Stopped"));
    let deadline = Instant::now() + Duration::from_mins(4);
    while server.get("/ready").1 == before {
        let page = administrator.get("/en/operations").text();
        assert!(!page.contains("Not done") && Instant::now() < deadline, "{page}");
        std::thread::sleep(Duration::from_millis(200));
    }
    let record = mizan(&home, &["audit", "show", "--limit", "500", "--json"]).done();
    assert!(record.contains("upload") && record.contains("OF-7") && !record.contains("hires_2026"));
}
