//! `mizan serve`: serves the pages and the API until it is told to stop.

use std::process::ExitCode;

use mizan_api::{Launch, ServeOptions as Server, serve};

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
        launch: launch(common),
    };
    let scheme = if installation.settings.serve.tls_key_file.is_some() { "https" } else { "http" };
    serve(installation, server, &|address| {
        printer.note(&format!("serving {scheme}://{address} — stop with Ctrl-C"));
    })
    .await?;
    Ok(ExitCode::SUCCESS)
}

/// How the server starts this program again for the same installation.
pub(crate) fn launch(common: &Common) -> Option<Launch> {
    let program = std::env::current_exe().ok()?;
    let mut options = vec!["--home".into(), common.home.clone().into_os_string()];
    for (name, path) in [
        ("--project", &common.project),
        ("--config", &common.config),
        ("--key", &common.key),
        ("--disclosure-key", &common.disclosure_key),
    ] {
        if let Some(path) = path {
            options.extend([name.into(), path.clone().into_os_string()]);
        }
    }
    Some(Launch { program, options })
}
