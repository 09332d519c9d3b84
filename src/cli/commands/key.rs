//! `mizan key new`: makes a key for the vault.

use std::process::ExitCode;

use mizan_ingest::VaultKey;

use crate::arguments::{KeyAction, KeyOptions};
use crate::printer::Printer;

pub(crate) fn run(options: &KeyOptions, printer: &Printer) -> anyhow::Result<ExitCode> {
    let KeyAction::New { file } = &options.action;
    mizan_build::write_secret(file, &VaultKey::generate()?.to_hex())?;
    printer.note(&format!(
        "wrote a new key to `{}`; keep a copy in another place: without it nothing in the vault can be read",
        file.display()
    ));
    Ok(ExitCode::SUCCESS)
}
