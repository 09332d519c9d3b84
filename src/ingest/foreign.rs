//! Recognises files that are no table at all, so that the sender hears what to send instead.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};

/// First bytes of kinds of files that offices send in place of a table.
const KINDS: [(&[u8], &str); 9] = [
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"II*\0", "a scanned picture"),
    (b"MM\0*", "a scanned picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.xls or .doc)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"{\\rtf", "an RTF document"),
];

/// Refuses a file whose first bytes show that it holds no table.
pub(crate) fn refuse(path: &Path) -> Result<()> {
    let mut head = Vec::with_capacity(64);
    // What cannot be opened is reported where the file is read.
    let Ok(file) = File::open(path) else { return Ok(()) };
    if file.take(64).read_to_end(&mut head).is_err() {
        return Ok(());
    }
    let kind = KINDS.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind);
    let text = String::from_utf8_lossy(&head).trim_start_matches('\u{feff}').trim().to_lowercase();
    let is_page = text.starts_with("<!doctype html") || text.starts_with("<html");
    match kind.or(is_page.then_some("a web page")) {
        Some(kind) => Err(Error::NoTable { file: path.to_owned(), kind }),
        None => Ok(()),
    }
}
