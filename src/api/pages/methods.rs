//! `/methods`: every metric with its definition.

use std::sync::Arc;

use mizan_web::{MethodsView, MetricView, View};

use crate::figures::unit;
use crate::pages::PageRequest;
use crate::problem::Problem;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let language = request.language();
    let metrics = request
        .app
        .metrics()
        .list()
        .map(|metric| MetricView {
            code: metric.name.clone(),
            name: metric.title.get(language).to_owned(),
            definition: metric.definition.get(language).to_owned(),
            unit: unit(metric),
            numerator: Some(metric.numerator.clone()),
            denominator: metric.denominator.clone(),
            interval: serde_json::to_value(metric.interval)
                .ok()
                .and_then(|value| value.as_str().map(str::to_owned))
                .filter(|name| name != "none"),
            minimum_n: Some(metric.minimum_n),
            mart: Some(metric.mart.clone()),
            anchor: metric.anchor.clone(),
        })
        .collect();
    Ok(View::Methods(MethodsView { metrics }))
}
