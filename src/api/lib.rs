//! HTTP: the router, one file per page and per resource, errors as problem documents, OpenAPI.
//!
//! A handler parses, asks and shapes. Figures come from `mizan-metrics` only, matches from
//! `mizan-matching` only; queries run on their own threads, never on the network's.

mod access;
mod alerts;
mod caching;
mod cursor;
mod error;
mod figures;
mod formats;
mod ledger;
mod limits;
mod mail;
mod openapi;
mod pages;
mod parameters;
mod people;
mod persons;
mod problem;
mod resources;
mod router;
mod rows;
mod serve;
mod state;
mod telemetry;
mod tls;
mod traces;
mod words;
mod works;

pub use access::{RULES, Rule, Who};
pub use error::{Error, Result};
pub use people::People;
pub use router::router;
pub use rows::VintageRows;
pub use serve::{ServeOptions, serve};
pub use state::App;
pub use works::{Launch, PROGRESS_MARK};

/// The OpenAPI document of the API, as JSON.
pub fn openapi_json() -> String {
    openapi::document()
}
