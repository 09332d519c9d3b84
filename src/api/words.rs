//! Words of answers in both languages, from the Fluent bundles of `messages/`.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use mizan_domain::{Bilingual, Language};
use unic_langid::langid;

const ARABIC: &str = include_str!("messages/ar.ftl");
const ENGLISH: &str = include_str!("messages/en.ftl");

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> =
    LazyLock::new(|| [bundle(langid!("ar-EG"), ARABIC), bundle(langid!("en"), ENGLISH)]);

fn bundle(language: unic_langid::LanguageIdentifier, text: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    let resource =
        FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// A message in one language with its arguments filled in; the key where there is none.
pub(crate) fn word(language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
    let bundle = match language {
        Language::Arabic => &BUNDLES[0],
        Language::English => &BUNDLES[1],
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let filled: FluentArgs<'_> = arguments.iter().copied().collect();
    bundle.format_pattern(pattern, Some(&filled), &mut Vec::new()).into_owned()
}

/// A message in both languages.
pub(crate) fn bilingual(key: &str, arguments: &[(&str, &str)]) -> Bilingual {
    Bilingual::new(word(Language::Arabic, key, arguments), word(Language::English, key, arguments))
}

#[cfg(test)]
mod tests {
    //! Both bundles say the same things, and everything that is asked for.

    use std::collections::BTreeSet;

    use super::{ARABIC, ENGLISH, word};
    use mizan_domain::Language;

    fn keys(text: &str) -> BTreeSet<&str> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once(" = ")).map(|(key, _)| key).collect()
    }

    #[test]
    fn both_bundles_have_the_same_keys() {
        assert_eq!(keys(ARABIC), keys(ENGLISH));
    }

    #[test]
    fn arguments_are_filled_in_in_both_languages() {
        for language in Language::ALL {
            let text =
                word(language, "problem-unknown-code", &[("name", "skill"), ("value", "x1")]);
            assert!(text.contains("skill") && text.contains("x1"), "{text}");
        }
    }
}
