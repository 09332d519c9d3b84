//! Days and months, Hijri dates and Excel serials among them.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Ok(text) = std::str::from_utf8(input) {
        mizan_fuzz::bounded(input, || mizan_ingest::probe::dates(text));
    }
});
