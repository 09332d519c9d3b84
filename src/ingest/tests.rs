//! Tests of the door through its public functions.

mod containers;
mod corpus;
mod forms;
mod laws;
mod privacy;
#[cfg(feature = "profile")]
mod profiles;
mod real_contracts;
mod speed_rules;
mod support;
mod values;
mod way_through;
mod whole_files;
