//! Recognition of headers.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    mizan_fuzz::bounded(input, || mizan_ingest::probe::header(mizan_fuzz::contract(), input));
});
