//! E-mail by SMTP to a relay: notices of saved searches, each claimed before it is sent, with a link that stops them.

use std::sync::Arc;
use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{SmtpTransport, Transport};
use mizan_accounts::{Mail, MailOutcome};
use mizan_build::MailSettings;
use mizan_domain::{Language, clock};

use crate::alerts::notice_text;
use crate::problem::Problem;
use crate::state::App;
use crate::words::word;
use crate::{Error, Result};

/// Longest wait for a step of the server.
const STEP_SECONDS: u64 = 20;

/// The way out for e-mail.
#[derive(Clone)]
pub(crate) struct Postman(Arc<Inner>);

struct Inner {
    transport: SmtpTransport,
    from: Mailbox,
    public_url: String,
}

impl Postman {
    /// The server of the settings; nothing where none is named.
    pub(crate) fn of(settings: &MailSettings) -> Result<Option<Self>> {
        let server = settings.server.trim();
        if server.is_empty() {
            return Ok(None);
        }
        let wrong = |key: &'static str, reason: String| Error::Setting { key, reason };
        let (host, port) = server
            .rsplit_once(':')
            .and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)))
            .ok_or_else(|| wrong("mail.server", format!("`{server}` is not `HOST:PORT`")))?;
        let from = settings.from.parse::<Mailbox>();
        let from = from.map_err(|error| wrong("mail.from", error.to_string()))?;
        let public_url = settings.public_url.trim_end_matches('/').to_owned();
        if !public_url.starts_with("https://") && !public_url.starts_with("http://") {
            let reason = "links in messages need the address of this server, such as \
                          `https://mizan.example.org`";
            return Err(wrong("mail.public_url", reason.to_owned()));
        }
        let transport = SmtpTransport::builder_dangerous(host)
            .port(port)
            .timeout(Some(Duration::from_secs(STEP_SECONDS)))
            .build();
        Ok(Some(Self(Arc::new(Inner { transport, from, public_url }))))
    }

    /// Sends one message; blocks.
    fn send(&self, message: &Message) -> MailOutcome {
        match self.0.transport.send(message) {
            Ok(_) => MailOutcome::Sent,
            Err(error) => {
                let is_final = error.is_permanent();
                tracing::warn!(%error, is_final, "an e-mail was not taken over");
                if is_final { MailOutcome::Never } else { MailOutcome::Later }
            }
        }
    }
}

/// Sends what waits and is not kept back by quiet hours; how many messages were taken over.
pub(crate) async fn deliver(app: &App) -> Result<usize, Problem> {
    let Some(postman) = app.postman() else { return Ok(0) };
    let store = app.people().store();
    let now = mizan_accounts::now();
    let (_, minute) = clock::egypt_clock(now);
    let mut sent = 0;
    for mail in store.waiting_mails(now).await? {
        if mail.search.is_quiet((minute / 60) as u8) || app.is_draining() {
            continue;
        }
        let code = store.stop_code(&mail.search.id).await?;
        let message = match letter(&mail, &postman.0.from, &postman.0.public_url, &code) {
            Ok(message) => message,
            Err(reason) => {
                tracing::warn!(reason, "an e-mail could not be written");
                store.settle_mail(&mail, MailOutcome::Never, now).await?;
                continue;
            }
        };
        if !store.claim_mail(&mail.notice.id, now).await? {
            continue;
        }
        let carrier = postman.clone();
        let outcome = tokio::task::spawn_blocking(move || carrier.send(&message)).await;
        let outcome = outcome.map_err(|error| Problem::internal(&error))?;
        store.settle_mail(&mail, outcome, now).await?;
        sent += usize::from(outcome == MailOutcome::Sent);
    }
    Ok(sent)
}

/// The message of a notice, in the language of its search.
fn letter(mail: &Mail, from: &Mailbox, url: &str, code: &str) -> Result<Message, String> {
    let language = if mail.search.language == "en" { Language::English } else { Language::Arabic };
    let prefix = if language == Language::English { "/en" } else { "" };
    // Marks that keep directions of writing apart on pages mean nothing to a mail program.
    let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
    let text = plain(notice_text(language, &mail.search, &mail.notice.content));
    let page = format!("{url}{prefix}{}", mail.notice.address);
    let stop = format!("{url}{prefix}/stop/{code}");
    let body = [
        text.clone(),
        page,
        String::new(),
        plain(word(language, "mail-why", &[("title", &mail.search.title)])),
        word(language, "mail-stop", &[]),
        stop.clone(),
        String::new(),
    ]
    .join("\n");
    let to = mail.to.parse::<Mailbox>().map_err(|error| error.to_string())?;
    let host = url.split("://").nth(1).unwrap_or("mizan");
    let host: String =
        host.chars().take_while(|one| one.is_ascii_alphanumeric() || ".-".contains(*one)).collect();
    let mut message = Message::builder()
        .from(from.clone())
        .to(to)
        .subject(text)
        // The same notice always carries the same id, so that a doubled one could be told.
        .message_id(Some(format!("<{}@{host}>", mail.notice.id)))
        .header(lettre::message::header::ContentType::TEXT_PLAIN)
        .body(body)
        .map_err(|error| error.to_string())?;
    // RFC 2369 and RFC 8058: a button of the mail program stops the messages with one click.
    let headers = message.headers_mut();
    for (name, value) in [
        ("List-Unsubscribe", format!("<{stop}>")),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ("Auto-Submitted", "auto-generated".to_owned()),
    ] {
        headers.insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    }
    Ok(message)
}
