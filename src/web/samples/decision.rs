//! The decision-maker's and the officer's pages with made-up data.

use mizan_charts::TILE_GRID;
use mizan_domain::Language;

use super::training::funnel;
use super::{
    OCCUPATIONS, choices, date, governorates, month, month_select, months, occupation, occupations,
    place, say, wave,
};
use crate::*;

pub(super) fn trend(
    language: Language,
    id: &str,
    title: (&str, &str),
    unit: Unit,
    names: &[(&str, &str)],
) -> TrendView {
    let size = match unit {
        Unit::Share | Unit::Ratio => 1.0,
        Unit::PoundsMonthly => 9_000.0,
        _ => 42_000.0,
    };
    TrendView {
        id: id.to_owned(),
        title: say(language, title.0, title.1),
        subtitle: say(
            language,
            "المنيا، من يوليو 2024 إلى يونيو 2026",
            "Minya, July 2024 to June 2026",
        ),
        unit,
        months: months(24),
        series: names
            .iter()
            .enumerate()
            .map(|(series, (ar, en))| TrendSeriesView {
                name: say(language, ar, en),
                figures: (0..24)
                    .map(|index| match index + 3 * series {
                        11 | 12 => FigureView::suppressed(),
                        shifted => FigureView::of(
                            size * (wave(shifted / 2) / (1.0 + series as f64)
                                + 0.01 * index as f64),
                        ),
                    })
                    .collect(),
            })
            .collect(),
    }
}

pub(super) fn bars(language: Language, id: &str, title: (&str, &str), unit: Unit) -> BarsView {
    BarsView {
        id: id.to_owned(),
        title: say(language, title.0, title.1),
        subtitle: say(language, "يونيو 2026", "June 2026"),
        unit,
        category: say(language, "المهنة", "Occupation"),
        bars: (0..8)
            .map(|index| BarView {
                label: occupation(language, index),
                path: Some(format!("/market?occupation={}", OCCUPATIONS[index].0)),
                figure: match (index, unit) {
                    (5, _) => FigureView::suppressed(),
                    (_, Unit::Share | Unit::Ratio) => FigureView::estimate(
                        wave(index),
                        120,
                        (wave(index) - 0.08, wave(index) + 0.09),
                    ),
                    _ => FigureView {
                        n: Some(80),
                        ..FigureView::of((wave(index) * 5_000.0).round())
                    },
                },
            })
            .collect(),
    }
}

pub(super) fn tiles(language: Language, title: (&str, &str), unit: Unit) -> TilesView {
    TilesView {
        id: "governorates".to_owned(),
        title: say(language, title.0, title.1),
        subtitle: say(language, "يونيو 2026", "June 2026"),
        unit,
        tiles: TILE_GRID
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != 12)
            .map(|(index, (code, _, _))| TileView {
                governorate_code: (*code).to_owned(),
                path: Some(format!("/market?governorate={code}")),
                figure: if index % 9 == 4 {
                    FigureView::suppressed()
                } else {
                    FigureView::estimate(wave(index), 300, (wave(index) - 0.05, wave(index) + 0.05))
                },
            })
            .collect(),
    }
}

pub(super) fn indicator(
    language: Language,
    code: &str,
    name: (&str, &str),
    unit: Unit,
    figure: FigureView,
    previous: Option<f64>,
    good: GoodDirection,
) -> IndicatorView {
    IndicatorView {
        code: code.to_owned(),
        name: say(language, name.0, name.1),
        definition: say(
            language,
            "عدد المراكز الشاغرة في آخر يوم من الشهر التي يمكن شغلها خلال 30 يومًا.",
            "Positions open on the last day of the month that could start within 30 days.",
        ),
        unit,
        figure,
        previous: previous.map(FigureView::of),
        previous_period: say(language, "مايو 2026", "May 2026"),
        good,
    }
}

pub(super) fn market_indicators(language: Language) -> Vec<IndicatorView> {
    use GoodDirection::{Neither, Up};
    vec![
        indicator(
            language,
            "seekers",
            ("الباحثون عن عمل", "Job seekers"),
            Unit::Persons,
            FigureView { n: Some(48_210), ..FigureView::of(48_210.0) },
            Some(47_001.0),
            Neither,
        ),
        indicator(
            language,
            "open_positions",
            ("فرص العمل الشاغرة", "Open positions"),
            Unit::Positions,
            FigureView::of(20_334.0),
            Some(21_990.0),
            Up,
        ),
        indicator(
            language,
            "tightness",
            ("نسبة الفرص إلى الباحثين", "Openings per seeker"),
            Unit::Ratio,
            FigureView::estimate(0.42, 48_210, (0.41, 0.43)),
            Some(0.468),
            Up,
        ),
        indicator(
            language,
            "hires",
            ("استلام العمل", "Hires"),
            Unit::Hires,
            FigureView::suppressed(),
            Some(600.0),
            Up,
        ),
        indicator(
            language,
            "wage_median",
            ("وسيط الأجر المدفوع", "Median paid wage"),
            Unit::PoundsMonthly,
            FigureView::estimate(8_150.0, 3_120, (8_000.0, 8_300.0)),
            Some(8_150.0),
            Up,
        ),
    ]
}

pub(super) fn leads(language: Language) -> View {
    let number = |code, name, unit, value| {
        let figure = FigureView::of(value);
        indicator(language, code, name, unit, figure, None, GoodDirection::Down)
    };
    let reason = say(language, "صُرف له مرتين عن مناسبة واحدة", "Paid twice for one occasion");
    let direction = |code| LeadDirectionView {
        code,
        leads: number("leads", ("خيوط", "Leads"), Unit::Count, 361.0),
        amount: number("leads_amount", ("مبالغ", "Amounts"), Unit::Pounds, 541_500.0),
        rules: vec![LeadRuleView {
            reason: reason.clone(),
            leads: FigureView::of(361.0),
            amount: FigureView::suppressed(),
            path: "/leads?rule=paid_twice".to_owned(),
        }],
    };
    let case = LeadCaseView {
        day: "2026-05-01".to_owned(),
        place: place(language, "EG-MN"),
        amount: "1500.00".to_owned(),
        evidence: "support_payments: P-0107 P-0211".to_owned(),
    };
    View::Leads(LeadsView {
        selects: vec![governorates(language, "")],
        scope: say(language, "كل المحافظات", "All governorates"),
        directions: vec![direction("exclusion"), direction("inclusion")],
        cases: Some(LeadCasesView { reason: reason.clone(), cases: vec![case], is_cut: true }),
    })
}

pub(super) fn coverage(language: Language) -> View {
    use GoodDirection::{Down, Up};
    let share = |code, name, value: f64, previous, good| {
        indicator(
            language,
            code,
            name,
            Unit::Share,
            FigureView::estimate(value, 8_412, (value - 0.01, value + 0.012)),
            Some(previous),
            good,
        )
    };
    let scope = say(
        language,
        "منحة عيد العمال 2026، كل المحافظات",
        "Labour Day grant 2026, all governorates",
    );
    let row = |(index, (code, _, _)): (usize, &(&str, i32, i32))| {
        let shown = |value: f64| {
            if index % 8 == 3 { FigureView::suppressed() } else { FigureView::of(value) }
        };
        CoverageRowView {
            place: place(language, code),
            path: Some(format!("/coverage?governorate={code}")),
            registered: FigureView::of((wave(index) * 90_000.0).round()),
            paid: shown((wave(index) * 20_000.0).round()),
            coverage: shown(wave(index)),
            exclusion: shown(1.0 - wave(index)),
            inclusion: shown(wave(index) / 9.0),
        }
    };
    View::Coverage(CoverageView {
        selects: vec![
            governorates(language, ""),
            choices(
                "occasion",
                language,
                &[("عيد العمال 2026", "Labour Day 2026"), ("عيد الفطر 2026", "Eid al-Fitr 2026")],
            ),
        ],
        scope,
        indicators: vec![
            indicator(
                language,
                "registered",
                ("المسجلون", "Registered"),
                Unit::Persons,
                FigureView::of(1_164_012.0),
                None,
                Up,
            ),
            indicator(
                language,
                "undetermined",
                ("استحقاق لم يُحدَّد", "Entitlement undetermined"),
                Unit::Share,
                FigureView::not_available(),
                None,
                Down,
            ),
        ],
        coverage: share("coverage", ("التغطية", "Coverage"), 0.81, 0.78, Up),
        exclusion: share("exclusion_error", ("حرمان مستحق", "Exclusion error"), 0.19, 0.22, Down),
        inclusion: share(
            "inclusion_error",
            ("صرف لغير مستحق", "Inclusion error"),
            0.11,
            0.09,
            Down,
        ),
        rows: TILE_GRID.iter().enumerate().map(row).collect(),
        map: Some(tiles(
            language,
            ("التغطية حسب المحافظة", "Coverage by governorate"),
            Unit::Share,
        )),
    })
}

pub(super) fn shortages(language: Language) -> View {
    let row = |occupation: &str, class, probability, driver: &str, is_modelled| ShortageRowView {
        occupation: occupation.to_owned(),
        place: say(language, "المنيا", "Minya"),
        class,
        probability: FigureView::of(probability),
        score: FigureView::of(2.4),
        vacancies: FigureView::of(64.0),
        driver: driver.to_owned(),
        is_modelled,
        path: "/market?occupation=7212".to_owned(),
    };
    let welder = say(language, "لحامون وقاطعو معادن", "Welders and flame cutters");
    let tailor = say(language, "خياطون", "Tailors");
    View::Shortages(ShortagesView {
        selects: vec![
            governorates(language, "EG-MN"),
            occupations(language, ""),
            choices("class", language, &[("عجز", "Shortage"), ("مراقبة", "Watch")]),
            month_select(language),
        ],
        scope: say(language, "المنيا، يونيو 2026", "Minya, June 2026"),
        indicators: vec![indicator(
            language,
            "shortage_cells",
            ("مهن في عجز", "Occupations in shortage"),
            Unit::Count,
            FigureView::of(11.0),
            Some(9.0),
            GoodDirection::Down,
        )],
        trends: vec![trend(
            language,
            "shortage-cells",
            ("مهن في عجز", "Occupations in shortage"),
            Unit::Count,
            &[("عجز", "Shortage"), ("فائض", "Surplus")],
        )],
        total: 4,
        page: PageView { number: 1, count: 1 },
        rows: vec![
            row(&welder, ShortageClass::Shortage, 0.97, "long_training", false),
            row(&welder, ShortageClass::Shortage, 0.84, "spatial", true),
            row(&tailor, ShortageClass::Watch, 0.41, "retention", false),
            row(&tailor, ShortageClass::Uncertain, 0.12, "", true),
        ],
    })
}

pub(super) fn permits(language: Language) -> View {
    View::Permits(PermitsView {
        selects: vec![
            governorates(language, ""),
            occupations(language, ""),
            choices("year", language, &[("2026", "2026"), ("2025", "2025")]),
        ],
        scope: say(language, "كل المحافظات، 2026", "All governorates, 2026"),
        indicators: vec![
            indicator(
                language,
                "permits",
                ("تراخيص سارية", "Permits in force"),
                Unit::Permits,
                FigureView::of(16_204.0),
                Some(15_800.0),
                GoodDirection::Neither,
            ),
            indicator(
                language,
                "over_cap",
                ("فوق النسبة المقررة", "Above the permitted ratio"),
                Unit::Share,
                FigureView::estimate(0.034, 16_204, (0.031, 0.037)),
                Some(0.04),
                GoodDirection::Down,
            ),
        ],
        trends: vec![trend(
            language,
            "permits-trend",
            ("التراخيص الجديدة والتجديد", "New permits and renewals"),
            Unit::Permits,
            &[("جديدة", "New"), ("تجديد", "Renewals")],
        )],
        bars: vec![bars(
            language,
            "permits-bars",
            ("تراخيص حسب المهنة", "Permits by occupation"),
            Unit::Permits,
        )],
        map: None,
    })
}

pub(super) fn services(language: Language) -> View {
    let office = |index: usize| OfficeRowView {
        office: say(
            language,
            ["مكتب عمل بندر المنيا", "مكتب عمل سمالوط", "مكتب عمل ملوي"][index % 3],
            ["Bandar El-Minya office", "Samalut office", "Mallawi office"][index % 3],
        ),
        place: place(language, "EG-MN"),
        applications: FigureView::of(1_204.0 + 10.0 * index as f64),
        decided: FigureView::of(1_100.0),
        days_mean: FigureView::of(6.0),
        backlog: if index == 1 { FigureView::suppressed() } else { FigureView::of(104.0) },
        electronic: FigureView::of(wave(index)),
    };
    View::Services(ServicesView {
        selects: vec![
            choices(
                "service",
                language,
                &[
                    ("شهادة القيد", "Registration certificate"),
                    ("قياس مستوى المهارة", "Skill measurement"),
                ],
            ),
            governorates(language, "EG-MN"),
            month_select(language),
        ],
        scope: say(
            language,
            "شهادة القيد، المنيا، يونيو 2026",
            "Registration certificate, Minya, June 2026",
        ),
        indicators: vec![
            indicator(
                language,
                "decision_days",
                ("زمن أداء الخدمة", "Service time"),
                Unit::Days,
                FigureView::estimate(6.0, 1_204, (5.0, 7.0)),
                Some(8.0),
                GoodDirection::Down,
            ),
            indicator(
                language,
                "electronic_share",
                ("نسبة الإلكتروني", "Electronic share"),
                Unit::Share,
                FigureView::estimate(0.57, 1_204, (0.54, 0.6)),
                Some(0.5),
                GoodDirection::Up,
            ),
        ],
        trends: vec![trend(
            language,
            "channels",
            ("ورقي وإلكتروني", "Paper and electronic"),
            Unit::Share,
            &[("ورقي", "Paper"), ("إلكتروني", "Electronic"), ("وحدة متنقلة", "Mobile unit")],
        )],
        bars: vec![bars(
            language,
            "digital-by-service",
            ("نسبة الإلكتروني حسب الخدمة", "Electronic share by service"),
            Unit::Share,
        )],
        map: Some(tiles(
            language,
            ("نسبة الإلكتروني حسب المحافظة", "Electronic share by governorate"),
            Unit::Share,
        )),
        offices: (0..3).map(office).collect(),
        comparison: Some(funnel(language)),
    })
}

fn delivery(language: Language, index: u64) -> DeliveryRowView {
    DeliveryRowView {
        id: format!("9f3c{index}2ab71"),
        is_linked: true,
        source: say(language, "اشتراكات التأمينات الاجتماعية", "Social-insurance contributions"),
        publisher: say(
            language,
            "الهيئة القومية للتأمين الاجتماعي",
            "Social Insurance Organization",
        ),
        file_name: format!("insurance_contributions_2026-0{}.csv", 6 - index),
        month: Some(month(2026, 6 - index as u32)),
        is_month_guessed: index == 1,
        is_month_corrected: index == 0,
        received_on: date(7, 2),
        late_days: (index == 1).then_some(12),
        rows_in: 1_400_112,
        accepted: 1_399_900,
        corrected: 40,
        set_aside: 2,
        open: 70,
        duplicate: if index == 1 { 99 } else { 100 },
        corrects: (index == 1).then(|| "9f3c02ab71".to_owned()),
        is_withdrawn: index == 1,
        is_waiting_for_build: index == 0,
        unusual: vec![say(
            language,
            "عدد الصفوف 1,400,112 والمعتاد نحو 900,000",
            "1,400,112 rows, usually about 900,000",
        )],
        reasons: vec![ReasonView {
            rule: "national_id".to_owned(),
            reason: say(language, "الرقم القومي ليس 14 رقمًا", "national ID is not 14 digits"),
            rows: 71,
        }],
    }
}

pub(super) fn deliveries(language: Language) -> View {
    View::Deliveries(DeliveriesView {
        selects: vec![
            choices("source", language, &[("اشتراكات التأمينات", "Insurance")]),
            month_select(language),
        ],
        total: 2,
        page: PageView::default(),
        held: vec![HeldView {
            id: "77ab01c2d3e4f5a6".to_owned(),
            source: say(language, "حالات التشغيل المؤكدة", "Hires confirmed by the employer"),
            publisher: say(language, "أصحاب الأعمال", "Employers"),
            file_name: "hires_2026-06.csv".to_owned(),
            received_on: date(7, 3),
            differences: vec![DifferenceView {
                change: "renamed".to_owned(),
                text: say(
                    language,
                    "في مكان العمود «started_on» عنوان غير معروف «start_day»",
                    "in the place of column `started_on` stands an unknown header `start_day`",
                ),
            }],
        }],
        overdue: vec![OverdueView {
            source: say(language, "تراخيص عمل الأجانب", "Foreigners’ work permits"),
            due_on: date(7, 1),
            days: 3,
            missing_months: vec![month(2026, 3), month(2026, 4)],
        }],
        deliveries: (0..2).map(|index| delivery(language, index)).collect(),
    })
}

pub(super) fn delivery_page(language: Language) -> View {
    let refused = [RefusedState::Waiting, RefusedState::Corrected, RefusedState::SetAside];
    View::Delivery(DeliveryView {
        delivery: delivery(language, 0),
        refused: refused
            .into_iter()
            .zip(4..)
            .map(|(state, line)| RefusedView {
                line,
                rule: "national_id_length".to_owned(),
                reason: say(
                    language,
                    "العمود «national_id»: الرقم القومي ليس أربعة عشر رقمًا",
                    "column `national_id`: the national number does not have fourteen digits",
                ),
                state,
            })
            .collect(),
        refused_total: 112,
        page: PageView::default(),
        corrections: vec![delivery(language, 1)],
        decisions: vec![DeliveryDecisionView {
            on: date(7, 4),
            kind: "month_corrected".to_owned(),
            note: Some(say(language, "بخطاب الجهة", "by letter of the office")),
        }],
    })
}

pub(super) fn methods(language: Language) -> View {
    let metric = |code: &str, ar: &str, en: &str, unit| MetricView {
        code: code.to_owned(),
        name: say(language, ar, en),
        definition: say(
            language,
            "فرص العمل الشاغرة مقسومة على الباحثين النشطين في آخر يوم من الشهر.",
            "Open positions over active seekers on the last day of the month.",
        ),
        unit,
        numerator: Some(say(language, "فرص العمل الشاغرة", "open positions")),
        denominator: Some(say(language, "الباحثون عن عمل", "active seekers")),
        interval: Some(say(language, "ويلسون 95%", "Wilson 95%")),
        minimum_n: Some(5),
        mart: Some("mart_tightness_by_occupation_governorate_month".to_owned()),
        anchor: Some("JOLTS".to_owned()),
    };
    View::Methods(MethodsView {
        metrics: vec![
            metric("tightness", "نسبة الفرص إلى الباحثين", "Openings per seeker", Unit::Ratio),
            metric("placement_90", "التشغيل خلال 90 يومًا", "Placement within 90 days", Unit::Share),
        ],
    })
}

pub(super) fn contract() -> View {
    let parameter = |name: &str, is_required| ParameterView {
        name: name.into(),
        description: "words as people type them, Arabic or English".into(),
        is_required,
    };
    View::Contract(ContractView {
        document_path: "/api/v1/openapi.json".into(),
        operations: vec![OperationView {
            id: "openings-one".into(),
            method: "GET".into(),
            path: "/api/v1/openings/{id}".into(),
            summary: "One opening by its number.".into(),
            parameters: vec![parameter("id", true), parameter("text", false)],
        }],
    })
}
