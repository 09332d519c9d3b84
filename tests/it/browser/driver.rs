//! A real browser, driven through the WebDriver protocol.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::support::is_required;

/// The driver's process; it ends with its standard input, so that it never outlives the tests.
struct Driver {
    _child: Child,
    address: String,
}

/// The driver, or `None` with a word where there is no browser and none is required.
fn driver() -> Option<&'static Driver> {
    static DRIVER: OnceLock<Option<Driver>> = OnceLock::new();
    DRIVER
        .get_or_init(|| {
            let script = "chromedriver --port=0 & driver=$!; cat >/dev/null; kill $driver";
            let is_there = Command::new("chromedriver").arg("--version").output().is_ok();
            if !is_there {
                assert!(!is_required("chromium"), "chromedriver is required and absent");
                println!("skipped: no chromedriver on this machine");
                return None;
            }
            let mut child = Command::new("sh")
                .args(["-c", script])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let port: u16 = loop {
                let line = lines.next().expect("chromedriver ended").unwrap();
                if let Some(rest) = line.split("successfully on port ").nth(1) {
                    break rest.trim_end_matches('.').parse().unwrap();
                }
            };
            std::thread::spawn(move || lines.for_each(drop));
            Some(Driver { _child: child, address: format!("http://127.0.0.1:{port}") })
        })
        .as_ref()
}

/// One window of the browser.
pub(super) struct Browser {
    session: String,
}

impl Browser {
    /// Opens a window, or `None` where there is no browser.
    pub(super) fn open(width: u32, height: u32) -> Option<Self> {
        let driver = driver()?;
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            "--font-render-hinting=none",
            "--lang=en",
        ];
        let options = json!({ "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "timeouts": { "script": 60_000, "pageLoad": 60_000 } } } });
        let answer = send("POST", &format!("{}/session", driver.address), Some(&wanted));
        let id = answer["sessionId"].as_str().expect("a session").to_owned();
        let browser = Self { session: format!("{}/session/{id}", driver.address) };
        browser.resize(width, height);
        Some(browser)
    }

    /// Makes the viewport so large, whatever the window's frame.
    pub(super) fn resize(&self, width: u32, height: u32) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// A command of Chromium's own protocol.
    pub(super) fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    pub(super) fn go(&self, address: &str) {
        self.post("url", &json!({ "url": address }));
    }

    pub(super) fn address(&self) -> String {
        send("GET", &format!("{}/url", self.session), None).as_str().unwrap().to_owned()
    }

    /// What a script returns.
    pub(super) fn script(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What a script hands to its last argument.
    pub(super) fn script_later(&self, script: &str) -> Value {
        self.post("execute/async", &json!({ "script": script, "args": [] }))
    }

    /// The only element a selector names.
    pub(super) fn element(&self, selector: &str) -> Element<'_> {
        let wanted = json!({ "using": "css selector", "value": selector });
        let found = self.post("element", &wanted);
        let id = found.as_object().and_then(|one| one.values().next()).and_then(Value::as_str);
        let id = id.unwrap_or_else(|| panic!("no `{selector}` on {}: {found}", self.address()));
        Element { browser: self, id: id.to_owned() }
    }

    /// Presses keys one after the other; whoever has the focus receives them.
    pub(super) fn keys(&self, keys: &[&str]) {
        let actions: Vec<Value> = keys
            .iter()
            .flat_map(|key| {
                [
                    json!({ "type": "keyDown", "value": key }),
                    json!({ "type": "keyUp", "value": key }),
                ]
            })
            .collect();
        let board = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.post("actions", &json!({ "actions": [board] }));
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        send("POST", &format!("{}/{command}", self.session), Some(body))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let _ = agent.delete(&self.session).call();
    }
}

/// An element of the page shown.
pub(super) struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

impl Element<'_> {
    pub(super) fn click(&self) {
        self.browser.post(&format!("element/{}/click", self.id), &json!({}));
    }

    pub(super) fn write(&self, text: &str) {
        self.browser.post(&format!("element/{}/value", self.id), &json!({ "text": text }));
    }

    pub(super) fn text(&self) -> String {
        let address = format!("{}/element/{}/text", self.browser.session, self.id);
        send("GET", &address, None).as_str().unwrap_or_default().to_owned()
    }
}

fn send(method: &str, address: &str, body: Option<&Value>) -> Value {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut response = match body {
        Some(body) => agent.post(address).send_json(body).unwrap(),
        None => agent.get(address).call().unwrap(),
    };
    let mut answer: Value = response.body_mut().with_config().limit(50 << 20).read_json().unwrap();
    let value = answer["value"].take();
    assert!(value["error"].is_null(), "{method} {address}: {value}");
    value
}

/// A package of npm, or `None` with a word where it is absent and not required.
pub(super) fn npm(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("MIZAN_NPM").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/mizan/npm"),
        PathBuf::from,
    );
    let path = folder.join("browser/node_modules").join(file);
    if path.exists() {
        return Some(path);
    }
    assert!(!is_required("npm"), "{} is required and absent", path.display());
    println!("skipped: no {}; `npm ci` of tests/it/browser has not run", path.display());
    None
}
