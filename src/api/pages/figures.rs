//! `/figures/<metric>`: one metric's figures, split as wished, with the receipt behind them.

use std::sync::Arc;

use mizan_domain::Language;
use mizan_metrics::{Figures, Metric};
use mizan_web::{
    FigureRowView, FiguresView, LinkView, OptionView, ReceiptLineView, SelectView, View,
};

use crate::figures::{ask_at, shown, unit};
use crate::pages::PageRequest;
use crate::pages::market::place_name;
use crate::problem::Problem;
use crate::resources::metrics::question;

/// Most rows on a page; the file has them all.
const ROWS_MAX: usize = 500;
/// Fields of an address that are no dimension.
const SETTINGS: [&str; 7] = ["by", "vintage", "theme", "digits", "time", "map", "chart"];

pub(crate) async fn view(request: Arc<PageRequest>, name: String) -> Result<View, Problem> {
    let metric = request.app.metrics().get(&name);
    let metric = metric.map_err(|error| crate::problem::from_metrics(&error))?.clone();
    let mut known: Vec<&str> = metric.dimensions.iter().map(String::as_str).collect();
    known.extend(SETTINGS);
    request.parameters.only(&known)?;
    let figures =
        ask_at(&request, question(&request.parameters, &name, &metric.dimensions)).await?;
    let language = request.language();
    let path = format!("/figures/{name}");
    let mut notes: Vec<String> =
        figures.notes.iter().map(|note| note.get(language).to_owned()).collect();
    if figures.rows.len() > ROWS_MAX {
        notes.push(request.word("figures-cut", &[("shown", &ROWS_MAX.to_string())]));
    }
    let rows = figures.rows.iter().take(ROWS_MAX);
    Ok(View::Figures(FiguresView {
        title: metric.title.get(language).to_owned(),
        definition: metric.definition.get(language).to_owned(),
        pitfalls: metric.pitfalls.get(language).to_owned(),
        selects: selects(&request, &metric)?,
        columns: figures.by.iter().map(|dimension| dimension_name(&request, dimension)).collect(),
        rows: rows
            .map(|row| FigureRowView {
                keys: row
                    .keys
                    .iter()
                    .map(|(axis, code)| value_name(&request, axis, code))
                    .collect(),
                figure: shown(row),
            })
            .collect(),
        total: figures.rows.len() as u64,
        unit: unit(&metric),
        notes,
        receipt: receipt(&figures),
        sql: figures.receipt.sql.clone(),
        downloads: downloads(&request, &name),
        path,
    }))
}

fn selects(request: &PageRequest, metric: &Metric) -> Result<Vec<SelectView>, Problem> {
    let chosen = request.parameters.one("by").unwrap_or_default();
    let by = metric
        .dimensions
        .iter()
        .map(|dimension| OptionView::new(dimension, dimension_name(request, dimension), chosen))
        .collect();
    let vintage = request.parameters.one("vintage").unwrap_or(&request.loaded.vintage.id);
    let vintages = request.app.vintages().map_err(|error| Problem::internal(&error))?;
    let vintages =
        vintages.iter().rev().take(50).map(|id| OptionView::new(id, id, vintage)).collect();
    Ok(vec![
        SelectView { name: "by", options: by },
        SelectView { name: "vintage", options: vintages },
    ])
}

/// A dimension in words, or its column where no word is known.
fn dimension_name(request: &PageRequest, dimension: &str) -> String {
    let key = format!("dimension-{}", dimension.replace('_', "-"));
    let word = request.word(&key, &[]);
    if word == key { dimension.to_owned() } else { word }
}

/// A value of a dimension in words, where there are any.
fn value_name(request: &PageRequest, dimension: &str, code: &str) -> String {
    match dimension {
        "governorate_code" => place_name(request, code),
        "month" => code.parse().map_or_else(
            |_| code.to_owned(),
            |month| crate::pages::month_name(request.language(), month),
        ),
        "occupation_code" => crate::pages::market::occupation_name(request, code),
        _ => code.to_owned(),
    }
}

fn receipt(figures: &Figures) -> Vec<ReceiptLineView> {
    let receipt = &figures.receipt;
    let line = |key, text: String| ReceiptLineView { key, text, is_code: false };
    let code = |key, text: String| ReceiptLineView { key, text, is_code: true };
    let mut lines = vec![
        line("definition-ar", receipt.definition.get(Language::Arabic).to_owned()),
        line("definition-en", receipt.definition.get(Language::English).to_owned()),
        code("formula", receipt.formula.clone()),
    ];
    for (dimension, values) in &receipt.filters {
        lines.push(code("filters", format!("{dimension} = {}", values.join(", "))));
    }
    lines.extend(receipt.period.iter().map(|period| code("period", period.clone())));
    if !receipt.passed_over.is_empty() {
        lines.push(code("passed-over", receipt.passed_over.join(", ")));
    }
    lines.push(line("n", receipt.n.to_string()));
    lines.push(line("rule", receipt.rule.ar.clone()));
    lines.push(line("rule", receipt.rule.en.clone()));
    lines.extend(receipt.typical_noise.map(|noise| code("noise", format!("±{noise:.1}"))));
    lines.push(code("vintage", receipt.vintage.clone()));
    for table in &receipt.tables {
        let fingerprint: String = table.fingerprint.chars().take(16).collect();
        let text = format!("{} · {} · {fingerprint}", table.name, table.version);
        lines.push(code("table", text));
    }
    lines.push(code("owner", receipt.owner.clone()));
    lines.extend(receipt.anchor.iter().map(|anchor| code("anchor", anchor.clone())));
    lines.push(code("reproduce", receipt.reproduce.clone()));
    lines.push(code("sha256", receipt.sha256.clone()));
    lines
}

/// The same question as files: the address with another path.
fn downloads(request: &PageRequest, name: &str) -> Vec<LinkView> {
    let query = request.context.path_and_query.split_once('?').map_or("", |(_, query)| query);
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .filter(|(name, value)| {
            !value.is_empty()
                && !["theme", "digits", "time", "map", "chart"].contains(&name.as_str())
        })
        .collect();
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    ["csv", "xlsx", "json"]
        .map(|form| LinkView {
            label: form.to_uppercase(),
            path: format!("/api/v1/metrics/{name}/figures.{form}?{query}"),
        })
        .to_vec()
}
