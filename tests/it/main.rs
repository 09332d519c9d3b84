//! One integration binary: modules mirror the commands and the API, and run the real program.

mod support;

mod api;
mod deliveries;
mod demo;
mod hostile;
mod lineage;
mod pages;
mod query;
mod release;
mod shared;
mod synth;
mod tidy;
