//! Pages: valid, complete in both languages, free of text outside the bundles, light, and right in their addresses.

use std::collections::BTreeSet;
use std::path::Path;

use mizan_domain::{Date, Language, Month};

use crate::*;

fn context(language: Language, path: &str) -> Context {
    let prefix = if language == Language::English { "/en" } else { "" };
    Context {
        vintage: Some("2026-07-02.1".to_owned()),
        release_date: Date::new(2026, 7, 2),
        data_month: Month::new(2026, 6),
        is_sample: true,
        has_esco: true,
        ..Context::from_request(&format!("{prefix}{path}"))
    }
}

fn pages() -> Vec<(String, Language, String)> {
    let mut pages = Vec::new();
    for language in Language::ALL {
        for (name, path, view) in samples::all(language) {
            let html = render(&view, &context(language, path));
            pages.push((format!("{name}-{language}"), language, html));
        }
    }
    pages
}

/// The page as XML, so that structure can be asked for.
fn as_xml(html: &str) -> String {
    let mut out = html.replace("<!doctype html>", "");
    for (from, to) in [
        (" selected>", " selected=\"\">"),
        (" checked>", " checked=\"\">"),
        (" open>", " open=\"\">"),
        (" download>", " download=\"\">"),
    ] {
        out = out.replace(from, to);
    }
    for name in ["<meta ", "<link ", "<input "] {
        let mut rest = out.as_str();
        let mut closed = String::new();
        while let Some(start) = rest.find(name) {
            let end = start + rest[start..].find('>').unwrap();
            closed.push_str(
                &rest[..end]
                    .replace(" checked", " checked=\"\"")
                    .replace(" checked=\"\"=\"\"", " checked=\"\""),
            );
            closed.push_str("/>");
            rest = &rest[end + 1..];
        }
        closed.push_str(rest);
        out = closed;
    }
    out
}

#[test]
fn every_page_in_both_languages_is_well_formed_and_has_landmarks_one_first_heading_and_unique_ids()
{
    let folder = std::env::var("MIZAN_PAGES_DIR").ok();
    for (name, language, html) in pages() {
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).unwrap();
            let local = html.replace(stylesheet_path(), "mizan.css");
            std::fs::write(Path::new(folder).join(format!("{name}.html")), local).unwrap();
            std::fs::write(Path::new(folder).join("mizan.css"), STYLESHEET).unwrap();
        }
        let xml = as_xml(&html);
        let document = roxmltree::Document::parse(&xml)
            .unwrap_or_else(|error| panic!("{name}: {error}\n{}", near(&xml, error.pos())));
        let root = document.root_element();
        assert_eq!(root.attribute("lang"), Some(language.code()), "{name}");
        assert_eq!(root.attribute("dir"), Some(language.direction()), "{name}");
        let count = |tag: &str| root.descendants().filter(|node| node.has_tag_name(tag)).count();
        assert_eq!(
            (count("h1"), count("main"), count("header"), count("footer")),
            (1, 1, 1, 1),
            "{name}"
        );
        check_headings(&name, root);
        check_controls(&name, root);
        let mut ids = BTreeSet::new();
        for node in root.descendants() {
            if let Some(id) = node.attribute("id") {
                assert!(ids.insert(id.to_owned()), "{name}: id `{id}` twice");
            }
        }
        for node in root.descendants() {
            for key in ["aria-labelledby", "aria-describedby"] {
                for id in node.attribute(key).unwrap_or("").split_whitespace() {
                    assert!(ids.contains(id), "{name}: `{key}` names no element `{id}`");
                }
            }
        }
        assert!(!html.contains("<script"), "{name}");
        assert!(!html.contains("NaN"), "{name}");
        assert!(html.len() < 110_000, "{name}: {} bytes", html.len());
    }
}

fn near(text: &str, position: roxmltree::TextPos) -> String {
    text.lines()
        .nth(position.row as usize - 1)
        .unwrap_or("")
        .chars()
        .skip((position.col as usize).saturating_sub(120))
        .take(240)
        .collect()
}

/// Headings never skip a level.
fn check_headings(name: &str, root: roxmltree::Node<'_, '_>) {
    let mut level = 0;
    for node in root.descendants() {
        let next = match node.tag_name().name() {
            "h1" => 1,
            "h2" => 2,
            "h3" => 3,
            "h4" => 4,
            _ => continue,
        };
        assert!(next <= level + 1, "{name}: heading of level {next} after {level}");
        level = next;
    }
}

/// Every control has a label.
fn check_controls(name: &str, root: roxmltree::Node<'_, '_>) {
    let labelled: BTreeSet<&str> = root
        .descendants()
        .filter(|node| node.has_tag_name("label"))
        .filter_map(|node| node.attribute("for"))
        .collect();
    for node in root.descendants() {
        let is_control = matches!(node.tag_name().name(), "input" | "select");
        if !is_control || node.attribute("type") == Some("hidden") {
            continue;
        }
        let is_inside = node.ancestors().any(|parent| parent.has_tag_name("label"));
        let is_named = node.attribute("id").is_some_and(|id| labelled.contains(id));
        assert!(is_inside || is_named, "{name}: control {:?} has no label", node.attribute("name"));
    }
}

#[test]
fn no_page_shows_the_key_of_a_missing_message() {
    let keys = keys(messages::ARABIC);
    for (name, _, html) in pages() {
        for key in keys.iter().filter(|key| key.contains('-')) {
            for shape in [format!(">{key}<"), format!("\"{key}\" aria"), format!("> {key} <")] {
                assert!(!html.contains(&shape), "{name} shows `{key}`");
            }
        }
    }
}

fn keys(text: &str) -> BTreeSet<String> {
    let resource =
        fluent_syntax::parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    resource
        .body
        .into_iter()
        .filter_map(|entry| match entry {
            fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
            _ => None,
        })
        .collect()
}

fn read_all(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(read_all(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    files.sort();
    files
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    read_all(root, "rs")
        .into_iter()
        .filter(|(name, _)| !name.ends_with("tests.rs") && !name.contains("/samples"))
        .collect()
}

#[test]
fn both_bundles_have_the_same_keys_each_once_and_the_same_arguments() {
    let (arabic, english) = (keys(messages::ARABIC), keys(messages::ENGLISH));
    assert_eq!(arabic, english);
    for text in [messages::ARABIC, messages::ENGLISH] {
        let lines =
            text.lines().filter(|line| line.contains(" = ") && !line.starts_with([' ', '#']));
        assert_eq!(lines.count(), arabic.len());
    }
    let arguments = |text: &str, key: &str| -> BTreeSet<String> {
        let start = text.find(&format!("\n{key} = ")).unwrap() + 1;
        let body: String = text[start..]
            .lines()
            .enumerate()
            .take_while(|(index, line)| *index == 0 || line.starts_with([' ', '}']))
            .map(|(_, line)| line)
            .collect();
        body.split('$')
            .skip(1)
            .map(|part| part.chars().take_while(|c| c.is_alphanumeric()).collect())
            .collect()
    };
    for key in &arabic {
        let (ours, theirs) = (arguments(messages::ARABIC, key), arguments(messages::ENGLISH, key));
        assert_eq!(ours, theirs, "{key}");
    }
}

#[test]
fn every_key_that_is_asked_for_exists_and_every_key_is_asked_for() {
    let known = keys(messages::ARABIC);
    let mut text = String::new();
    for (_, content) in read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), "html") {
        text.push_str(&content);
    }
    for (_, content) in sources() {
        text.push_str(&content);
    }
    let literals: BTreeSet<&str> =
        text.split('"').filter(|part| !part.is_empty() && part.len() < 40).collect();
    // Families whose last part is known at run time.
    let families = [
        "filter-",
        "matches-",
        "problem-title-",
        "problem-about-",
        "jobs-empty-",
        "matches-start-",
        "candidates-empty-",
        "cohorts-empty-",
        "figures-empty-",
        "shortages-empty-",
        "deliveries-empty-",
        "links-empty-",
        "purpose-",
        "own-",
        "done-",
        "role-",
        "action-",
        "outcome-",
        "job-",
        "correction-state-",
        "nav-",
        "after-",
        "change-",
        "delivery-decision-",
        "receipt-",
        "glossary-",
    ];
    for key in &known {
        let is_asked = literals.contains(key.as_str())
            || families.iter().any(|family| key.starts_with(family));
        assert!(is_asked, "message `{key}` is never shown");
    }
    for call in [".t(\"", ".t1(\"", ".filled(\"", ".counted(\"", ".counted_small(\""] {
        for part in text.split(call).skip(1) {
            let key = part.split('"').next().unwrap();
            assert!(known.contains(key), "there is no message `{key}`");
        }
    }
}

#[test]
fn no_template_holds_human_text() {
    for (name, content) in
        read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), "html")
    {
        let mut text = content;
        for (open, close) in [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<code>", "</code>")] {
            text = without(&text, open, close);
        }
        // An attribute that is read aloud or shown must come from a message.
        for attribute in ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\"", "content=\""] {
            for part in text.split(attribute).skip(1) {
                let value = part.split('"').next().unwrap();
                let is_plain = value.is_empty() || value == " " || value.contains("width=");
                assert!(is_plain, "{name}: `{attribute}{value}`");
            }
        }
        let words = without(&text, "<", ">");
        let letters: String = words.chars().filter(|letter| letter.is_alphabetic()).collect();
        assert!(matches!(letters.as_str(), "" | "cxz"), "{name} holds the text `{letters}`");
    }
}

fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        out.push_str(&rest[..start]);
        let after = &rest[start..];
        let end = after.find(close).map_or(after.len(), |end| end + close.len());
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

#[test]
fn no_rust_string_holds_human_text() {
    for (name, content) in sources() {
        for (number, line) in content.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            if code.contains("reason = ") {
                continue;
            }
            for literal in code.split('"').skip(1).step_by(2) {
                let is_arabic =
                    literal.chars().any(|letter| ('\u{0600}'..='\u{06FF}').contains(&letter));
                let words = literal
                    .split(' ')
                    .filter(|word| word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic()))
                    .count();
                assert!(!is_arabic && words < 2, "{name}:{}: `{literal}`", number + 1);
            }
        }
    }
}

#[test]
fn the_style_sheet_is_light_and_uses_logical_properties_only() {
    assert!(STYLESHEET.len() <= 14 * 1024, "{} bytes", STYLESHEET.len());
    for physical in [
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "border-left",
        "border-right",
        "text-align:left",
        "text-align:right",
        "float:",
        ";left:",
        ";right:",
        "{left:",
        "{right:",
        ";width:",
        "{width:",
        "max-width:",
        "min-height:",
    ] {
        let rules = STYLESHEET.replace("(max-width:", "");
        assert!(!rules.contains(physical), "`{physical}`");
    }
    assert!(
        stylesheet_path().strip_prefix("/assets/mizan-").is_some_and(|rest| rest.len() == 16 + 4)
    );
}

/// Value of a token in one theme.
fn token(theme: &str, name: &str) -> String {
    let start = STYLESHEET.find(theme).unwrap();
    let from = start + STYLESHEET[start..].find(&format!("--{name}:")).unwrap() + name.len() + 3;
    let value = STYLESHEET[from..].split([';', '}']).next().unwrap();
    match value {
        "#fff" => "#ffffff".to_owned(),
        other => other.to_owned(),
    }
}

fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let part = |from: usize| {
            let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn texts_reach_four_and_a_half_to_one_in_both_themes_and_borders_of_fields_three_to_one() {
    for theme in [":root{color-scheme", "(prefers-color-scheme:dark)", ":root[data-theme=dark]"] {
        for ground in ["ground", "surface", "tint"] {
            for ink in ["ink", "quiet", "accent", "good", "bad", "warn"] {
                let (ground, ink) = (token(theme, ground), token(theme, ink));
                assert!(
                    contrast(&ground, &ink) >= 4.5,
                    "{theme}: {ink} on {ground} {:.2}",
                    contrast(&ground, &ink)
                );
            }
        }
        assert!(contrast(&token(theme, "accent"), &token(theme, "on-accent")) >= 4.5);
        assert!(contrast(&token(theme, "sun"), &token(theme, "ink")) >= 4.5);
        assert!(contrast(&token(theme, "surface"), &token(theme, "field")) >= 3.0);
        let surface = token(theme, "surface");
        for name in ["s1", "s2", "s3", "s4", "s5", "s6"] {
            if theme.contains("dark") {
                assert!(
                    contrast(
                        &surface,
                        &token(
                            "@media (prefers-color-scheme:dark){:root:not([data-theme=light]) svg",
                            name
                        )
                    ) >= 3.0,
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn addresses_keep_language_query_and_settings() {
    let context = Context::from_request(
        "/en/market?governorate=EG-MN&month=2026-06&theme=dark&digits=arab&page=3",
    );
    assert_eq!(context.language, Language::English);
    assert_eq!(context.path(), "/market");
    assert_eq!(context.theme, Theme::Dark);
    let check = |got: String, expected: &str| assert_eq!(got, expected);
    check(
        context.other_language(),
        "/market?governorate=EG-MN&month=2026-06&theme=dark&digits=arab&page=3",
    );
    check(context.link("/jobs"), "/en/jobs?theme=dark&digits=arab");
    check(context.link("/jobs?text=a#top"), "/en/jobs?text=a&theme=dark&digits=arab#top");
    check(context.link("/"), "/en/?theme=dark&digits=arab");
    check(
        context.with("theme", ""),
        "/en/market?governorate=EG-MN&month=2026-06&digits=arab&page=3",
    );
    check(
        context.with("month", "2026-05"),
        "/en/market?governorate=EG-MN&theme=dark&digits=arab&month=2026-05",
    );
    check(
        context.with("page", "4"),
        "/en/market?governorate=EG-MN&month=2026-06&theme=dark&digits=arab&page=4",
    );
    let arabic = Context::from_request("/jobs?text=%D9%84");
    assert_eq!(arabic.language, Language::Arabic);
    check(arabic.other_language(), "/en/jobs?text=%D9%84");
    check(Context::from_request("/").other_language(), "/en/");
    assert_eq!(split_language("/en"), (Language::English, "/"));
    assert_eq!(split_language("/engineers"), (Language::Arabic, "/engineers"));
    assert_eq!(split_language(""), (Language::Arabic, "/"));
}

#[test]
fn hostile_text_stays_text() {
    let evil = "\"><script>alert(1)</script>";
    let view = View::Jobs(JobsView { text: evil.to_owned(), ..JobsView::default() });
    let html = render(&view, &context(Language::Arabic, &format!("/jobs?text={evil}")));
    assert!(!html.contains("<script"));
    let view = View::Problem(ProblemView {
        kind: ProblemKind::BadRequest,
        detail: Some(evil.to_owned()),
        hint: Some(evil.to_owned()),
        links: vec![LinkView { label: evil.to_owned(), path: evil.to_owned() }],
    });
    assert!(!render(&view, &context(Language::English, "/")).contains("<script"));
}

#[test]
fn a_suppressed_figure_is_named_with_its_reason_and_never_zero() {
    let view = View::Market(MarketView {
        indicators: vec![IndicatorView {
            name: "x".into(),
            unit: Unit::Hires,
            // A value that slipped through must not be shown either.
            figure: FigureView { value: Some(3.0), ..FigureView::suppressed() },
            previous: Some(FigureView::of(2.0)),
            ..IndicatorView::default()
        }],
        ..MarketView::default()
    });
    let html = render(&view, &context(Language::Arabic, "/market"));
    assert!(html.contains("قيمة محجوبة") && html.contains("لقلة العدد"));
    assert!(
        !html.contains("<bdi>3</bdi>")
            && !html.contains("بزيادة")
            && !html.contains("<bdi>0</bdi>")
    );
}

#[test]
fn nothing_beside_a_suppressed_figure_gives_it_away() {
    let hidden = FigureView {
        n: Some(77_001),
        interval: Some((0.7701, 0.7702)),
        ..FigureView::suppressed()
    };
    let bars = BarsView {
        id: "bars".into(),
        unit: Unit::Share,
        bars: vec![BarView { label: "x".into(), path: None, figure: hidden.clone() }],
        ..BarsView::default()
    };
    let funnel = FunnelPlotView {
        id: "funnel".into(),
        unit: Unit::Share,
        points: vec![FunnelPointView {
            label: "x".into(),
            size: 77_001.0,
            figure: hidden.clone(),
            ..FunnelPointView::default()
        }],
        ..FunnelPlotView::default()
    };
    let outcome = OutcomeView {
        name: "x".into(),
        unit: Unit::Share,
        figure: hidden.clone(),
        bounds: Some((0.7701, 0.7702)),
        censored: Some(77_001),
        tiers: vec![TierView { tier: Tier::A, persons: FigureView::of(77_001.0) }],
        ..OutcomeView::default()
    };
    let row = CohortRowView {
        code: "x".into(),
        started: hidden.clone(),
        completed: hidden.clone(),
        placed: hidden.clone(),
        ..CohortRowView::default()
    };
    let views = [
        View::Market(MarketView {
            bars: vec![bars],
            indicators: vec![IndicatorView {
                figure: hidden,
                previous: None,
                ..IndicatorView::default()
            }],
            ..MarketView::default()
        }),
        View::Cohort(CohortView {
            outcomes: vec![outcome],
            comparison: Some(funnel),
            ..CohortView::default()
        }),
        View::Cohorts(CohortsView { cohorts: vec![row], ..CohortsView::default() }),
    ];
    for view in views {
        let html = render(&view, &context(Language::English, "/"));
        assert!(html.contains("Suppressed"));
        assert!(!html.contains("77,001") && !html.contains("77.0"), "{html}");
    }
}

#[test]
fn arabic_digits_are_used_everywhere_when_they_are_chosen() {
    for (name, path, view) in samples::all(Language::Arabic) {
        if name != "market" {
            continue;
        }
        let path = format!("{path}&digits=arab");
        let html = render(&view, &context(Language::Arabic, &path));
        assert!(html.contains("٤٨٬٢١٠") && html.contains("يونيو ٢٠٢٦"));
        assert!(html.contains("name=\"digits\" value=\"arab\""));
        for cell in html.split("<bdi>").skip(1).map(|part| part.split("</bdi>").next().unwrap()) {
            assert!(
                cell == "0–9" || !cell.contains(|letter: char| letter.is_ascii_digit()),
                "{cell}"
            );
        }
    }
}

#[test]
fn units_and_pounds_agree_with_the_number_before_them_in_arabic() {
    let context = context(Language::Arabic, "/");
    let page = shell::Shell { context: &context };
    for (value, expected) in [
        (1.0, "فرد"),
        (2.0, "فردان"),
        (3.0, "أفراد"),
        (9.6, "أفراد"),
        (11.0, "فردًا"),
        (100.0, "فرد"),
        (105.0, "أفراد"),
        (20_334.0, "فردًا"),
    ] {
        assert_eq!(page.unit_after(&FigureView::of(value), &Unit::Persons), expected, "{value}");
    }
    for (wage, expected) in [
        (7_500.0, "7,500 جنيه شهريًّا"),
        (7_150.0, "7,150 جنيهًا شهريًّا"),
        (7_105.0, "7,105 جنيهات شهريًّا"),
    ] {
        let shown = page.wage(&Some(wage), &Some(wage)).unwrap();
        assert!(plain(&shown).ends_with(expected), "{shown}");
    }
}

#[test]
fn the_european_classification_is_credited_only_where_it_is_used() {
    for (has_esco, language) in
        [(true, Language::Arabic), (false, Language::Arabic), (false, Language::English)]
    {
        let context = Context { has_esco, ..context(language, "/") };
        let html = render(&View::Home(HomeView::default()), &context);
        assert_eq!(html.contains("ESCO"), has_esco);
    }
}

/// A text without the marks that keep numbers apart from words around them.
fn plain(text: &str) -> String {
    text.chars().filter(|one| !matches!(one, '\u{2066}'..='\u{2069}')).collect()
}

#[test]
fn counted_messages_agree_with_their_number_in_arabic() {
    let context = context(Language::Arabic, "/");
    let page = shell::Shell { context: &context };
    let cases = [
        (1, "وظيفة شاغرة واحدة"),
        (2, "وظيفتان شاغرتان"),
        (3, "3 وظائف شاغرة"),
        (11, "11 وظيفة شاغرة"),
        (103, "103 وظائف شاغرة"),
        (1_000, "1,000 وظيفة شاغرة"),
    ];
    for (count, expected) in cases {
        let plain: String = page
            .counted("jobs-found", &count)
            .chars()
            .filter(|c| !matches!(c, '\u{2068}' | '\u{2069}'))
            .collect();
        assert_eq!(plain, expected);
    }
}

#[test]
fn the_cohort_page_never_speaks_of_impact_except_to_deny_it() {
    for (key, text) in messages::ARABIC.lines().filter_map(|line| line.split_once(" = ")) {
        let says_impact =
            text.split([' ', '.', '،', ':']).any(|word| matches!(word, "أثر" | "الأثر" | "تأثير"));
        assert!(!says_impact || key == "cohort-not-impact", "{key}");
    }
}

#[test]
fn a_page_is_the_same_bytes_every_time() {
    assert_eq!(pages(), pages());
}
