//! The sentence that says what a chart shows: largest, smallest, latest against the one before.

use mizan_domain::{Language, Month};

use crate::Head;
use crate::numerals::{self, ValueFormat, isolated};
use crate::scale::drawable;

/// Says that nothing can be drawn.
pub(crate) fn nothing(language: Language) -> String {
    match language {
        Language::Arabic => "لا توجد قيم متاحة للعرض.".to_owned(),
        Language::English => "There are no values to show.".to_owned(),
    }
}

/// Largest, smallest, and latest against the month before, for one series.
pub(crate) fn over_months(
    head: &Head,
    name: &str,
    months: &[Month],
    values: &[Option<f64>],
    format: ValueFormat,
) -> Option<String> {
    let known: Vec<(Month, f64)> = months
        .iter()
        .zip(values)
        .filter_map(|(month, value)| drawable(*value).map(|value| (*month, value)))
        .collect();
    let (latest_month, latest) = *known.last()?;
    let mut largest = known[0];
    let mut smallest = known[0];
    for &(month, value) in &known {
        if value > largest.1 {
            largest = (month, value);
        }
        if value < smallest.1 {
            smallest = (month, value);
        }
    }
    let value = |value: f64| isolated(&numerals::value(value, format, head.language, head.digits));
    let month = |month: Month| numerals::month(month, head.language, head.digits);
    let before = known.iter().rev().nth(1).copied();
    let change = before.map(|before| change(head, latest, before, format)).unwrap_or_default();
    Some(match head.language {
        Language::Arabic => format!(
            "{name}: الأعلى {} في {}، والأدنى {} في {}، والأحدث {} في {}{change}.",
            value(largest.1),
            month(largest.0),
            value(smallest.1),
            month(smallest.0),
            value(latest),
            month(latest_month),
        ),
        Language::English => format!(
            "{name}: highest {} in {}, lowest {} in {}, latest {} in {}{change}.",
            value(largest.1),
            month(largest.0),
            value(smallest.1),
            month(smallest.0),
            value(latest),
            month(latest_month),
        ),
    })
}

/// The latest value against the one before, for one series.
pub(crate) fn latest(
    head: &Head,
    name: &str,
    months: &[Month],
    values: &[Option<f64>],
    format: ValueFormat,
) -> Option<String> {
    let mut known = months
        .iter()
        .zip(values)
        .rev()
        .filter_map(|(month, value)| drawable(*value).map(|value| (*month, value)));
    let (month, value) = known.next()?;
    let change = known.next().map(|before| change(head, value, before, format)).unwrap_or_default();
    let value = isolated(&numerals::value(value, format, head.language, head.digits));
    let month = numerals::month(month, head.language, head.digits);
    Some(match head.language {
        Language::Arabic => format!("{name}: {value} في {month}{change}."),
        Language::English => format!("{name}: {value} in {month}{change}."),
    })
}

/// Every value by its name, for rows that cannot be compared with each other.
pub(crate) fn listed<'a>(
    head: &Head,
    rows: impl Iterator<Item = (&'a str, Option<f64>, &'a str)>,
    format: ValueFormat,
) -> String {
    let parts: Vec<String> = rows
        .map(|(label, value, absent)| match drawable(value) {
            Some(value) => {
                let value = numerals::value(value, format, head.language, head.digits);
                format!("{label}: {}", isolated(&value))
            }
            None => format!("{label}: {absent}"),
        })
        .collect();
    match (parts.is_empty(), head.language) {
        (true, language) => nothing(language),
        (false, Language::Arabic) => format!("{}.", parts.join("؛ ")),
        (false, Language::English) => format!("{}.", parts.join("; ")),
    }
}

fn change(head: &Head, latest: f64, before: (Month, f64), format: ValueFormat) -> String {
    let difference = latest - before.1;
    let month = numerals::month(before.0, head.language, head.digits);
    let amount = match format {
        ValueFormat::Percent(decimals) => {
            let points = numerals::number(difference.abs() * 100.0, decimals, head.digits);
            match head.language {
                Language::Arabic => format!("{} نقطة مئوية", isolated(&points)),
                Language::English => format!("{points} percentage points"),
            }
        }
        _ => isolated(&numerals::value(difference.abs(), format, head.language, head.digits)),
    };
    match (head.language, difference) {
        (Language::Arabic, 0.0) => format!("، دون تغير عن {month}"),
        (Language::English, 0.0) => format!(", unchanged from {month}"),
        (Language::Arabic, 0.0..) => format!("، بزيادة {amount} عن {month}"),
        (Language::English, 0.0..) => format!(", up {amount} on {month}"),
        (Language::Arabic, _) => format!("، بانخفاض {amount} عن {month}"),
        (Language::English, _) => format!(", down {amount} on {month}"),
    }
}

/// Largest and smallest of a set of named values, and how many have none.
pub(crate) fn over_categories<'a>(
    head: &Head,
    rows: impl Iterator<Item = (&'a str, Option<f64>)>,
    format: ValueFormat,
) -> String {
    let mut known: Vec<(&str, f64)> = Vec::new();
    let mut absent = 0usize;
    for (label, value) in rows {
        match drawable(value) {
            Some(value) => known.push((label, value)),
            None => absent += 1,
        }
    }
    let Some(&first) = known.first() else {
        return nothing(head.language);
    };
    let mut largest = first;
    let mut smallest = first;
    for &row in &known {
        if row.1 > largest.1 {
            largest = row;
        }
        if row.1 < smallest.1 {
            smallest = row;
        }
    }
    let value = |value: f64| isolated(&numerals::value(value, format, head.language, head.digits));
    let count = |count: usize| isolated(&numerals::number(count as f64, 0, head.digits));
    let missing = match (absent, head.language) {
        (0, _) => String::new(),
        (_, Language::Arabic) => format!(" عدد القيم المحجوبة أو غير المتاحة: {}.", count(absent)),
        (_, Language::English) => format!(" Suppressed or not available: {}.", count(absent)),
    };
    let sentence = match head.language {
        Language::Arabic => format!(
            "الأعلى: {} ({})، والأدنى: {} ({}).",
            largest.0,
            value(largest.1),
            smallest.0,
            value(smallest.1)
        ),
        Language::English => format!(
            "Highest: {} ({}); lowest: {} ({}).",
            largest.0,
            value(largest.1),
            smallest.0,
            value(smallest.1)
        ),
    };
    format!("{sentence}{missing}")
}

/// How many points lie outside the funnel's limits.
pub(crate) fn over_funnel(head: &Head, above: usize, below: usize, within: usize) -> String {
    let count = |count: usize| isolated(&numerals::number(count as f64, 0, head.digits));
    match head.language {
        Language::Arabic => format!(
            "داخل حدود التباين المتوقع (95%): {}، أعلى منها: {}، أدنى منها: {}.",
            count(within),
            count(above),
            count(below)
        ),
        Language::English => format!(
            "Within the 95% limits of expected variation: {}; above: {}; below: {}.",
            count(within),
            count(above),
            count(below)
        ),
    }
}

/// First stage against the last one that is known.
pub(crate) fn over_stages(head: &Head, stages: &[(&str, Option<f64>)]) -> String {
    let known: Vec<(&str, f64)> = stages
        .iter()
        .filter_map(|(label, value)| drawable(*value).map(|value| (*label, value)))
        .collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return nothing(head.language);
    };
    let count = |count: f64| isolated(&numerals::number(count, 0, head.digits));
    if known.len() == 1 || first.1 <= 0.0 {
        return format!("{}: {}.", first.0, count(first.1));
    }
    let share = isolated(&numerals::percent(last.1 / first.1, 0, head.digits));
    match head.language {
        Language::Arabic => format!(
            "{}: {}، ثم {}: {} ({share} من البداية).",
            first.0,
            count(first.1),
            last.0,
            count(last.1)
        ),
        Language::English => format!(
            "{}: {}; {}: {} ({share} of the start).",
            first.0,
            count(first.1),
            last.0,
            count(last.1)
        ),
    }
}
