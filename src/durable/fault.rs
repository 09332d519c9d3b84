//! Faults that tests set through the environment: the process dies or the disk fails at a durable step.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// What happens at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// The process is killed by signal 9, nothing is flushed.
    Kill,
    /// The step fails as on a full disk (`ENOSPC`).
    Full,
    /// The step fails as on a broken device (`EIO`).
    Broken,
}

/// Where it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At the step of this number, counted from 1 over the life of the process.
    Number(u64),
    /// At this and every later step.
    From(u64),
    /// Whenever a step of this name is reached.
    Name(String),
}

/// A fault as `MIZAN_FAULT` writes it: `kill@7` (the seventh step), `full@7+` (it and all that follow),
/// `broken@rows/rename` (each step of that name).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What happens.
    pub harm: Harm,
    /// Where.
    pub place: Place,
}

impl Fault {
    /// Reads the text of the environment variable.
    pub fn parse(text: &str) -> Option<Self> {
        let (harm, place) = text.split_once('@')?;
        let harm = match harm {
            "kill" => Harm::Kill,
            "full" => Harm::Full,
            "broken" => Harm::Broken,
            _ => return None,
        };
        let place = match (place.strip_suffix('+'), place.parse()) {
            (Some(number), _) => Place::From(number.parse().ok()?),
            (None, Ok(number)) => Place::Number(number),
            (None, Err(_)) => Place::Name(place.to_owned()),
        };
        Some(Self { harm, place })
    }

    fn is_at(&self, number: u64, name: &str) -> bool {
        match &self.place {
            Place::Number(at) => *at == number,
            Place::From(at) => number >= *at,
            Place::Name(at) => at == name,
        }
    }
}

struct Plan {
    fault: Option<Fault>,
    log: Option<Mutex<std::fs::File>>,
    reached: AtomicU64,
}

/// The plan of this process: the fault of `MIZAN_FAULT`, and the file of `MIZAN_FAULT_LOG`, to which
/// the name of every reached step is appended.
fn plan() -> &'static Plan {
    static PLAN: OnceLock<Plan> = OnceLock::new();
    PLAN.get_or_init(|| {
        let text = std::env::var("MIZAN_FAULT").unwrap_or_default();
        let log = std::env::var_os("MIZAN_FAULT_LOG")
            .and_then(|path| std::fs::File::options().create(true).append(true).open(path).ok());
        Plan { fault: Fault::parse(&text), log: log.map(Mutex::new), reached: AtomicU64::new(0) }
    })
}

pub(crate) fn reach(kind: &str, act: &str) -> std::io::Result<()> {
    let plan = plan();
    if plan.fault.is_none() && plan.log.is_none() {
        return Ok(());
    }
    let name = format!("{kind}/{act}");
    let number = plan.reached.fetch_add(1, Ordering::SeqCst) + 1;
    if let Some(log) = &plan.log {
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(log, "{name}")?;
    }
    let Some(fault) = plan.fault.as_ref().filter(|fault| fault.is_at(number, &name)) else {
        return Ok(());
    };
    match fault.harm {
        Harm::Kill => {
            // Signal 9 and no call to the operating system that would need unsafe code.
            let _ = std::process::Command::new("sh").args(["-c", "kill -9 $PPID"]).status();
            std::process::abort()
        }
        Harm::Full => Err(std::io::Error::from_raw_os_error(28)),
        Harm::Broken => Err(std::io::Error::from_raw_os_error(5)),
    }
}
