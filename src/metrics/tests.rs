//! Tests of the catalogue through its public functions, over marts kept in memory.

mod definitions;
mod differencing;
mod golden;
mod ministry;
mod public;
mod questions;
mod red_team;
mod source;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::{Catalogue, Error, Figures, Query, RowSource};

const VINTAGE: &str = "2026-11-23.1";

/// Runs a future that never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the row source in memory never waits"),
    }
}

fn ask(catalogue: &Catalogue, query: &Query, source: &dyn RowSource) -> Result<Figures, Error> {
    now(catalogue.query(query, source, VINTAGE))
}

/// A metric file; `changes` replace or add lines of the form `key = value`.
fn metric_file(name: &str, changes: &[(&str, &str)]) -> String {
    let mut fields: Vec<(String, String)> = [
        ("title", "{ ar = \"المتدربون\", en = \"Trainees\" }"),
        ("definition", "{ ar = \"عدد المتدربين\", en = \"Number of trainees\" }"),
        ("pitfalls", "{ ar = \"لا يعني التشغيل\", en = \"Is not placement\" }"),
        ("unit", "{ ar = \"شخص\", en = \"persons\" }"),
        ("mart", "\"mart_people\""),
        ("kind", "\"count\""),
        ("numerator", "\"people\""),
        ("time", "\"flow\""),
        ("time_column", "\"month\""),
        ("dimensions", "[\"governorate_code\", \"occupation_code\", \"sex\", \"month\"]"),
        ("interval", "\"none\""),
        ("minimum_n", "5"),
        ("good_direction", "\"up\""),
        ("owner", "\"vocational_training\""),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .collect();
    fields.push(("name".into(), format!("\"{name}\"")));
    for (key, value) in changes {
        fields.retain(|(known, _)| known != key);
        if !value.is_empty() {
            fields.push(((*key).to_owned(), (*value).to_owned()));
        }
    }
    let lines: Vec<String> = fields.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    lines.join("\n")
}

/// A catalogue of made-up metrics over `mart_people`.
fn catalogue() -> Catalogue {
    let files = [
        ("trainees", metric_file("trainees", &[])),
        (
            "placement_rate",
            metric_file(
                "placement_rate",
                &[
                    ("kind", "\"share\""),
                    ("numerator", "\"placed\""),
                    ("denominator", "\"people\""),
                    ("interval", "\"wilson\""),
                ],
            ),
        ),
        (
            "wage_mean",
            metric_file(
                "wage_mean",
                &[
                    ("kind", "\"ratio\""),
                    ("numerator", "\"wage_total\""),
                    ("denominator", "\"people\""),
                ],
            ),
        ),
        (
            "wage_total",
            metric_file(
                "wage_total",
                &[("kind", "\"sum\""), ("numerator", "\"wage_total\""), ("count", "\"people\"")],
            ),
        ),
        (
            "wage_median",
            metric_file(
                "wage_median",
                &[
                    ("kind", "\"median\""),
                    ("numerator", "\"wage_median\""),
                    ("count", "\"people\""),
                    ("time", "\"stock\""),
                ],
            ),
        ),
        ("seekers", metric_file("seekers", &[("time", "\"stock\""), ("interval", "\"poisson\"")])),
        (
            "per_ten_thousand",
            metric_file(
                "per_ten_thousand",
                &[
                    ("kind", "\"ratio\""),
                    ("numerator", "\"placed\""),
                    ("denominator", "\"people\""),
                    ("interval", "\"poisson\""),
                    ("scale", "10000"),
                ],
            ),
        ),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Catalogue::from_files(files).unwrap().with_secret(*b"a secret of thirty-two bytes ...")
}
