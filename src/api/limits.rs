//! How much at once: requests per caller and second, and requests in flight over all callers.
//!
//! Too much is refused quickly with `429` or `503` and `Retry-After`, so that a flood costs
//! little and the server recovers as soon as it ends.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use mizan_build::ServeSettings;
use tokio::sync::Semaphore;

use crate::problem::Problem;
use crate::state::App;
use crate::tls::Caller;
use crate::words::bilingual;

/// Time a request waits for a place before it is refused.
const WAIT: Duration = Duration::from_millis(500);
/// Callers remembered; beyond it those who are idle are forgotten.
const CALLERS_MAX: usize = 50_000;

/// The limits of one server.
pub(crate) struct Limits {
    places: Arc<Semaphore>,
    callers: Mutex<HashMap<IpAddr, Bucket>>,
    per_second: f64,
    burst: f64,
    trusted_proxies: Vec<IpAddr>,
}

/// A token bucket: what a caller may still ask now.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Limits {
    /// The limits of the settings; 0 requests a second means no limit per caller.
    pub(crate) fn new(settings: &ServeSettings) -> Self {
        Self {
            places: Arc::new(Semaphore::new(settings.requests_at_once.max(1))),
            callers: Mutex::default(),
            per_second: f64::from(settings.requests_per_second_per_caller),
            burst: f64::from(settings.requests_burst_per_caller.max(1)),
            trusted_proxies: settings.trusted_proxies.clone(),
        }
    }

    /// Takes a token of a caller; the time to wait where there is none.
    fn take(&self, caller: IpAddr, now: Instant) -> Result<(), Duration> {
        if self.per_second <= 0.0 {
            return Ok(());
        }
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= CALLERS_MAX {
            let full_after = Duration::from_secs_f64(self.burst / self.per_second);
            callers.retain(|_, bucket| now.duration_since(bucket.at) < full_after);
            if callers.len() >= CALLERS_MAX {
                callers.clear();
            }
        }
        let fresh = Bucket { tokens: self.burst, at: now };
        let bucket = callers.entry(network(caller)).or_insert(fresh);
        let grown = now.duration_since(bucket.at).as_secs_f64() * self.per_second;
        bucket.tokens = (bucket.tokens + grown).min(self.burst);
        bucket.at = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - bucket.tokens) / self.per_second))
        }
    }

    /// Who asks: the peer, or the one a trusted proxy names.
    fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trusted_proxies.contains(&peer) {
            return peer;
        }
        let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        let named = forwarded.unwrap_or_default().rsplit(',').map(str::trim);
        named
            .filter_map(|text| text.parse::<IpAddr>().ok())
            .find(|address| !self.trusted_proxies.contains(address))
            .unwrap_or(peer)
    }
}

/// The network a request comes from, as far as a household or office shares it.
pub(crate) fn origin(app: &App, request: &Request) -> String {
    let peer = request.extensions().get::<ConnectInfo<Caller>>().map(|info| info.0.0.ip());
    let caller = peer.map(|peer| network(app.limits().caller(peer, request.headers())));
    caller.map(|address| address.to_string()).unwrap_or_default()
}

/// One household or office shares an IPv6 network of 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) if address.to_ipv4_mapped().is_none() => {
            IpAddr::V6(Ipv6Addr::from(u128::from(address) & (u128::MAX << 64)))
        }
        other => other,
    }
}

/// Lets a request in, or refuses it at once.
pub(crate) async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    if matches!(request.uri().path(), "/health" | "/ready" | "/metrics") {
        return next.run(request).await;
    }
    let limits = app.limits();
    let language = crate::resources::language(request.headers());
    let peer = request.extensions().get::<ConnectInfo<Caller>>().map(|info| info.0.0.ip());
    if let Some(peer) = peer {
        let caller = limits.caller(peer, request.headers());
        if let Err(wait) = limits.take(caller, Instant::now()) {
            let message = bilingual("problem-too-many-requests", &[]);
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message);
            return later(problem.into_document(language), wait);
        }
    }
    let place = tokio::time::timeout(WAIT, Arc::clone(&limits.places).acquire_owned()).await;
    let Ok(Ok(_place)) = place else {
        let message = bilingual("problem-overloaded", &[]);
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", message);
        return later(problem.into_document(language), Duration::from_secs(1));
    };
    next.run(request).await
}

fn later(mut response: Response, wait: Duration) -> Response {
    let seconds = wait.as_secs_f64().ceil().max(1.0) as u64;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[cfg(test)]
mod tests {
    //! A caller's share, however the clock runs.

    use std::net::IpAddr;
    use std::time::{Duration, Instant};

    use axum::http::HeaderMap;

    use super::Limits;

    fn limits(per_second: u32, burst: u32) -> Limits {
        let mut settings = mizan_build::Settings::load(None).unwrap().serve;
        settings.requests_per_second_per_caller = per_second;
        settings.requests_burst_per_caller = burst;
        settings.trusted_proxies = vec!["10.0.0.1".parse().unwrap()];
        Limits::new(&settings)
    }

    #[test]
    fn a_caller_has_a_burst_and_then_a_rate_and_others_are_not_touched() {
        let limits = limits(10, 5);
        let (one, other): (IpAddr, IpAddr) =
            ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let start = Instant::now();
        for _ in 0..5 {
            assert!(limits.take(one, start).is_ok());
        }
        let wait = limits.take(one, start).unwrap_err();
        assert!(wait <= Duration::from_millis(101), "{wait:?}");
        assert!(limits.take(other, start).is_ok());
        let later = start + Duration::from_secs(1);
        let granted = (0..20).filter(|_| limits.take(one, later).is_ok()).count();
        assert_eq!(granted, 5, "a second refills no more than the burst");
        let granted = (0..1_000)
            .filter(|step| limits.take(one, later + Duration::from_millis(10 * step)).is_ok())
            .count();
        assert!((95..=105).contains(&granted), "{granted} in ten seconds at ten a second");
    }

    #[test]
    fn neighbours_in_one_network_share_and_zero_means_no_limit() {
        let limits = limits(1, 1);
        let now = Instant::now();
        assert!(limits.take("2001:db8::1".parse().unwrap(), now).is_ok());
        assert!(limits.take("2001:db8::2".parse().unwrap(), now).is_err());
        assert!(limits.take("2001:db8:0:1::1".parse().unwrap(), now).is_ok());
        let open = super::tests::limits(0, 1);
        assert!((0..10_000).all(|_| open.take("192.0.2.1".parse().unwrap(), now).is_ok()));
    }

    #[test]
    fn only_a_trusted_proxy_names_the_caller() {
        let limits = limits(1, 1);
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.7, 10.0.0.1".parse().unwrap());
        let caller = |peer: &str| limits.caller(peer.parse().unwrap(), &headers).to_string();
        assert_eq!(caller("10.0.0.1"), "198.51.100.7", "the last hop that is not ours");
        assert_eq!(caller("192.0.2.1"), "192.0.2.1");
    }
}
