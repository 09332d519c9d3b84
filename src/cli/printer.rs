//! The one place that writes: answers to standard output, talk and progress to standard error.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mizan_build::Progress;
use serde::Serialize;

/// Writes answers, notes, progress and failures.
#[derive(Debug)]
pub(crate) struct Printer {
    json: bool,
    quiet: bool,
    /// Whether progress goes to a server, a line each.
    as_job: bool,
    bar: Mutex<Option<(&'static str, ProgressBar)>>,
}

impl Printer {
    pub(crate) fn new(json: bool, quiet: bool, as_job: bool) -> Self {
        Self { json, quiet, as_job, bar: Mutex::new(None) }
    }

    /// Whether answers are to be JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Writes an answer: as JSON where asked, else as text.
    pub(crate) fn answer(&self, value: &impl Serialize, text: impl FnOnce() -> String) {
        if self.json {
            self.raw(&format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default()));
        } else {
            self.raw(&text());
        }
    }

    /// Writes text to standard output as it is; a closed pipe is no failure.
    #[expect(clippy::unused_self, reason = "who writes must hold the printer")]
    pub(crate) fn raw(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.is_empty() && !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
        let _ = out.flush();
    }

    /// Says something by the way.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.error_line(text);
        }
    }

    /// Says what failed and what to do about it.
    pub(crate) fn failure(&self, message: &str, hint: Option<&str>) {
        self.end_step();
        self.error_line(&format!("error: {message}"));
        if let Some(hint) = hint {
            self.error_line(&format!("hint: {hint}"));
        }
    }

    /// Draws how far a step is; a step of another name ends the one before.
    pub(crate) fn progress(&self, progress: Progress<'_>) {
        if self.quiet {
            return;
        }
        if self.as_job {
            let Progress { step, item, done, total } = progress;
            let far =
                serde_json::json!({ "step": step, "item": item, "done": done, "total": total });
            self.error_line(&format!("{}{far}", mizan_api::PROGRESS_MARK));
            return;
        }
        let Ok(mut bar) = self.bar.lock() else { return };
        if bar.as_ref().is_none_or(|(step, _)| *step != progress.step) {
            if let Some((_, old)) = bar.take() {
                old.finish();
            }
            *bar = Some((progress.step, new_bar(progress.step, progress.total)));
        }
        if let Some((_, bar)) = bar.as_ref() {
            bar.set_length(progress.total);
            bar.set_position(progress.done);
            bar.set_message(progress.item.to_owned());
        }
    }

    /// Ends the step being drawn.
    pub(crate) fn end_step(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some((_, old)) = bar.take()
        {
            old.finish();
        }
    }

    #[expect(clippy::unused_self, reason = "who writes must hold the printer")]
    fn error_line(&self, text: &str) {
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "{text}");
    }
}

fn new_bar(step: &'static str, total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    // Deliveries and sealed files are of very different sizes: their bytes tell how far it is.
    let place = match step {
        "ingest" | "key" => "{bytes}/{total_bytes} {eta}",
        _ => "{pos}/{len} {elapsed}",
    };
    let style =
        ProgressStyle::with_template(&format!("{{prefix:>10}} {{bar:30}} {place} {{wide_msg}}"));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_prefix(step);
    bar
}
