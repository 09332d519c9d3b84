//! `mizan link explain`: the waterfall of a pair as text, data and chart.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use mizan_build::{Explanation, FieldTitles, Installation, Verdict};
use mizan_charts::{Digits, Head, WaterfallChart, WaterfallStep};
use mizan_domain::{Bilingual, Language};

use crate::printer::Printer;

pub(super) async fn run(
    installation: &Installation,
    references: &[String],
    language: Language,
    svg: Option<&Path>,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let titles = installation.field_titles()?;
    let explanations = installation.explain(references).await?;
    if let (Some(path), Some(first)) = (svg, explanations.first()) {
        let drawn = chart(first, &titles, language).to_svg();
        std::fs::write(path, drawn)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    printer.answer(&serde_json::json!({ "pairs": explanations }), || {
        if explanations.is_empty() {
            return one_of(
                language,
                "لا سجل آخر لهذا الشخص ولا زوج مشكوك فيه\n",
                "no other record of this person and no doubtful pair\n",
            )
            .to_owned();
        }
        let texts = explanations.iter().map(|one| text(one, &titles, language));
        texts.collect::<Vec<_>>().join("\n")
    });
    Ok(ExitCode::SUCCESS)
}

fn one_of<'a>(language: Language, ar: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Arabic => ar,
        Language::English => en,
    }
}

/// A title in one language.
fn title(titles: &FieldTitles, field: &str, language: Language) -> String {
    titles.get(field).get(language).to_owned()
}

fn text(one: &Explanation, titles: &FieldTitles, language: Language) -> String {
    let word = |ar, en| one_of(language, ar, en);
    let mut text = format!("{} {}\n", word("الزوج", "pair"), one.pair);
    for record in &one.records {
        let _ = writeln!(
            text,
            "  {} {} · {} · {} {}",
            word("سجل", "record"),
            record.record,
            record.source,
            word("الشخص", "person"),
            record.person
        );
        for (field, value) in record.values.iter().flatten() {
            let _ = writeln!(text, "      {}: {value}", title(titles, field, language));
        }
    }
    if one.records.iter().all(|record| record.values.is_none()) {
        let _ = writeln!(
            text,
            "  {}",
            word(
                "تظهر القيم حيث يوجد مفتاح الخزانة فقط",
                "values are shown only where the key of the vault is at hand"
            )
        );
    }
    let waterfall = &one.waterfall;
    let _ = writeln!(
        text,
        "  {:>8.2}  {}",
        waterfall.prior_bits,
        word("قبل النظر في أي حقل", "before any field is looked at")
    );
    for step in &waterfall.steps {
        let level = Bilingual::new(step.level_ar.clone(), step.level_en.clone());
        let forbids = if step.is_forbidding {
            word(" — يمنع الربط وحده", " — forbids the link alone")
        } else {
            ""
        };
        let bits =
            if step.is_forbidding { "   –∞".to_owned() } else { format!("{:+.2}", step.bits) };
        let _ = writeln!(
            text,
            "  {bits:>8}  {}: {}{forbids}",
            title(titles, &step.field, language),
            level.get(language)
        );
    }
    let _ = writeln!(
        text,
        "  {:>+8.2}  {}",
        waterfall.relatives_bits,
        word("قد يكونان من الأقارب", "they may be relatives")
    );
    let verdict = if waterfall.is_link {
        word("رابط", "a link")
    } else {
        word("ليس رابطًا", "no link")
    };
    let _ = writeln!(
        text,
        "= {:>8.2}  {} {:.2} ⇒ {verdict}{} {:.4}",
        waterfall.bits,
        word("بت؛ الحد", "bits; threshold"),
        waterfall.threshold_bits,
        word("؛ الاحتمال", "; probability"),
        waterfall.probability
    );
    let now = if one.is_joined {
        word("هما الآن شخص واحد", "they are one person now")
    } else {
        word("هما الآن شخصان", "they are two persons now")
    };
    let _ = writeln!(text, "  {now}");
    if let Some(decision) = &one.decision {
        let said = match decision.verdict {
            Verdict::Same => word("شخص واحد", "one person"),
            _ => word("شخصان", "two persons"),
        };
        let _ = writeln!(
            text,
            "  {} {}: {said} — {}, {}",
            word("القرار", "decision"),
            decision.number,
            decision.officer,
            decision.decided_at
        );
    }
    text
}

/// The waterfall of a pair as a chart.
fn chart(one: &Explanation, titles: &FieldTitles, language: Language) -> WaterfallChart {
    let waterfall = &one.waterfall;
    let word = |ar, en| one_of(language, ar, en).to_owned();
    let mut steps = vec![WaterfallStep {
        label: word("قبل النظر في أي حقل", "before any field is looked at"),
        change: Some(waterfall.prior_bits),
    }];
    steps.extend(waterfall.steps.iter().map(|step| {
        let level = one_of(language, &step.level_ar, &step.level_en);
        let label = format!("{}: {level}", title(titles, &step.field, language));
        WaterfallStep { label, change: (!step.is_forbidding).then_some(step.bits) }
    }));
    steps.push(WaterfallStep {
        label: word("قد يكونان من الأقارب", "they may be relatives"),
        change: Some(waterfall.relatives_bits),
    });
    let head = Head {
        id: format!("waterfall-{}", one.pair),
        title: format!(
            "{} {}",
            word("ما يدل على أنهما شخص واحد، الزوج", "Evidence that they are one person, pair"),
            one.pair
        ),
        description: None,
        language,
        digits: Digits::Western,
    };
    WaterfallChart {
        head,
        steps,
        threshold: waterfall.threshold_bits,
        total_label: word("المجموع", "Sum"),
        threshold_label: word("الحد", "Threshold"),
        absent: word("يمنع الربط", "forbids the link"),
    }
}
