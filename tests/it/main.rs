//! One integration binary: modules mirror the commands and the API, and run the real program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "a skipped test says why")]
#![expect(unreachable_pub, reason = "one binary, no other crate")]

mod support;
mod visitor;

mod access;
mod alerts;
mod api;
mod backup;
mod browser;
mod contract;
mod deliveries;
mod demo;
mod figures;
mod forms;
mod hostile;
mod kills;
mod lineage;
mod links;
mod matching;
mod openid;
mod pages;
mod print;
mod query;
mod release;
mod samples;
mod shared;
mod synth;
mod tidy;
mod uploads;
