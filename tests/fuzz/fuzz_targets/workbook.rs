//! Cells of workbooks.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    mizan_fuzz::in_file(input, |path| mizan_ingest::probe::workbook(path, input));
});
