//! `mizan serve`: serves the pages and the API until it is told to stop.

use std::process::ExitCode;

use mizan_api::{ServeOptions as Server, serve};

use crate::arguments::{Common, ServeOptions};
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &ServeOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open_existing()?;
    let server = Server {
        address: options
            .address
            .clone()
            .unwrap_or_else(|| installation.settings.serve.address.clone()),
        port: options.port.unwrap_or(installation.settings.serve.port),
        is_released: options.released,
        is_sample: installation.is_sample(),
        stops_with_stdin: options.stop_with_stdin,
    };
    let scheme = if installation.settings.serve.tls_key_file.is_some() { "https" } else { "http" };
    serve(installation, server, &|address| {
        printer.note(&format!("serving {scheme}://{address} — stop with Ctrl-C"));
    })
    .await?;
    Ok(ExitCode::SUCCESS)
}
