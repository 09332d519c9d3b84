//! Recognises the encoding of a delivery from all its bytes, or says why it refuses it.

use encoding_rs::{ISO_8859_6, UTF_16BE, UTF_16LE, WINDOWS_1256};

/// Encodings the door reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16LittleEndian,
    Utf16BigEndian,
    Windows1256,
    Iso8859Part6,
}

impl Encoding {
    /// Name as the account states it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8WithMark => "utf-8 with byte order mark",
            Self::Utf16LittleEndian => "utf-16le",
            Self::Utf16BigEndian => "utf-16be",
            Self::Windows1256 => "windows-1256",
            Self::Iso8859Part6 => "iso-8859-6",
        }
    }

    /// The decoder, where the bytes are not UTF-8 already.
    pub(crate) fn decoder(self) -> Option<&'static encoding_rs::Encoding> {
        match self {
            Self::Utf8 | Self::Utf8WithMark => None,
            Self::Utf16LittleEndian => Some(UTF_16LE),
            Self::Utf16BigEndian => Some(UTF_16BE),
            Self::Windows1256 => Some(WINDOWS_1256),
            Self::Iso8859Part6 => Some(ISO_8859_6),
        }
    }

    /// Bytes the text takes in the delivered file.
    pub(crate) fn delivered_bytes(self, text: &str) -> u64 {
        match self {
            Self::Utf8 | Self::Utf8WithMark => text.len() as u64,
            Self::Windows1256 | Self::Iso8859Part6 => text.chars().count() as u64,
            Self::Utf16LittleEndian | Self::Utf16BigEndian => {
                text.chars().map(|letter| letter.len_utf16() as u64 * 2).sum()
            }
        }
    }
}

/// Why the bytes of a delivery are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    NulBytes,
    Binary,
    Utf32,
    Mixed,
    Mojibake,
    Unknown,
    LostLetters,
}

/// Collects evidence while the content streams by.
#[derive(Default)]
pub(crate) struct Detector {
    head: Vec<u8>,
    carry: Vec<u8>,
    nul_bytes: u64,
    control_bytes: u64,
    utf8_lines: u64,
    broken_lines: u64,
    high_bytes: Option<Box<[u64; 256]>>,
    sample: String,
    question_runs: u64,
    lines: u64,
}

const HEAD_BYTES: usize = 4096;
const SAMPLE_BYTES: usize = 1 << 20;
const LONGEST_CARRY: usize = 1 << 20;

impl Detector {
    /// Looks at the next bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let missing = HEAD_BYTES.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        let complete = memchr::memrchr2(b'\n', b'\r', bytes).map_or(0, |at| at + 1);
        if complete == 0 && self.carry.len() + bytes.len() < LONGEST_CARRY {
            self.carry.extend_from_slice(bytes);
            return;
        }
        let mut first = std::mem::take(&mut self.carry);
        if first.is_empty() {
            self.block(&bytes[..complete]);
        } else {
            let end = memchr::memchr2(b'\n', b'\r', bytes).map_or(bytes.len(), |at| at + 1);
            first.extend_from_slice(&bytes[..end]);
            self.block(&first);
            self.block(bytes.get(end..complete).unwrap_or_default());
        }
        if complete > 0 {
            self.carry.extend_from_slice(&bytes[complete..]);
        }
    }

    /// Judges a block of whole lines.
    fn block(&mut self, block: &[u8]) {
        self.nul_bytes += memchr::memchr_iter(0, block).count() as u64;
        self.control_bytes += block.iter().filter(|byte| is_control(**byte)).count() as u64;
        match std::str::from_utf8(block) {
            Ok(text) => self.text(text),
            Err(_) => block.split_inclusive(|byte| *byte == b'\n').for_each(|line| self.line(line)),
        }
    }

    fn text(&mut self, text: &str) {
        if self.sample.len() < SAMPLE_BYTES {
            let end = text.floor_char_boundary(SAMPLE_BYTES);
            self.sample.push_str(&text[..end]);
        }
        if !text.is_ascii() {
            self.utf8_lines += memchr::memchr_iter(b'\n', text.as_bytes()).count().max(1) as u64;
        }
        self.lines += 1;
    }

    fn line(&mut self, line: &[u8]) {
        match std::str::from_utf8(line) {
            Ok(text) if !text.is_ascii() && letters_of_utf8(text) >= 3 => self.text(text),
            Ok(text) if text.is_ascii() => {}
            result => {
                // Short accidents of a one-byte encoding can look like UTF-8; they are evidence for neither.
                self.broken_lines += u64::from(result.is_err());
                let counts = self.high_bytes.get_or_insert_with(|| Box::new([0; 256]));
                for byte in line.iter().filter(|byte| **byte >= 0x80) {
                    counts[usize::from(*byte)] += 1;
                }
            }
        }
        self.question_runs += u64::from(line.windows(3).any(|three| three == b"???"));
    }

    /// The verdict after the last byte.
    pub(crate) fn finish(mut self) -> Result<Encoding, Refusal> {
        let rest = std::mem::take(&mut self.carry);
        self.block(&rest);
        if let Some(verdict) = wide_encoding(&self.head) {
            return verdict;
        }
        if self.nul_bytes > 0 {
            return Err(Refusal::NulBytes);
        }
        if self.control_bytes > 8 && self.control_bytes * 20 > self.head.len() as u64 {
            return Err(Refusal::Binary);
        }
        if self.broken_lines == 0 {
            return self.utf8();
        }
        if self.utf8_lines > 0 {
            // A few broken lines of a UTF-8 file are quarantined one by one.
            return if self.broken_lines * 50 <= self.utf8_lines {
                self.utf8()
            } else {
                Err(Refusal::Mixed)
            };
        }
        self.one_byte_encoding()
    }

    fn utf8(&self) -> Result<Encoding, Refusal> {
        if is_mojibake(&self.sample) {
            return Err(Refusal::Mojibake);
        }
        if has_lost_letters(&self.sample) {
            return Err(Refusal::LostLetters);
        }
        let has_mark = self.head.starts_with(b"\xef\xbb\xbf");
        Ok(if has_mark { Encoding::Utf8WithMark } else { Encoding::Utf8 })
    }

    /// Windows-1256 and ISO 8859-6 share the letters up to ض and differ after it.
    fn one_byte_encoding(&self) -> Result<Encoding, Refusal> {
        let Some(counts) = &self.high_bytes else { return Err(Refusal::Unknown) };
        let sum = |bytes: &[u8]| bytes.iter().map(|byte| counts[usize::from(*byte)]).sum::<u64>();
        // Arabic comma, semicolon and question mark, quotation marks and the hard blank say nothing.
        let marks = sum(&[0xa0, 0xa1, 0xab, 0xac, 0xba, 0xbb, 0xbf]);
        let total = counts.iter().sum::<u64>() - marks;
        let shared: u64 = counts[0xc1..=0xd6].iter().chain(&counts[0xd8..=0xda]).sum();
        let windows =
            sum(&[0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe1, 0xe3, 0xe4, 0xe5, 0xe6, 0xec, 0xed])
                + counts[0x80..=0x9f].iter().sum::<u64>()
                + counts[0xf0..=0xfa].iter().sum::<u64>();
        let iso = counts[0xe0..=0xf2].iter().sum::<u64>() + sum(&[0xd7]);
        // Bytes that mean a letter in one encoding and nothing, or French, in the other.
        let proves_windows = sum(&[0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xec, 0xed]);
        let proves_iso = sum(&[0xd7, 0xe0, 0xe2, 0xe7, 0xe8, 0xe9, 0xea]);
        let (encoding, letters) = if proves_iso > proves_windows {
            (Encoding::Iso8859Part6, iso)
        } else {
            (Encoding::Windows1256, windows)
        };
        if (shared + letters) * 10 < total * 7 {
            return Err(Refusal::Unknown);
        }
        Ok(encoding)
    }
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1a)
}

/// Letters of the Arabic block, as evidence that a line is really UTF-8.
fn letters_of_utf8(text: &str) -> usize {
    text.chars().filter(|letter| matches!(letter, '\u{600}'..='\u{6ff}')).count()
}

/// UTF-16 and UTF-32, by mark or by the high bytes of Arabic and Latin letters.
fn wide_encoding(head: &[u8]) -> Option<Result<Encoding, Refusal>> {
    if head.starts_with(&[0xff, 0xfe, 0, 0]) || head.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Some(Err(Refusal::Utf32));
    }
    if head.starts_with(&[0xff, 0xfe]) {
        return Some(Ok(Encoding::Utf16LittleEndian));
    }
    if head.starts_with(&[0xfe, 0xff]) {
        return Some(Ok(Encoding::Utf16BigEndian));
    }
    let pairs = head.len() / 2;
    if pairs < 8 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let high = |at: usize| {
        head.chunks_exact(2).filter(|pair| matches!(pair[at], 0x00 | 0x06 | 0x20)).count()
    };
    let nuls = |at: usize| head.chunks_exact(2).filter(|pair| pair[at] == 0).count();
    let four = head.chunks_exact(4).filter(|four| four[2] == 0 && four[3] == 0).count();
    if four * 10 >= head.len() / 4 * 9 && head.len() >= 16 {
        return Some(Err(Refusal::Utf32));
    }
    if high(1) * 10 >= pairs * 9 && nuls(0) == 0 {
        return Some(Ok(Encoding::Utf16LittleEndian));
    }
    if high(0) * 10 >= pairs * 9 && nuls(1) == 0 {
        return Some(Ok(Encoding::Utf16BigEndian));
    }
    None
}

/// Arabic UTF-8 read as Latin-1 or Windows-1252 and encoded again: `Ø` and `Ù` at every turn.
fn is_mojibake(text: &str) -> bool {
    let leads = text.chars().filter(|letter| matches!(letter, 'Ø' | 'Ù' | 'Ú' | 'Û')).count();
    let arabic = letters_of_utf8(text);
    let others = text.chars().filter(|letter| !letter.is_ascii()).count();
    leads >= 4 && leads * 3 >= others && arabic * 4 < leads
}

/// Arabic letters written as question marks: whole words of them and no Arabic letter left.
fn has_lost_letters(text: &str) -> bool {
    let runs = text.lines().filter(|line| line.contains("???")).count();
    let lines = text.lines().filter(|line| !line.is_empty()).count();
    runs >= 2 && runs * 2 > lines && letters_of_utf8(text) == 0
}
