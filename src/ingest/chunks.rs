//! Streams a delivery's content as chunks of whole records, with known first line and byte offset.

use std::io::Read;

use crate::delimited::{Dialect, next_record};
use crate::encoding::Encoding;

/// Longest record that is read; longer ones are refused, their bytes stay in the original.
pub(crate) const LONGEST_RECORD: usize = 1 << 20;
/// Bytes of an oversized record that quarantine keeps.
pub(crate) const OVERSIZED_KEPT: usize = 64 << 10;
const READ_BYTES: usize = 1 << 20;
/// Text that must be visible beyond a record before its quotation marks can be judged.
const LOOKAHEAD: usize = 512 << 10;

/// Whole records as UTF-8 (or as delivered, where a UTF-8 file has broken bytes).
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) index: u64,
    pub(crate) bytes: Vec<u8>,
    /// Number of the first line, from 1.
    pub(crate) first_line: u64,
    /// Offset of the first byte in the delivered content.
    pub(crate) offset: u64,
    /// The chunk holds only the head of one record that is too long.
    pub(crate) is_oversized: bool,
}

/// Cuts content into chunks; the cuts depend on the bytes alone.
pub(crate) struct ChunkSource {
    reader: Box<dyn Read + Send>,
    encoding: Encoding,
    decoder: Option<encoding_rs::Decoder>,
    dialect: Dialect,
    has_quoting: bool,
    target: usize,
    raw: Vec<u8>,
    pending: Vec<u8>,
    is_at_end: bool,
    next_index: u64,
    line: u64,
    offset: u64,
    bytes_read: u64,
}

/// Where the rows begin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    /// Bytes of the byte order mark.
    pub(crate) mark_bytes: usize,
    /// Bytes of decoded text before the first row.
    pub(crate) skipped_text: usize,
    /// Number of the first row's line.
    pub(crate) line: u64,
}

impl ChunkSource {
    pub(crate) fn new(
        mut reader: Box<dyn Read + Send>,
        encoding: Encoding,
        dialect: Dialect,
        has_quoting: bool,
        start: Start,
        target: usize,
    ) -> std::io::Result<Self> {
        let mut mark = vec![0; start.mark_bytes];
        reader.read_exact(&mut mark)?;
        let decoder =
            encoding.decoder().map(encoding_rs::Encoding::new_decoder_without_bom_handling);
        let mut source = Self {
            reader,
            encoding,
            decoder,
            dialect,
            has_quoting,
            target,
            raw: vec![0; READ_BYTES],
            pending: Vec::new(),
            is_at_end: false,
            next_index: 0,
            line: start.line,
            offset: start.mark_bytes as u64,
            bytes_read: start.mark_bytes as u64,
        };
        while source.pending.len() < start.skipped_text && !source.is_at_end {
            source.fill()?;
        }
        let skipped = start.skipped_text.min(source.pending.len());
        source.offset += source.delivered(&source.pending[..skipped]);
        source.pending.drain(..skipped);
        Ok(source)
    }

    /// Bytes of delivered content read so far.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The next chunk, or `None` after the last.
    pub(crate) fn next(&mut self) -> std::io::Result<Option<Chunk>> {
        let mut wanted = self.target + LOOKAHEAD;
        loop {
            while self.pending.len() < wanted && !self.is_at_end {
                self.fill()?;
            }
            if self.pending.is_empty() {
                return Ok(None);
            }
            match self.boundary() {
                Some(boundary) => return Ok(Some(self.cut(boundary))),
                None if self.pending.len() > LONGEST_RECORD => return self.oversized().map(Some),
                None => wanted = self.pending.len() + READ_BYTES,
            }
        }
    }

    /// End of the last record that fits; `None` where not even the first one ends.
    fn boundary(&self) -> Option<usize> {
        let bytes = &self.pending;
        let has_quotes = self.has_quoting && memchr::memchr(b'"', bytes).is_some();
        if !has_quotes {
            let window = bytes.len().min(self.target.max(1));
            let terminator = self.dialect.terminator;
            return match memchr::memrchr(terminator, &bytes[..window]) {
                Some(at) => Some(at + 1),
                None => match memchr::memchr(terminator, &bytes[window..]) {
                    Some(at) => Some(window + at + 1),
                    None => self.is_at_end.then_some(bytes.len()),
                },
            };
        }
        let mut at = 0;
        while at < bytes.len() && at < self.target {
            if !self.is_at_end && at + LOOKAHEAD > bytes.len() {
                break;
            }
            let record = next_record(bytes, at, &self.dialect, true);
            let is_whole = bytes.get(record.next.wrapping_sub(1)) == Some(&self.dialect.terminator);
            if !is_whole && !self.is_at_end {
                break;
            }
            at = record.next;
        }
        (at > 0).then_some(at)
    }

    fn cut(&mut self, boundary: usize) -> Chunk {
        let rest = self.pending.split_off(boundary);
        let bytes = std::mem::replace(&mut self.pending, rest);
        let lines = memchr::memchr_iter(self.dialect.terminator, &bytes).count() as u64;
        let delivered = self.delivered(&bytes);
        self.chunk(bytes, lines, delivered, false)
    }

    /// Reads past a record that is too long and keeps its head.
    fn oversized(&mut self) -> std::io::Result<Chunk> {
        let mut head = self.pending.clone();
        head.truncate(OVERSIZED_KEPT);
        let mut delivered = 0;
        loop {
            let end = memchr::memchr(self.dialect.terminator, &self.pending).map(|at| at + 1);
            let taken = end.unwrap_or(self.pending.len());
            delivered += self.delivered(&self.pending[..taken]);
            self.pending.drain(..taken);
            if end.is_some() || (self.is_at_end && self.pending.is_empty()) {
                break;
            }
            self.fill()?;
        }
        Ok(self.chunk(head, 1, delivered, true))
    }

    fn chunk(&mut self, bytes: Vec<u8>, lines: u64, delivered: u64, is_oversized: bool) -> Chunk {
        let chunk = Chunk {
            index: self.next_index,
            bytes,
            first_line: self.line,
            offset: self.offset,
            is_oversized,
        };
        self.next_index += 1;
        self.line += lines;
        self.offset += delivered;
        chunk
    }

    fn delivered(&self, bytes: &[u8]) -> u64 {
        if self.decoder.is_none() {
            return bytes.len() as u64;
        }
        std::str::from_utf8(bytes).map_or(0, |text| self.encoding.delivered_bytes(text))
    }

    fn fill(&mut self) -> std::io::Result<()> {
        let count = loop {
            match self.reader.read(&mut self.raw) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.bytes_read += count as u64;
        self.is_at_end = count == 0;
        let Some(decoder) = &mut self.decoder else {
            self.pending.extend_from_slice(&self.raw[..count]);
            return Ok(());
        };
        let room = decoder.max_utf8_buffer_length(count).unwrap_or(count * 4 + 16);
        let from = self.pending.len();
        self.pending.resize(from + room, 0);
        let (_, _, written, _) =
            decoder.decode_to_utf8(&self.raw[..count], &mut self.pending[from..], self.is_at_end);
        self.pending.truncate(from + written);
        Ok(())
    }
}
