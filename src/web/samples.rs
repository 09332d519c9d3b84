//! Made-up views of every page, rich enough to show what breaks a layout.

mod decision;
mod operations;
mod people;
mod persons;
mod profile;
mod seeker;
mod training;

use mizan_domain::{Date, Language, Month, governorate};

use crate::*;

use profile::{profile, revisions};

use decision::{
    bars, contract, coverage, deliveries, delivery_page, leads, market_indicators, methods,
    permits, services, shortages, tiles, trend,
};
use seeker::{candidates, jobs, matches, opening, plan, skills, suggestions};
use training::{cohort, cohorts};

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
        plan: Some(plan(language)),
        similar: vec![opening(language, 1, false)],
        back_path: Some("/jobs?text=%D9%84%D8%AD%D8%A7%D9%85".to_owned()),
        candidates_path: Some("/jobs/V-2026-00412/candidates".to_owned()),
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
        ("candidates", "/jobs/V-2026-00412/candidates", candidates(language, 3)),
        ("candidates-empty", "/jobs/V-2026-00412/candidates", candidates(language, 0)),
        ("job-list", "/lists/7K4MQ2XD", seeker::job_list(language, true)),
        ("job-list-code", "/lists", seeker::job_list(language, false)),
        ("matches", "/matches?occupation=7212&governorate=EG-MN", matches(language, true)),
        ("matches-start", "/matches", matches(language, false)),
        ("cohorts", "/cohorts?governorate=EG-MN", cohorts(language)),
        ("cohort", "/cohorts/C-2026-014", cohort(language)),
        ("market", "/market?governorate=EG-MN&month=2026-06", market.clone()),
        ("market-settings", "/market?digits=arab&time=ltr&theme=dark", market),
        (
            "market-empty",
            "/market",
            View::Market(MarketView {
                selects: vec![governorates(language, "")],
                ..MarketView::default()
            }),
        ),
        ("shortages", "/shortages?governorate=EG-MN", shortages(language)),
        ("place", "/places/EG-MN?month=2026-06", profile(language, true)),
        ("skill", "/skills/arc-welding", profile(language, false)),
        ("compare", "/compare?map=true", profile(language, true)),
        ("profile-empty", "/places/EG-MN", View::Profile(ProfileView::default())),
        ("revisions", "/revisions", revisions(language, true)),
        ("revisions-first", "/revisions", revisions(language, false)),
        ("coverage", "/coverage", coverage(language)),
        ("leads", "/leads", leads(language)),
        ("permits", "/permits", permits(language)),
        ("services", "/services", services(language)),
        ("deliveries", "/deliveries", deliveries(language)),
        ("links", "/links", persons::doubts(language, true)),
        ("links-empty", "/links", persons::doubts(language, false)),
        ("link", "/links/e1200a939535", persons::doubt(language)),
        ("delivery", "/deliveries/9f3c02ab71", delivery_page(language)),
        ("methods", "/methods", methods(language)),
        ("contract", "/api", contract()),
        ("sign-in", "/sign-in", people::sign_in(language, true)),
        ("sign-in-again", "/sign-in", people::sign_in(language, false)),
        ("account", "/account", people::account(language)),
        ("persons", "/persons", people::persons(language, false)),
        ("persons-found", "/persons", people::persons(language, true)),
        ("users", "/users", people::users()),
        ("uploads", "/uploads", operations::uploads(language, false)),
        ("uploads-first", "/uploads", operations::uploads(language, true)),
        ("operations", "/operations", operations::operations(language)),
        ("corrections", "/corrections", operations::corrections(language)),
        ("stop", "/stop/s-1.x", operations::stop(language, false)),
        ("stop-done", "/stop/s-1.x", operations::stop(language, true)),
        ("audit", "/audit", people::audit(language, true)),
        ("audit-broken", "/audit", people::audit(language, false)),
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
