//! Rebuilds the crate when a declaration in `pipelines/` appears, changes or goes.

fn main() {
    println!("cargo:rerun-if-changed=../../pipelines");
}
