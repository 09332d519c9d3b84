//! Splits delimited text into records and fields; a stray quotation mark costs one line, not the file.

/// How a delimited file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: Delimiter,
    /// Line feed, or carriage return in old files.
    pub(crate) terminator: u8,
    /// Fields of the header; 0 while it is not known.
    pub(crate) columns: usize,
}

/// A field separator of one or, for the Arabic comma in UTF-8, two bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Delimiter {
    lead: Option<u8>,
    last: u8,
}

impl Delimiter {
    /// Separators recognised without being told.
    pub(crate) const CANDIDATES: [char; 6] = [',', ';', '\t', '|', '،', '؛'];

    pub(crate) const COMMA: Self = Self { lead: None, last: b',' };

    pub(crate) fn new(letter: char) -> Option<Self> {
        let mut buffer = [0; 4];
        match letter.encode_utf8(&mut buffer).as_bytes() {
            [last] => Some(Self { lead: None, last: *last }),
            [lead, last] => Some(Self { lead: Some(*lead), last: *last }),
            _ => None,
        }
    }

    pub(crate) fn letter(self) -> char {
        let bytes = [self.lead.unwrap_or(self.last), self.last];
        let text = std::str::from_utf8(&bytes[usize::from(self.lead.is_none())..]);
        text.ok().and_then(|text| text.chars().next()).unwrap_or(',')
    }

    /// Start and end of the next separator at or after `from`.
    #[inline]
    fn find(self, bytes: &[u8], from: usize) -> Option<(usize, usize)> {
        let Some(lead) = self.lead else {
            return memchr::memchr(self.last, &bytes[from..]).map(|at| (from + at, from + at + 1));
        };
        let mut at = from;
        loop {
            at += memchr::memchr(self.last, &bytes[at..])?;
            if at > from && bytes[at - 1] == lead {
                return Some((at - 1, at + 1));
            }
            at += 1;
        }
    }

    fn starts(self, bytes: &[u8]) -> bool {
        match self.lead {
            None => bytes.first() == Some(&self.last),
            Some(lead) => bytes.starts_with(&[lead, self.last]),
        }
    }
}

/// Where a record lies in its chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecordSpan {
    /// End without the line terminator.
    pub(crate) end: usize,
    /// Start of the next record.
    pub(crate) next: usize,
    /// Lines the record takes.
    pub(crate) lines: u32,
    /// A quotation mark opens and the record does not close as the header asks.
    pub(crate) is_unbalanced: bool,
}

/// A quoted field longer than this is taken for a stray quotation mark.
pub(crate) const LONGEST_QUOTED: usize = 64 << 10;
const MOST_QUOTED_LINES: u32 = 64;

/// The record that starts at `start`; `has_quotes` may be false only where no `"` follows in `bytes`.
#[inline]
pub(crate) fn next_record(
    bytes: &[u8],
    start: usize,
    dialect: &Dialect,
    has_quotes: bool,
) -> RecordSpan {
    let line_end = memchr::memchr(dialect.terminator, &bytes[start..]).map(|at| start + at);
    let next = line_end.map_or(bytes.len(), |end| end + 1);
    let single = RecordSpan {
        end: without_return(bytes, start, line_end.unwrap_or(bytes.len()), dialect),
        next,
        lines: 1,
        is_unbalanced: false,
    };
    if !has_quotes || memchr::memchr(b'"', &bytes[start..single.end]).is_none() {
        return single;
    }
    match quoted_record(bytes, start, dialect) {
        Some((record, fields))
            if record.lines == 1 || fields == dialect.columns || dialect.columns == 0 =>
        {
            record
        }
        _ => RecordSpan { is_unbalanced: true, ..single },
    }
}

/// Follows the quotation marks of a record; `None` where one is never closed.
fn quoted_record(bytes: &[u8], start: usize, dialect: &Dialect) -> Option<(RecordSpan, usize)> {
    let mut at = start;
    let mut fields = 1;
    let mut lines = 1;
    loop {
        if bytes.get(at) == Some(&b'"') {
            let (close, has_stray) = closing_quote(bytes, at + 1, dialect)?;
            let breaks = memchr::memchr_iter(dialect.terminator, &bytes[at..close]).count() as u32;
            lines += breaks;
            // A stray mark in a cell of several lines is the opening of a later row's cell.
            if lines > MOST_QUOTED_LINES || (has_stray && breaks > 0) {
                return None;
            }
            at = close + 1;
        }
        let line_end =
            memchr::memchr(dialect.terminator, &bytes[at..]).map_or(bytes.len(), |end| at + end);
        match dialect.delimiter.find(&bytes[..line_end], at) {
            Some((_, next_field)) => {
                fields += 1;
                at = next_field;
            }
            None => {
                let end = without_return(bytes, start, line_end, dialect);
                let next = (line_end + 1).min(bytes.len());
                return Some((RecordSpan { end, next, lines, is_unbalanced: false }, fields));
            }
        }
    }
}

/// The quotation mark that ends a field, and whether a stray one stands before it: doubled ones stand
/// for themselves, and so does a stray one, which no separator and no end of the line follows.
fn closing_quote(bytes: &[u8], start: usize, dialect: &Dialect) -> Option<(usize, bool)> {
    let limit = bytes.len().min(start + LONGEST_QUOTED);
    let (mut at, mut has_stray) = (start, false);
    loop {
        at += memchr::memchr(b'"', &bytes[at..limit])?;
        let rest = &bytes[at + 1..];
        if rest.first() == Some(&b'"') {
            at += 2;
            if at > limit {
                return None;
            }
            continue;
        }
        let is_end = rest.is_empty()
            || rest[0] == dialect.terminator
            || rest.starts_with(b"\r\n")
            || dialect.delimiter.starts(rest);
        if is_end {
            return Some((at, has_stray));
        }
        has_stray = true;
        at += 1;
    }
}

fn without_return(bytes: &[u8], start: usize, end: usize, dialect: &Dialect) -> usize {
    let has_return = dialect.terminator == b'\n' && end > start && bytes[end - 1] == b'\r';
    end - usize::from(has_return)
}

/// A piece of text: of the record, or of the arena where it had to be rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) is_rewritten: bool,
}

impl Span {
    pub(crate) const EMPTY: Self = Self { start: 0, end: 0, is_rewritten: false };

    #[inline]
    pub(crate) fn of<'t>(self, record: &'t str, arena: &'t str) -> &'t str {
        let base = if self.is_rewritten { arena } else { record };
        &base[self.start as usize..self.end as usize]
    }
}

/// Cuts a record into fields; doubled quotation marks are undone in the arena.
#[inline]
pub(crate) fn split_fields(
    record: &str,
    dialect: &Dialect,
    fields: &mut Vec<Span>,
    arena: &mut String,
) {
    let bytes = record.as_bytes();
    let span = |start: usize, end: usize| Span {
        start: start as u32,
        end: end as u32,
        is_rewritten: false,
    };
    fields.clear();
    let mut start = 0;
    loop {
        let mut from = start;
        let mut quoted = None;
        if bytes.get(start) == Some(&b'"')
            && let Some((close, _)) = closing_quote(bytes, start + 1, dialect)
        {
            quoted = Some(close);
            from = close + 1;
        }
        let separator = dialect.delimiter.find(bytes, from);
        let end = separator.map_or(bytes.len(), |(end, _)| end);
        fields.push(match quoted {
            Some(close) => unquoted(record, start + 1, close, arena),
            None => span(start, end),
        });
        match separator {
            Some((_, next)) => start = next,
            None => return,
        }
    }
}

fn unquoted(record: &str, start: usize, end: usize, arena: &mut String) -> Span {
    let text = &record[start..end];
    if !text.contains("\"\"") {
        return Span { start: start as u32, end: end as u32, is_rewritten: false };
    }
    let from = arena.len();
    arena.push_str(&text.replace("\"\"", "\""));
    Span { start: from as u32, end: arena.len() as u32, is_rewritten: true }
}

/// Writes one field so that [`split_fields`] reads it back.
pub(crate) fn push_field(line: &mut String, text: &str, delimiter: char) {
    if text.contains(['"', '\n', '\r']) || text.contains(delimiter) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

/// The line terminator of the first lines: carriage returns only where no line feed stands.
pub(crate) fn terminator(head: &str) -> u8 {
    let is_old = !head.contains('\n') && head.contains('\r');
    if is_old { b'\r' } else { b'\n' }
}

/// The fields of the first record, for headers.
pub(crate) fn first_fields(line: &str, delimiter: Delimiter) -> Vec<String> {
    let dialect = Dialect { delimiter, terminator: b'\n', columns: 0 };
    let (mut fields, mut arena) = (Vec::new(), String::new());
    split_fields(line, &dialect, &mut fields, &mut arena);
    fields.iter().map(|span| span.of(line, &arena).to_owned()).collect()
}
