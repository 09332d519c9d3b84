//! Alerts by e-mail: one message for one piece of news, in the reader's language, stopped by one click.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::support::{Server, mizan, sample};
use crate::visitor::Browser;

/// A mail server of the test's own, which hands over what it was given.
fn mail_server() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (told, heard) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut out = stream.unwrap();
            let mut lines = BufReader::new(out.try_clone().unwrap()).lines();
            out.write_all(b"220 test\r\n").unwrap();
            while let Some(Ok(line)) = lines.next() {
                let word = line.split_whitespace().next().unwrap_or("").to_uppercase();
                let answer: &[u8] = match word.as_str() {
                    "EHLO" => b"250-test\r\n250 8BITMIME\r\n",
                    "QUIT" => b"221 bye\r\n",
                    "DATA" => {
                        out.write_all(b"354 go on\r\n").unwrap();
                        let text: Vec<String> = lines
                            .by_ref()
                            .map_while(Result::ok)
                            .take_while(|line| line != ".")
                            .collect();
                        if told.send(text.join("\n")).is_err() {
                            return;
                        }
                        b"250 taken over\r\n"
                    }
                    _ => b"250 fine\r\n",
                };
                if out.write_all(answer).is_err() || word == "QUIT" {
                    break;
                }
            }
        }
    });
    (address, heard)
}

#[test]
fn news_goes_out_once_by_email_and_one_click_stops_it() {
    let folder = tempfile::tempdir().unwrap();
    let (address, mails) = mail_server();
    let settings = folder.path().join("mizan.toml");
    let database = folder.path().join("accounts.db");
    let text = format!(
        "[accounts]\nalert_seconds = 1\ndatabase = \"sqlite://{}?mode=rwc\"\n[mail]\nserver = \
         \"{address}\"\nfrom = \"mizan@example.org\"\npublic_url = \"https://mizan.example.org\"\n",
        database.display()
    );
    std::fs::write(&settings, text).unwrap();
    let config = settings.to_str().unwrap();
    let run = |arguments: &[&str]| {
        mizan(sample(), &[arguments, &["--json", "--config", config]].concat()).json()
    };
    run(&["user", "add", "hoda", "--role", "seeker"]);
    let token = run(&["user", "token", "hoda"])["token"].as_str().unwrap().to_owned();
    let server = Server::start_with(sample(), &["--config", config]);
    let mut browser = Browser::with_token(&server, &token);
    let search = |browser: &mut Browser, page: &str, more: &[(&str, &str)]| {
        let mut fields = vec![("title", "my-search"), ("channel", "email")];
        fields.extend_from_slice(more);
        browser.post(page, &fields).status
    };
    let welder = [("address", "/jobs?text=welder")];
    assert_eq!(search(&mut browser, "/en/account/searches", &welder), 400, "no address yet");
    browser.post("/account/profile", &[("shown_name", "Hoda"), ("email", "hoda@example.org")]);
    browser.post("/account/consents", &[("purpose", "notices"), ("agrees", "yes")]);
    for wrong in [
        vec![("address", "/market")],
        vec![("address", "/figures/open_positions?by=month"), ("threshold", "1")],
        vec![("address", "/figures/nothing"), ("threshold", "1")],
        vec![("address", "/figures/open_positions"), ("threshold", "one")],
        vec![("address", "/jobs"), ("quiet_from", "24")],
    ] {
        let status = search(&mut browser, "/en/account/searches", &wrong);
        assert!((400..500).contains(&status), "{wrong:?}: {status}");
    }
    assert_eq!(search(&mut browser, "/en/account/searches", &welder), 303);
    let first = mails.recv_timeout(Duration::from_mins(1)).unwrap();
    assert!(first.contains("To: hoda@example.org"), "{first}");
    assert!(first.contains("Subject: New openings"), "{first}");
    assert!(first.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{first}");
    let stop = |mail: &str| -> String {
        // Long lines are folded, and the transfer encoding may break the body's.
        let joined = mail.replace("\n ", "").replace("=\n", "");
        let header = joined.split("List-Unsubscribe:").nth(1).unwrap();
        let link = header.split("<https://mizan.example.org").nth(1).unwrap();
        link.split('>').next().unwrap().trim().to_owned()
    };
    let link = stop(&first);
    assert!(link.starts_with("/en/stop/s-"), "{link}");

    // A figure beyond its threshold is told once, in Arabic where the page was; one within never.
    let all = [("address", "/figures/open_positions"), ("threshold", "0.5")];
    let none =
        [("address", "/figures/open_positions"), ("threshold", "0.5"), ("direction", "below")];
    assert_eq!(search(&mut browser, "/account/searches", &none), 303);
    assert_eq!(search(&mut browser, "/account/searches", &all), 303);
    let second = mails.recv_timeout(Duration::from_mins(1)).unwrap();
    assert!(second.contains("<https://mizan.example.org/stop/s-"), "{second}");
    let quiet = Instant::now() + Duration::from_secs(3);
    while Instant::now() < quiet {
        let more = mails.recv_timeout(Duration::from_millis(300));
        assert!(more.is_err(), "sent twice: {more:?}");
    }

    // Looking at the link stops nothing; the mail program's one click does, signed in nowhere.
    let mut mail_program = Browser::new(&server);
    assert!(mail_program.get(&link).text().contains("Stop messages"));
    assert!(!browser.get("/en/account").text().contains("Begin again</button>"));
    let answer = mail_program.post(&link, &[("List-Unsubscribe", "One-Click")]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(browser.get("/en/account").text().contains("Begin again</button>"));
    let forged = link.replace("/stop/s-", "/stop/s-0");
    assert_eq!(mail_program.post(&forged, &[]).status, 404);

    // A server killed and started again sends nothing a second time.
    drop(server);
    let server = Server::start_with(sample(), &["--config", config]);
    assert_eq!(server.get("/ready").0, 200);
    let again = mails.recv_timeout(Duration::from_secs(4));
    assert!(again.is_err(), "sent twice: {again:?}");
}
