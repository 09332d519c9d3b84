//! Listens, serves and stops in good order.

use std::net::SocketAddr;

use mizan_build::Installation;
use tokio::net::TcpListener;

use crate::{App, Error, Result, router};

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
}

/// Serves an installation until the process is told to stop; requests in flight are finished.
///
/// `ready` is told the address once connections are accepted.
pub async fn serve(
    installation: Installation,
    options: ServeOptions,
    ready: &(dyn Fn(SocketAddr) + Sync),
) -> Result<()> {
    let app = App::open(installation, options.is_released, options.is_sample).await?;
    let address = format!("{}:{}", options.address, options.port);
    let failed = |error: std::io::Error| Error::Listen {
        address: address.clone(),
        reason: error.to_string(),
    };
    let listener = TcpListener::bind(&address).await.map_err(failed)?;
    ready(listener.local_addr().map_err(failed)?);
    axum::serve(listener, router(app))
        .with_graceful_shutdown(stop_signal(options.stops_with_stdin))
        .await
        .map_err(failed)
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
