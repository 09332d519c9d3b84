//! One spelling for British and American English words.

use std::borrow::Cow;

// Inside a word, longest first.
const PARTS: [(&str, &str); 16] = [
    ("isation", "ization"),
    ("aluminium", "aluminum"),
    ("programme", "program"),
    ("draught", "draft"),
    ("counsell", "counsel"),
    ("travell", "travel"),
    ("jewell", "jewel"),
    ("defence", "defense"),
    ("licence", "license"),
    ("gynaec", "gynec"),
    ("plough", "plow"),
    ("mould", "mold"),
    ("aesth", "esth"),
    ("oedic", "edic"),
    ("paed", "ped"),
    ("haem", "hem"),
];

/// Turns the British spelling of a lower-case word into the American one: `organisation`, `labour`, `centre`, `paediatric`.
///
/// Regular patterns and a few common words; both spellings of a word give the same result, which is all it is for.
pub fn american_spelling(word: &str) -> Cow<'_, str> {
    if word.len() < 4 || !word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let mut spelled = Cow::Borrowed(word);
    for (british, american) in PARTS {
        if spelled.contains(british) {
            spelled = Cow::Owned(spelled.replace(british, american));
        }
    }
    for ending in ["ise", "ised", "iser", "isers", "ising"] {
        if word.len() > 6
            && let Some(stem) = spelled.strip_suffix(ending)
        {
            spelled = Cow::Owned(format!("{stem}iz{}", &ending[2..]));
            break;
        }
    }
    if word.len() > 5
        && let Some(changed) = without_u(&spelled)
    {
        spelled = Cow::Owned(changed);
    }
    for (british, american) in [
        ("centre", "center"),
        ("theatre", "theater"),
        ("fibre", "fiber"),
        ("metre", "meter"),
        ("tyre", "tire"),
    ] {
        if let Some(rest) = spelled.strip_prefix(british)
            && matches!(rest, "" | "s")
        {
            spelled = Cow::Owned(format!("{american}{rest}"));
            break;
        }
    }
    spelled
}

// labour, colourist, behavioural; not hours, flour, tourist.
fn without_u(word: &str) -> Option<String> {
    if word.contains("hour")
        || word.contains("flour")
        || word.contains("tour")
        || word.contains("pour")
    {
        return None;
    }
    ["", "s", "er", "ers", "ed", "ing", "al", "ist", "ists"].iter().find_map(|ending| {
        let stem = word.strip_suffix(ending)?.strip_suffix("our")?;
        (stem.len() > 1).then(|| format!("{stem}or{ending}"))
    })
}
