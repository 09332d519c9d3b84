//! A browser that keeps cookies, follows nothing by itself, and fills the forms of pages.

use std::collections::BTreeMap;

use crate::support::{Answer, Server};

/// Somebody at a page.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    address: String,
    pub cookies: BTreeMap<String, String>,
    /// Sent as a bearer token, where there is one.
    pub token: Option<String>,
    /// Headers sent beside.
    pub headers: Vec<(String, String)>,
}

impl Browser {
    pub fn new(server: &Server) -> Self {
        Self { address: server.address.clone(), ..Self::default() }
    }

    pub fn with_token(server: &Server, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..Self::new(server) }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    /// Sends a form as it stands.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| -> String {
            text.bytes()
                .map(|byte| match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                    _ => format!("%{byte:02X}"),
                })
                .collect()
        };
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let kind = "application/x-www-form-urlencoded";
        self.send("POST", path, Some((kind, body.join("&"))))
    }

    /// Sends a form with the hidden field of a page that holds one.
    pub fn fill(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let html = self.get(page).text();
        let token = hidden(&html, "form");
        let mut all = vec![("form", token.as_str())];
        all.extend_from_slice(fields);
        self.post(path, &all)
    }

    /// Signs in through the page; the answer to the form.
    pub fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        self.fill("/en/sign-in", "/en/sign-in", &[("name", name), ("password", password)])
    }

    pub fn send(&mut self, method: &str, path: &str, body: Option<(&str, String)>) -> Answer {
        self.try_send(method, path, body).expect("the server does not answer")
    }

    /// As `send`; nothing where the server ends before it has answered.
    pub fn try_send(
        &mut self,
        method: &str,
        path: &str,
        body: Option<(&str, String)>,
    ) -> Option<Answer> {
        let url = if path.contains("://") {
            path.to_owned()
        } else {
            format!("http://{}{path}", self.address)
        };
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut headers = self.headers.clone();
        if !cookies.is_empty() {
            headers.push(("Cookie".into(), cookies.join("; ")));
        }
        if let Some(token) = &self.token {
            headers.push(("Authorization".into(), format!("Bearer {token}")));
        }
        let mut response = if let Some((kind, text)) = body {
            let mut request = agent.post(&url).header("Content-Type", kind);
            for (name, value) in &headers {
                request = request.header(name, value);
            }
            request.send(text).ok()?
        } else {
            assert_eq!(method, "GET", "{method} needs a body");
            let mut request = agent.get(&url);
            for (name, value) in &headers {
                request = request.header(name, value);
            }
            request.call().ok()?
        };
        for value in response.headers().get_all("set-cookie") {
            let text = value.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned()))
            .collect();
        let status = response.status().as_u16();
        let bytes = response.body_mut().read_to_vec().ok()?;
        Some(Answer { status, headers, bytes })
    }
}

/// The value of a hidden field of a page.
pub fn hidden(html: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let rest = html.split(&field).nth(1).unwrap_or_else(|| panic!("no field `{name}`: {html}"));
    rest.split('"').next().unwrap().to_owned()
}
