//! Detection of encodings, and decoding by the one that was found.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    mizan_fuzz::bounded(input, || mizan_ingest::probe::encoding(input));
});
