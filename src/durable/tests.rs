//! Tests of faults and whole files.

use crate::{Fault, Harm, Place, is_disk_full, write_whole};

#[test]
fn a_fault_is_read_from_its_text() {
    let cases = [
        ("kill@7", Some((Harm::Kill, Place::Number(7)))),
        ("full@3+", Some((Harm::Full, Place::From(3)))),
        ("broken@rows/rename", Some((Harm::Broken, Place::Name("rows/rename".to_owned())))),
        ("explode@1", None),
        ("kill", None),
        ("", None),
        ("full@x+", None),
    ];
    for (text, expected) in cases {
        let parsed = Fault::parse(text).map(|fault| (fault.harm, fault.place));
        assert_eq!(parsed, expected, "{text}");
    }
}

#[test]
fn a_whole_file_replaces_the_old_one_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pointer");
    for content in ["first", "second"] {
        write_whole(&path, "pointer", content.as_bytes()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("absent/pointer");
    assert!(write_whole(&path, "pointer", b"x").is_err());
    assert!(is_disk_full(&std::io::Error::from_raw_os_error(28)));
    assert!(!is_disk_full(&std::io::Error::from_raw_os_error(5)));
}
