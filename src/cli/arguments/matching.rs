//! What can be typed after `mizan match`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use mizan_matching::Order;

#[derive(Debug, Args)]
pub(crate) struct MatchOptions {
    #[command(subcommand)]
    pub(crate) action: MatchAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MatchAction {
    /// Find openings for somebody: what fits, why, what is missing and which courses teach it.
    ///
    /// Say who it is by words, skills, an occupation or a registered person:
    ///
    ///   mizan match openings --text "لحام" --governorate EG-MN --nearby
    ///   mizan match openings --about "لحام بالقوس الكهربائي وقراءة الرسومات" --occupation 7212
    ///   mizan match openings --person KEY
    #[command(verbatim_doc_comment)]
    Openings(Box<OpeningsOptions>),
    /// Name people for an opening, in the order of the office's rule, each explained.
    ///
    /// Rows are registered persons by pseudonym; handle the answer like the register itself. The
    /// list and its fairness audit are kept in the home folder (`nominations/`).
    Candidates(CandidatesOptions),
    /// Find openings that fit a cohort, and what employers ask that the course does not teach.
    Cohort(CohortOptions),
    /// Make referral lists for the whole population under capacity, with certificate and audit.
    ///
    /// Lists, prices, certificate and audit are kept in the home folder (`referrals/`); the next run
    /// starts from the prices of this one.
    Refer(ReferOptions),
    /// Show a kept run again: of a referral certificate, spread and fairness audit, of a list of
    /// candidates its names and fairness audit.
    Audit(AuditOptions),
}

#[derive(Debug, Args)]
pub(crate) struct OpeningsOptions {
    /// Words as people type them, Arabic or English; only openings that hold them are shown.
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// What somebody writes about own work: skills and occupation are read out of it.
    #[arg(long)]
    pub(crate) about: Option<String>,
    /// Pseudonym of a registered person.
    #[arg(long, value_name = "KEY", conflicts_with_all = ["about", "skills", "occupations", "licences"])]
    pub(crate) person: Option<String>,
    /// Code of a skill held; may be repeated.
    #[arg(long = "skill", value_name = "CODE")]
    pub(crate) skills: Vec<String>,
    /// ISCO-08 code of an occupation held or wanted; may be repeated.
    #[arg(long = "occupation", value_name = "CODE")]
    pub(crate) occupations: Vec<String>,
    /// ISCO-08 code of a craft whose licence is held; may be repeated.
    #[arg(long = "licence", value_name = "CODE")]
    pub(crate) licences: Vec<String>,
    /// Only this governorate: ISO code, two-digit code or name; may be repeated.
    #[arg(long = "governorate", value_name = "PLACE")]
    pub(crate) governorates: Vec<String>,
    /// Neighbouring governorates as well.
    #[arg(long, requires = "governorates")]
    pub(crate) nearby: bool,
    /// Openings that name no place as well.
    #[arg(long, requires = "governorates")]
    pub(crate) unstated_place: bool,
    /// Only this kind of contract: permanent, temporary, part_time, seasonal.
    #[arg(long = "contract", value_name = "CODE")]
    pub(crate) contracts: Vec<String>,
    /// Only this shift: day, night, rotating.
    #[arg(long = "shift", value_name = "CODE")]
    pub(crate) shifts: Vec<String>,
    /// Only openings of this ISCO-08 code or group.
    #[arg(long = "only-occupation", value_name = "CODE")]
    pub(crate) only_occupations: Vec<String>,
    /// Highest qualification level an opening may ask, 1–8.
    #[arg(long, value_name = "LEVEL")]
    pub(crate) education: Option<u8>,
    /// Least wage offered, EGP a month.
    #[arg(long, value_name = "EGP")]
    pub(crate) wage_min: Option<u32>,
    /// Wage wanted, EGP a month: lower ones are shown, but rank lower.
    #[arg(long, value_name = "EGP")]
    pub(crate) wage_wanted: Option<u32>,
    /// Most openings to show.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    pub(crate) limit: u64,
    /// Vintage; by default the published one.
    #[arg(long)]
    pub(crate) vintage: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CandidatesOptions {
    /// Number of the opening.
    pub(crate) opening: String,
    /// Only people registered at this work office, by its code; may be repeated.
    #[arg(long = "office", value_name = "CODE")]
    pub(crate) offices: Vec<String>,
    /// Order of the names; by default that of `mizan.toml`.
    #[arg(long, value_enum)]
    pub(crate) order: Option<OrderArgument>,
    /// Least fit, 0–1; by default that of `mizan.toml`.
    #[arg(long, value_name = "SHARE")]
    pub(crate) score_min: Option<f64>,
    /// Most names; by default that of `mizan.toml`.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(crate) limit: Option<u64>,
    /// Vintage; by default the published one.
    #[arg(long)]
    pub(crate) vintage: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum OrderArgument {
    /// Best fit first.
    Fit,
    /// Among those who fit, first registered first.
    Seniority,
}

impl From<OrderArgument> for Order {
    fn from(argument: OrderArgument) -> Self {
        match argument {
            OrderArgument::Fit => Self::Fit,
            OrderArgument::Seniority => Self::Seniority,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CohortOptions {
    /// Code of the cohort.
    pub(crate) code: String,
    /// Most openings to show.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    pub(crate) limit: u64,
    /// Vintage; by default the published one.
    #[arg(long)]
    pub(crate) vintage: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ReferOptions {
    /// Where to write the lists as well, as CSV; they are kept in the home folder in any case.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Openings on each list; by default as in `mizan.toml`.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=100))]
    pub(crate) list_length: Option<u64>,
    /// Most people sent to one place to fill; by default as in `mizan.toml`.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) people_per_place: Option<u32>,
    /// Start afresh, not from the prices of the run before.
    #[arg(long)]
    pub(crate) cold: bool,
    /// Vintage; by default the published one.
    #[arg(long)]
    pub(crate) vintage: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AuditOptions {
    /// Referral run or list of candidates, by id; by default the newest referral.
    pub(crate) run: Option<String>,
    /// List everything that is kept.
    #[arg(long, conflicts_with = "run")]
    pub(crate) all: bool,
}
