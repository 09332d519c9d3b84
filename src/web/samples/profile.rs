//! One place, two places side by side, and what changed, with made-up data.

use mizan_domain::Language;

use super::decision::{bars, market_indicators, tiles, trend};
use super::{governorates, month_select, say};
use crate::*;

pub(super) fn profile(language: Language, is_compared: bool) -> View {
    let row = |ar: &str, en: &str, unit, one, other| ComparedRowView {
        code: "tightness".to_owned(),
        name: say(language, ar, en),
        unit,
        one,
        other,
    };
    let comparison = ComparisonView {
        one: say(language, "المنيا", "Minya"),
        other: say(language, "كل المحافظات", "All governorates"),
        rows: vec![
            row(
                "الفرص لكل باحث",
                "Openings per seeker",
                Unit::Ratio,
                FigureView::of(0.42),
                FigureView::of(0.61),
            ),
            row(
                "متوسط الأجر",
                "Mean wage",
                Unit::PoundsMonthly,
                FigureView::of(7_900.0),
                FigureView::of(7_400.0),
            ),
            row(
                "نسبة الإلكتروني",
                "Digital share",
                Unit::Share,
                FigureView::of(0.4),
                FigureView::of(0.4),
            ),
            row(
                "استلام العمل",
                "Hires",
                Unit::Hires,
                FigureView::suppressed(),
                FigureView::of(900.0),
            ),
        ],
    };
    let names = [("المنيا", "Minya"), ("كل المحافظات", "All governorates")];
    View::Profile(ProfileView {
        path: "/places/EG-MN".to_owned(),
        title: say(language, "المنيا", "Minya"),
        trail: vec![LinkView {
            label: say(language, "الجمهورية كلها", "The whole country"),
            path: "/market".to_owned(),
        }],
        scope: say(language, "يونيو 2026", "June 2026"),
        selects: vec![
            SelectView { name: "other", ..governorates(language, "") },
            month_select(language),
        ],
        indicators: market_indicators(language),
        comparison: is_compared.then_some(comparison),
        trends: vec![trend(
            language,
            "tightness-by-month",
            ("الفرص لكل باحث", "Openings per seeker"),
            Unit::Ratio,
            &names,
        )],
        bars: vec![bars(
            language,
            "shortage-by-occupation",
            ("احتمال العجز", "Probability of a shortage"),
            Unit::Share,
        )],
        map: Some(tiles(language, ("الفرص لكل باحث", "Openings per seeker"), Unit::Ratio)),
        links: vec![LinkView {
            label: say(language, "الوظائف الشاغرة نفسها", "The open vacancies themselves"),
            path: "/jobs?governorate=EG-MN".to_owned(),
        }],
    })
}

pub(super) fn revisions(language: Language, has_changes: bool) -> View {
    let vintage = |id: &str, is_current| VintageRowView {
        id: id.to_owned(),
        published_on: "2026-07-02".to_owned(),
        month: say(language, "يونيو 2026", "June 2026"),
        rows: 115_227,
        tables_changed: 12,
        is_current,
    };
    if !has_changes {
        return View::Revisions(RevisionsView {
            vintages: vec![vintage("2026-07-02.1", true)],
            ..RevisionsView::default()
        });
    }
    let option = |id: &str| OptionView::new(id, id, "2026-07-02.1");
    View::Revisions(RevisionsView {
        selects: ["from", "to"]
            .map(|name| SelectView {
                name,
                options: vec![option("2026-07-02.1"), option("2026-06-02.1")],
            })
            .to_vec(),
        vintages: vec![vintage("2026-07-02.1", true), vintage("2026-06-02.1", false)],
        from: "2026-06-02.1".to_owned(),
        to: "2026-07-02.1".to_owned(),
        changes: vec![ChangeRowView {
            code: "hires".to_owned(),
            name: say(language, "استلام العمل", "Hires"),
            period: say(language, "مايو 2026", "May 2026"),
            unit: Unit::Hires,
            before: FigureView::of(812.0),
            after: FigureView::of(840.0),
        }],
        compared: 288,
        added: 12,
        total: 1,
    })
}
