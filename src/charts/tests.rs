//! Laws of the pictures: valid, light, deterministic, right in Arabic, honest about gaps.

use mizan_domain::{Language, Month};
use proptest::prelude::*;

use crate::*;

const SIZE_MAX: usize = 12 * 1024;

fn head(language: Language) -> Head {
    let title = match language {
        Language::Arabic => "نسبة الفرص إلى الباحثين",
        Language::English => "Tightness & \"openings\" <per seeker>",
    };
    Head { id: "tightness".into(), title: title.into(), language, ..Head::default() }
}

fn months(count: usize) -> Vec<Month> {
    std::iter::successors(Month::new(2024, 11), |month| Some(month.next())).take(count).collect()
}

fn line(language: Language, columns: Vec<Vec<Option<f64>>>) -> LineChart {
    let count = columns.iter().map(Vec::len).max().unwrap_or(0);
    let name = |index: usize| match language {
        Language::Arabic => format!("مهنة {index}"),
        Language::English => format!("Occupation {index}"),
    };
    let series = columns
        .into_iter()
        .enumerate()
        .map(|(index, values)| Series { name: name(index), values })
        .collect();
    LineChart {
        head: head(language),
        months: months(count),
        series,
        format: ValueFormat::Number(2),
        time: TimeDirection::Reading,
    }
}

/// Every chart with the same values, in one language.
fn all_charts(language: Language, values: &[Option<f64>]) -> Vec<(&'static str, String)> {
    let label = |index: usize| match language {
        Language::Arabic => format!("لحّام <{index}> & آخرون"),
        Language::English => format!("Welder <{index}> & others"),
    };
    let bars = values.iter().enumerate().map(|(index, value)| Bar {
        label: label(index),
        value: *value,
        absent: "c".into(),
    });
    let rows = values.iter().enumerate().map(|(index, value)| IntervalRow {
        label: label(index),
        value: *value,
        interval: value.map(|value| (value * 0.9, value * 1.1)),
        bounds: value.map(|value| (value * 0.5, value * 1.5)),
        absent: "c".into(),
    });
    let stages = values.iter().enumerate().map(|(index, value)| Stage {
        label: label(index),
        count: *value,
        absent: "c".into(),
    });
    let points = values.iter().enumerate().map(|(index, value)| FunnelPoint {
        label: label(index),
        size: 10.0 + 7.0 * index as f64,
        value: *value,
        is_highlighted: index == 0,
    });
    let tiles = values.iter().zip(TILE_GRID).map(|(value, (code, _, _))| Tile {
        governorate_code: code.into(),
        value: *value,
        absent: "c".into(),
    });
    let limits = [10.0, 40.0, 400.0].map(|size: f64| FunnelLimits {
        size,
        limits_95: (0.5 - 1.0 / size.sqrt(), 0.5 + 1.0 / size.sqrt()),
        limits_998: (0.5 - 1.6 / size.sqrt(), 0.5 + 1.6 / size.sqrt()),
    });
    let format = ValueFormat::Percent(1);
    vec![
        ("line", line(language, vec![values.to_vec(), values.to_vec()]).to_svg()),
        ("bars", BarChart { head: head(language), bars: bars.collect(), format }.to_svg()),
        (
            "intervals",
            IntervalChart { head: head(language), rows: rows.collect(), format }.to_svg(),
        ),
        ("stages", StageChart { head: head(language), stages: stages.collect() }.to_svg()),
        (
            "funnel",
            FunnelPlot {
                head: head(language),
                size_name: label(0),
                target: 0.5,
                limits: limits.to_vec(),
                points: points.collect(),
                format,
            }
            .to_svg(),
        ),
        ("waterfall", waterfall(language, values, label).to_svg()),
        ("tiles", TileMap { head: head(language), tiles: tiles.collect(), format }.to_svg()),
    ]
}

fn waterfall(
    language: Language,
    values: &[Option<f64>],
    label: impl Fn(usize) -> String,
) -> WaterfallChart {
    let steps = values.iter().enumerate();
    let steps = steps.map(|(index, change)| WaterfallStep { label: label(index), change: *change });
    WaterfallChart {
        head: head(language),
        steps: steps.collect(),
        threshold: 0.5,
        total_label: label(0),
        threshold_label: label(1),
        absent: "c".into(),
    }
}

/// What must hold of any picture.
fn check(name: &str, svg: &str, language: Language) {
    let document =
        roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{name}: {error}\n{svg}"));
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"), "{name}");
    assert!(root.attribute("style").unwrap().contains("direction:ltr"), "{name}");
    let names: Vec<&str> = root
        .children()
        .filter(roxmltree::Node::is_element)
        .map(|child| child.tag_name().name())
        .collect();
    assert_eq!(names, ["title", "desc", "g"], "{name}");
    let description = root.children().find(|child| child.has_tag_name("desc")).unwrap();
    assert!(!description.text().unwrap_or("").trim().is_empty(), "{name} has no description");
    let drawing = root.children().find(|child| child.has_tag_name("g")).unwrap();
    assert_eq!(drawing.attribute("aria-hidden"), Some("true"), "{name}");
    for text in drawing.descendants().filter(|node| node.has_tag_name("text")) {
        let content = text.text().unwrap_or("").trim();
        let is_arabic = content.chars().any(|letter| ('\u{0620}'..='\u{064A}').contains(&letter));
        if is_arabic {
            assert!(
                content.starts_with('\u{2067}') && content.ends_with('\u{2069}'),
                "{name}: `{content}` has no order marks"
            );
        }
        assert!(!content.contains("NaN") && !content.contains("inf"), "{name}: {content}");
    }
    for node in drawing.descendants() {
        for attribute in node.attributes() {
            assert!(!attribute.value().contains("NaN"), "{name}: {}", attribute.value());
        }
    }
    assert!(svg.len() <= SIZE_MAX, "{name} in {language}: {} bytes", svg.len());
}

#[test]
fn every_chart_is_valid_light_and_marked_for_glyph_order_with_ordinary_values() {
    let values: Vec<Option<f64>> = (0..24)
        .map(|index| (index % 7 != 3).then(|| 0.2 + 0.6 * f64::from(index * 37 % 24) / 24.0))
        .collect();
    for language in Language::ALL {
        for (name, svg) in all_charts(language, &values) {
            check(name, &svg, language);
        }
    }
}

#[test]
fn every_chart_survives_empty_single_huge_negative_and_not_a_number() {
    let cases: [&[Option<f64>]; 8] = [
        &[],
        &[None],
        &[Some(0.0)],
        &[Some(5.0)],
        &[Some(f64::NAN), Some(f64::INFINITY), Some(f64::NEG_INFINITY)],
        &[Some(f64::MAX), Some(f64::MIN), Some(1e15), Some(-1e15)],
        &[Some(-3.0), Some(-0.5), Some(2.0)],
        &[Some(f64::MIN_POSITIVE), Some(1e-300), None],
    ];
    for values in cases {
        for language in Language::ALL {
            for (name, svg) in all_charts(language, values) {
                check(name, &svg, language);
            }
        }
    }
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let values = [Some(0.1), None, Some(0.7)];
    assert_eq!(all_charts(Language::Arabic, &values), all_charts(Language::Arabic, &values));
}

#[test]
fn a_suppressed_month_is_a_gap_and_never_zero() {
    let whole = line(Language::English, vec![vec![Some(5.0), Some(6.0), Some(7.0), Some(8.0)]]);
    let broken =
        line(Language::English, vec![vec![Some(5.0), Some(6.0), None, Some(7.0), Some(8.0)]]);
    assert_eq!(whole.to_svg().matches("<polyline").count(), 1);
    assert_eq!(broken.to_svg().matches("<polyline").count(), 2);
    let svg = BarChart {
        head: head(Language::Arabic),
        bars: vec![Bar {
            label: "نجّار".into(), value: None, absent: "قيمة محجوبة".into()
        }],
        format: ValueFormat::Number(0),
    }
    .to_svg();
    assert!(svg.contains("قيمة محجوبة"));
    assert!(svg.contains("stroke-dasharray"));
    assert!(!svg.contains(">0<"));
}

#[test]
fn bars_grow_from_the_right_in_arabic_and_from_the_left_in_english() {
    let edges = |language| {
        let svg = BarChart {
            head: head(language),
            bars: vec![Bar { label: "x".into(), value: Some(3.0), absent: String::new() }],
            format: ValueFormat::Number(0),
        }
        .to_svg();
        let document = roxmltree::Document::parse(&svg).unwrap();
        let bar = document.descendants().find(|node| node.has_tag_name("rect")).unwrap();
        let number = |name: &str| bar.attribute(name).unwrap().parse::<i32>().unwrap();
        (number("x"), number("x") + number("width"))
    };
    assert_eq!(edges(Language::English).0, 1);
    assert_eq!(edges(Language::Arabic).1, 339);
}

#[test]
fn the_value_axis_stands_on_the_right_in_arabic_and_time_follows_the_readers_choice() {
    let chart = |language, time| {
        let mut chart = line(language, vec![vec![Some(1.0), Some(2.0), Some(3.0)]]);
        chart.time = time;
        chart.to_svg()
    };
    let first_point = |svg: &str| {
        let start = svg.find("points=\"").unwrap() + 8;
        svg[start..].split(',').next().unwrap().parse::<i32>().unwrap()
    };
    let axis = |svg: &str| {
        let start = svg.find("<text x=\"").unwrap() + 9;
        svg[start..].split('"').next().unwrap().parse::<i32>().unwrap()
    };
    let arabic = chart(Language::Arabic, TimeDirection::Reading);
    let english = chart(Language::English, TimeDirection::Reading);
    let arabic_left_to_right = chart(Language::Arabic, TimeDirection::LeftToRight);
    assert!(axis(&arabic) > 280 && axis(&english) < 60);
    assert!(first_point(&arabic) > 230 && first_point(&english) < 100);
    assert!(axis(&arabic_left_to_right) > 280 && first_point(&arabic_left_to_right) < 100);
}

#[test]
fn the_tile_map_is_never_mirrored() {
    let place = |language| {
        let svg = TileMap {
            head: head(language),
            tiles: vec![Tile {
                governorate_code: "EG-ALX".into(),
                value: Some(4.0),
                absent: String::new(),
            }],
            format: ValueFormat::Number(0),
        }
        .to_svg();
        let document = roxmltree::Document::parse(&svg).unwrap();
        document
            .descendants()
            .find(|node| node.has_tag_name("rect") && node.attribute("fill") != Some("none"))
            .and_then(|node| node.attribute("x").map(str::to_owned))
    };
    assert_eq!(place(Language::Arabic), Some("1".to_owned()));
    assert_eq!(place(Language::Arabic), place(Language::English));
}

#[test]
fn the_grid_holds_every_governorate_once_and_no_two_on_one_place() {
    let mut codes: Vec<&str> = TILE_GRID.iter().map(|(code, _, _)| *code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 27);
    assert!(codes.iter().all(|code| mizan_domain::governorate::by_code(code).is_some()));
    let mut places: Vec<(i32, i32)> =
        TILE_GRID.iter().map(|(_, row, column)| (*row, *column)).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 27);
}

#[test]
fn the_description_names_largest_smallest_and_the_latest_against_the_month_before() {
    let check = |language, expected: &str| {
        let chart = line(language, vec![vec![Some(4.0), Some(9.5), None, Some(3.0), Some(5.0)]]);
        let plain: String =
            chart.describe().chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}')).collect();
        assert_eq!(plain, expected);
    };
    check(
        Language::English,
        "Occupation 0: highest 9.50 in December 2024, lowest 3.00 in February 2025, latest 5.00 in March 2025, up 2.00 on February 2025.",
    );
    check(
        Language::Arabic,
        "مهنة 0: الأعلى 9.50 في ديسمبر 2024، والأدنى 3.00 في فبراير 2025، والأحدث 5.00 في مارس 2025، بزيادة 2.00 عن فبراير 2025.",
    );
}

#[test]
fn the_headline_of_several_lines_is_short_and_names_each() {
    let chart = line(Language::English, vec![vec![Some(4.0), Some(5.0)], vec![None, Some(2.0)]]);
    let plain: String =
        chart.headline().chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}')).collect();
    assert_eq!(
        plain,
        "Occupation 0: 5.00 in December 2024, up 1.00 on November 2024. Occupation 1: 2.00 in December 2024."
    );
}

#[test]
fn the_funnel_plot_counts_groups_outside_the_limits() {
    let limits = [20.0, 200.0].map(|size| FunnelLimits {
        size,
        limits_95: (0.4, 0.6),
        limits_998: (0.3, 0.7),
    });
    let point = |value| FunnelPoint {
        label: String::new(),
        size: 50.0,
        value: Some(value),
        is_highlighted: false,
    };
    let plot = FunnelPlot {
        head: head(Language::English),
        size_name: "n".into(),
        target: 0.5,
        limits: limits.to_vec(),
        points: vec![point(0.5), point(0.55), point(0.7), point(0.1)],
        format: ValueFormat::Percent(0),
    };
    let plain: String =
        plot.describe().chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}')).collect();
    assert_eq!(plain, "Within the 95% limits of expected variation: 2; above: 1; below: 1.");
}

#[test]
fn numbers_are_written_as_people_read_them() {
    use numerals::{number, percent, short, value};
    let cases = [
        (number(1234567.891, 2, Digits::Western), "1,234,567.89"),
        (number(1234567.891, 2, Digits::Arabic), "١٬٢٣٤٬٥٦٧٫٨٩"),
        (number(-4.0, 0, Digits::Western), "−4"),
        (number(-0.001, 1, Digits::Western), "0.0"),
        (number(f64::NAN, 0, Digits::Western), "–"),
        (percent(0.1234, 1, Digits::Western), "12.3%"),
        (percent(0.5, 0, Digits::Arabic), "٥٠٪"),
        (value(8000.0, ValueFormat::Pounds, Language::Arabic, Digits::Western), "8,000 جنيه"),
        (value(8010.0, ValueFormat::Pounds, Language::Arabic, Digits::Western), "8,010 جنيهات"),
        (value(8011.0, ValueFormat::Pounds, Language::Arabic, Digits::Western), "8,011 جنيهًا"),
        (value(8000.0, ValueFormat::Pounds, Language::English, Digits::Western), "EGP 8,000"),
        (short(1_200_000.0, ValueFormat::Number(0), Language::English, Digits::Western), "1.2m"),
        (short(250_000.0, ValueFormat::Number(0), Language::Arabic, Digits::Western), "250 ألف"),
        (short(99_999.0, ValueFormat::Number(0), Language::Arabic, Digits::Western), "99,999"),
    ];
    for (got, expected) in cases {
        assert_eq!(got, expected);
    }
    assert_eq!(
        numerals::month(Month::new(2026, 1).unwrap(), Language::Arabic, Digits::Western),
        "يناير 2026"
    );
}

/// Relative luminance after WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let part = |from: usize| {
        let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn series_reach_three_to_one_on_white_and_tile_texts_four_and_a_half_to_one() {
    for (colour, _) in palette::SERIES {
        assert!(contrast(colour, "#FFFFFF") >= 3.0, "{colour}");
    }
    for (fill, ink) in palette::SEQUENCE {
        assert!(contrast(fill, ink) >= 4.5, "{fill} {ink} {}", contrast(fill, ink));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_values_and_any_names_give_a_valid_picture(
        values in proptest::collection::vec(proptest::option::of(proptest::num::f64::ANY), 0..40),
        name in ".{0,60}",
    ) {
        for language in Language::ALL {
            for (chart, svg) in all_charts(language, &values[..values.len().min(24)]) {
                check(chart, &svg, language);
            }
            let mut chart = line(language, vec![values.clone(); 3]);
            chart.head.title.clone_from(&name);
            chart.series[0].name.clone_from(&name);
            let svg = chart.to_svg();
            prop_assert!(roxmltree::Document::parse(&svg).is_ok(), "{}", svg);
        }
    }
}
