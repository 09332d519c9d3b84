//! The Fluent bundles of both languages, read once.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use mizan_domain::Language;
use unic_langid::langid;

pub(crate) const ARABIC: &str = include_str!("messages/ar.ftl");
pub(crate) const ENGLISH: &str = include_str!("messages/en.ftl");

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> =
    LazyLock::new(|| [bundle(langid!("ar-EG"), ARABIC), bundle(langid!("en"), ENGLISH)]);

/// A broken entry is left out here; the tests refuse bundles with one.
fn bundle(language: unic_langid::LanguageIdentifier, text: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    let resource =
        FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// A message without arguments, such as the name of a role; the key itself where there is none.
pub fn message(language: Language, key: &str) -> String {
    text(language, key, None)
}

/// The message of a key; the key itself when there is none, so that a page is never lost for a word.
pub(crate) fn text(language: Language, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
    let bundle = match language {
        Language::Arabic => &BUNDLES[0],
        Language::English => &BUNDLES[1],
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, arguments, &mut errors).into_owned()
}
