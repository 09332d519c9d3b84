//! How fast is matching? The bench is `matching.rs`; this package has no library of its own.
