//! National numbers, and cleaning of cells.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Ok(text) = std::str::from_utf8(input) {
        mizan_fuzz::bounded(input, || mizan_ingest::probe::national_ids(text));
    }
});
