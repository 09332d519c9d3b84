//! The first look at a delivery: its identity, its encoding, its head, its source and its month.

use std::io::Read;
use std::path::Path;
use std::sync::mpsc::sync_channel;

use mizan_catalog::SourceContract;
use mizan_domain::Month;
use sha2::{Digest, Sha256};

use crate::chunks::Start;
use crate::container::{Container, Packing};
use crate::delimited::{Delimiter, Dialect, first_fields, next_record, terminator};
use crate::encoding::{Detector, Encoding, Refusal};
use crate::error::{Error, Result};
use crate::header::{match_header, matched_columns};
use crate::json_line;
use crate::key::hex;

/// What is known of a delivery before its rows are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// The source.
    pub source: String,
    /// First 16 hexadecimal digits of the SHA-256 of the unpacked content.
    pub delivery_id: String,
    /// Reference month, where the file's name tells it.
    pub month: Option<Month>,
}

/// Recognises source, identity and month of a delivery without reading its rows.
pub fn identify(path: &Path, contracts: &[SourceContract]) -> Result<Identified> {
    let container = Container::open(path)?;
    let survey = survey(&container)?;
    let contract = choose(path, &survey, contracts)?;
    Ok(Identified {
        source: contract.name.clone(),
        delivery_id: survey.delivery_id.clone(),
        month: month_in_name(path),
    })
}

/// Evidence from one pass over the content.
pub(crate) struct Survey {
    pub(crate) delivery_id: String,
    pub(crate) encoding: Result<Encoding, Refusal>,
    /// Decoded text of the first bytes.
    pub(crate) head: String,
    pub(crate) mark_bytes: usize,
    /// The rows were no text and are read as such, separated by commas.
    pub(crate) is_rendered: bool,
    /// The rows of a workbook as delimited text.
    pub(crate) rendered: Option<Vec<u8>>,
}

/// Bytes of the head; a header that is longer is cut.
const HEAD_BYTES: usize = 4 << 20;
const BLOCK_BYTES: usize = 4 << 20;

/// Hashes the content and recognises its encoding.
pub(crate) fn survey(container: &Container) -> Result<Survey> {
    let path = &container.path;
    let mut reader = container.reader()?;
    if container.packing == Packing::Workbook {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|cause| Error::read(path, cause))?;
        let delivery_id = hex(&Sha256::digest(&bytes)[..8]);
        let rendered = crate::workbook::render(path, bytes)?;
        let head =
            String::from_utf8_lossy(&rendered[..rendered.len().min(HEAD_BYTES)]).into_owned();
        let encoding = Ok(Encoding::Utf8);
        let (is_rendered, rendered) = (true, Some(rendered));
        return Ok(Survey { delivery_id, encoding, head, mark_bytes: 0, is_rendered, rendered });
    }
    if container.packing == Packing::Parquet {
        let mut head = Vec::new();
        let rows = crate::columnar::RenderedRows::open(path)?;
        let read = rows.take(HEAD_BYTES as u64).read_to_end(&mut head);
        read.map_err(|cause| Error::read(path, cause))?;
        let mut hasher = Sha256::new();
        let mut block = vec![0; BLOCK_BYTES];
        loop {
            let count = reader.read(&mut block).map_err(|cause| Error::read(path, cause))?;
            if count == 0 {
                break;
            }
            hasher.update(&block[..count]);
        }
        return Ok(Survey {
            delivery_id: hex(&hasher.finalize()[..8]),
            encoding: Ok(Encoding::Utf8),
            head: String::from_utf8_lossy(&head).into_owned(),
            mark_bytes: 0,
            is_rendered: true,
            rendered: None,
        });
    }
    let mut detector = Detector::default();
    let mut head = Vec::new();
    let digest = std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<std::sync::Arc<Vec<u8>>>(2);
        let hasher = scope.spawn(move || {
            let mut hasher = Sha256::new();
            for block in receiver {
                hasher.update(block.as_slice());
            }
            hasher.finalize()
        });
        loop {
            let mut block = Vec::with_capacity(BLOCK_BYTES);
            let read = reader.by_ref().take(BLOCK_BYTES as u64).read_to_end(&mut block);
            read.map_err(|cause| Error::read(path, cause))?;
            if block.is_empty() {
                break;
            }
            let block = std::sync::Arc::new(block);
            // The other end waits until the channel closes.
            let _ = sender.send(std::sync::Arc::clone(&block));
            let missing = HEAD_BYTES.saturating_sub(head.len()).min(block.len());
            head.extend_from_slice(&block[..missing]);
            detector.update(&block);
        }
        drop(sender);
        hasher.join().map_err(|_| Error::Damaged {
            file: path.clone(),
            detail: "hashing stopped".to_owned(),
        })
    })?;
    if head.is_empty() {
        return Err(Error::Empty(path.clone()));
    }
    let encoding = detector.finish();
    let (head, mark_bytes) = decode_head(&head, encoding.unwrap_or(Encoding::Utf8));
    Ok(Survey {
        delivery_id: hex(&digest[..8]),
        encoding,
        head,
        mark_bytes,
        is_rendered: false,
        rendered: None,
    })
}

fn decode_head(bytes: &[u8], encoding: Encoding) -> (String, usize) {
    let mark_bytes = match (encoding, bytes) {
        (Encoding::Utf8WithMark, _) => 3,
        (Encoding::Utf16LittleEndian, [0xff, 0xfe, ..]) => 2,
        (Encoding::Utf16BigEndian, [0xfe, 0xff, ..]) => 2,
        _ => 0,
    };
    let content = &bytes[mark_bytes..];
    let text = match encoding.decoder() {
        Some(decoder) => decoder.decode_without_bom_handling(content).0.into_owned(),
        None => String::from_utf8_lossy(content).into_owned(),
    };
    (text, mark_bytes)
}

/// The contract of a delivery: named by its file, or fitting its header.
pub(crate) fn choose<'c>(
    path: &Path,
    survey: &Survey,
    contracts: &'c [SourceContract],
) -> Result<&'c SourceContract> {
    let stem = stem(path);
    if let Some(contract) = contracts.iter().find(|contract| contract.name == stem) {
        return Ok(contract);
    }
    let mut best: Option<(bool, usize, &SourceContract)> = None;
    let mut is_tied = false;
    for contract in contracts {
        let sniffed = Sniffed::new(contract, survey);
        let matched = matched_columns(contract, &sniffed.texts);
        let is_full = match_header(contract, &sniffed.texts, false).is_ok();
        let rank = best.map(|(is_full, matched, _)| (is_full, matched));
        if Some((is_full, matched)) > rank {
            best = Some((is_full, matched, contract));
            is_tied = false;
        } else if Some((is_full, matched)) == rank {
            is_tied = true;
        }
    }
    match best {
        Some((true, _, contract)) if !is_tied => Ok(contract),
        Some((false, matched, contract))
            if !is_tied && matched * 10 >= contract.columns.len() * 6 =>
        {
            Ok(contract)
        }
        _ if survey.rendered.is_none()
            && path.extension().is_some_and(|name| name.eq_ignore_ascii_case("xlsx")) =>
        {
            let kind = "text under the name of a workbook";
            Err(Error::NoTable { file: path.to_owned(), kind })
        }
        best => Err(Error::UnknownSource {
            file: path.to_owned(),
            nearest: best
                .filter(|(_, matched, _)| *matched > 1)
                .map(|(.., contract)| contract.name.clone()),
        }),
    }
}

/// File name without extensions and month.
fn stem(path: &Path) -> String {
    let name = file_name(path);
    let plain = name.split('.').next().unwrap_or_default();
    match month_place(plain) {
        Some(at) => plain[..at].to_owned(),
        None => plain.to_owned(),
    }
}

/// The file's name without its folder.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The month in `…_YYYY-MM…`.
pub(crate) fn month_in_name(path: &Path) -> Option<Month> {
    let name = file_name(path);
    let at = month_place(&name)?;
    name.get(at + 1..at + 8)?.parse().ok()
}

fn month_place(name: &str) -> Option<usize> {
    let mut places = name.match_indices('_').map(|(at, _)| at);
    places.find(|at| name.get(at + 1..at + 8).is_some_and(|text| text.parse::<Month>().is_ok()))
}

/// How a delivery's rows are written, as far as its head tells.
#[derive(Debug, Clone)]
pub(crate) struct Sniffed {
    pub(crate) texts: Vec<String>,
    pub(crate) dialect: Dialect,
    pub(crate) is_json: bool,
    pub(crate) start: Start,
    /// Lines before the header.
    pub(crate) preamble: u64,
}

/// Lines among which the header is looked for.
const HEADER_LINES: usize = 12;

impl Sniffed {
    /// Finds delimiter and header line under which most columns of the contract are found.
    pub(crate) fn new(contract: &SourceContract, survey: &Survey) -> Self {
        let head = &survey.head;
        let terminator = terminator(head);
        let comma = Delimiter::COMMA;
        let mark_bytes = survey.mark_bytes;
        if !survey.is_rendered && head.trim_start().starts_with('{') {
            let texts = json_line::names(head);
            let dialect = Dialect { delimiter: comma, terminator, columns: texts.len() };
            let start = Start { mark_bytes, skipped_text: 0, line: 1 };
            return Self { texts, dialect, is_json: true, start, preamble: 0 };
        }
        let declared = contract.format.delimiter.filter(|_| !survey.is_rendered);
        let candidates: Vec<char> = if survey.is_rendered {
            vec![',']
        } else {
            declared.into_iter().chain(Delimiter::CANDIDATES).collect()
        };
        let mut best: Option<(usize, usize, Self)> = None;
        for delimiter in candidates.into_iter().filter_map(Delimiter::new) {
            let dialect = Dialect { delimiter, terminator, columns: 0 };
            for (order, sniffed) in Self::lines(head, dialect, mark_bytes).into_iter().enumerate() {
                let matched = matched_columns(contract, &sniffed.texts);
                let is_better = best.as_ref().is_none_or(|(most, at, known)| {
                    let more_fields = sniffed.texts.len() > known.texts.len();
                    matched > *most || (matched == 0 && *most == 0 && order == *at && more_fields)
                });
                if is_better {
                    best = Some((matched, order, sniffed));
                }
            }
        }
        let nothing = Self {
            texts: Vec::new(),
            dialect: Dialect { delimiter: comma, terminator, columns: 0 },
            is_json: false,
            start: Start { mark_bytes, skipped_text: 0, line: 1 },
            preamble: 0,
        };
        best.map_or(nothing, |(.., sniffed)| sniffed)
    }

    /// The first lines, each as if it were the header.
    fn lines(head: &str, dialect: Dialect, mark_bytes: usize) -> Vec<Self> {
        let bytes = head.as_bytes();
        let (mut at, mut line, mut preamble) = (0, 1, 0);
        let mut found = Vec::new();
        while at < bytes.len() && found.len() < HEADER_LINES && line < 64 {
            let span = next_record(bytes, at, &dialect, true);
            let text = &head[at..span.end];
            line += u64::from(span.lines);
            at = span.next;
            if text.trim().is_empty() {
                continue;
            }
            let texts = first_fields(text, dialect.delimiter);
            let start = Start { mark_bytes, skipped_text: at, line };
            let dialect = Dialect { columns: texts.len(), ..dialect };
            found.push(Self { texts, dialect, is_json: false, start, preamble });
            preamble += 1;
        }
        found
    }
}
