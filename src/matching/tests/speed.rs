//! Speed, on request: `cargo test -p mizan-matching speed -- --ignored --nocapture`.

use crate::bench::{large_referral_benchmark, nightly_benchmark};

#[test]
#[ignore = "takes a minute; prints numbers"]
fn speed_of_nightly_lists() {
    println!("{:?}", nightly_benchmark(100_000, 200_000, 20));
}

#[test]
#[ignore = "takes a minute; prints numbers"]
fn speed_of_a_large_referral() {
    println!("{:?}", large_referral_benchmark(100_000, 20_000).unwrap());
}
