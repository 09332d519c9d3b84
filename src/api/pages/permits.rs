//! `/permits`: foreigners' work permits by occupation, nationality group and year.

use std::sync::Arc;

use mizan_metrics::Figures;
use mizan_web::{BarView, BarsView, OptionView, PermitsView, SelectView, Unit, View};

use crate::figures::{Ask, ask_all, key, shown, total};
use crate::pages::PageRequest;
use crate::pages::market::{occupation_name, occupation_select};
use crate::problem::Problem;

const BARS_MAX: usize = 15;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let all = ask_all(
        &request,
        [Ask::new("permits").by("year"), Ask::new("permits").by("occupation_code")],
    )
    .await?;
    let codes_of = |figures: &Figures, dimension: &str| {
        let mut codes: Vec<String> =
            figures.rows.iter().map(|row| key(row, dimension).to_owned()).collect();
        codes.sort();
        codes.dedup();
        codes
    };
    let years: Vec<String> = codes_of(&all[0], "year").into_iter().rev().collect();
    let occupations: Vec<(String, String)> = codes_of(&all[1], "occupation_code")
        .into_iter()
        .map(|code| (code.clone(), occupation_name(&request, &code)))
        .collect();
    let known_years: Vec<&str> = years.iter().map(String::as_str).collect();
    let known: Vec<&str> = occupations.iter().map(|(code, _)| code.as_str()).collect();
    let year = request.parameters.code("year", &known_years)?.or(known_years.first().copied());
    let occupation = request.parameters.code("occupation", &known)?;
    let scoped =
        |metric: &str| Ask::new(metric).maybe("year", year).maybe("occupation_code", occupation);
    let answers = ask_all(
        &request,
        [
            scoped("permits"),
            scoped("permits_first_time_share"),
            scoped("permits_over_cap_share"),
            scoped("permits_approval_share"),
            scoped("permits").by("nationality_group"),
            Ask::new("permits").maybe("year", year).by("occupation_code"),
        ],
    )
    .await?;
    let [permits, first, over, approved, by_group, by_occupation] = answers.as_slice() else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let groups = bars(&request, by_group, "nationality_group", |code| {
        request.word(&format!("nationality-{code}"), &[])
    });
    let works =
        bars(&request, by_occupation, "occupation_code", |code| occupation_name(&request, code));
    let chart = |id: &str, subtitle: &str, category: &str, bars| BarsView {
        id: id.to_owned(),
        title: total(&request, permits).name,
        subtitle: request.word(subtitle, &[]),
        unit: Unit::Permits,
        category: request.word(category, &[]),
        bars,
    };
    let options = years
        .iter()
        .map(|one| OptionView::new(one.clone(), one.clone(), year.unwrap_or_default()))
        .collect();
    let scope_work = occupation.map_or_else(
        || request.word("word-all-occupations", &[]),
        |code| occupation_name(&request, code),
    );
    Ok(View::Permits(PermitsView {
        selects: vec![
            occupation_select(&occupations, occupation),
            SelectView { name: "year", options },
        ],
        scope: format!("{scope_work} · {}", year.unwrap_or_default()),
        indicators: [permits, first, over, approved]
            .into_iter()
            .map(|figures| total(&request, figures))
            .collect(),
        trends: Vec::new(),
        bars: vec![
            chart("permits-by-nationality", "chart-by-nationality", "word-nationality", groups),
            chart("permits-by-occupation", "chart-by-occupation", "word-occupation", works),
        ],
        map: None,
    }))
}

/// Shown figures as bars, the largest first.
fn bars(
    request: &PageRequest,
    figures: &Figures,
    dimension: &str,
    name: impl Fn(&str) -> String,
) -> Vec<BarView> {
    let mut rows: Vec<_> = figures.rows.iter().collect();
    rows.sort_by(|one, other| {
        let order = other.value.unwrap_or(-1.0).total_cmp(&one.value.unwrap_or(-1.0));
        order.then_with(|| key(one, dimension).cmp(key(other, dimension)))
    });
    let is_link = dimension == "occupation_code";
    rows.into_iter()
        .take(BARS_MAX)
        .map(|row| BarView {
            label: name(key(row, dimension)),
            path: is_link.then(|| request.with("occupation", key(row, dimension))),
            figure: shown(row),
        })
        .collect()
}
