//! Sign-in with an identity provider: against a real one, and against one that lies.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::{Server, is_required, mizan, root, sample};
use crate::visitor::{Browser, hidden};

/// A provider that ends with the test.
struct Provider {
    child: Child,
    issuer: String,
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Folder with the provider's packages; `None` with a word where they are absent and not required.
fn packages() -> Option<PathBuf> {
    let folder = std::env::var_os("MIZAN_NPM").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/mizan/npm"),
        PathBuf::from,
    );
    let folder = folder.join("openid");
    if folder.join("node_modules/oidc-provider").is_dir() {
        return Some(folder);
    }
    assert!(!is_required("npm"), "oidc-provider is required and absent: {}", folder.display());
    println!("skipped: no {}; `npm ci` of tests/it/openid has not run", folder.display());
    None
}

fn provider(packages: &std::path::Path, kind: &str, redirect: &str) -> Provider {
    let mut child = Command::new("node")
        .arg(root().join("tests/it/openid/provider.mjs"))
        .arg(packages)
        .args([kind, redirect])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let issuer = lines.next().expect("the provider ended before it listened").unwrap();
    // Whoever stops reading ends a program that still writes.
    std::thread::spawn(move || lines.for_each(drop));
    Provider { child, issuer }
}

/// A server that trusts a provider of a kind; both end with the test.
fn serve(kind: &str) -> Option<(Provider, Server, tempfile::TempDir)> {
    let packages = packages()?;
    // The provider must know our address and we the provider's: a port is taken and given back.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let redirect = format!("http://127.0.0.1:{port}/sign-in/provider/return");
    let provider = provider(&packages, kind, &redirect);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("secret"), "between us: +/%\n").unwrap();
    let settings = format!(
        "[accounts]\ndatabase = \"sqlite://{}?mode=rwc\"\n\n[accounts.openid]\nissuer = \"{}\"\n\
         client_id = \"mizan\"\nclient_secret_file = \"{}\"\nredirect_url = \"{redirect}\"\n",
        at("accounts.db"),
        provider.issuer,
        at("secret"),
    );
    std::fs::write(at("mizan.toml"), settings).unwrap();
    let port = port.to_string();
    let server = Server::start_with(sample(), &["--port", &port, "--config", &at("mizan.toml")]);
    Some((provider, server, folder))
}

/// Signs in at the provider's own pages; where it sends the browser back to.
fn at_provider(address: &str, login: &str, server: &Server) -> String {
    let mut browser = Browser::new(server);
    let mut place = address.to_owned();
    let origin: String = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    for _ in 0..12 {
        let answer = browser.get(&place);
        let mut next = answer.header("location");
        if next.is_empty() {
            let page = answer.text();
            let prompt = hidden(&page, "prompt");
            let action = page.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
            let fields = [("prompt", prompt.as_str()), ("login", login), ("password", "any")];
            let target = if action.starts_with('/') {
                format!("{origin}{action}")
            } else {
                action.to_owned()
            };
            next = browser.post(&target, &fields).header("location");
        }
        if next.contains("/sign-in/provider/return") {
            return next;
        }
        place = if next.starts_with('/') { format!("{origin}{next}") } else { next };
    }
    panic!("the provider never sends the browser back");
}

#[test]
fn a_person_signs_in_at_the_provider_and_is_the_same_account_next_time() {
    let Some((_provider, server, folder)) = serve("honest") else { return };
    let page = Browser::new(&server).get("/en/sign-in").text();
    assert!(page.contains("Sign in with the identity provider"));
    let mut ids = Vec::new();
    for login in ["mona", "mona", "samir"] {
        let mut browser = Browser::new(&server);
        let away = browser.get("/en/sign-in/provider?return=%2Faccount").header("location");
        for part in ["code_challenge_method=S256", "nonce=", "state=", "response_type=code"] {
            assert!(away.contains(part), "{part} in {away}");
        }
        let back = at_provider(&away, login, &server);
        let stranger = Browser::new(&server).get(&back);
        assert_eq!(stranger.status, 400, "another browser may not end what this one began");
        let done = browser.get(&back);
        assert_eq!((done.status, done.header("location").as_str()), (303, "/account"));
        let account: serde_json::Value =
            serde_json::from_str(&browser.get("/api/v1/account").text()).unwrap();
        assert_eq!(account["roles"].as_array().unwrap().len(), 0, "rights are given here");
        ids.push(account["account_id"].as_str().unwrap().to_owned());
        assert!(browser.get("/account").text().contains(&format!("{login}@example.org")));
        assert!(browser.get(&back).status >= 400, "a code is good for one sign-in");
    }
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
    let settings = folder.path().join("mizan.toml");
    let list = mizan(sample(), &["user", "list", "--json", "--config", settings.to_str().unwrap()]);
    assert_eq!(list.json()["accounts"].as_array().unwrap().len(), 2);
}

#[test]
fn whatever_a_provider_lies_about_nobody_is_signed_in() {
    let Some((_provider, server, _folder)) = serve("lying") else { return };
    let lies = [
        "key",
        "edited",
        "none",
        "symmetric",
        "issuer",
        "audience",
        "party",
        "nonce",
        "nonceless",
        "expired",
        "future",
        "subject",
    ];
    for lie in lies.into_iter().chain(["truth"]) {
        let mut browser = Browser::new(&server);
        let away = browser.get("/en/sign-in/provider").header("location");
        let parameter = |name: &str| {
            let rest = away.split(&format!("{name}=")).nth(1).unwrap();
            rest.split('&').next().unwrap().to_owned()
        };
        let code = format!("{{\"lie\":\"{lie}\",\"nonce\":\"{}\"}}", parameter("nonce"));
        let back =
            format!("/sign-in/provider/return?code={}&state={}", base64(&code), parameter("state"));
        let answer = browser.get(&back);
        let is_in = browser.get("/api/v1/account").status == 200;
        assert_eq!(is_in, lie == "truth", "{lie}: {}", answer.status);
    }
    println!("{} lies of a provider refused", lies.len());
}

/// URL-safe Base64 without padding.
fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            out.push(char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]));
        }
    }
    out
}
