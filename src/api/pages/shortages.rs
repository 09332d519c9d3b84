//! `/shortages`: occupations in shortage by governorate, how sure that is, why, and what helps.

use std::sync::Arc;

use mizan_metrics::Figures;
use mizan_warehouse::{Row, rows};
use mizan_web::{
    OptionView, PageView, SelectView, ShortageClass, ShortageRowView, ShortagesView, TrendView,
    Unit, View,
};

use crate::figures::{Ask, ask_all, figure, indicator, series};
use crate::pages::PageRequest;
use crate::pages::market::{occupation_name, occupation_select, place_name};
use crate::problem::Problem;

const PAGE_LENGTH: usize = 24;
const MONTHS: i32 = 12;
const CLASSES: [&str; 4] = ["shortage", "watch", "surplus", "uncertain"];

/// What the mart says of a cell beside its figures.
struct Cell {
    occupation: String,
    governorate: String,
    class: String,
    driver: String,
    is_modelled: bool,
    probability: f64,
}

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let month = request.month()?;
    let governorate = request.parameters.governorate("governorate")?;
    let class = request.parameters.code("class", &CLASSES)?;
    let cells = cells(&request, &month.first_day().to_string()).await?;
    let mut names: Vec<(String, String)> = cells
        .iter()
        .map(|cell| (cell.occupation.clone(), occupation_name(&request, &cell.occupation)))
        .collect();
    names.sort();
    names.dedup();
    let codes: Vec<&str> = names.iter().map(|(code, _)| code.as_str()).collect();
    let occupation = request.parameters.code("occupation", &codes)?;
    let chosen: Vec<&Cell> = cells
        .iter()
        .filter(|cell| governorate.is_none_or(|code| cell.governorate == code))
        .filter(|cell| occupation.is_none_or(|code| cell.occupation == code))
        .filter(|cell| class.is_none_or(|code| cell.class == code))
        .collect();
    let scoped = |metric: &str| {
        Ask::new(metric).maybe("governorate_code", governorate).maybe("occupation_code", occupation)
    };
    let monthly = |metric: &str| scoped(metric).by("month");
    let cell_by_cell = |metric: &str| {
        scoped(metric).on("month", &month.to_string()).by("occupation_code").by("governorate_code")
    };
    let answers = ask_all(
        &request,
        [
            monthly("shortage_cells"),
            monthly("shortage_cells_share"),
            monthly("surplus_cells"),
            cell_by_cell("shortage_probability"),
            cell_by_cell("shortage_score"),
            cell_by_cell("shortage_vacancies"),
        ],
    )
    .await?;
    let [short, share, surplus, probability, score, vacancies] = answers.as_slice() else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let row = |cell: &&Cell| {
        let keys: [(&str, &str); 2] =
            [("occupation_code", &cell.occupation), ("governorate_code", &cell.governorate)];
        let of = |figures: &Figures| figure(figures, &keys);
        ShortageRowView {
            occupation: occupation_name(&request, &cell.occupation),
            place: place_name(&request, &cell.governorate),
            class: ShortageClass::from_code(&cell.class),
            probability: of(probability),
            score: of(score),
            vacancies: of(vacancies),
            driver: cell.driver.clone(),
            is_modelled: cell.is_modelled,
            path: format!("/occupations/{}?governorate={}", cell.occupation, cell.governorate),
        }
    };
    let page = request.parameters.page()?;
    let from = (page as usize - 1).saturating_mul(PAGE_LENGTH).min(chosen.len());
    let to = (from + PAGE_LENGTH).min(chosen.len());
    let months: Vec<_> = (0..MONTHS).rev().map(|back| month.add(-back)).collect();
    let title = |figures: &Figures| {
        let metric = request.app.metrics().get(&figures.metric).ok();
        metric.map(|one| one.title.get(request.language()).to_owned()).unwrap_or_default()
    };
    let trend = TrendView {
        id: "shortage-cells".to_owned(),
        title: title(short),
        subtitle: request.word("chart-last-months", &[]),
        unit: Unit::Count,
        months: months.clone(),
        series: [short, surplus]
            .into_iter()
            .map(|line| series(line, &months, title(line)))
            .collect(),
    };
    let class_options = CLASSES
        .iter()
        .map(|code| {
            let name = request.word(&format!("class-{code}"), &[]);
            OptionView::new(*code, name, class.unwrap_or_default())
        })
        .collect();
    let place = governorate.map_or_else(
        || request.word("word-all-governorates", &[]),
        |code| place_name(&request, code),
    );
    let month_name = crate::pages::month_name(request.language(), month);
    Ok(View::Shortages(ShortagesView {
        selects: vec![
            request.governorate_select(governorate),
            occupation_select(&names, occupation),
            SelectView { name: "class", options: class_options },
            request.month_select(Some(month)),
        ],
        scope: format!("{place} · {month_name}"),
        indicators: [short, share, surplus]
            .into_iter()
            .map(|figures| indicator(&request, figures, month))
            .collect(),
        trends: vec![trend],
        total: chosen.len() as u64,
        page: PageView { number: page, count: chosen.len().div_ceil(PAGE_LENGTH).max(1) as u32 },
        rows: chosen[from..to].iter().map(row).collect(),
    }))
}

/// Cells of a month, the most probable shortage first; codes and words only, figures come from the
/// metric catalogue.
async fn cells(request: &PageRequest, first_day: &str) -> Result<Vec<Cell>, Problem> {
    let sql = format!(
        "select occupation_code, governorate_code, class, driver, is_modelled, \
         shortage_probability from mart_shortage_by_occupation_governorate_month \
         where month = date '{first_day}'"
    );
    let batches = request.app.query(request.loaded.session.clone(), sql).await;
    let batches = batches.map_err(|error| Problem::internal(&error))?;
    let text = |row: &Row<'_>, name: &str| row.text(name).unwrap_or_default().to_owned();
    let mut cells: Vec<Cell> = rows(&batches)
        .map(|row| Cell {
            occupation: text(&row, "occupation_code"),
            governorate: text(&row, "governorate_code"),
            class: text(&row, "class"),
            driver: text(&row, "driver"),
            is_modelled: row.flag("is_modelled").unwrap_or_default(),
            probability: row.number("shortage_probability").unwrap_or_default(),
        })
        .collect();
    cells.sort_by(|one, other| {
        let by_probability = other.probability.total_cmp(&one.probability);
        by_probability
            .then_with(|| one.is_modelled.cmp(&other.is_modelled))
            .then_with(|| one.occupation.cmp(&other.occupation))
            .then_with(|| one.governorate.cmp(&other.governorate))
    });
    Ok(cells)
}
