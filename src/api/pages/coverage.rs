//! `/coverage`: does support reach those entitled, with both errors side by side.

use std::sync::Arc;

use mizan_domain::governorate::GOVERNORATES;
use mizan_web::{
    CoverageRowView, CoverageView, OptionView, SelectView, TileView, TilesView, Unit, View,
};

use crate::figures::{Ask, ask_all, figure, key, total};
use crate::pages::PageRequest;
use crate::problem::Problem;

const PLACE: &str = "governorate_code";

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let governorate = request.parameters.governorate("governorate")?;
    let occasions = occasions(&request).await?;
    let codes: Vec<&str> = occasions.iter().map(|(code, _)| code.as_str()).collect();
    let chosen = request.parameters.code("occasion", &codes)?;
    let occasion = chosen.or_else(|| codes.first().copied()).map(str::to_owned);
    let scoped = |metric: &str| {
        Ask::new(metric).maybe("occasion_code", occasion.as_deref()).maybe(PLACE, governorate)
    };
    let by_place =
        |metric: &str| Ask::new(metric).maybe("occasion_code", occasion.as_deref()).by(PLACE);
    let whole = ask_all(
        &request,
        [
            scoped("grant_coverage"),
            scoped("exclusion_error"),
            scoped("inclusion_error"),
            scoped("irregular_registered"),
            scoped("irregular_paid"),
            scoped("undetermined_share"),
            scoped("failed_payment_share"),
            scoped("inclusion_amount_share"),
        ],
    )
    .await?;
    let places = ask_all(
        &request,
        [
            by_place("irregular_registered"),
            by_place("irregular_paid"),
            by_place("grant_coverage"),
            by_place("exclusion_error"),
            by_place("inclusion_error"),
        ],
    )
    .await?;
    let [coverage, exclusion, inclusion, rest @ ..] = whole.as_slice() else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let [registered, paid, covered, excluded, included] = places.as_slice() else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let rows = GOVERNORATES
        .iter()
        .filter(|place| governorate.is_none_or(|code| place.code == code))
        .map(|place| {
            let of = |figures| figure(figures, &[(PLACE, place.code)]);
            CoverageRowView {
                place: place.name(request.language()).to_owned(),
                path: Some(request.with("governorate", place.code)),
                registered: of(registered),
                paid: of(paid),
                coverage: of(covered),
                exclusion: of(excluded),
                inclusion: of(included),
            }
        })
        .collect();
    let tiles = excluded
        .rows
        .iter()
        .filter(|row| mizan_domain::governorate::by_code(key(row, PLACE)).is_some())
        .map(|row| TileView {
            governorate_code: key(row, PLACE).to_owned(),
            path: Some(request.with("governorate", key(row, PLACE))),
            figure: crate::figures::shown(row),
        })
        .collect();
    let name = occasion
        .as_deref()
        .and_then(|code| occasions.iter().find(|(known, _)| known == code))
        .map(|(_, name)| name.clone())
        .unwrap_or_default();
    let place = governorate.map_or_else(
        || request.word("word-all-governorates", &[]),
        |code| crate::pages::market::place_name(&request, code),
    );
    let options = occasions
        .iter()
        .map(|(code, name)| {
            OptionView::new(code.clone(), name.clone(), occasion.as_deref().unwrap_or_default())
        })
        .collect();
    Ok(View::Coverage(CoverageView {
        selects: vec![
            request.governorate_select(governorate),
            SelectView { name: "occasion", options },
        ],
        scope: format!("{place} · {name}"),
        indicators: rest.iter().map(|figures| total(&request, figures)).collect(),
        coverage: total(&request, coverage),
        exclusion: total(&request, exclusion),
        inclusion: total(&request, inclusion),
        rows,
        map: Some(TilesView {
            id: "exclusion-by-governorate".to_owned(),
            title: total(&request, exclusion).name,
            subtitle: request.word("chart-by-governorate", &[]),
            unit: Unit::Share,
            tiles,
        }),
    }))
}

/// Occasions with payments, the latest first, with their names.
async fn occasions(request: &PageRequest) -> Result<Vec<(String, String)>, Problem> {
    let figures = Ask::new("irregular_paid").by("occasion_code").by("month").send(request).await?;
    let mut found: Vec<(String, String)> = figures
        .rows
        .iter()
        .map(|row| (key(row, "month").to_owned(), key(row, "occasion_code").to_owned()))
        .collect();
    found.sort_by(|one, other| other.cmp(one));
    let name = |code: &str| {
        let (year, occasion) = code.split_once('-').unwrap_or(("", code));
        let word = request.word(&format!("occasion-{}", occasion.replace('_', "-")), &[]);
        format!("{word} {year}")
    };
    Ok(found.into_iter().map(|(_, code)| (code.clone(), name(&code))).collect())
}
