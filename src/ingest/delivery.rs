//! Conducts one delivery through the door: original, encoding, header, rows, account.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::Path;

use mizan_catalog::SourceContract;
use mizan_domain::national_id::Profile;
use mizan_domain::{Date, Month};

use crate::account::{
    DeliveryAccount, Finding, FindingSeverity, HeldDelivery, MonthOrigin, Outcome, StagedFiles,
};
use crate::chunks::{ChunkSource, Start};
use crate::columnar::RenderedRows;
use crate::columns::Lineage;
use crate::container::{Container, Packing};
use crate::correction::{self, Correction};
use crate::encoding::{Encoding, Refusal};
use crate::error::{Error, Result};
use crate::evaluate::{Evaluator, Layout, Tallies};
use crate::foreign;
use crate::header::{Difference, match_header, retyped, unreadable};
use crate::key::VaultKey;
use crate::month::null_shares;
use crate::original::seal_original;
use crate::pipeline::{OutputPaths, Pipeline, Totals};
use crate::plan::Plan;
use crate::quarantine::describe;
use crate::reason::{Kind, Reason};
use crate::seen::WINDOW_ROWS;
use crate::staging;
use crate::survey::{Sniffed, Survey, choose, file_name, month_in_name, survey};

/// A delivered file and what its sender said of it.
#[derive(Debug, Clone, Copy)]
pub struct DeliveryInput<'a> {
    /// The delivered file.
    pub path: &'a Path,
    /// The source, where it is named; otherwise file name and header tell it.
    pub source: Option<&'a str>,
    /// The reference month, where it is named; otherwise file name or content tell it.
    pub month: Option<Month>,
    /// The delivery whose quarantined rows this file corrects.
    pub corrects: Option<&'a str>,
    /// Lines of that delivery that wait for a correction; absent, any line may be named.
    pub open_lines: Option<&'a BTreeSet<i64>>,
    /// Name of the file as it was delivered, where `path` has another.
    pub name: Option<&'a str>,
    /// Place in the order in which deliveries arrived.
    pub sequence: i64,
    /// Deliveries that came before; one of them is not read again.
    pub known: Option<&'a BTreeSet<String>>,
}

impl<'a> DeliveryInput<'a> {
    /// A file of which nothing else is known.
    pub fn new(path: &'a Path) -> Self {
        Self {
            path,
            source: None,
            month: None,
            corrects: None,
            open_lines: None,
            name: None,
            sequence: 0,
            known: None,
        }
    }

    /// The name under which the file was delivered, as a path.
    fn named(&self) -> &'a Path {
        self.name.map_or(self.path, Path::new)
    }
}

/// Settings of the door.
pub struct IngestOptions<'a> {
    /// All contracts.
    pub contracts: &'a [SourceContract],
    /// The key of the installation.
    pub key: &'a VaultKey,
    /// Folder that receives the files; it must exist.
    pub staging: &'a Path,
    /// Which national numbers are acceptable.
    pub profile: Profile,
    /// Called after every chunk.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of content read.
    pub bytes_read: u64,
    /// Bytes of content, 0 where the file is packed and the number is not known.
    pub bytes_total: u64,
    /// Rows read.
    pub rows: u64,
}

/// Text of a chunk; also the size of a row group before typing.
const CHUNK_BYTES: usize = 8 << 20;
/// Text looked at for columns whose type has changed.
const SAMPLE_BYTES: usize = 256 << 10;

/// Reads a delivery into accounted Parquet files in the staging folder.
///
/// Fails where the file as a whole cannot be read; a delivery that does not look as its contract
/// says is held; bad rows are quarantined.
pub fn ingest(input: &DeliveryInput<'_>, options: &IngestOptions<'_>) -> Result<Outcome> {
    ingest_with(input, options, Reading::default())
}

/// What a reading may use; none of it changes what comes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) chunk_bytes: usize,
    pub(crate) threads: usize,
    pub(crate) window_rows: usize,
}

impl Default for Reading {
    fn default() -> Self {
        Self { chunk_bytes: CHUNK_BYTES, threads: default_threads(), window_rows: WINDOW_ROWS }
    }
}

/// One thread more than cores, so that none is idle while one waits for its turn.
pub(crate) fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).min(16) + 1
}

pub(crate) fn ingest_with(
    input: &DeliveryInput<'_>,
    options: &IngestOptions<'_>,
    reading: Reading,
) -> Result<Outcome> {
    foreign::refuse(input.path)?;
    let container = Container::open(input.path)?;
    let mut survey = survey(&container)?;
    if let Some(corrects) = input.corrects {
        // The same corrected rows may be right for two deliveries.
        survey.delivery_id = correction::identity(&survey.delivery_id, corrects);
    }
    let contract = match input.source {
        Some(name) => options.contracts.iter().find(|contract| contract.name == name),
        None => Some(choose(input.named(), &survey, options.contracts)?),
    };
    let contract =
        contract.ok_or_else(|| Error::NoContract(input.source.unwrap_or_default().to_owned()))?;
    if input.known.is_some_and(|known| known.contains(&survey.delivery_id)) {
        let (source, delivery_id) = (contract.name.clone(), survey.delivery_id);
        return Ok(Outcome::Known { source, delivery_id });
    }
    let mut plan = Plan::new(contract)?;
    plan.correction = input.corrects.map(|delivery_id| Correction {
        delivery_id: delivery_id.to_owned(),
        open_lines: input.open_lines.cloned(),
    });
    let month = match (input.month, month_in_name(input.named())) {
        (Some(month), _) => Some((month, MonthOrigin::Given)),
        (None, Some(month)) => Some((month, MonthOrigin::Name)),
        (None, None) => None,
    };
    let name = format!("{}-{}", contract.name, survey.delivery_id);
    let original = options.staging.join(format!("{name}.original"));
    let original = seal_original(input.path, &original, &survey.delivery_id, options.key)?;
    let hold = |differences: Vec<Difference>| {
        Ok(Outcome::Held(HeldDelivery {
            delivery_id: survey.delivery_id.clone(),
            source: contract.name.clone(),
            file_name: file_name(input.named()),
            received_bytes: container.bytes,
            month: month.map(|(month, _)| month),
            differences,
            original: original.clone(),
        }))
    };
    let encoding = match survey.encoding {
        Ok(encoding) => encoding,
        Err(refusal) => return hold(vec![refusal_difference(refusal)]),
    };
    let sniffed = Sniffed::new(contract, &survey);
    let header = match match_header(contract, &sniffed.texts, input.corrects.is_some()) {
        Ok(header) => header,
        Err(differences) => return hold(differences),
    };
    let layout = Layout { encoding, dialect: sniffed.dialect, is_json: sniffed.is_json, header };
    if input.corrects.is_none() {
        let changed = retyped_columns(&plan, &layout, &survey, &sniffed, options.profile)?;
        if !changed.is_empty() {
            return hold(changed);
        }
    }
    let mut content = Content { container: &container, rendered: survey.rendered.take() };
    let (month, month_origin) = match month {
        Some(found) => found,
        None => newest_month(&plan, &layout, &sniffed, &mut content, options.profile)?
            .map(|month| (month, MonthOrigin::Content))
            .ok_or_else(|| Error::NoMonth(input.named().to_owned()))?,
    };
    let lineage = Lineage {
        delivery_id: survey.delivery_id.clone(),
        month_days: month.first_day().days_since_epoch(),
        sequence: input.sequence,
    };
    let path = |suffix: &str| options.staging.join(format!("{name}.{suffix}"));
    let paths = OutputPaths {
        raw: path("parquet"),
        quarantine: path("quarantine.parquet"),
        vault: path("vault.parquet"),
    };
    let bytes_total = if container.packing == Packing::Plain { container.bytes } else { 0 };
    let progress =
        |bytes_read, rows| (options.progress)(Progress { bytes_read, bytes_total, rows });
    let pipeline = Pipeline {
        delivery: input.path,
        plan: &plan,
        layout: &layout,
        lineage,
        profile: options.profile,
        key: Some(options.key),
        paths: paths.clone(),
        has_offsets: !container.is_rendered(),
        threads: reading.threads,
        window_rows: reading.window_rows,
        progress: &progress,
    };
    let mut open = || content.chunks(&layout, sniffed.start, reading.chunk_bytes);
    let totals = pipeline.run(&mut open).inspect_err(|_| remove_unfinished(&paths))?;
    let account = DeliveryAccount {
        delivery_id: survey.delivery_id,
        source: contract.name.clone(),
        file_name: file_name(input.named()),
        sequence: input.sequence,
        month,
        month_origin,
        received_bytes: container.bytes,
        encoding: encoding.name().to_owned(),
        format: format_name(&container, &layout),
        rows_in: totals.rows_in,
        accepted: totals.accepted,
        quarantined: totals.quarantined,
        duplicate: totals.duplicate,
        findings: findings(&plan, &totals, sniffed.preamble, month_origin),
        corrects: input.corrects.map(str::to_owned),
        corrected_lines: if input.corrects.is_some() { totals.corrected } else { Vec::new() },
        null_shares: totals.raw.as_deref().map(null_shares).transpose()?.unwrap_or_default(),
        files: StagedFiles {
            raw: totals.raw.into_iter().collect(),
            quarantine: totals.quarantine,
            vault: totals.vault,
            original,
        },
    };
    account.close().map(Outcome::Accepted)
}

/// Opens the rows of a delivery, as often as asked.
struct Content<'c> {
    container: &'c Container,
    rendered: Option<Vec<u8>>,
}

impl Content<'_> {
    fn chunks(&mut self, layout: &Layout, start: Start, chunk_bytes: usize) -> Result<ChunkSource> {
        let reader: Box<dyn Read + Send> = match &self.rendered {
            Some(bytes) => Box::new(Cursor::new(bytes.clone())),
            None if self.container.packing == Packing::Parquet => {
                Box::new(RenderedRows::open(&self.container.path)?)
            }
            None => self.container.reader()?,
        };
        let (encoding, dialect) = (layout.encoding, layout.dialect);
        ChunkSource::new(reader, encoding, dialect, !layout.is_json, start, chunk_bytes)
            .map_err(|cause| Error::read(&self.container.path, cause))
    }
}

fn format_name(container: &Container, layout: &Layout) -> String {
    let delimiter = match layout.dialect.delimiter.letter() {
        '\t' => "tab".to_owned(),
        letter => letter.to_string(),
    };
    let kind = match container.packing {
        Packing::Workbook => "xlsx".to_owned(),
        Packing::Parquet => "parquet".to_owned(),
        _ if layout.is_json => "ndjson".to_owned(),
        _ => format!("csv {delimiter}"),
    };
    match container.packing.name() {
        Some(packing) => format!("{kind} {packing}"),
        None => kind,
    }
}

/// Columns of which most sampled values are not of the contract's type.
fn retyped_columns(
    plan: &Plan,
    layout: &Layout,
    survey: &Survey,
    sniffed: &Sniffed,
    profile: Profile,
) -> Result<Vec<Difference>> {
    const LEAST_VALUES: u64 = 5;
    let text = survey.head.get(sniffed.start.skipped_text..).unwrap_or_default();
    let end = text.floor_char_boundary(SAMPLE_BYTES);
    let layout = Layout { encoding: Encoding::Utf8, ..layout.clone() };
    let reader = Box::new(Cursor::new(text.as_bytes()[..end].to_vec()));
    let start = Start { mark_bytes: 0, skipped_text: 0, line: sniffed.start.line };
    let source = ChunkSource::new(
        reader,
        Encoding::Utf8,
        layout.dialect,
        !layout.is_json,
        start,
        SAMPLE_BYTES,
    );
    let chunk = source.and_then(|mut source| source.next());
    let chunk = chunk.map_err(|cause| Error::read(Path::new("sample"), cause))?;
    let Some(chunk) = chunk else { return Ok(Vec::new()) };
    let lineage = Lineage { delivery_id: String::new(), month_days: 0, sequence: 0 };
    let evaluated = Evaluator::new(plan, &layout, None, profile, lineage).evaluate(&chunk)?;
    let changed = plan.columns.iter().enumerate().zip(&evaluated.seen);
    Ok(changed
        .filter(|(_, (seen, broken))| *seen >= LEAST_VALUES && *broken * 5 >= *seen * 4)
        .map(|((index, column), (seen, broken))| {
            let header = layout.header.field_of_column[index]
                .map(|field| layout.header.texts[field].as_str());
            retyped(&column.name, header.unwrap_or_default(), *broken, *seen)
        })
        .collect())
}

/// The month of the newest accepted row: of the first month column, else of the newest date that is
/// not a birth date.
fn newest_month(
    plan: &Plan,
    layout: &Layout,
    sniffed: &Sniffed,
    content: &mut Content<'_>,
    profile: Profile,
) -> Result<Option<Month>> {
    use arrow_array::cast::AsArray;
    use arrow_array::types::Date32Type;
    use mizan_catalog::source::ColumnType;
    let is_kind = |kind: ColumnType| {
        let outputs = plan.outputs.iter().enumerate();
        let found = outputs.filter(move |(_, output)| {
            let column = &plan.columns[output.column];
            column.kind == kind && !column.name.contains("birth") && !column.name.contains("until")
        });
        found.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let mut columns = is_kind(ColumnType::Month);
    columns.truncate(1);
    if columns.is_empty() {
        columns = is_kind(ColumnType::Date);
    }
    if columns.is_empty() {
        return Ok(None);
    }
    let mut source = content.chunks(layout, sniffed.start, CHUNK_BYTES)?;
    let lineage = Lineage { delivery_id: String::new(), month_days: 0, sequence: 0 };
    let mut evaluator = Evaluator::new(plan, layout, None, profile, lineage);
    let mut newest: Option<i32> = None;
    while let Some(chunk) =
        source.next().map_err(|cause| Error::read(&content.container.path, cause))?
    {
        let evaluated = evaluator.evaluate(&chunk)?;
        for column in &columns {
            let days = evaluated.batch.column(*column).as_primitive::<Date32Type>();
            newest = newest.max(days.iter().flatten().max());
        }
    }
    Ok(newest.map(|days| Date::from_days(days).calendar_month()))
}

fn findings(
    plan: &Plan,
    totals: &Totals,
    preamble: u64,
    month_origin: MonthOrigin,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |tallies: &Tallies, severity: FindingSeverity| {
        for (reason, tally) in tallies {
            let (rule, column, text) = describe(plan, *reason);
            let severity = if reason.kind.is_note() { FindingSeverity::Note } else { severity };
            let lines = tally.lines.clone();
            findings.push(Finding { rule, column, severity, rows: tally.rows, lines, text });
        }
    };
    add(&totals.refused, FindingSeverity::Refuse);
    add(&totals.flags, FindingSeverity::Flag);
    let mut note = |kind: Kind, rows: u64, severity| {
        let (rule, column, text) = describe(plan, Reason::row(kind));
        findings.push(Finding { rule, column, severity, rows, lines: Vec::new(), text });
    };
    if preamble > 0 {
        note(Kind::Preamble, preamble, FindingSeverity::Note);
    }
    if month_origin == MonthOrigin::Content {
        note(Kind::MonthGuessed, 0, FindingSeverity::Note);
    }
    if totals.rows_in == 0 {
        note(Kind::NoRows, 0, FindingSeverity::Flag);
    }
    findings
}

fn refusal_difference(refusal: Refusal) -> Difference {
    let (ar, en) = match refusal {
        Refusal::NulBytes => {
            ("في الملف بايتات صفرية فهو ليس نصًا", "the file holds NUL bytes and is no text")
        }
        Refusal::Binary => ("الملف ثنائي وليس نصًا", "the file is binary and no text"),
        Refusal::Utf32 => {
            ("الملف بترميز UTF-32 وهو غير مقبول", "the file is in UTF-32, which is not accepted")
        }
        Refusal::Mixed => ("في الملف أكثر من ترميز واحد", "the file mixes more than one encoding"),
        Refusal::Mojibake => (
            "حروف الملف العربية مرمَّزة مرتين فصارت غير مقروءة",
            "the Arabic letters of the file were encoded twice and cannot be read",
        ),
        Refusal::Unknown => ("ترميز الملف غير معروف", "the encoding of the file is not known"),
        Refusal::LostLetters => (
            "حروف الملف العربية استُبدلت بعلامات استفهام",
            "the Arabic letters of the file were replaced by question marks",
        ),
    };
    unreadable(ar, en)
}

fn remove_unfinished(paths: &OutputPaths) {
    for path in [&paths.raw, &paths.quarantine, &paths.vault] {
        staging::remove_unfinished(path);
    }
}
