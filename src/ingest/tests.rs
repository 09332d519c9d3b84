//! Tests of the door through its public functions.

mod containers;
mod corpus;
mod laws;
mod privacy;
mod real_contracts;
mod support;
mod way_through;
mod whole_files;
