//! `/jobs` and `/jobs/<id>`: search for openings.

use std::sync::Arc;

use mizan_accounts::Role;
use mizan_domain::{Date, Language};
use mizan_matching::{
    Evidence, FilterCodes, Filters, HeldSkill, Match, Matches, Opening, Request, Seeker,
    find_openings, offered_wages,
};
use mizan_web::{
    JobsView, KeepView, LinkView, OpeningPageView, OpeningView, OptionView, PageView, PostedView,
    ResultOrder, SelectView, View, WagesView,
};

use crate::pages::PageRequest;
use crate::pages::closing::{opening_query, own_fit, plan_view, wages_view};
use crate::pages::market::place_name;
use crate::pages::matches::{explained, fit, occupation_select, skill_name};
use crate::parameters::unknown_code;
use crate::problem::Problem;

/// Openings on one page of results.
pub(crate) const PAGE_LENGTH: usize = 10;
/// Openings that can be paged through; more say that the search is too wide.
const RESULTS_MAX: usize = 1_000;

pub(crate) async fn search(request: Arc<PageRequest>) -> Result<View, Problem> {
    let asked = Asked::read(&request)?;
    let matches = asked.find(&request)?;
    let page = request.parameters.page()?;
    let total = matches.openings.len();
    let has_skills = !asked.seeker.skills.is_empty();
    let language = request.language();
    let results = page_of(&matches.openings, page)
        .iter()
        .map(|one| {
            let fit = has_skills.then(|| fit(&request, one));
            let query = asked.opening_query(&request);
            OpeningView { fit, query, ..opening_view(&request, &one.opening) }
        })
        .collect();
    let parameters = &request.parameters;
    let skills = asked
        .seeker
        .skills
        .iter()
        .map(|held| {
            let code = request.loaded.taxonomy.skill_code(mizan_taxonomy::SkillId(held.skill));
            OptionView::new(code, skill_name(&request, held.skill), code)
        })
        .collect();
    Ok(View::Jobs(JobsView {
        text: parameters.one("text").unwrap_or_default().to_owned(),
        selects: vec![
            request.governorate_select(asked.governorate),
            occupation_select(
                &request,
                &occupations_asked(&request),
                asked.filters.occupations.first().map(String::as_str),
            ),
            codes_select(
                &request,
                "contract",
                &["permanent", "temporary", "part_time", "seasonal"],
            ),
            codes_select(&request, "shift", &["day", "night", "rotating"]),
            education_select(&request),
        ],
        is_nearby: asked.is_nearby,
        has_unstated: asked.filters.has_unstated_places,
        wage_min_egp: asked.filters.wage_min_egp_month,
        skills,
        skill_names: skill_names(&request, language),
        total: total as u64,
        page: PageView { number: page, count: total.div_ceil(PAGE_LENGTH).max(1) as u32 },
        order: match (has_skills, asked.text.is_some()) {
            (true, _) => ResultOrder::Fit,
            (false, true) => ResultOrder::Words,
            (false, false) => ResultOrder::Newest,
        },
        wages: asked.wages(&request)?,
        results,
        keep: keep_forms(&request, &asked),
        suggestions: if total == 0 { wider(&request, &asked) } else { Vec::new() },
    }))
}

/// What a search finds, for programs.
pub(crate) fn found(request: &PageRequest) -> Result<Found, Problem> {
    let asked = Asked::read(request)?;
    let (openings, wages) = (asked.find(request)?.openings, asked.offered(request)?);
    Ok(Found { openings, wages, closing: None })
}

/// Numbers of the openings that the search of another address finds, in its order.
pub(crate) async fn found_on(
    request: &PageRequest,
    context: &mizan_web::Context,
) -> Result<Vec<String>, Problem> {
    let there = PageRequest {
        app: request.app.clone(),
        loaded: std::sync::Arc::clone(&request.loaded),
        parameters: crate::parameters::Parameters::parse(context.query()),
        context: context.clone(),
        principal: crate::access::Principal::default(),
    };
    let work = tokio::task::spawn_blocking(move || found(&there));
    let found = work.await.map_err(|error| Problem::internal(&error))??;
    Ok(found.openings.into_iter().map(|one| one.opening.id.clone()).collect())
}

/// What a search or a match finds.
pub(crate) struct Found {
    pub(crate) openings: Vec<Match>,
    pub(crate) wages: Option<mizan_matching::WageSpread>,
    pub(crate) closing: Option<mizan_matching::ClosingPlan>,
}

/// The opening with a number; one that nobody has is not found.
pub(crate) fn known_opening<'a>(
    request: &'a PageRequest,
    id: &str,
) -> Result<&'a Opening, Problem> {
    request.loaded.index.opening(id).ok_or_else(|| {
        let shown: String = id.chars().take(60).collect();
        let message = crate::words::bilingual("problem-no-opening", &[("id", &shown)]);
        Problem::not_found(message).with_hint(crate::words::bilingual("hint-search-openings", &[]))
    })
}

pub(crate) fn opening(request: &PageRequest, id: &str) -> Result<View, Problem> {
    let opening = known_opening(request, id)?;
    let seeker = Seeker {
        skills: opening.requirements.iter().map(|one| stated(one.skill)).collect(),
        occupation_codes: opening.occupation_code.iter().cloned().collect(),
        governorate_code: opening.governorate_code.clone(),
        ..Seeker::default()
    };
    let similar =
        find(request, Request { limit: 6, ..Request::new(seeker, request.loaded.as_of()) })?;
    let own = own_fit(request, opening)?;
    let plan = own
        .as_ref()
        .and_then(|(seeker, found)| plan_view(request, seeker, std::slice::from_ref(found), true));
    // One answer to what is missing: the plan, or, where nothing essential is, a course for each skill.
    let own_fit_view = own.as_ref().map(|(_, found)| match plan {
        Some(_) => explained(request, found.score, &found.parts, &found.requirements, None),
        None => fit(request, found),
    });
    let skills = opening
        .requirements
        .iter()
        .map(|one| skill_name(request, one.skill))
        .chain(opening.unknown_skills.iter().cloned())
        .collect();
    let source =
        if is_advertisement(opening) { "source-job-advertisements" } else { "source-vacancies" };
    Ok(View::Opening(OpeningPageView {
        opening: OpeningView { fit: own_fit_view, ..opening_view(request, opening) },
        plan,
        skills,
        source: request.word(source, &[]),
        similar: similar
            .openings
            .iter()
            .filter(|one| one.opening.id != id)
            .take(5)
            .map(|one| opening_view(request, &one.opening))
            .collect(),
        back_path: Some("/jobs".to_owned()),
        candidates_path: candidates_path(request, id),
    }))
}

/// What a signed-in reader can do with the search.
fn keep_forms(request: &PageRequest, asked: &Asked) -> Option<KeepView> {
    let account = request.principal.account.as_ref()?;
    let place = asked.governorate.map(|code| place_name(request, code));
    let parts: Vec<String> = asked.text.iter().cloned().chain(place).collect();
    let title = match parts.as_slice() {
        [] => request.word("word-all-openings", &[]),
        parts => parts.join(request.word("word-list-separator", &[]).as_str()),
    };
    Some(KeepView {
        form_token: request.principal.form_token(),
        title,
        address: request.context.path_and_query.clone(),
        is_printing: account.has(Role::Officer),
    })
}

/// The page of candidates, for an officer of the ministry's server.
fn candidates_path(request: &PageRequest, id: &str) -> Option<String> {
    let is_officer =
        request.principal.account.as_ref().is_some_and(|account| account.has(Role::Officer));
    let encoded: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    (is_officer && !request.app.is_released()).then(|| format!("/jobs/{encoded}/candidates"))
}

/// ISCO-08 codes that some opening states.
fn occupations_asked(request: &PageRequest) -> Vec<&str> {
    let mut codes: Vec<&str> = request
        .loaded
        .index
        .openings()
        .iter()
        .filter_map(|opening| opening.occupation_code.as_deref())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// What the reader asked for, read from the address.
pub(crate) struct Asked {
    pub(crate) governorate: Option<&'static str>,
    pub(crate) filters: Filters,
    pub(crate) seeker: Seeker,
    is_nearby: bool,
    text: Option<String>,
}

impl Asked {
    fn read(request: &PageRequest) -> Result<Self, Problem> {
        let parameters = &request.parameters;
        let governorate = parameters.governorate("governorate")?;
        let is_nearby = parameters.code("nearby", &["1"])?.is_some();
        let has_unstated_places = parameters.code("unstated", &["1"])?.is_some();
        let occupations: Vec<String> =
            parameters.one("occupation").iter().map(|code| (*code).to_owned()).collect();
        if let Err(mizan_search::Error::UnknownCode(error)) =
            request.loaded.index.check_occupations(&occupations)
        {
            let known: Vec<&str> = error.nearest.iter().map(String::as_str).collect();
            return Err(unknown_code(error.kind, &error.code, &known));
        }
        let codes = FilterCodes {
            has_neighbours: is_nearby,
            has_unstated_places,
            occupations,
            governorates: governorate.iter().map(|code| (*code).to_owned()).collect(),
            contracts: parameters.one("contract").iter().map(|code| (*code).to_owned()).collect(),
            shifts: parameters.one("shift").iter().map(|code| (*code).to_owned()).collect(),
            education_level_max: parameters.number("education")?,
            wage_min_egp_month: parameters.number("wage_min")?,
            ..FilterCodes::default()
        };
        let filters = filters(&codes)?;
        let seeker = Seeker {
            skills: held_skills(request)?,
            governorate_code: governorate.map(str::to_owned),
            ..Seeker::default()
        };
        let text = parameters.one("text").map(str::to_owned);
        Ok(Self { governorate, filters, seeker, is_nearby, text })
    }

    fn find(&self, request: &PageRequest) -> Result<Matches, Problem> {
        self.find_under(request, self.filters.clone())
    }

    /// What such openings pay, in the governorate asked for and its neighbours; a filter on the wage
    /// does not count here.
    fn offered(
        &self,
        request: &PageRequest,
    ) -> Result<Option<mizan_matching::WageSpread>, Problem> {
        let nearby = FilterCodes {
            governorates: self.governorate.iter().map(|code| (*code).to_owned()).collect(),
            has_neighbours: true,
            ..FilterCodes::default()
        };
        let places = filters(&nearby)?.governorates;
        let wide =
            Filters { governorates: places, wage_min_egp_month: None, ..self.filters.clone() };
        let matches = self.find_under(request, wide)?;
        Ok(offered_wages(matches.openings.iter().map(|found| &found.opening)))
    }

    fn wages(&self, request: &PageRequest) -> Result<Option<WagesView>, Problem> {
        Ok(wages_view(request, self.governorate, self.offered(request)?))
    }

    /// The query an opening's page is opened with: the reader's skills and place.
    fn opening_query(&self, request: &PageRequest) -> String {
        opening_query(request, &self.seeker)
    }

    fn find_under(&self, request: &PageRequest, filters: Filters) -> Result<Matches, Problem> {
        let query_occupations = self.text.as_deref().map(|text| occupations_in(request, text));
        find(
            request,
            Request {
                filters,
                query: self.text.clone(),
                query_occupations: query_occupations.unwrap_or_default(),
                limit: RESULTS_MAX,
                ..Request::new(self.seeker.clone(), request.loaded.as_of())
            },
        )
    }
}

/// ISCO-08 codes of all occupations of the taxonomy.
pub(crate) fn occupation_codes(request: &PageRequest) -> Vec<&str> {
    let taxonomy = &request.loaded.taxonomy;
    let mut codes: Vec<&str> = taxonomy.occupations().map(|one| taxonomy.isco(one)).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Filters from codes; an unknown code is an error that names the nearest.
pub(crate) fn filters(codes: &FilterCodes) -> Result<Filters, Problem> {
    Filters::from_codes(codes).map_err(|error| {
        let known: Vec<&str> = error.nearest.iter().map(String::as_str).collect();
        unknown_code(error.kind, &error.code, &known)
    })
}

/// ISCO-08 codes of occupations that the words typed name.
pub(crate) fn occupations_in(request: &PageRequest, text: &str) -> Vec<String> {
    let shown: String = text.chars().take(200).collect();
    let mut codes: Vec<String> = request
        .loaded
        .classifier
        .classify(&shown, 3)
        .into_iter()
        .filter(|found| found.confidence >= mizan_taxonomy::UNKNOWN_BELOW)
        .map(|found| request.loaded.taxonomy.isco(found.occupation).to_owned())
        .collect();
    codes.dedup();
    codes
}

/// Skills ticked by code, and those typed by name.
pub(crate) fn held_skills(request: &PageRequest) -> Result<Vec<HeldSkill>, Problem> {
    let taxonomy = &request.loaded.taxonomy;
    let mut skills: Vec<HeldSkill> = Vec::new();
    for code in request.parameters.all("skill") {
        let Some(skill) = taxonomy.skill_by_code(code) else {
            let known: Vec<&str> = taxonomy.skills().map(|one| taxonomy.skill_code(one)).collect();
            return Err(unknown_code("skill", code, &known));
        };
        skills.push(stated(skill.0));
    }
    for text in request.parameters.all("skill_text") {
        for part in text.split(['،', ',', ';', '\n']) {
            let found = request.loaded.classifier.skills_in(part, 1).into_iter().next();
            skills.extend(found.map(|(skill, _)| stated(skill.0)));
        }
    }
    skills.sort_by_key(|held| held.skill);
    skills.dedup_by_key(|held| held.skill);
    Ok(skills)
}

fn stated(skill: mizan_matching::SkillId) -> HeldSkill {
    HeldSkill { skill, evidence: Evidence::Stated, confirmed_on: None }
}

/// Asks matching, on the index of the vintage on show.
///
/// Nobody has said which licences they hold, so none is held against an opening: the page marks
/// openings that ask for one.
pub(crate) fn find(request: &PageRequest, mut wanted: Request) -> Result<Matches, Problem> {
    wanted.seeker.licences.clone_from(&request.loaded.licences);
    let weights = &request.app.installation().settings.matching.weights;
    let loaded = &request.loaded;
    find_openings(&loaded.index, &*loaded.graph, weights, &wanted)
        .map_err(|error| Problem::internal(&error))
}

/// The results of one page.
pub(crate) fn page_of(results: &[Match], page: u32) -> &[Match] {
    let from = (page as usize - 1).saturating_mul(PAGE_LENGTH).min(results.len());
    &results[from..(from + PAGE_LENGTH).min(results.len())]
}

/// Advertisements collected from elsewhere carry no date of their own; their delivery's month stands in.
fn is_advertisement(opening: &Opening) -> bool {
    opening.id.starts_with("ad-")
}

/// An opening as lists show it.
pub(crate) fn opening_view(request: &PageRequest, opening: &Opening) -> OpeningView {
    let code_word = |prefix: &str, code: &str| {
        request.word(&format!("{prefix}-{}", code.replace('_', "-")), &[])
    };
    let posted = match opening.posted_on {
        day if day == Date::from_days(0) => None,
        day if is_advertisement(opening) => Some(PostedView::During(day.calendar_month())),
        day => Some(PostedView::On(day)),
    };
    OpeningView {
        id: opening.id.clone(),
        title: opening.title.clone(),
        employer: Some(opening.employer.clone()).filter(|name| !name.is_empty()),
        place: match opening.governorate_code.as_deref() {
            Some(code) => place_name(request, code),
            None => request.word("word-place-not-stated", &[]),
        },
        wage_min_egp: opening.wage_min_egp_month.map(f64::from),
        wage_max_egp: opening.wage_max_egp_month.map(f64::from),
        posted,
        contract: opening.contract.map(|one| code_word("contract", one.code())),
        shift: opening.shift.map(|one| code_word("shift", one.code())),
        education: opening
            .education_level
            .map(|one| request.word(&format!("education-{one}"), &[])),
        positions: Some(opening.openings_count),
        is_licence_required: opening.licence_code.is_some(),
        fit: None,
        query: String::new(),
    }
}

fn codes_select(request: &PageRequest, name: &'static str, codes: &[&str]) -> SelectView {
    let chosen = request.parameters.one(name).unwrap_or_default();
    let options = codes
        .iter()
        .map(|code| {
            let label = request.word(&format!("{name}-{}", code.replace('_', "-")), &[]);
            OptionView::new(*code, label, chosen)
        })
        .collect();
    SelectView { name, options }
}

fn education_select(request: &PageRequest) -> SelectView {
    let chosen = request.parameters.one("education").unwrap_or_default();
    let options = (1..=8)
        .map(|level: u8| {
            let label = request.word(&format!("education-{level}"), &[]);
            OptionView::new(level.to_string(), label, chosen)
        })
        .collect();
    SelectView { name: "education", options }
}

/// Names of skills offered while typing.
pub(crate) fn skill_names(request: &PageRequest, language: Language) -> Vec<String> {
    let taxonomy = &request.loaded.taxonomy;
    // A page must stay small: the full list of a large taxonomy is not sent.
    let mut names: Vec<String> = taxonomy
        .skills()
        .take(300)
        .map(|skill| taxonomy.skill_label(skill, language).to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Wider searches for somebody who found nothing.
fn wider(request: &PageRequest, asked: &Asked) -> Vec<LinkView> {
    let mut links = Vec::new();
    if asked.governorate.is_some() && !asked.is_nearby {
        links.push(LinkView {
            label: request.word("wider-neighbours", &[]),
            path: request.with("nearby", "1"),
        });
    }
    let mut offer = |key: &str, name: &str| {
        links.push(LinkView { label: request.word(key, &[]), path: request.with(name, "") });
    };
    if asked.governorate.is_some() {
        offer("wider-all-governorates", "governorate");
    }
    if !asked.filters.occupations.is_empty() {
        offer("wider-any-occupation", "occupation");
    }
    if asked.filters.wage_min_egp_month.is_some() {
        offer("wider-any-wage", "wage_min");
    }
    if asked.text.is_some() {
        offer("wider-without-words", "text");
    }
    links
}
