//! Whole rows: header, cells of every type, rules, accounts.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    mizan_fuzz::bounded(input, || mizan_ingest::probe::rows(mizan_fuzz::contract(), input));
});
