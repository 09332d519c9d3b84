//! Traces for a collector: OTLP over HTTP as JSON, sent in batches by a thread of its own, dropped when it cannot keep up.
//!
//! A span names the route's pattern and never the address: what stands in an address may be a
//! personal value. A caller's `traceparent` (W3C Trace Context) is followed.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::HeaderMap;
use mizan_build::TraceSettings;
use prometheus_client::metrics::counter::Counter;
use serde_json::{Value, json};

use crate::caching::fingerprint;
use crate::{Error, Result};

/// Spans that may wait; more are dropped and counted.
const WAITING_MAX: usize = 4_096;
/// Spans of one request to the collector.
const BATCH_MAX: usize = 512;
const PAUSE: Duration = Duration::from_secs(2);
const STEP: Duration = Duration::from_secs(5);

/// Where a request stands in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    trace: u128,
    span: u64,
    /// Span of the caller; 0 where it began here.
    parent: u64,
}

/// A span on its way out.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) place: Place,
    pub(crate) name: String,
    /// Whether it answers a request; else it is a step within one.
    pub(crate) is_request: bool,
    pub(crate) began: SystemTime,
    pub(crate) ended: SystemTime,
    /// HTTP status; 0 for a step.
    pub(crate) status: u16,
}

tokio::task_local! {
    static CURRENT: Option<Place>;
}

/// Where the request being answered stands; nothing where it is not traced.
pub(crate) fn current() -> Option<Place> {
    CURRENT.try_with(|place| *place).unwrap_or_default()
}

/// Answers within a trace.
pub(crate) async fn within<T>(place: Option<Place>, work: impl Future<Output = T>) -> T {
    CURRENT.scope(place, work).await
}

/// Sends spans to a collector.
#[derive(Clone)]
pub(crate) struct Tracer(Arc<Inner>);

struct Inner {
    give: SyncSender<Span>,
    share: f64,
    seed: u64,
    numbers: AtomicU64,
    dropped: Counter,
}

impl Tracer {
    /// The collector of the settings; nothing where none is named.
    pub(crate) fn of(settings: &TraceSettings, dropped: &Counter) -> Result<Option<Self>> {
        let text = settings.endpoint.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = |reason: String| Error::Setting { key: "traces.endpoint", reason };
        let url = url::Url::parse(text).map_err(|error| wrong(error.to_string()))?;
        let Some(host) = url.host_str().filter(|_| url.scheme() == "http") else {
            return Err(wrong("`http://HOST:PORT/v1/traces` of a collector beside us".into()));
        };
        let address = format!("{host}:{}", url.port_or_known_default().unwrap_or(80));
        let path = url.path().to_owned();
        let (give, take) = sync_channel(WAITING_MAX);
        let counter = dropped.clone();
        std::thread::Builder::new()
            .name("traces".into())
            .spawn(move || send_all(&take, &address, &path, &counter))
            .map_err(|error| wrong(error.to_string()))?;
        let seed = fingerprint(&(SystemTime::now(), std::process::id(), "traces"));
        let share = settings.share.clamp(0.0, 1.0);
        let (numbers, dropped) = (AtomicU64::new(0), dropped.clone());
        Ok(Some(Self(Arc::new(Inner { give, share, seed, numbers, dropped }))))
    }

    /// Where a new request stands; nothing where it is not traced.
    pub(crate) fn begin(&self, headers: &HeaderMap) -> Option<Place> {
        let sent = headers.get("traceparent").and_then(|value| value.to_str().ok());
        if let Some((trace, parent, is_sampled)) = sent.and_then(caller) {
            return is_sampled.then(|| Place { trace, span: self.number(), parent });
        }
        let drawn = self.number() as f64 / u64::MAX as f64;
        if drawn >= self.0.share {
            return None;
        }
        let trace = (u128::from(self.number()) << 64) | u128::from(self.number());
        Some(Place { trace, span: self.number(), parent: 0 })
    }

    /// A step within a request.
    pub(crate) fn step(&self, place: Place) -> Place {
        Place { trace: place.trace, span: self.number(), parent: place.span }
    }

    /// Sends a span, or drops it where too many wait.
    pub(crate) fn end(&self, span: Span) {
        if self.0.give.try_send(span).is_err() {
            self.0.dropped.inc();
        }
    }

    /// A number that no other span of this or another run has, as far as 64 bits go; never 0.
    fn number(&self) -> u64 {
        let next = self.0.numbers.fetch_add(1, Ordering::Relaxed);
        fingerprint(&(self.0.seed, next)).max(1)
    }
}

/// Reads `00-<trace>-<span>-<flags>`; nothing where it has another form.
fn caller(text: &str) -> Option<(u128, u64, bool)> {
    let mut parts = text.trim().split('-');
    let version = parts.next().filter(|part| part.len() == 2 && *part != "ff")?;
    u8::from_str_radix(version, 16).ok()?;
    let trace = parts.next().filter(|part| part.len() == 32)?;
    let span = parts.next().filter(|part| part.len() == 16)?;
    let flags = parts.next().filter(|part| part.len() == 2)?;
    let trace = u128::from_str_radix(trace, 16).ok().filter(|trace| *trace != 0)?;
    let span = u64::from_str_radix(span, 16).ok().filter(|span| *span != 0)?;
    Some((trace, span, u8::from_str_radix(flags, 16).ok()? & 1 == 1))
}

/// Collects spans and sends them; ends with the last giver.
fn send_all(take: &Receiver<Span>, address: &str, path: &str, dropped: &Counter) {
    let mut is_told = false;
    loop {
        let Ok(first) = take.recv() else { return };
        let mut spans = vec![first];
        let until = std::time::Instant::now() + PAUSE;
        while spans.len() < BATCH_MAX {
            let rest = until.saturating_duration_since(std::time::Instant::now());
            match take.recv_timeout(rest) {
                Ok(span) => spans.push(span),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        let body = document(&spans).to_string();
        match post(address, path, &body) {
            Ok(()) => is_told = false,
            Err(error) => {
                dropped.inc_by(spans.len() as u64);
                // Once for each time the collector goes away, not once a batch.
                if !std::mem::replace(&mut is_told, true) {
                    tracing::warn!(%error, address, "the collector of traces does not take them");
                }
            }
        }
    }
}

fn post(address: &str, path: &str, body: &str) -> std::io::Result<()> {
    let place = address.to_socket_addrs()?.next();
    let place = place.ok_or_else(|| std::io::Error::other("no such host"))?;
    let mut stream = TcpStream::connect_timeout(&place, STEP)?;
    stream.set_read_timeout(Some(STEP))?;
    stream.set_write_timeout(Some(STEP))?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    // `HTTP/1.1 200`
    if &answer[9..10] == b"2" {
        return Ok(());
    }
    Err(std::io::Error::other(format!("it answers {}", String::from_utf8_lossy(&answer))))
}

/// Spans as OTLP writes them in JSON.
fn document(spans: &[Span]) -> Value {
    let text = |key: &str, value: &str| json!({ "key": key, "value": { "stringValue": value } });
    let nanos = |time: SystemTime| {
        time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos()).to_string()
    };
    let spans: Vec<Value> = spans
        .iter()
        .map(|span| {
            let mut attributes = Vec::new();
            if let (true, Some((method, route))) = (span.is_request, span.name.split_once(' ')) {
                attributes.push(text("http.request.method", method));
                attributes.push(text("http.route", route));
                let status = json!({ "intValue": span.status.to_string() });
                attributes.push(json!({ "key": "http.response.status_code", "value": status }));
            }
            let mut value = json!({
                "traceId": format!("{:032x}", span.place.trace),
                "spanId": format!("{:016x}", span.place.span),
                "name": span.name,
                "kind": if span.is_request { 2 } else { 1 },
                "startTimeUnixNano": nanos(span.began),
                "endTimeUnixNano": nanos(span.ended),
                "attributes": attributes,
                "status": if span.status >= 500 { json!({ "code": 2 }) } else { json!({}) },
            });
            if span.place.parent != 0 {
                value["parentSpanId"] = json!(format!("{:016x}", span.place.parent));
            }
            value
        })
        .collect();
    let resource =
        [text("service.name", "mizan"), text("service.version", env!("CARGO_PKG_VERSION"))];
    json!({ "resourceSpans": [{
        "resource": { "attributes": resource },
        "scopeSpans": [{ "scope": { "name": "mizan" }, "spans": spans }],
    }] })
}

#[cfg(test)]
mod tests {
    //! The caller's header, and a collector that hears what was sent.

    use super::*;

    #[test]
    fn a_callers_trace_is_followed_and_a_broken_header_is_none() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let (trace, span, is_sampled) = caller(good).unwrap();
        assert_eq!(format!("{trace:032x}"), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!((span, is_sampled), (0x00f0_67aa_0ba9_02b7, true));
        assert!(!caller(&good.replace("-01", "-00")).unwrap().2);
        for wrong in [
            "",
            "00-0-0-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473x-00f067aa0ba902b7-01",
        ] {
            assert_eq!(caller(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn spans_reach_a_collector_and_are_counted_where_there_is_none() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        let dropped = Counter::default();
        let settings = TraceSettings { endpoint, share: 1.0 };
        let tracer = Tracer::of(&settings, &dropped).unwrap().unwrap();
        let place = tracer.begin(&HeaderMap::new()).unwrap();
        let now = SystemTime::now();
        let span = |place, name: &str, is_request, status| Span {
            place,
            name: name.to_owned(),
            is_request,
            began: now,
            ended: now,
            status,
        };
        tracer.end(span(tracer.step(place), "query", false, 0));
        tracer.end(span(place, "GET /jobs/{id}", true, 500));
        let (mut stream, _) = listener.accept().unwrap();
        let mut heard = String::new();
        let mut chunk = [0; 4096];
        while !heard.ends_with("}]}]}]}") {
            let length = stream.read(&mut chunk).unwrap();
            assert!(length > 0, "{heard}");
            heard += &String::from_utf8_lossy(&chunk[..length]);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        drop((stream, listener));
        let (head, body) = heard.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /v1/traces HTTP/1.1"), "{head}");
        let body: Value = serde_json::from_str(body).unwrap();
        let spans = &body["resourceSpans"][0]["scopeSpans"][0]["spans"];
        assert_eq!(spans[0]["parentSpanId"], spans[1]["spanId"]);
        assert_eq!(spans[1]["attributes"][1]["value"]["stringValue"], "/jobs/{id}");
        assert_eq!(spans[1]["status"]["code"], 2);
        assert_eq!(dropped.get(), 0);
        let wrong = TraceSettings { endpoint: "ftp://x".into(), share: 1.0 };
        assert!(Tracer::of(&wrong, &dropped).is_err());
        let none = TraceSettings { endpoint: String::new(), share: 1.0 };
        assert!(Tracer::of(&none, &dropped).unwrap().is_none());
    }
}
