//! `/services`: how long services take and what waits, by office and month.

use std::sync::Arc;

use mizan_domain::Month;
use mizan_web::{
    BarView, BarsView, OfficeRowView, OptionView, SelectView, ServicesView, TrendView, Unit, View,
};

use crate::figures::{Ask, ask_all, figure, indicator, key, series, shown};
use crate::pages::PageRequest;
use crate::pages::market::place_name;
use crate::problem::Problem;

const SERVICES: [&str; 4] = ["registration", "skill_assessment", "craft_licence", "work_permit"];
const MONTHS: i32 = 12;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let month = request.month()?;
    let governorate = request.parameters.governorate("governorate")?;
    let service = request.parameters.code("service", &SERVICES)?;
    let scoped = |metric: &str| {
        Ask::new(metric).maybe("service", service).maybe("governorate_code", governorate)
    };
    let monthly = |metric: &str| scoped(metric).by("month");
    let text = month.to_string();
    let by_office =
        |metric: &str| scoped(metric).on("month", &text).by("office_code").by("governorate_code");
    let whole = ask_all(
        &request,
        [
            monthly("service_applications"),
            monthly("service_backlog"),
            monthly("service_days_mean"),
            monthly("service_within_14_days_share"),
            monthly("service_digital_share"),
            monthly("service_paper_share"),
            monthly("service_approval_share"),
        ],
    )
    .await?;
    let offices = ask_all(
        &request,
        [
            by_office("service_applications"),
            by_office("service_decisions"),
            by_office("service_days_mean"),
            by_office("service_backlog"),
            by_office("service_digital_share"),
            scoped("service_digital_share").on("month", &text).by("governorate_code"),
            Ask::new("service_digital_share")
                .maybe("governorate_code", governorate)
                .on("month", &text)
                .by("service"),
        ],
    )
    .await?;
    let [applications, decided, days, backlog, electronic, by_place, by_service] =
        offices.as_slice()
    else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let rows = applications
        .rows
        .iter()
        .map(|row| {
            let (office, place) = (key(row, "office_code"), key(row, "governorate_code"));
            let of =
                |figures| figure(figures, &[("office_code", office), ("governorate_code", place)]);
            OfficeRowView {
                office: office.to_owned(),
                place: place_name(&request, place),
                applications: of(applications),
                decided: of(decided),
                days_mean: of(days),
                backlog: of(backlog),
                electronic: of(electronic),
            }
        })
        .collect();
    let months: Vec<Month> = (0..MONTHS).rev().map(|back| month.add(-back)).collect();
    let name = |metric: &str| {
        let metric = request.app.metrics().get(metric).ok();
        metric.map(|metric| metric.title.get(request.language()).to_owned()).unwrap_or_default()
    };
    let trend = |id: &str, key: &str, unit, lines: &[usize]| TrendView {
        id: id.to_owned(),
        title: request.word(key, &[]),
        subtitle: request.word("chart-last-months", &[]),
        unit,
        months: months.clone(),
        series: lines
            .iter()
            .map(|line| series(&whole[*line], &months, name(&whole[*line].metric)))
            .collect(),
    };
    let options = SERVICES
        .iter()
        .map(|code| {
            let label = request.word(&format!("service-{}", code.replace('_', "-")), &[]);
            OptionView::new(*code, label, service.unwrap_or_default())
        })
        .collect();
    let place = governorate.map_or_else(
        || request.word("word-all-governorates", &[]),
        |code| place_name(&request, code),
    );
    let month_name = crate::pages::month_name(request.language(), month);
    Ok(View::Services(ServicesView {
        selects: vec![
            SelectView { name: "service", options },
            request.governorate_select(governorate),
            request.month_select(Some(month)),
        ],
        scope: format!("{place} · {month_name}"),
        indicators: whole.iter().map(|figures| indicator(&request, figures, month)).collect(),
        trends: vec![
            trend("digital-paper", "chart-digital-paper", Unit::Share, &[4, 5]),
            trend(
                "applications-backlog",
                "chart-applications-backlog",
                Unit::Applications,
                &[0, 1],
            ),
        ],
        bars: vec![BarsView {
            id: "digital-by-service".to_owned(),
            title: name("service_digital_share"),
            subtitle: request.word("chart-by-service", &[]),
            unit: Unit::Share,
            category: request.word("dimension-service", &[]),
            bars: by_service
                .rows
                .iter()
                .map(|row| {
                    let code = key(row, "service");
                    BarView {
                        label: request.word(&format!("service-{}", code.replace('_', "-")), &[]),
                        path: Some(request.with("service", code)),
                        figure: shown(row),
                    }
                })
                .collect(),
        }],
        map: Some(crate::pages::profiles::map(
            &request,
            "digital-by-governorate",
            by_place,
            &|place| format!("/services?governorate={place}"),
        )),
        offices: rows,
        comparison: None,
    }))
}
