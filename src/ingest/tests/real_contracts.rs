//! The contracts of `pipelines/sources` compile, and the one real delivery at hand goes through its own.

use std::path::Path;

use mizan_catalog::SourceContract;
use mizan_domain::national_id::Profile;

use super::support::accepted;
use crate::{DeliveryInput, IngestOptions, VaultKey, identify, raw_schema};

fn contracts() -> Vec<SourceContract> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines/sources");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.iter().map(read).collect()
}

#[test]
fn every_contract_compiles_and_keeps_identifying_columns_out_of_its_raw_table() {
    let contracts = contracts();
    assert!(contracts.len() >= 16);
    for contract in &contracts {
        crate::plan::Plan::new(contract).unwrap_or_else(|error| panic!("{error}"));
        let schema = raw_schema(contract);
        for name in ["national_id", "owner_national_id", "full_name", "phone", "passport_no"] {
            assert!(schema.field_with_name(name).is_err(), "{}: {name}", contract.name);
        }
        assert!(schema.field_with_name("_line").is_ok());
    }
}

#[test]
fn the_real_advertisements_go_through_their_contract() {
    let shared = std::env::var("MIZAN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let path = Path::new(&shared).join("data/wuzzuf_4380/Wuzzuf_Jobs.csv");
    if !path.exists() {
        let is_required = std::env::var("MIZAN_REQUIRE").is_ok_and(|list| list.contains("shared"));
        assert!(!is_required, "{} is required and absent", path.display());
        eprintln!("skipped: {} is absent", path.display());
        return;
    }
    let contracts = contracts();
    let identified = identify(&path, &contracts).unwrap();
    assert_eq!(identified.source, "job_advertisements");
    let staging = tempfile::tempdir().unwrap();
    let key = VaultKey::generate().unwrap();
    let options = IngestOptions {
        contracts: &contracts,
        key: &key,
        staging: staging.path(),
        profile: Profile::Real,
        progress: &|_| {},
    };
    let month = Some("2026-01".parse().unwrap());
    let input = DeliveryInput { month, ..DeliveryInput::new(&path) };
    let account = accepted(crate::ingest(&input, &options).unwrap());
    assert_eq!(account.rows_in, 4380);
    assert!(account.accepted > 4000, "{account:?}");
    assert_eq!(account.files.vault, None);
}
