//! Laws that hold for every input: no panic, closed accounts, and results that do not depend on
//! threads or on where chunks are cut.

use mizan_domain::national_id::Profile;
use proptest::prelude::*;

use super::support::{Door, accepted, delimited, people_row, read_parquet};
use crate::delivery::Reading;
use crate::{DeliveryAccount, DeliveryInput, IngestOptions, Outcome};

fn ingest_with(
    door: &Door,
    bytes: &[u8],
    chunk_bytes: usize,
    threads: usize,
) -> crate::Result<Outcome> {
    ingest_reading(door, bytes, Reading { chunk_bytes, threads, ..Reading::default() })
}

fn ingest_reading(door: &Door, bytes: &[u8], reading: Reading) -> crate::Result<Outcome> {
    let path = door.write("people_2025-03.csv", bytes);
    let staging = door.staging();
    let options = IngestOptions {
        contracts: &door.contracts,
        key: &door.key,
        staging: &staging,
        profile: Profile::Synthetic,
        progress: &|_| {},
    };
    let input = DeliveryInput { source: Some("people"), ..DeliveryInput::new(&path) };
    crate::delivery::ingest_with(&input, &options, reading)
}

/// The rows of a file whatever its row groups are, as text.
fn rows_of(path: Option<&std::path::PathBuf>) -> Vec<String> {
    let Some(path) = path else { return Vec::new() };
    let mut rows = Vec::new();
    for batch in read_parquet(path) {
        for row in 0..batch.num_rows() {
            rows.push(format!("{:?}", batch.slice(row, 1).columns()));
        }
    }
    rows
}

fn without_files(account: &DeliveryAccount) -> DeliveryAccount {
    let mut account = account.clone();
    account.files.raw.clear();
    account
}

fn messy_text() -> String {
    let mut rows: Vec<_> = (0..300).map(people_row).collect();
    for number in (0..300).step_by(7) {
        rows[number][15] = format!("سطر أول {number}\nسطر \"ثان\", وثالث");
    }
    for number in (0..300).step_by(11) {
        rows[number][8] = "2025-02-30".to_owned();
    }
    rows.extend((10..20).map(people_row));
    rows.extend([people_row(5), people_row(5), rows[294].clone()]);
    let mut contradiction = people_row(25);
    contradiction[10] = "7000".to_owned();
    rows.extend([contradiction.clone(), people_row(25), contradiction]);
    let mut text = delimited(&rows, ",");
    text = text.replacen("حضرت بنفسها", "\"حضرت بنفسها", 40).replacen(
        "\"حضرت بنفسها",
        "حضرت بنفسها",
        39,
    );
    text
}

#[test]
fn threads_and_chunks_change_nothing() {
    let text = messy_text();
    let whole_door = Door::new();
    let whole = accepted(ingest_with(&whole_door, text.as_bytes(), 8 << 20, 1).unwrap());
    assert!(whole.quarantined > 20 && whole.duplicate > 5, "{whole:?}");
    for (chunk_bytes, threads) in [(1, 1), (200, 1), (1000, 3), (4096, 5), (8 << 20, 4)] {
        let door = Door::new();
        let account = accepted(ingest_with(&door, text.as_bytes(), chunk_bytes, threads).unwrap());
        let strip = |account: &DeliveryAccount| {
            (
                account.findings.clone(),
                account.rows_in,
                account.accepted,
                account.quarantined,
                account.duplicate,
            )
        };
        assert_eq!(strip(&account), strip(&whole), "{chunk_bytes} bytes, {threads} threads");
        assert_eq!(rows_of(account.files.raw.first()), rows_of(whole.files.raw.first()));
        assert_eq!(
            rows_of(account.files.quarantine.as_ref()),
            rows_of(whole.files.quarantine.as_ref())
        );
        assert_eq!(rows_of(account.files.vault.as_ref()), rows_of(whole.files.vault.as_ref()));
    }
}

#[test]
fn the_same_delivery_gives_the_same_bytes_with_any_number_of_threads() {
    let text = messy_text();
    let bytes = |threads| {
        let door = Door::new();
        let account = accepted(ingest_with(&door, text.as_bytes(), 2000, threads).unwrap());
        let read = |path: &std::path::PathBuf| std::fs::read(path).unwrap();
        let files = &account.files;
        (
            read(&files.raw[0]),
            files.quarantine.as_ref().map(read),
            files.vault.as_ref().map(read),
            read(&files.original),
        )
    };
    let one = bytes(1);
    assert!(one == bytes(2) && one == bytes(7));
}

#[test]
fn rows_that_no_longer_fit_into_memory_are_still_recognised() {
    let text = messy_text();
    let whole_door = Door::new();
    let whole = accepted(ingest_with(&whole_door, text.as_bytes(), 8 << 20, 1).unwrap());
    // Repetitions far apart, within a window, and of a repetition.
    for window_rows in [1, 2, 7, 64, 250, 290, 100_000] {
        let door = Door::new();
        let reading = Reading { chunk_bytes: 900, threads: 3, window_rows };
        let account = accepted(ingest_reading(&door, text.as_bytes(), reading).unwrap());
        assert_eq!(account.findings, whole.findings, "a window of {window_rows} rows");
        assert_eq!(account.duplicate, whole.duplicate);
        assert_eq!(rows_of(account.files.raw.first()), rows_of(whole.files.raw.first()));
        assert_eq!(
            rows_of(account.files.quarantine.as_ref()),
            rows_of(whole.files.quarantine.as_ref())
        );
        assert_eq!(rows_of(account.files.vault.as_ref()), rows_of(whole.files.vault.as_ref()));
        let left = std::fs::read_dir(door.staging()).unwrap().count();
        assert_eq!(left, 4, "nothing but the four files of a delivery is left");
    }
}

#[test]
fn ingesting_again_changes_nothing() {
    let door = Door::new();
    let text = messy_text();
    let first = accepted(ingest_with(&door, text.as_bytes(), 1000, 2).unwrap());
    let bytes = std::fs::read(&first.files.raw[0]).unwrap();
    let second = accepted(ingest_with(&door, text.as_bytes(), 1000, 2).unwrap());
    assert_eq!(first, second);
    assert!(bytes == std::fs::read(&second.files.raw[0]).unwrap());
    assert_eq!(without_files(&first), without_files(&second));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 1..3000)) {
        let door = Door::new();
        let _ = ingest_with(&door, &bytes, 64, 2);
    }

    #[test]
    fn no_bytes_behind_a_good_header_panic(bytes in prop::collection::vec(any::<u8>(), 1..3000)) {
        let door = Door::new();
        let mut file = delimited(&[people_row(1), people_row(2)], ",").into_bytes();
        file.extend(bytes);
        if let Ok(Outcome::Accepted(account)) = ingest_with(&door, &file, 64, 2) {
            prop_assert_eq!(account.rows_in, account.accepted + account.quarantined + account.duplicate);
        }
    }

    #[test]
    fn a_damaged_delivery_keeps_every_line(
        damages in prop::collection::vec((0.0..1.0_f64, prop::sample::select(vec!['"', ',', '\n', 'x', '٣', ';', '\r'])), 1..12),
        chunk_bytes in 1_usize..3000,
    ) {
        let rows: Vec<_> = (0..30).map(people_row).collect();
        let mut letters: Vec<char> = delimited(&rows, ",").chars().collect();
        let header = letters.iter().position(|letter| *letter == '\n').unwrap() + 1;
        for (place, letter) in damages {
            let at = header + ((letters.len() - header) as f64 * place) as usize;
            letters.insert(at, letter);
        }
        let text: String = letters.into_iter().collect();
        let door = Door::new();
        let account = accepted(ingest_with(&door, text.as_bytes(), chunk_bytes, 3).unwrap());
        prop_assert_eq!(account.rows_in, account.accepted + account.quarantined + account.duplicate);
        let whole_door = Door::new();
        let whole = accepted(ingest_with(&whole_door, text.as_bytes(), 1 << 20, 1).unwrap());
        prop_assert_eq!(account.findings, whole.findings);
        prop_assert_eq!(rows_of(account.files.raw.first()), rows_of(whole.files.raw.first()));
    }

    #[test]
    fn sealed_values_open_only_in_their_place(plain in prop::collection::vec(any::<u8>(), 0..200), context: u64) {
        let sealer = Door::new().key.sealer(crate::Purpose::Vault);
        let place = context.to_le_bytes();
        let sealed = sealer.seal(&place, &plain);
        prop_assert_eq!(sealer.open(&place, &sealed), Some(plain));
        prop_assert_eq!(sealer.open(&context.wrapping_add(1).to_le_bytes(), &sealed), None);
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        prop_assert_eq!(sealer.open(&place, &changed), None);
    }
}
