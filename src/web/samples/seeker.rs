//! The job seeker's pages with made-up data.

use mizan_domain::Language;

use super::{choices, date, governorates, month, occupations, place, say};
use crate::*;

pub(super) fn course(language: Language, is_full: bool) -> CourseView {
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

pub(super) fn opening(language: Language, index: usize, has_fit: bool) -> OpeningView {
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
        query: String::new(),
    }
}

/// A printed list, and the page that asks for its code.
pub(super) fn job_list(language: Language, is_found: bool) -> View {
    if !is_found {
        let problem = say(language, "الرمز ثمانية أحرف وأرقام", "a code has eight characters");
        return View::JobList(JobListView { problem: Some(problem), ..JobListView::default() });
    }
    let row = |index: usize| {
        let found = opening(language, index, false);
        JobListRowView { id: found.id.clone(), opening: (index != 1).then_some(found) }
    };
    View::JobList(JobListView {
        code: Some("7K4M-Q2XD".to_owned()),
        problem: None,
        made_on: date(7, 2),
        rows: (0..3).map(row).collect(),
        search_path: "/jobs?text=welder&governorate=EG-MN".to_owned(),
    })
}

/// Candidates of an opening, or none.
pub(super) fn candidates(language: Language, count: u32) -> View {
    let candidate = |number: u32| CandidateView {
        number,
        key: format!("p7c0{number}ba59e21f4d"),
        registration_no: (number != 2).then(|| format!("WR-2025-{:06}", 4_120 + number)),
        registered_on: (number != 3).then(|| date(2, number)).flatten(),
        fit: fit(language, number as usize - 1),
    };
    View::Candidates(CandidatesView {
        opening: opening(language, 0, false),
        offices: "MN-01".to_owned(),
        order: if count > 0 { NominationOrder::Fit } else { NominationOrder::Seniority },
        points_min: 25.0,
        registered: u64::from(count) * 61,
        eligible: u64::from(count),
        without_licence: u64::from(count) * 9,
        below_score: u64::from(count) * 51,
        candidates: (1..=count).map(candidate).collect(),
        run: "2026-07-02.1-c5d0e1f2a3b4c".to_owned(),
        made_on: date(7, 2),
    })
}

pub(super) fn fit(language: Language, index: usize) -> MatchView {
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

pub(super) fn skills(language: Language) -> Vec<OptionView> {
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

pub(super) fn wages(language: Language) -> WagesView {
    WagesView {
        place: say(language, "المنيا وما جاورها", "Minya and its neighbours"),
        quarter_egp: 7_000.0,
        median_egp: 8_250.0,
        three_quarters_egp: 9_500.0,
        stated: 31,
        openings: 43,
    }
}

pub(super) fn plan(language: Language) -> PlanView {
    PlanView {
        courses: vec![PlannedCourseView {
            course: course(language, false),
            teaches: vec![say(language, "لحام TIG (أرجون)", "TIG (argon) welding")],
        }],
        cost_egp: 0.0,
        unlocked: 6,
        is_nearby: true,
        not_taught: vec![say(language, "فحص اللحامات", "Weld inspection")],
    }
}

pub(super) fn suggestions(language: Language) -> Vec<LinkView> {
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

pub(super) fn jobs(language: Language, has_results: bool) -> View {
    let contracts =
        [("عقد دائم", "Permanent"), ("عقد مؤقت", "Temporary"), ("دوام جزئي", "Part time")];
    let shifts = [("نهارية", "Day"), ("ليلية", "Night"), ("متغيرة", "Rotating")];
    let education = [("دبلوم فني", "Technical diploma"), ("بكالوريوس", "Bachelor")];
    View::Jobs(JobsView {
        text: say(language, "لحام", "welder"),
        selects: vec![
            governorates(language, "EG-MN"),
            occupations(language, ""),
            choices("contract", language, &contracts),
            choices("shift", language, &shifts),
            choices("education", language, &education),
        ],
        is_nearby: has_results,
        has_unstated: false,
        wage_min_egp: has_results.then_some(6_000),
        skills: skills(language),
        skill_names: vec![say(language, "لحام TIG", "TIG welding"), "CNC".to_owned()],
        total: if has_results { 43 } else { 0 },
        page: PageView { number: 2, count: if has_results { 5 } else { 1 } },
        order: if has_results { ResultOrder::Fit } else { ResultOrder::Words },
        wages: has_results.then(|| wages(language)),
        results: (0..if has_results { 3 } else { 0 })
            .map(|index| opening(language, index, index != 2))
            .collect(),
        keep: has_results.then(|| KeepView {
            form_token: "t".to_owned(),
            title: say(language, "لحام", "welder"),
            address: "/jobs?text=welder&governorate=EG-MN".to_owned(),
            is_printing: true,
        }),
        suggestions: suggestions(language),
    })
}

pub(super) fn matches(language: Language, is_asked: bool) -> View {
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
        wages: is_asked.then(|| wages(language)),
        plan: is_asked.then(|| plan(language)),
        gaps: vec![
            GapView {
                skill: say(language, "لحام TIG (أرجون)", "TIG (argon) welding"),
                openings: 6,
            },
            GapView {
                skill: say(language, "فحص اللحامات", "Weld inspection"), openings: 1
            },
        ],
        suggestions: Vec::new(),
    })
}
