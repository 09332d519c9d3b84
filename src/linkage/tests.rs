//! The laws of linkage, tried through the public functions.

mod benchmarks;
mod errors;
mod establishments;
mod hostile;
mod laws;
mod memory;
mod population;
mod scale;
mod scores;
