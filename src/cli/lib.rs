//! The command line: one file per command, all output through one printer.
//!
//! Data goes to standard output, talk and progress to standard error. Exit codes: 0 done,
//! 1 the user must change something, 2 a fault of the program.

mod arguments;
mod commands;
mod failure;
mod printer;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use printer::Printer;

/// Runs the program with the given arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    start_log(arguments.common.verbose);
    let common = &arguments.common;
    let printer = Printer::new(common.json, common.quiet, common.as_job);
    if common.as_job {
        // The server that started this has ended; every step survives it.
        std::thread::spawn(|| {
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            std::process::exit(2);
        });
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failure::report(&printer, &anyhow::Error::from(error)),
    };
    match runtime.block_on(dispatch(&arguments, &printer)) {
        Ok(code) => code,
        Err(error) => failure::report(&printer, &error),
    }
}

async fn dispatch(arguments: &Arguments, printer: &Printer) -> anyhow::Result<ExitCode> {
    let common = &arguments.common;
    match &arguments.command {
        Command::Demo(options) => commands::demo::run(common, options, printer).await,
        Command::Synth(options) => commands::synth::run(options, printer),
        Command::Ingest(options) => commands::ingest::run(common, options, printer).await,
        Command::Deliveries(options) => commands::deliveries::run(common, options, printer).await,
        Command::Quarantine(options) => commands::quarantine::run(common, options, printer).await,
        Command::Build => commands::build::run(common, printer).await,
        Command::Release(options) => commands::release::run(common, options, printer),
        Command::Status => commands::status::run(common, printer).await,
        Command::Doctor => commands::doctor::run(common, printer).await,
        Command::Query(options) => commands::query::run(common, options, printer).await,
        Command::Metric(options) => commands::metric::run(common, options, printer).await,
        Command::Link(options) => commands::link::run(common, options, printer).await,
        Command::Evaluate(options) => commands::evaluate::run(common, options, printer).await,
        Command::Match(options) => commands::matching::run(common, options, printer).await,
        Command::Lineage(options) => commands::lineage::run(common, options, printer),
        Command::Taxonomy(options) => commands::taxonomy::run(common, options, printer),
        Command::Key(options) => commands::key::run(options, printer),
        Command::User(options) => commands::user::run(common, options, printer).await,
        Command::Audit(options) => commands::audit::run(common, options, printer).await,
        Command::Backup(options) => commands::backup::back_up(common, options, printer).await,
        Command::Restore(options) => commands::backup::restore(common, options, printer).await,
        Command::Serve(options) => commands::serve::run(common, options, printer).await,
    }
}

/// Sends log lines to standard error; `MIZAN_LOG` chooses what is said.
fn start_log(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let filter = std::env::var("MIZAN_LOG").unwrap_or_else(|_| format!("warn,mizan={level}"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .try_init();
}
