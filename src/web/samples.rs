//! Made-up views of every page, rich enough to show what breaks a layout.

use mizan_charts::TILE_GRID;
use mizan_domain::{Date, Language, Month, governorate};

use crate::*;

/// A text in one of both languages.
pub(super) fn say(language: Language, ar: &str, en: &str) -> String {
    match language {
        Language::Arabic => ar.to_owned(),
        Language::English => en.to_owned(),
    }
}

fn date(month: u32, day: u32) -> Option<Date> {
    Date::new(2026, month, day)
}

fn month(year: i32, number: u32) -> Month {
    Month::new(year, number).unwrap()
}

fn months(count: usize) -> Vec<Month> {
    std::iter::successors(Some(month(2024, 7)), |month| Some(month.next())).take(count).collect()
}

fn wave(index: usize) -> f64 {
    0.5 + 0.28 * (index as f64 * 1.7).sin() + 0.1 * (index as f64 * 0.4).cos()
}

fn place(language: Language, code: &str) -> String {
    governorate::by_code(code).unwrap().name(language).to_owned()
}

const OCCUPATIONS: [(&str, &str, &str); 8] = [
    ("7212", "لحام", "Welder"),
    ("7411", "كهربائي مبانٍ", "Building electrician"),
    ("7127", "فني تبريد وتكييف", "Air-conditioning and refrigeration mechanic"),
    ("8153", "مشغل ماكينات خياطة", "Sewing-machine operator"),
    ("5223", "مندوب مبيعات بالمحلات", "Shop sales assistant"),
    ("4311", "محاسب مساعد", "Accounting clerk"),
    ("5120", "طاهٍ", "Cook"),
    ("8322", "سائق سيارة خاصة", "Car, taxi and van driver"),
];

fn occupation(language: Language, index: usize) -> String {
    let (_, ar, en) = OCCUPATIONS[index % OCCUPATIONS.len()];
    say(language, ar, en)
}

fn select(name: &'static str, options: Vec<OptionView>) -> SelectView {
    SelectView { name, options }
}

fn governorates(language: Language, selected: &str) -> SelectView {
    select("governorate", governorate_options(language, selected))
}

fn occupations(language: Language, selected: &str) -> SelectView {
    let option =
        |(code, ar, en): (&str, &str, &str)| OptionView::new(code, say(language, ar, en), selected);
    select("occupation", OCCUPATIONS.into_iter().map(option).collect())
}

fn choices(name: &'static str, language: Language, texts: &[(&str, &str)]) -> SelectView {
    let option = |(ar, en): &(&str, &str)| OptionView::new(*en, say(language, ar, en), "");
    select(name, texts.iter().map(option).collect())
}

fn month_select(language: Language) -> SelectView {
    let texts = [("يونيو 2026", "June 2026"), ("مايو 2026", "May 2026")];
    choices("month", language, &texts)
}

fn course(language: Language, is_full: bool) -> CourseView {
    CourseView {
        title: say(language, "لحام بالقوس الكهربائي، مستوى أول", "Arc welding, level one"),
        provider: say(language, "مركز التدريب المهني بالمنيا", "Minya vocational training centre"),
        place: place(language, "EG-MN"),
        starts_on: date(8, 16),
        free_seats: Some(if is_full { 0 } else { 4 }),
        cost_egp: Some(if is_full { 450.0 } else { 0.0 }),
        path: Some("/cohorts/C-2026-014".to_owned()),
    }
}

fn opening(language: Language, index: usize, has_fit: bool) -> OpeningView {
    let titles = [
        ("فني لحام كهرباء وأرجون", "Electric and argon welder"),
        ("Senior MIG/TIG Welder – Shutdown Team", "Senior MIG/TIG Welder – Shutdown Team"),
        ("مطلوب لحّام (CO2) خبرة ٣ سنوات للعمل بمدينة المنيا الجديدة", "Welder (CO2), 3 years"),
    ];
    let (ar, en) = titles[index % titles.len()];
    let has_wage = index != 1;
    OpeningView {
        id: format!("V-2026-{:05}", 412 + index),
        title: say(language, ar, en),
        employer: (index != 2)
            .then(|| say(language, "شركة الوادي للإنشاءات المعدنية", "Wadi Metal Structures Co.")),
        place: place(language, ["EG-MN", "EG-GZ", "EG-MN"][index % 3]),
        wage_min_egp: has_wage.then_some(7_500.0),
        wage_max_egp: has_wage.then_some(9_000.0 + 500.0 * index as f64),
        posted: Some(if index == 1 {
            PostedView::During(month(2026, 6))
        } else {
            PostedView::On(date(6, 14).unwrap())
        }),
        contract: Some(say(language, "عقد دائم", "Permanent")),
        shift: Some(say(language, "نهارية", "Day shift")),
        education: (index == 0).then(|| say(language, "دبلوم فني", "Technical diploma")),
        positions: Some(3 - index as u32 % 3),
        is_licence_required: index == 0,
        fit: has_fit.then(|| fit(language, index)),
    }
}

fn fit(language: Language, index: usize) -> MatchView {
    let part = |ar: &str, en: &str, points: f64, points_max: f64| PartView {
        name: say(language, ar, en),
        points,
        points_max,
    };
    let parts = vec![
        part("المهارات المعتمدة", "Certified skills", 46.5 - 9.0 * index as f64, 60.0),
        part("قرب المهنة", "Closeness of occupation", 18.0, 20.0),
        part("المكان", "Place", 10.0, 10.0),
        part("الأجر", "Wage", 7.5, 10.0),
    ];
    MatchView {
        score: parts.iter().map(|part| part.points).sum(),
        parts,
        matched: vec![
            say(language, "لحام بالقوس الكهربائي", "Arc welding"),
            say(language, "قراءة الرسومات الفنية", "Reading technical drawings"),
            say(language, "السلامة في الورش", "Workshop safety"),
        ],
        near: vec![NearSkillView {
            wanted: say(language, "لحام MIG", "MIG welding"),
            through: say(language, "لحام MAG", "MAG welding"),
        }],
        missing: vec![
            MissingSkillView {
                skill: say(language, "لحام TIG (أرجون)", "TIG (argon) welding"),
                course: Some(course(language, index == 1)),
            },
            MissingSkillView {
                skill: say(language, "فحص اللحامات", "Weld inspection"),
                course: None,
            },
        ][..2 - index % 2]
            .to_vec(),
    }
}

fn skills(language: Language) -> Vec<OptionView> {
    [
        ("arc-welding", "لحام بالقوس الكهربائي", "Arc welding"),
        ("mag-welding", "لحام MAG", "MAG welding"),
        ("technical-drawings", "قراءة الرسومات الفنية", "Reading technical drawings"),
        ("metal-cutting", "قطع المعادن", "Metal cutting"),
    ]
    .into_iter()
    .map(|(code, ar, en)| OptionView {
        value: code.to_owned(),
        label: say(language, ar, en),
        is_selected: code != "metal-cutting",
    })
    .collect()
}

fn suggestions(language: Language) -> Vec<LinkView> {
    vec![
        LinkView {
            label: say(language, "البحث في كل المحافظات", "Search all governorates"),
            path: "/jobs?text=welder".to_owned(),
        },
        LinkView {
            label: say(language, "كل وظائف اللحام", "All welding jobs"),
            path: "/jobs?occupation=7212".into(),
        },
    ]
}

fn jobs(language: Language, has_results: bool) -> View {
    let contracts =
        [("عقد دائم", "Permanent"), ("عقد مؤقت", "Temporary"), ("دوام جزئي", "Part time")];
    let shifts = [("نهارية", "Day"), ("ليلية", "Night"), ("متغيرة", "Rotating")];
    let education = [("دبلوم فني", "Technical diploma"), ("بكالوريوس", "Bachelor")];
    View::Jobs(JobsView {
        text: say(language, "لحام", "welder"),
        selects: vec![
            governorates(language, "EG-MN"),
            choices("contract", language, &contracts),
            choices("shift", language, &shifts),
            choices("education", language, &education),
        ],
        wage_min_egp: has_results.then_some(6_000),
        skills: skills(language),
        skill_names: vec![say(language, "لحام TIG", "TIG welding"), "CNC".to_owned()],
        total: if has_results { 43 } else { 0 },
        page: PageView { number: 2, count: if has_results { 5 } else { 1 } },
        results: (0..if has_results { 3 } else { 0 })
            .map(|index| opening(language, index, index != 2))
            .collect(),
        suggestions: suggestions(language),
    })
}

fn matches(language: Language, is_asked: bool) -> View {
    View::Matches(MatchesView {
        selects: vec![
            occupations(language, if is_asked { "7212" } else { "" }),
            governorates(language, if is_asked { "EG-MN" } else { "" }),
        ],
        skills: if is_asked { skills(language) } else { Vec::new() },
        skill_names: vec![say(language, "لحام TIG", "TIG welding")],
        is_asked,
        total: 11,
        page: PageView::default(),
        results: (0..2).map(|index| opening(language, index, true)).collect(),
        gaps: vec![
            GapView {
                skill: say(language, "لحام TIG (أرجون)", "TIG (argon) welding"),
                openings: 6,
                course: Some(course(language, false)),
            },
            GapView {
                skill: say(language, "فحص اللحامات", "Weld inspection"),
                openings: 1,
                course: None,
            },
        ],
        suggestions: Vec::new(),
    })
}

fn trend(
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

fn bars(language: Language, id: &str, title: (&str, &str), unit: Unit) -> BarsView {
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

fn tiles(language: Language, title: (&str, &str), unit: Unit) -> TilesView {
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

fn funnel(language: Language) -> FunnelPlotView {
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

fn indicator(
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

fn market_indicators(language: Language) -> Vec<IndicatorView> {
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

fn coverage(language: Language) -> View {
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

fn permits(language: Language) -> View {
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

fn services(language: Language) -> View {
    let office = |index: usize| OfficeRowView {
        office: say(
            language,
            ["مكتب عمل بندر المنيا", "مكتب عمل سمالوط", "مكتب عمل ملوي"][index % 3],
            ["Bandar El-Minya office", "Samalut office", "Mallawi office"][index % 3],
        ),
        place: place(language, "EG-MN"),
        applications: FigureView::of(1_204.0 + 10.0 * index as f64),
        decided: FigureView::of(1_100.0),
        days_median: FigureView::of(6.0),
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
        offices: (0..3).map(office).collect(),
        comparison: Some(funnel(language)),
    })
}

fn cohorts(language: Language) -> View {
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

fn cohort(language: Language) -> View {
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
        openings_path: Some("/matches?occupation=7212&governorate=EG-MN".to_owned()),
    })
}

fn deliveries(language: Language) -> View {
    let delivery = |index: u64| DeliveryRowView {
        id: format!("9f3c{index}2ab71"),
        source: say(language, "اشتراكات التأمينات الاجتماعية", "Social-insurance contributions"),
        file_name: format!("insurance_contributions_2026-0{}.csv", 6 - index),
        month: Some(month(2026, 6 - index as u32)),
        received_on: date(7, 2),
        rows_in: 1_400_112,
        accepted: 1_399_900,
        quarantined: 112,
        duplicate: if index == 1 { 99 } else { 100 },
        reasons: vec![ReasonView {
            rule: "national_id".to_owned(),
            reason: say(language, "الرقم القومي ليس 14 رقمًا", "national ID is not 14 digits"),
            rows: 71,
        }],
    };
    View::Deliveries(DeliveriesView {
        selects: vec![
            choices("source", language, &[("اشتراكات التأمينات", "Insurance")]),
            month_select(language),
        ],
        total: 2,
        page: PageView::default(),
        deliveries: (0..2).map(delivery).collect(),
    })
}

fn methods(language: Language) -> View {
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

/// Every page under a file name, with the path it answers.
pub(super) fn all(language: Language) -> Vec<(&'static str, &'static str, View)> {
    let problem = |kind, links| {
        View::Problem(ProblemView {
            kind,
            detail: (kind == ProblemKind::BadRequest)
                .then(|| say(language, "الشهر «2026-13» غير موجود", "there is no month `2026-13`")),
            hint: (kind == ProblemKind::BadRequest)
                .then(|| say(language, "الشهر بالصيغة 2026-06", "write months as 2026-06")),
            links,
        })
    };
    let home = View::Home(HomeView {
        openings: FigureView::of(20_334.0),
        courses: FigureView::of(61.0),
        cohorts: FigureView::of(214.0),
        governorates: governorate_options(language, ""),
    });
    let market = View::Market(MarketView {
        selects: vec![
            governorates(language, "EG-MN"),
            occupations(language, ""),
            month_select(language),
        ],
        scope: say(language, "المنيا، كل المهن، يونيو 2026", "Minya, all occupations, June 2026"),
        indicators: market_indicators(language),
        trends: vec![
            trend(
                language,
                "tightness-trend",
                ("نسبة الفرص إلى الباحثين", "Openings per seeker"),
                Unit::Ratio,
                &[("المنيا", "Minya"), ("الجمهورية", "Egypt")],
            ),
            trend(
                language,
                "supply-demand",
                ("العرض والطلب", "Supply and demand"),
                Unit::Count,
                &[
                    ("الباحثون عن عمل المسجلون والنشطون", "Registered and active job seekers"),
                    ("فرص العمل الشاغرة", "Open positions"),
                    ("استلام العمل", "Hires"),
                ],
            ),
        ],
        bars: vec![bars(
            language,
            "by-occupation",
            ("فرص العمل الشاغرة حسب المهنة", "Open positions by occupation"),
            Unit::Positions,
        )],
        map: Some(tiles(
            language,
            ("نسبة الفرص إلى الباحثين حسب المحافظة", "Openings per seeker by governorate"),
            Unit::Ratio,
        )),
        downloads: vec![LinkView {
            label: "CSV".to_owned(),
            path: "/market.csv?governorate=EG-MN".to_owned(),
        }],
    });
    let opening_page = View::Opening(OpeningPageView {
        opening: opening(language, 0, true),
        skills: skills(language).into_iter().map(|skill| skill.label).collect(),
        source: say(language, "الوظائف الشاغرة بمكاتب العمل", "Vacancies of the work offices"),
        similar: vec![opening(language, 1, false)],
        back_path: Some("/jobs?text=%D9%84%D8%AD%D8%A7%D9%85".to_owned()),
    });
    vec![
        ("home", "/", home),
        (
            "jobs",
            "/jobs?text=welder&governorate=EG-MN&skill=arc-welding&page=2",
            jobs(language, true),
        ),
        ("jobs-empty", "/jobs?text=welder&governorate=EG-MN", jobs(language, false)),
        ("opening", "/jobs/V-2026-00412", opening_page),
        ("matches", "/matches?occupation=7212&governorate=EG-MN", matches(language, true)),
        ("matches-start", "/matches", matches(language, false)),
        ("cohorts", "/cohorts?governorate=EG-MN", cohorts(language)),
        ("cohort", "/cohorts/C-2026-014", cohort(language)),
        ("market", "/market?governorate=EG-MN&month=2026-06", market),
        (
            "market-empty",
            "/market",
            View::Market(MarketView {
                selects: vec![governorates(language, "")],
                ..MarketView::default()
            }),
        ),
        ("coverage", "/coverage", coverage(language)),
        ("permits", "/permits", permits(language)),
        ("services", "/services", services(language)),
        ("deliveries", "/deliveries", deliveries(language)),
        ("methods", "/methods", methods(language)),
        ("styleguide", "/styleguide", View::Styleguide),
        ("not-found", "/nowhere", problem(ProblemKind::NotFound, Vec::new())),
        (
            "bad-request",
            "/market?month=2026-13",
            problem(ProblemKind::BadRequest, suggestions(language)),
        ),
        ("not-built", "/market", problem(ProblemKind::NotBuilt, Vec::new())),
        ("not-allowed", "/deliveries", problem(ProblemKind::NotAllowed, Vec::new())),
        ("internal", "/market", problem(ProblemKind::Internal, Vec::new())),
    ]
}
