//! What can be typed.

pub(crate) mod matching;
mod operations;
mod people;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use mizan_build::{Installation, InstallationOptions};
use mizan_catalog::Project;
use mizan_domain::Month;
use mizan_warehouse::Format;

pub(crate) use operations::{BackupOptions, RestoreOptions};
pub(crate) use people::{AuditAction, AuditOptions, UserAction, UserOptions};

/// mizan (ميزان): labour-market analytics and training-to-jobs matching, Arabic first.
///
/// Try `mizan demo`: it makes a sample labour market, builds its tables and opens the pages.
#[derive(Debug, Parser)]
#[command(name = "mizan", version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Folder in which the installation keeps everything it has.
    #[arg(long, global = true, value_name = "DIR", default_value = "var", env = "MIZAN_HOME")]
    pub(crate) home: PathBuf,
    /// Folder that holds `pipelines/`, in place of the declarations inside the program.
    #[arg(long, global = true, value_name = "DIR", env = "MIZAN_PROJECT")]
    pub(crate) project: Option<PathBuf>,
    /// Configuration file; by default `mizan.toml` of the working folder, where there is one.
    #[arg(long, global = true, value_name = "FILE", env = "MIZAN_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// File with the key of the vault; by default `vault.key` in the home folder.
    /// The environment variable `MIZAN_KEY` holds the key itself instead.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// File with the secret of the noise on public figures; by default `disclosure.key` in the home
    /// folder. Keep it: with another secret the same figure carries other noise.
    #[arg(long, global = true, value_name = "FILE", env = "MIZAN_DISCLOSURE_KEY_FILE")]
    pub(crate) disclosure_key: Option<PathBuf>,
    /// Answer as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing but the answer.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Write progress as lines and end with standard input: how the server starts its jobs.
    #[arg(long, global = true, hide = true)]
    pub(crate) as_job: bool,
    /// Say more; twice for details.
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl Common {
    /// Opens the installation these options name, making its home folder where there is none.
    pub(crate) fn open(&self) -> anyhow::Result<Installation> {
        self.opened(false)
    }

    /// Opens an installation that must be there: a mistyped `--home` makes no folders.
    pub(crate) fn open_existing(&self) -> anyhow::Result<Installation> {
        self.opened(true)
    }

    fn opened(&self, must_exist: bool) -> anyhow::Result<Installation> {
        let project = self.project.clone().map_or(Project::Embedded, Project::Folder);
        let options = InstallationOptions {
            home: self.home.clone(),
            project,
            settings: self.config.clone(),
            key: self.key.clone(),
            disclosure_key: self.disclosure_key.clone(),
            must_exist,
        };
        Ok(Installation::open(&options)?)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a sample labour market, build its tables and index, and open the pages.
    Demo(DemoOptions),
    /// Write the deliveries of an invented labour market whose truth is known.
    Synth(SynthOptions),
    /// Take deliveries in: every row is accepted, quarantined with a reason, or a duplicate.
    Ingest(IngestOptions),
    /// Show what came, when, how late, and what became of it; withdraw, restore, move or retry one.
    Deliveries(DeliveriesOptions),
    /// See refused rows, send them back for correction, and take corrections in.
    Quarantine(QuarantineOptions),
    /// Bring tables and index up to date and publish them as one vintage.
    Build,
    /// Freeze the published vintage for the public, or put an earlier release back.
    Release(ReleaseOptions),
    /// Show what is here, how fresh it is and what failed.
    Status,
    /// Look for what is wrong with this installation and say what to do.
    Doctor,
    /// Ask the published vintage in SQL (for analysts; figures to publish come from metrics).
    Query(QueryOptions),
    /// Show a metric's figures with interval and receipt, the same as the pages and the API.
    Metric(MetricOptions),
    /// See why records are one person, decide doubtful pairs, train and accept models of linkage.
    Link(LinkOptions),
    /// Match people, openings and cohorts, and make referral lists for a population.
    Match(matching::MatchOptions),
    /// Score record linkage or matching on a judged set.
    Evaluate(EvaluateOptions),
    /// Draw which table is made from which.
    Lineage(LineageOptions),
    /// Import occupations and skills in the official ESCO layout.
    Taxonomy(TaxonomyOptions),
    /// Make a key for the vault.
    Key(KeyOptions),
    /// Make accounts, give roles and tokens, show who may do what.
    User(UserOptions),
    /// Verify the record of access, sign checkpoints, show entries.
    Audit(AuditOptions),
    /// Copy everything the installation has into a folder, while it is served; keys are left out.
    Backup(BackupOptions),
    /// Put a backup back into an empty home folder, or check one.
    Restore(RestoreOptions),
    /// Serve the pages and the API.
    Serve(ServeOptions),
}

#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    /// Port of the pages; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// People in the sample labour market.
    #[arg(long, default_value_t = 4_000)]
    pub(crate) people: usize,
    /// Build everything and stop before serving.
    #[arg(long)]
    pub(crate) no_serve: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SynthOptions {
    /// People in the market.
    #[arg(long, default_value_t = 4_000)]
    pub(crate) people: usize,
    /// Seed; the same seed writes the same bytes.
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// Months, counted back from the last one.
    #[arg(long, default_value_t = 12)]
    pub(crate) months: usize,
    /// Last month.
    #[arg(long, default_value = "2026-10")]
    pub(crate) last_month: Month,
    /// Folder for the deliveries.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Folder for the truth, which nothing in the pipeline reads; by default beside `--out`.
    #[arg(long, value_name = "DIR")]
    pub(crate) truth: Option<PathBuf>,
    /// Share of rows with a fault, 0–1.
    #[arg(long)]
    pub(crate) dirt: Option<f64>,
    /// True effect of training on the chance of employment, in points of probability.
    #[arg(long)]
    pub(crate) training_effect: Option<f64>,
}

#[derive(Debug, Args)]
pub(crate) struct IngestOptions {
    /// Files and folders.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Source, where the columns do not tell it.
    #[arg(long)]
    pub(crate) source: Option<String>,
    /// Reference month, where the file's name does not tell it.
    #[arg(long, value_name = "YYYY-MM")]
    pub(crate) month: Option<Month>,
    /// Accept invented national numbers (century digit 9) as well.
    #[arg(long)]
    pub(crate) synthetic: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct DeliveriesOptions {
    #[command(subcommand)]
    pub(crate) action: Option<DeliveriesAction>,
    /// Only one source.
    #[arg(long)]
    pub(crate) source: Option<String>,
    /// How many of the newest.
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: usize,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeliveriesAction {
    /// Show one delivery: its account, its corrections, what was decided about it.
    Show {
        /// Delivery, or its first digits.
        delivery: String,
    },
    /// Take a delivery out of every later build; a correction too. `restore` undoes it.
    Withdraw {
        /// Delivery, or its first digits.
        delivery: String,
        /// Why; no personal value belongs here.
        #[arg(long)]
        reason: String,
    },
    /// Let a withdrawn delivery count again.
    Restore {
        /// Delivery, or its first digits.
        delivery: String,
        /// Why; no personal value belongs here.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Correct the reference month of a delivery; moving it back undoes it.
    Move {
        /// Delivery, or its first digits.
        delivery: String,
        /// The month it is about.
        #[arg(long, value_name = "YYYY-MM")]
        month: Month,
        /// Why; no personal value belongs here.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Read a held delivery again from its sealed original, after the contract was repaired.
    Retry {
        /// Delivery, or its first digits.
        delivery: String,
        /// Reference month, where the file's name does not tell it.
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
        /// Accept invented national numbers (century digit 9) as well.
        #[arg(long)]
        synthetic: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct QuarantineOptions {
    #[command(subcommand)]
    pub(crate) action: QuarantineAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QuarantineAction {
    /// Count refused rows by delivery and rule: waiting, corrected, set aside.
    List {
        /// Deliveries whose rows are all accounted for as well.
        #[arg(long)]
        all: bool,
    },
    /// Show the waiting rows of a delivery with line and reason; shows personal data.
    Show {
        /// Delivery, or its first digits.
        delivery: String,
        /// Rows that were corrected or set aside as well.
        #[arg(long)]
        all: bool,
        /// Place and reason only, without the rows' text.
        #[arg(long)]
        without_text: bool,
    },
    /// Write the waiting rows of a delivery as a CSV file to correct; it holds personal data.
    Export {
        /// Delivery, or its first digits.
        delivery: String,
        /// File to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Replace the file where it exists.
        #[arg(long)]
        force: bool,
    },
    /// Correct cells of one refused row: `--line 3 --set started_on=2026-02-28`.
    Fix {
        /// Delivery, or its first digits.
        delivery: String,
        /// Line of the row in the delivered file.
        #[arg(long)]
        line: i64,
        /// Column of the contract and its new text; may be repeated.
        #[arg(long = "set", value_name = "COLUMN=TEXT", required = true)]
        cells: Vec<String>,
        /// Accept invented national numbers (century digit 9) as well.
        #[arg(long)]
        synthetic: bool,
    },
    /// Take a corrected file in, or judge the rows again as they are; closes the original's account.
    Replay {
        /// Delivery that is corrected, or its first digits.
        delivery: String,
        /// Corrected file; without one the rows are judged again by the contract as it is now.
        file: Option<PathBuf>,
        /// Accept invented national numbers (century digit 9) as well.
        #[arg(long)]
        synthetic: bool,
    },
    /// Say that rows are rightly refused, such as totals; `reopen` undoes it.
    SetAside {
        /// Delivery, or its first digits.
        delivery: String,
        #[command(flatten)]
        rows: RefusedChoice,
        /// Why; no personal value belongs here.
        #[arg(long)]
        reason: String,
    },
    /// Let rows that were set aside wait for a correction again.
    Reopen {
        /// Delivery, or its first digits.
        delivery: String,
        #[command(flatten)]
        rows: RefusedChoice,
        /// Why; no personal value belongs here.
        #[arg(long)]
        reason: Option<String>,
    },
}

/// Which refused rows of a delivery.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct RefusedChoice {
    /// Lines, separated by commas.
    #[arg(long, value_delimiter = ',', value_name = "LINE,…")]
    pub(crate) lines: Vec<i64>,
    /// Rows that broke this rule, such as `totals_row`.
    #[arg(long)]
    pub(crate) rule: Option<String>,
    /// Every row.
    #[arg(long)]
    pub(crate) all: bool,
}

impl RefusedChoice {
    /// Whether a refused row is meant.
    pub(crate) fn includes(&self, line: i64, rule: &str) -> bool {
        self.all || self.lines.contains(&line) || self.rule.as_deref() == Some(rule)
    }
}

#[derive(Debug, Args)]
pub(crate) struct ReleaseOptions {
    /// Vintage to freeze; by default the published one.
    pub(crate) vintage: Option<String>,
    /// Put an earlier release back in front of the public.
    #[arg(long, value_name = "ID", conflicts_with = "vintage")]
    pub(crate) back: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct QueryOptions {
    /// One query.
    pub(crate) sql: String,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: FormatArgument,
    /// Vintage; by default the published one.
    #[arg(long)]
    pub(crate) vintage: Option<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum FormatArgument {
    /// Columns drawn with lines.
    Table,
    /// Comma-separated with a header.
    Csv,
    /// One array of objects.
    Json,
}

impl From<FormatArgument> for Format {
    fn from(argument: FormatArgument) -> Self {
        match argument {
            FormatArgument::Table => Self::Table,
            FormatArgument::Csv => Self::Csv,
            FormatArgument::Json => Self::Json,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct MetricOptions {
    /// Name of the metric, such as `tightness`; without one, all are listed.
    pub(crate) name: Option<String>,
    /// List all metrics.
    #[arg(long)]
    pub(crate) list: bool,
    /// Dimensions to split by, separated by commas, such as `governorate,month`.
    #[arg(long, value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    /// Values to keep, as `dimension=value,value`; may be repeated.
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) conditions: Vec<String>,
    /// Vintage, to see a figure as it was published; by default the newest.
    #[arg(long, value_name = "ID")]
    pub(crate) vintage: Option<String>,
    /// Answer as the public sees it: from what has been released, with the noise of public figures.
    #[arg(long)]
    pub(crate) released: bool,
    /// Print the whole receipt: definition in both languages, SQL, sources, rule, hash.
    #[arg(long)]
    pub(crate) receipt: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LinkOptions {
    #[command(subcommand)]
    pub(crate) action: LinkAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LinkAction {
    /// Show the model in force, how many persons there are and what waits for an officer.
    Status,
    /// Show field by field why two records are or are not one person.
    ///
    /// With one record: against the others of its person, and against those it may belong to.
    /// Values of persons are shown only where the key of the vault is at hand.
    Explain {
        /// A pair of `mizan link review`; or one or two records: a record key or pseudonym (at least
        /// 6 of its digits), or `source:number`, such as `work_registrations:12345`.
        #[arg(required = true, num_args = 1..=2, value_name = "PAIR|RECORD")]
        references: Vec<String>,
        /// Language of the text and the chart.
        #[arg(long, value_enum, default_value = "en")]
        language: LanguageArgument,
        /// File for a chart of the (first) pair.
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
    },
    /// List doubtful pairs, or decide one; a decision holds until a later one and can be withdrawn.
    Review(ReviewOptions),
    /// Show what happened to persons: created, joined, merged, split.
    History {
        /// Only one person: its key, or how it begins.
        person: Option<String>,
        /// How many of the newest events.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Write who belonged to whom at a version of the ledger, as CSV.
    Persons {
        /// Version; by default the newest.
        #[arg(long)]
        version: Option<u64>,
        /// File to write; by default standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// List names and numbers of establishments by a part of one of them, with the key of each.
    Establishments {
        /// A part of a name, a number or a key; all where nothing is given, up to 1,000 lines.
        #[arg(default_value = "")]
        text: String,
    },
    /// Train the next version of the model and compare it with the one in force; changes no link.
    Train,
    /// Put a version of the model in force, a new or an earlier one; the next build links under it.
    Accept {
        /// Version, as `mizan link train` or `mizan link status` names it.
        version: u64,
        /// Who accepts it.
        #[arg(long, value_name = "NAME")]
        officer: String,
    },
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct ReviewOptions {
    /// Pair to decide; or two records, as in `mizan link explain`. Without one, pairs are listed.
    #[arg(num_args = 0..=2, value_name = "PAIR|RECORD")]
    pub(crate) pair: Vec<String>,
    /// Both are one person.
    #[arg(long, group = "verdict", requires = "pair")]
    pub(crate) same: bool,
    /// They are two persons.
    #[arg(long, group = "verdict", requires = "pair")]
    pub(crate) different: bool,
    /// The earlier decision no longer holds.
    #[arg(long, group = "verdict", requires = "pair")]
    pub(crate) withdraw: bool,
    /// Who decides.
    #[arg(long, value_name = "NAME", requires = "verdict")]
    pub(crate) officer: Option<String>,
    /// Why; kept sealed.
    #[arg(long, value_name = "TEXT", requires = "verdict")]
    pub(crate) reason: Option<String>,
    /// List the decisions made so far instead of the pairs that wait.
    #[arg(long, conflicts_with = "pair")]
    pub(crate) decided: bool,
    /// How many pairs to list.
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: usize,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum LanguageArgument {
    /// Arabic.
    Ar,
    /// English.
    En,
}

impl From<LanguageArgument> for mizan_domain::Language {
    fn from(argument: LanguageArgument) -> Self {
        match argument {
            LanguageArgument::Ar => Self::Arabic,
            LanguageArgument::En => Self::English,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct EvaluateOptions {
    #[command(subcommand)]
    pub(crate) action: EvaluateAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvaluateAction {
    /// Link records of files (CSV or Parquet) and compare with a column that holds the truth.
    Linkage {
        /// Files; two for linking one with the other.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Specification of the fields, as in `pipelines/linkage`.
        #[arg(long, value_name = "FILE")]
        spec: PathBuf,
        /// Column with the truth; nothing of it reaches the linker.
        #[arg(long, value_name = "COLUMN")]
        truth: String,
    },
    /// Compare the persons of the published vintage with the truth of an invented market.
    Links {
        /// Folder that `mizan synth --truth DIR` wrote.
        #[arg(long, value_name = "DIR")]
        truth: PathBuf,
    },
    /// Compare the shortages called in the published vintage with those planted by `mizan synth`.
    Shortage {
        /// Folder of the truth that `mizan synth` wrote.
        #[arg(long, value_name = "DIR")]
        truth: PathBuf,
    },
    /// Compare the integrity leads of the published vintage with the schemes planted by `mizan synth`.
    Leads {
        /// Folder of the truth that `mizan synth` wrote.
        #[arg(long, value_name = "DIR")]
        truth: PathBuf,
    },
    /// Rank a corpus for queries and score the ranking against judgements.
    Matching {
        /// `query id, text`, tab-separated.
        #[arg(long, value_name = "FILE")]
        queries: PathBuf,
        /// `document id, text, group`, tab-separated; the group may be absent.
        #[arg(long, value_name = "FILE")]
        corpus: PathBuf,
        /// `query 0 document gain`.
        #[arg(long, value_name = "FILE")]
        qrels: PathBuf,
        /// Where to write the ranking as a standard run file.
        #[arg(long, value_name = "FILE")]
        run: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct LineageOptions {
    /// Table whose making is drawn as a tree; by default all, as Markdown.
    pub(crate) table: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TaxonomyOptions {
    #[command(subcommand)]
    pub(crate) action: TaxonomyAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TaxonomyAction {
    /// Read folders in the official CSV layout beside the starter taxonomy.
    Import {
        /// Folders.
        #[arg(required = true, value_name = "DIR")]
        folders: Vec<PathBuf>,
    },
    /// Show what the taxonomy holds.
    Show,
}

#[derive(Debug, Args)]
pub(crate) struct KeyOptions {
    #[command(subcommand)]
    pub(crate) action: KeyAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyAction {
    /// Write a new key to a file only its owner can read.
    New {
        /// File to make.
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// Port; 0 takes a free one. By default that of `mizan.toml`.
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// Address to listen on. By default that of `mizan.toml`.
    #[arg(long)]
    pub(crate) address: Option<String>,
    /// Show what has been released to the public, not the newest vintage.
    #[arg(long)]
    pub(crate) released: bool,
    /// Stop when standard input ends, for programs that start the server and may be killed.
    #[arg(long)]
    pub(crate) stop_with_stdin: bool,
}
