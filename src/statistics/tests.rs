//! Tests of the estimators: golden vectors, independent values, laws, simulations with known truth.

mod disclosure;
mod golden;
mod impact;
mod laws;
mod reference;
mod shortage;
mod simulation;

/// Fails unless `found` equals `expected` to the given number of decimals.
fn check(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: found {found}, expected {expected}");
}
