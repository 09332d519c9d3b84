//! Metric files: what is read, what is refused, and that the shipped ones are sound.

use mizan_domain::Language;

use super::metric_file;
use crate::{Error, Metric};

#[test]
fn a_metric_file_is_read_with_its_defaults() {
    let metric =
        Metric::from_toml("trainees", &metric_file("trainees", &[("minimum_n", "")])).unwrap();
    assert_eq!(metric.minimum_n, 5);
    assert_eq!(metric.scale, 1.0);
    assert_eq!(metric.count_column(), Some("people"));
    assert_eq!(metric.dimension("governorate").unwrap(), "governorate_code");
    assert_eq!(metric.title.get(Language::Arabic), "المتدربون");
}

#[test]
fn contradictions_are_refused_with_the_file_and_the_reason_in_both_languages() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("name", "\"other\"")], "differs from the file name"),
        (&[("mart", "\"core_person\"")], "named `mart_…` only"),
        (&[("mart", "\"mart_x; drop table y\"")], "not the name of a column or table"),
        (&[("numerator", "\"people) from x --\"")], "not the name of a column or table"),
        (&[("dimensions", "[\"Governorate\"]")], "not the name of a column or table"),
        (&[("dimensions", "[\"sex\", \"sex\"]")], "listed twice"),
        (&[("denominator", "\"placed\"")], "have a `denominator`"),
        (&[("kind", "\"share\"")], "have a `denominator`"),
        (&[("kind", "\"share\""), ("denominator", "\"people\"")], "are the same column"),
        (&[("kind", "\"sum\"")], "name a `count` column"),
        (&[("kind", "\"median\"")], "name a `count` column"),
        (&[("interval", "\"wilson\"")], "for shares only"),
        (
            &[("kind", "\"sum\""), ("count", "\"people\""), ("interval", "\"poisson\"")],
            "for counts and ratios only",
        ),
        (&[("time_column", "")], "names its `time_column`"),
        (&[("minimum_n", "0")], "at least 1"),
        (&[("scale", "0")], "above 0"),
        (&[("scale", "nan")], "above 0"),
        (&[("title", "{ ar = \"Trainees\", en = \"Trainees\" }")], "`title` is missing"),
        (&[("pitfalls", "{ ar = \"لا\", en = \" \" }")], "`pitfalls` is missing"),
        (&[("kind", "\"average\"")], "cannot be read"),
        (&[("colour", "\"blue\"")], "cannot be read"),
    ];
    for (changes, expected) in cases {
        let error = Metric::from_toml("trainees", &metric_file("trainees", changes)).unwrap_err();
        assert!(matches!(error, Error::Definition { .. }), "{changes:?}");
        let message = error.to_string();
        assert!(message.contains("`trainees`") && message.contains(expected), "{message}");
        let arabic = error.message(Language::Arabic);
        assert!(arabic.starts_with("ملف المؤشر `trainees`"), "{arabic}");
        assert!(!error.is_internal());
    }
}

#[test]
fn every_shipped_metric_is_sound() {
    let catalog = mizan_catalog::Catalog::load(&mizan_catalog::Project::default()).unwrap();
    let mut faults = Vec::new();
    for file in &catalog.metrics {
        if let Err(error) = Metric::from_toml(&file.name, &file.text) {
            faults.push(error.to_string());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for file in &catalog.metrics {
        let metric = Metric::from_toml(&file.name, &file.text).unwrap();
        let model = catalog.models.iter().find(|model| model.name == metric.mart);
        let model =
            model.unwrap_or_else(|| panic!("`{}` reads unknown `{}`", file.name, metric.mart));
        let columns = [Some(metric.numerator.as_str()), metric.denominator.as_deref()]
            .into_iter()
            .chain([metric.count.as_deref(), metric.establishments.as_deref()])
            .chain([metric.record_keys.as_deref(), metric.time_column.as_deref()])
            .flatten()
            .chain(metric.dimensions.iter().map(String::as_str));
        for column in columns {
            let is_known = model.columns.iter().any(|known| known.name == column);
            assert!(is_known, "`{}` reads unknown column `{column}`", file.name);
        }
    }
}
