//! The one style sheet and its address, which changes with its content.

use std::sync::LazyLock;

/// The style sheet of all pages.
pub const STYLESHEET: &str = include_str!("assets/mizan.css");

static PATH: LazyLock<String> =
    LazyLock::new(|| format!("/assets/mizan-{:016x}.css", hash(STYLESHEET)));

/// Path under which [`STYLESHEET`] is served; it may be cached forever.
pub fn stylesheet_path() -> &'static str {
    &PATH
}

/// FNV-1a: enough to tell versions of our own file apart.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
