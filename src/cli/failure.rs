//! Turns an error into a message, a hint and an exit code.

use std::process::ExitCode;

use crate::printer::Printer;

/// Says what failed and what to do, and returns the exit code.
pub(crate) fn report(printer: &Printer, error: &anyhow::Error) -> ExitCode {
    let (hint, is_internal) = advice(error);
    printer.failure(&format!("{error:#}"), hint.as_deref());
    ExitCode::from(if is_internal { 2 } else { 1 })
}

/// The advice an error carries, whichever room it comes from.
fn advice(error: &anyhow::Error) -> (Option<String>, bool) {
    if let Some(error) = error.downcast_ref::<mizan_build::Error>() {
        return (error.hint(), error.is_internal());
    }
    if let Some(error) = error.downcast_ref::<mizan_warehouse::Error>() {
        return (error.hint(), error.is_internal());
    }
    if let Some(error) = error.downcast_ref::<mizan_api::Error>() {
        return (error.hint(), false);
    }
    if let Some(error) = error.downcast_ref::<mizan_accounts::Error>() {
        return (error.hint(), !error.is_mistake());
    }
    if let Some(error) = error.downcast_ref::<mizan_backup::Error>() {
        return (error.hint(), false);
    }
    if let Some(error) = error.downcast_ref::<mizan_audit::Error>() {
        return (error.hint(), false);
    }
    if let Some(error) = error.downcast_ref::<mizan_ingest::Error>() {
        return (error.hint(), false);
    }
    if let Some(error) = error.downcast_ref::<mizan_synth::Error>() {
        return (error.hint(), false);
    }
    if let Some(error) = error.downcast_ref::<mizan_matching::UnknownCode>() {
        return (error.hint(), false);
    }
    if let Some(error) = error.downcast_ref::<mizan_search::Error>() {
        return (error.hint(), false);
    }
    if let Some(error) = error.downcast_ref::<mizan_metrics::Error>() {
        return (error.hint(), error.is_internal());
    }
    if let Some(error) = error.downcast_ref::<mizan_linkage::Error>() {
        return (error.hint(), false);
    }
    if let Some(error) = error.downcast_ref::<mizan_taxonomy::Error>() {
        return (error.hint(), false);
    }
    (None, false)
}
