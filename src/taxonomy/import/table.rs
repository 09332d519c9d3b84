//! One CSV file with named columns, whose broken rows are refused one by one.

use std::path::Path;

use super::{FileReport, Refusal};
use crate::{Error, Result};

const EXAMPLES_MAX: usize = 20;

/// An open file: the header is read, the columns are found.
pub(crate) struct Table {
    path: String,
    rows: csv::Reader<std::io::BufReader<std::fs::File>>,
    width: usize,
    columns: Vec<Option<usize>>,
}

/// One row, seen through the wanted columns.
pub(crate) struct Cells<'a> {
    record: &'a csv::StringRecord,
    columns: &'a [Option<usize>],
}

impl Cells<'_> {
    /// The cell of the wanted column; empty where an optional column is absent.
    pub(crate) fn get(&self, wanted: usize) -> &str {
        self.columns.get(wanted).copied().flatten().and_then(|at| self.record.get(at)).unwrap_or("")
    }
}

impl Table {
    /// Opens a file and finds its columns: the required ones first, then the optional ones.
    pub(crate) fn open(path: &Path, required: &[&'static str], optional: &[&str]) -> Result<Self> {
        let file = std::fs::File::open(path).map_err(|error| Error::read(path, error))?;
        let mut rows = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(std::io::BufReader::with_capacity(1 << 16, file));
        let mut header = csv::ByteRecord::new();
        rows.read_byte_record(&mut header).map_err(|error| Error::read(path, io_error(error)))?;
        let names: Vec<String> = header
            .iter()
            .map(|name| {
                String::from_utf8_lossy(name).trim_start_matches('\u{FEFF}').trim().to_owned()
            })
            .collect();
        let position = |column: &str| names.iter().position(|name| name == column);
        let mut columns = Vec::with_capacity(required.len() + optional.len());
        for &column in required {
            match position(column) {
                Some(at) => columns.push(Some(at)),
                None => {
                    return Err(Error::MissingColumn {
                        path: path.to_owned(),
                        column,
                        found: names,
                    });
                }
            }
        }
        columns.extend(optional.iter().map(|column| position(column)));
        Ok(Self { path: path.display().to_string(), rows, width: names.len(), columns })
    }

    /// Hands every sound row to `keep` and reports the others with line and reason.
    pub(crate) fn read(
        mut self,
        mut keep: impl FnMut(&Cells<'_>) -> Result<(), &'static str>,
    ) -> Result<FileReport> {
        let mut report = FileReport { path: self.path.clone(), ..FileReport::default() };
        let mut bytes = csv::ByteRecord::new();
        loop {
            match self.rows.read_byte_record(&mut bytes) {
                Ok(false) => return Ok(report),
                Ok(true) => {}
                Err(error) => return Err(Error::read(Path::new(&self.path), io_error(error))),
            }
            report.rows_read += 1;
            let line = bytes.position().map_or(0, csv::Position::line);
            let outcome = if bytes.len() != self.width {
                Err("wrong number of columns (an unbalanced quote?)")
            } else {
                match csv::StringRecord::from_byte_record(std::mem::take(&mut bytes)) {
                    Ok(record) => keep(&Cells { record: &record, columns: &self.columns }),
                    Err(_) => Err("not UTF-8"),
                }
            };
            match outcome {
                Ok(()) => report.rows_kept += 1,
                Err(reason) => refuse(&mut report, line, reason),
            }
        }
    }
}

fn refuse(report: &mut FileReport, line: u64, reason: &'static str) {
    *report.refused.entry(reason).or_default() += 1;
    if report.examples.len() < EXAMPLES_MAX {
        report.examples.push(Refusal { path: report.path.clone(), line, reason });
    }
}

fn io_error(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::new(std::io::ErrorKind::InvalidData, format!("{other:?}")),
    }
}
