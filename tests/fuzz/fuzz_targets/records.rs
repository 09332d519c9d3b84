//! Cutting of records and fields under every delimiter.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    mizan_fuzz::bounded(input, || mizan_ingest::probe::records(input));
});
