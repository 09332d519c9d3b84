//! `mizan match`: people to openings, openings to people, cohorts to openings, populations under capacity.

mod candidates;
mod cohort;
mod explain;
mod openings;
mod refer;

use std::process::ExitCode;

use mizan_build::{Edition, Installation, Market};
use mizan_warehouse::{Session, Vintage};

use crate::arguments::Common;
use crate::arguments::matching::{MatchAction, MatchOptions};
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &MatchOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open()?;
    match &options.action {
        MatchAction::Openings(options) => openings::run(&installation, options, printer).await,
        MatchAction::Candidates(options) => candidates::run(&installation, options, printer).await,
        MatchAction::Cohort(options) => cohort::run(&installation, options, printer).await,
        MatchAction::Refer(options) => refer::run(installation, options, printer).await,
        MatchAction::Audit(options) => refer::show(&installation, options, printer),
    }
}

/// A vintage with its marts and its market, opened.
struct Opened {
    vintage: Vintage,
    session: Session,
    market: Market,
}

async fn open(installation: &Installation, vintage: Option<&str>) -> anyhow::Result<Opened> {
    let vintage = installation.vintage(vintage.map_or(Edition::Published, Edition::Id))?;
    let is_wanted = |name: &str| matches!(name, "mart_courses" | "mart_curricula");
    let session = installation.session(&vintage, is_wanted).await?;
    let market = installation.market(&vintage, &session).await?;
    Ok(Opened { vintage, session, market })
}
