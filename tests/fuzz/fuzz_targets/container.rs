//! Unpacking of gzip and zip.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    mizan_fuzz::in_file(input, mizan_ingest::probe::container);
});
