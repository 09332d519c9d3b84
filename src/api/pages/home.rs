//! `/`: three doors and how fresh the data are.

use std::sync::Arc;

use mizan_web::{FigureView, HomeView, View};

use crate::figures::{Ask, figure};
use crate::pages::PageRequest;
use crate::problem::Problem;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let month = request.loaded.month();
    let openings = Ask::new("open_positions").on("month", &month.to_string());
    let cohorts = Ask::new("trainees_started").by("cohort_code");
    let (openings, cohorts) = tokio::try_join!(openings.send(&request), cohorts.send(&request))?;
    Ok(View::Home(HomeView {
        openings: figure(&openings, &[]),
        courses: FigureView::of(request.loaded.courses.len() as f64),
        cohorts: FigureView::of(cohorts.rows.len() as f64),
        governorates: mizan_web::governorate_options(request.language(), ""),
    }))
}
