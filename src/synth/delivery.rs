//! One file of one source and month: encoding, quoting, faults on the way, totals row and resending.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use mizan_domain::Month;

use crate::dirt::{self, Fault};
use crate::error::{Error, Result};
use crate::layout::{Encoding, Kind, Layout};
use crate::random::{Random, chance, stream};
use crate::row::Row;
use crate::windows1256::Windows1256;
use crate::workbook::Workbook;

/// What one file became.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    /// Name of the file, empty where nothing was written.
    pub(crate) file: String,
    /// Rows below the header, totals row excluded.
    pub(crate) rows: u64,
    /// Size.
    pub(crate) bytes: u64,
    /// Faults, in the order of [`Fault::ALL`].
    pub(crate) faults: [u64; Fault::ALL.len()],
    /// Whether a totals row was added.
    pub(crate) has_totals: bool,
    /// Name of a second, identical file, where the delivery was resent.
    pub(crate) resent: Option<String>,
}

enum Target {
    Text { out: BufWriter<File>, encoder: Option<Windows1256>, buffer: Vec<u8>, bytes: u64 },
    Workbook(Box<Workbook>),
}

/// A delivery being written.
pub(crate) struct Delivery {
    layout: &'static Layout,
    path: PathBuf,
    target: Target,
    random: Random,
    dirt_share: f64,
    written: Written,
}

impl Delivery {
    /// Opens the file `<source>_<month>.<ending>` in a folder and writes its header.
    pub(crate) fn create(
        layout: &'static Layout,
        month: Month,
        folder: &Path,
        seed: u64,
        dirt_share: f64,
    ) -> Result<Self> {
        let file = format!("{}_{month}.{}", layout.source, layout.extension());
        let path = folder.join(&file);
        let number = u64::from(month.year() as u32) * 12 + u64::from(month.number());
        let target = match layout.encoding {
            Encoding::Workbook => Target::Workbook(Box::new(Workbook::new(layout, month))),
            encoding => Target::Text {
                out: BufWriter::with_capacity(
                    1 << 18,
                    File::create(&path).map_err(Error::write(&path))?,
                ),
                encoder: (encoding == Encoding::Windows1256).then(Windows1256::new),
                buffer: Vec::with_capacity(512),
                bytes: 0,
            },
        };
        let mut delivery = Self {
            layout,
            path,
            target,
            random: stream(seed, layout.source, number),
            dirt_share,
            written: Written { file, ..Written::default() },
        };
        delivery.header()?;
        Ok(delivery)
    }

    fn header(&mut self) -> Result<()> {
        if self.layout.encoding == Encoding::Utf8Mark {
            self.raw("\u{feff}".as_bytes())?;
        }
        let mut row = Row::default();
        self.layout.columns.iter().for_each(|column| {
            row.text(column.header);
        });
        match &mut self.target {
            Target::Workbook(_) => Ok(()),
            Target::Text { .. } => self.line(&row),
        }
    }

    /// Writes one row, now and then with a fault.
    pub(crate) fn write(&mut self, row: &mut Row) -> Result<()> {
        debug_assert_eq!(row.len(), self.layout.columns.len(), "{}", self.layout.source);
        let mut is_double = false;
        if self.dirt_share > 0.0
            && chance(&mut self.random, self.dirt_share)
            && let Some(fault) = dirt::spoil(&mut self.random, self.layout, row)
        {
            self.written.faults[fault as usize] += 1;
            is_double = fault == Fault::DuplicateRow;
        }
        self.line(row)?;
        self.written.rows += 1;
        if is_double {
            self.line(row)?;
            self.written.rows += 1;
        }
        Ok(())
    }

    /// Closes the file; a file without rows is not delivered.
    pub(crate) fn finish(mut self, resend: bool) -> Result<Written> {
        if self.written.rows == 0 {
            drop(self.target);
            if self.path.exists() {
                std::fs::remove_file(&self.path).map_err(Error::write(&self.path))?;
            }
            return Ok(Written::default());
        }
        let wants_totals = matches!(
            self.layout.source,
            "support_payments" | "irregular_workers" | "employment_contracts" | "hires"
        );
        if wants_totals && self.dirt_share > 0.0 && chance(&mut self.random, 0.3) {
            self.totals()?;
        }
        let path = self.path.clone();
        self.written.bytes = match self.target {
            Target::Text { mut out, bytes, .. } => {
                out.flush().map_err(Error::write(&path))?;
                bytes
            }
            Target::Workbook(workbook) => workbook.save(&path)?,
        };
        if resend {
            let stem = self.written.file.rsplit_once('.').map_or("", |(stem, _)| stem);
            let copy = format!("{stem}_resent.{}", self.layout.extension());
            let target = path.with_file_name(&copy);
            std::fs::copy(&path, &target).map_err(Error::write(&target))?;
            self.written.resent = Some(copy);
        }
        Ok(self.written)
    }

    fn totals(&mut self) -> Result<()> {
        let mut row = Row::default();
        for (at, column) in self.layout.columns.iter().enumerate() {
            match column.kind {
                _ if at == 0 => row.text("الإجمالي"),
                Kind::Money => row.number(self.written.rows as i64),
                _ => row.empty(),
            };
        }
        self.written.has_totals = true;
        self.line(&row)
    }

    fn line(&mut self, row: &Row) -> Result<()> {
        let Target::Text { out, encoder, buffer, bytes } = &mut self.target else {
            if let Target::Workbook(workbook) = &mut self.target {
                return workbook
                    .write(row)
                    .map_err(|source| Error::Workbook { path: self.path.clone(), source });
            }
            return Ok(());
        };
        buffer.clear();
        let delimiter = self.layout.delimiter;
        for (at, field) in row.fields().enumerate() {
            if at > 0 {
                buffer.push(delimiter as u8);
            }
            push_field(buffer, field, delimiter as u8, encoder.as_ref());
        }
        if encoder.is_some() {
            buffer.push(b'\r');
        }
        buffer.push(b'\n');
        *bytes += buffer.len() as u64;
        out.write_all(buffer).map_err(Error::write(&self.path))
    }

    fn raw(&mut self, content: &[u8]) -> Result<()> {
        if let Target::Text { out, bytes, .. } = &mut self.target {
            *bytes += content.len() as u64;
            out.write_all(content).map_err(Error::write(&self.path))?;
        }
        Ok(())
    }
}

/// Writes a field, quoted where it holds the delimiter, a quote or a line end.
fn push_field(out: &mut Vec<u8>, field: &str, delimiter: u8, encoder: Option<&Windows1256>) {
    let is_special = |byte: u8| byte == delimiter || byte == b'"' || byte == b'\n' || byte == b'\r';
    let needs_quotes = field.bytes().any(is_special);
    if needs_quotes {
        out.push(b'"');
        push_encoded(out, &field.replace('"', "\"\""), encoder);
        out.push(b'"');
    } else {
        push_encoded(out, field, encoder);
    }
}

fn push_encoded(out: &mut Vec<u8>, text: &str, encoder: Option<&Windows1256>) {
    match encoder {
        Some(encoder) => encoder.push(out, text),
        None => out.extend_from_slice(text.as_bytes()),
    }
}
