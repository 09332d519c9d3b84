//! The parsers of the door, each as a function of bytes whose promises are asserted: for `tests/fuzz`.
//!
//! Only built with the feature `probe`. Nothing here needs a query engine.

use std::io::{Cursor, Read};
use std::path::Path;

use mizan_catalog::SourceContract;
use mizan_domain::Date;
use mizan_domain::national_id::{NationalId, Profile};

use crate::chunks::{ChunkSource, Start};
use crate::columns::Lineage;
use crate::container::Container;
use crate::day::{parse_day, parse_month};
use crate::delimited::{
    Delimiter, Dialect, Span, first_fields, next_record, split_fields, terminator,
};
use crate::encoding::{Detector, Encoding};
use crate::evaluate::{Evaluator, Layout};
use crate::header::match_header;
use crate::json_line;
use crate::number::Decimal;
use crate::plan::Plan;
use crate::value;

/// Recognises the encoding; where the cuts between blocks lie must not matter for valid UTF-8.
pub fn encoding(bytes: &[u8]) {
    let judge = |block: usize| {
        let mut detector = Detector::default();
        bytes.chunks(block.max(1)).for_each(|block| detector.update(block));
        detector.finish()
    };
    let whole = judge(bytes.len());
    let cut = judge(1 + bytes.first().map_or(0, |byte| usize::from(*byte)));
    let is_plain = std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0);
    assert!(
        !is_plain || whole.is_ok() == cut.is_ok(),
        "the cuts between blocks changed the verdict"
    );
    if let Ok(encoding) = whole {
        let _ = streamed(bytes, encoding, b'\n', 64);
    }
}

/// Cuts records and fields; chunks must give back every byte, fields must lie in their record.
pub fn records(bytes: &[u8]) {
    let Some((choice, text)) = bytes.split_first() else { return };
    let letter = Delimiter::CANDIDATES[usize::from(*choice) % Delimiter::CANDIDATES.len()];
    let Some(delimiter) = Delimiter::new(letter) else { return };
    assert_eq!(delimiter.letter(), letter);
    let Ok(text) = std::str::from_utf8(text) else { return };
    let terminator = terminator(text);
    let columns = usize::from(*choice >> 4);
    let dialect = Dialect { delimiter, terminator, columns };
    let (mut fields, mut arena) = (Vec::new(), String::new());
    let mut at = 0;
    while at < text.len() {
        let span = next_record(text.as_bytes(), at, &dialect, true);
        assert!(span.next > at && span.end <= span.next, "the reader must go on");
        let record = &text[at..span.end];
        split_fields(record, &dialect, &mut fields, &mut arena);
        assert!(!fields.is_empty());
        fields.iter().for_each(|span| assert!(span.of(record, &arena).len() <= record.len()));
        at = span.next;
    }
    for target in [1, 64, 8 << 20] {
        assert_eq!(streamed(text.as_bytes(), Encoding::Utf8, terminator, target), text.as_bytes());
    }
}

/// Judges whole rows under a contract; every record is accepted or refused.
pub fn rows(contract: &SourceContract, bytes: &[u8]) {
    let Ok(plan) = Plan::new(contract) else { return };
    let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
    let (line, rest) = bytes.split_at(end);
    let texts = first_fields(&String::from_utf8_lossy(line), Delimiter::COMMA);
    let Ok(header) = match_header(contract, &texts, false) else { return };
    let dialect =
        Dialect { delimiter: Delimiter::COMMA, terminator: b'\n', columns: header.texts.len() };
    let layout = Layout { encoding: Encoding::Utf8, dialect, is_json: false, header };
    let counts = |target: usize| {
        let lineage = Lineage { delivery_id: "probe".to_owned(), month_days: 0, sequence: 0 };
        let mut evaluator = Evaluator::new(&plan, &layout, None, Profile::Synthetic, lineage);
        let start = Start { mark_bytes: 0, skipped_text: 0, line: 2 };
        let reader = Box::new(Cursor::new(rest.to_vec()));
        let Ok(mut source) = ChunkSource::new(reader, Encoding::Utf8, dialect, true, start, target)
        else {
            return (0, 0);
        };
        let (mut accepted, mut refused) = (0, 0);
        while let Ok(Some(chunk)) = source.next() {
            let Ok(evaluated) = evaluator.evaluate(&chunk) else { continue };
            assert_eq!(evaluated.batch.num_rows(), evaluated.rows.len());
            let here = (evaluated.rows.len() as u64, evaluated.refused.len() as u64);
            assert_eq!(evaluated.records, here.0 + here.1, "a row is not accounted for");
            accepted += here.0;
            refused += here.1;
        }
        (accepted, refused)
    };
    assert_eq!(counts(64), counts(8 << 20), "the size of chunks changed the account");
}

/// Cuts lines of JSON objects.
pub fn json_lines(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let names = json_line::names(text);
    let (mut fields, mut arena) = (Vec::new(), String::new());
    for line in text.lines() {
        arena.clear();
        if json_line::cut(line, &names, &mut fields, &mut arena).is_ok() {
            assert_eq!(fields.len(), names.len());
            fields.iter().for_each(|span| drop(span.of(line, &arena).to_owned()));
        }
    }
}

/// Unpacks gzip and zip to the end, to an error or to four megabytes.
pub fn container(path: &Path) {
    let Ok(container) = Container::open(path) else { return };
    if container.is_rendered() {
        return;
    }
    let Ok(reader) = container.reader() else { return };
    let mut reader = reader.take(4 << 20);
    let mut block = vec![0; 64 << 10];
    while let Ok(1..) = reader.read(&mut block) {}
}

/// Renders the first sheet of a workbook.
pub fn workbook(path: &Path, bytes: &[u8]) {
    if let Ok(text) = crate::workbook::render(path, bytes.to_vec()) {
        assert!(std::str::from_utf8(&text).is_ok());
    }
}

/// Reads days and months; what is read must lie in the years that are read.
pub fn dates(text: &str) {
    if let Ok(day) = parse_day(text) {
        let date = Date::from_days(day.days);
        assert!((-1..=9999).contains(&date.year()), "year {}", date.year());
        if day.note.is_none() {
            let again = parse_day(&date.to_string()).map(|day| day.days);
            assert!(date.year() < 1500 || again == Ok(day.days), "a day is read as another");
        }
    }
    if let Ok(days) = parse_month(text) {
        assert_eq!(Date::from_days(days).day(), 1);
    }
}

/// Reads numbers; sign and size must agree with the text.
pub fn numbers(text: &str) {
    let Some(decimal) = Decimal::parse(text) else { return };
    let float = decimal.float();
    assert!(float.is_finite());
    assert!(float == 0.0 || float.is_sign_negative() == text.starts_with('-'));
    if let Some(hundredths) = decimal.hundredths() {
        assert!((hundredths as f64 / 100.0 - float).abs() <= float.abs() * 1e-9 + 0.01);
    }
    if let Some(whole) = decimal.integer() {
        assert!((whole as f64 - float).abs() <= float.abs() * 1e-9);
    }
}

/// Reads national numbers, names, telephones and passports; a number reads back as itself.
pub fn national_ids(text: &str) {
    for profile in [Profile::Real, Profile::Synthetic] {
        if let Ok(id) = NationalId::parse(text, profile) {
            let again = NationalId::parse(id.as_str(), profile);
            assert_eq!(again.as_ref(), Ok(&id));
            let _ = (id.sex(), id.birth_governorate(), id.masked());
        }
    }
    let mut arena = String::new();
    let span = Span { start: 0, end: text.len() as u32, is_rewritten: false };
    let cleaned = value::clean(span, text, &mut arena, true);
    let once = cleaned.of(text, &arena).to_owned();
    assert_eq!(once.trim(), once, "a cleaned cell has outer blanks");
}

/// Matches a header line against a contract; a field stands for one column at most.
pub fn header(contract: &SourceContract, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for delimiter in Delimiter::CANDIDATES.into_iter().filter_map(Delimiter::new) {
        let texts = first_fields(&text, delimiter);
        for is_correction in [false, true] {
            let Ok(header) = match_header(contract, &texts, is_correction) else { continue };
            let mut fields: Vec<usize> = header.field_of_column.iter().flatten().copied().collect();
            assert!(fields.iter().all(|field| *field < header.texts.len()));
            let count = fields.len();
            fields.sort_unstable();
            fields.dedup();
            assert_eq!(fields.len(), count);
        }
    }
}

/// The text of all chunks.
fn streamed(bytes: &[u8], encoding: Encoding, terminator: u8, target: usize) -> Vec<u8> {
    let dialect = Dialect { delimiter: Delimiter::COMMA, terminator, columns: 0 };
    let start = Start { mark_bytes: 0, skipped_text: 0, line: 1 };
    let reader = Box::new(Cursor::new(bytes.to_vec()));
    let mut text = Vec::new();
    let Ok(mut source) = ChunkSource::new(reader, encoding, dialect, true, start, target) else {
        return text;
    };
    while let Ok(Some(chunk)) = source.next() {
        assert!(!chunk.bytes.is_empty() || chunk.is_oversized, "an empty chunk");
        text.extend_from_slice(&chunk.bytes);
    }
    text
}
