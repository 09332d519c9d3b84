//! The trainer's pages with made-up data.

use mizan_domain::Language;

use super::{choices, date, governorates, occupations, place, say, wave};
use crate::*;

pub(super) fn funnel(language: Language) -> FunnelPlotView {
    let limits = |size: f64| {
        let deviation = (0.24 / size).sqrt();
        let around = |z: f64| ((0.58 - z * deviation).max(0.0), (0.58 + z * deviation).min(1.0));
        (size, around(1.96), around(3.09))
    };
    FunnelPlotView {
        id: "fair".to_owned(),
        title: say(
            language,
            "التشغيل خلال 90 يومًا وحجم الدفعة",
            "Placement within 90 days by size of cohort",
        ),
        subtitle: say(
            language,
            "دفعات 2025/2026، بعد مراعاة خصائص المتدربين",
            "Cohorts of 2025/2026, adjusted for the mix of trainees",
        ),
        unit: Unit::Share,
        size_name: say(language, "من أتموا التدريب", "Completers"),
        category: say(language, "الدفعة", "Cohort"),
        target: 0.58,
        limits: [4.0, 8.0, 15.0, 25.0, 40.0, 60.0, 90.0, 120.0].map(limits).to_vec(),
        points: (0..14)
            .map(|index| FunnelPointView {
                label: format!("C-2026-{:03}", index + 5),
                path: Some(format!("/cohorts/C-2026-{:03}", index + 5)),
                size: 21.0 + 6.5 * index as f64,
                figure: FigureView::estimate(0.3 + 0.5 * wave(index), 40, (0.4, 0.7)),
                is_highlighted: index == 9,
            })
            .collect(),
    }
}

pub(super) fn cohorts(language: Language) -> View {
    let cohort = |index: usize| CohortRowView {
        code: format!("C-2026-{:03}", 14 - index),
        title: say(language, "لحام بالقوس الكهربائي، مستوى أول", "Arc welding, level one"),
        provider: say(language, "مركز التدريب المهني بالمنيا", "Minya vocational training centre"),
        place: place(language, "EG-MN"),
        ends_on: date(6 - index as u32, 11),
        started: FigureView::of(25.0 - index as f64),
        completed: FigureView::estimate(0.84, 25, (0.65, 0.94)),
        placed: if index == 2 {
            FigureView::suppressed()
        } else {
            FigureView::estimate(0.6, 21, (0.4, 0.77))
        },
        is_open: index == 0,
    };
    View::Cohorts(CohortsView {
        is_own: false,
        selects: vec![
            governorates(language, "EG-MN"),
            choices("provider", language, &[("مركز التدريب المهني بالمنيا", "Minya centre")]),
            occupations(language, ""),
            choices("year", language, &[("2026", "2026"), ("2025", "2025")]),
        ],
        total: 4,
        page: PageView::default(),
        cohorts: (0..4).map(cohort).collect(),
        comparison: Some(funnel(language)),
    })
}

pub(super) fn cohort(language: Language) -> View {
    let stage = |ar: &str, en: &str, persons: Option<f64>, censored| StageView {
        label: say(language, ar, en),
        figure: persons.map_or_else(FigureView::suppressed, FigureView::of),
        censored,
    };
    let tier = |tier, persons: f64| TierView { tier, persons: FigureView::of(persons) };
    let outcome = |code: &str, ar: &str, en: &str, figure: FigureView| OutcomeView {
        code: code.to_owned(),
        name: say(language, ar, en),
        denominator: say(language, "ممن أتموا التدريب", "of completers"),
        unit: Unit::Share,
        figure,
        bounds: Some((0.45, 0.78)),
        censored: Some(3),
        tiers: vec![tier(Tier::A, 9.0), tier(Tier::B, 3.0), tier(Tier::C, 1.0), tier(Tier::D, 2.0)],
    };
    View::Cohort(CohortView {
        code: "C-2026-014".to_owned(),
        title: say(language, "لحام بالقوس الكهربائي، مستوى أول", "Arc welding, level one"),
        provider: say(language, "مركز التدريب المهني بالمنيا", "Minya vocational training centre"),
        place: place(language, "EG-MN"),
        starts_on: date(3, 1),
        ends_on: date(6, 11),
        seats: Some(25),
        stages: StagesView {
            id: "stages".to_owned(),
            title: say(language, "من البدء إلى الاستمرار في العمل", "From start to staying in work"),
            subtitle: String::new(),
            stages: vec![
                stage("بدأوا التدريب", "Started", Some(25.0), None),
                stage("أتموا التدريب", "Completed", Some(21.0), None),
                stage("حصلوا على شهادة قياس مستوى المهارة", "Certified", Some(18.0), None),
                stage("استلموا العمل خلال 90 يومًا", "Placed within 90 days", Some(13.0), Some(3)),
                stage("استمروا ستة أشهر", "Sustained six months", None, Some(9)),
            ],
        },
        outcomes: vec![
            outcome(
                "completion",
                "إتمام التدريب",
                "Completion",
                FigureView::estimate(0.84, 25, (0.65, 0.94)),
            ),
            outcome(
                "placement_90",
                "التشغيل خلال 90 يومًا",
                "Placement within 90 days",
                FigureView::estimate(0.62, 21, (0.41, 0.79)),
            ),
            outcome(
                "sustained_6",
                "الاستمرار في العمل ستة أشهر",
                "Sustained for six months",
                FigureView::suppressed(),
            ),
            OutcomeView {
                unit: Unit::PoundsMonthly,
                bounds: None,
                ..outcome(
                    "wage_m6",
                    "وسيط الأجر في الشهر السادس",
                    "Median wage in month six",
                    FigureView::estimate(8_200.0, 24, (7_500.0, 9_000.0)),
                )
            },
        ],
        ratio: Some(RatioView {
            observed: FigureView::of(13.0),
            expected: FigureView::of(11.4),
            ratio: FigureView::estimate(1.14, 21, (0.61, 1.95)),
        }),
        comparison: Some(funnel(language)),
        curriculum: Some(CurriculumView {
            openings: 43,
            is_nearby: true,
            not_taught: vec![
                asked(say(language, "لحام TIG (أرجون)", "TIG (argon) welding"), 12, 9),
                asked(say(language, "فحص اللحامات", "Weld inspection"), 2, 0),
            ],
            taught: vec![asked(say(language, "لحام بالقوس الكهربائي", "Arc welding"), 40, 40)],
            not_asked: vec![say(language, "لحام بالغاز", "Gas welding")],
            fitting: vec![super::seeker::opening(language, 0, true)],
        }),
        openings_path: Some("/matches?occupation=7212&governorate=EG-MN".to_owned()),
    })
}

fn asked(skill: String, openings: u64, essential: u64) -> AskedSkillView {
    AskedSkillView { skill, openings, essential }
}
