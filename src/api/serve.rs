//! Listens, serves and stops in good order.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::time::Duration;

use mizan_build::Installation;
use tokio::net::TcpListener;

use crate::tls::{Caller, TlsListener};
use crate::{App, Error, Launch, Result, router};

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Address to listen on.
    pub address: String,
    /// Port; 0 takes a free one.
    pub port: u16,
    /// Show what has been released to the public, not the newest vintage.
    pub is_released: bool,
    /// Whether the figures are made up, which every page then says.
    pub is_sample: bool,
    /// Stop when standard input ends, so that a server never outlives the program that started it.
    pub stops_with_stdin: bool,
    /// How jobs are started; without it this server does none.
    pub launch: Option<Launch>,
}

/// Serves an installation until the process is told to stop; requests in flight are finished
/// within the time the settings give.
///
/// `ready` is told the address once connections are accepted.
pub async fn serve(
    installation: Installation,
    options: ServeOptions,
    ready: &(dyn Fn(SocketAddr) + Sync),
) -> Result<()> {
    let settings = installation.settings.serve.clone();
    let app = App::open(installation, options.is_released, options.is_sample).await?;
    let address = format!("{}:{}", options.address, options.port);
    let failed = |error: std::io::Error| Error::Listen {
        address: address.clone(),
        reason: error.to_string(),
    };
    let tls = match (&settings.tls_certificate_file, &settings.tls_key_file) {
        (Some(certificate), Some(key)) => Some((certificate, key)),
        (None, None) => None,
        _ => return Err(Error::HalfTls),
    };
    let listener = TcpListener::bind(&address).await.map_err(failed)?;
    let local = listener.local_addr().map_err(failed)?;
    let (stopping, stopped) = tokio::sync::watch::channel(false);
    let stop = {
        let app = app.clone();
        async move {
            stop_signal(options.stops_with_stdin).await;
            app.drain();
            let _ = stopping.send(true);
        }
    };
    let people = app.people().clone();
    let keeper = tokio::spawn({
        let people = people.clone();
        async move { people.keep().await }
    });
    // What is shown to the public is made elsewhere.
    if let Some(launch) = options.launch.filter(|_| !options.is_released) {
        app.start_works(launch)?;
    }
    let works = tokio::spawn(crate::works::keep(app.clone()));
    let alerts = tokio::spawn(crate::alerts::keep(app.clone()));
    let service = router(app)?.into_make_service_with_connect_info::<Caller>();
    let drain = Duration::from_secs(settings.drain_seconds_max);
    let served = match tls {
        Some((certificate, key)) => {
            let listener = TlsListener::new(listener, certificate, key)?;
            ready(local);
            let server = axum::serve(listener, service).with_graceful_shutdown(stop);
            drained(server.into_future(), stopped, drain).await
        }
        None => {
            ready(local);
            let server = axum::serve(listener, service).with_graceful_shutdown(stop);
            drained(server.into_future(), stopped, drain).await
        }
    }
    .map_err(failed);
    keeper.abort();
    alerts.abort();
    works.abort();
    // What was answered last is covered too.
    people.checkpoint().await?;
    served
}

/// Waits for a server; once it stops, requests in flight have so long to end.
async fn drained(
    server: impl Future<Output = std::io::Result<()>>,
    mut stopped: tokio::sync::watch::Receiver<bool>,
    drain: Duration,
) -> std::io::Result<()> {
    let late = async {
        if stopped.wait_for(|is_stopped| *is_stopped).await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(drain).await;
    };
    tokio::select! {
        result = server => result,
        () = late => {
            tracing::warn!("requests were still in flight when the time to stop was over");
            Ok(())
        }
    }
}

/// Ends on Ctrl-C, on SIGTERM, and where wished when standard input ends.
async fn stop_signal(stops_with_stdin: bool) {
    let (ended, end) = tokio::sync::oneshot::channel::<()>();
    if stops_with_stdin {
        // Reading standard input cannot be cancelled, so it gets a thread of its own.
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            let _ = ended.send(());
        });
    }
    let stdin_end = async {
        if end.await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
        () = stdin_end => {}
    }
}
