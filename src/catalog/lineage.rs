//! Lineage drawn from the parsed queries, never from a second declaration.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::{Catalog, Layer};

/// The whole lineage as Markdown: one table per layer, in build order.
pub fn lineage_markdown(catalog: &Catalog) -> String {
    let mut text =
        String::from("| source | publisher | cadence | raw table |\n|---|---|---|---|\n");
    for source in &catalog.sources {
        let cadence = format!("{:?}", source.cadence).to_lowercase();
        let (title, publisher) = (&source.title.en, &source.publisher.en);
        let _ = writeln!(text, "| {title} | {publisher} | {cadence} | `raw_{}` |", source.name);
    }
    for layer in Layer::ALL {
        let _ = writeln!(text, "\n| {} | one row | reads |\n|---|---|---|", layer.folder());
        for model in catalog.models.iter().filter(|model| model.layer == layer) {
            let reads: Vec<String> = model.reads.iter().map(|table| format!("`{table}`")).collect();
            let _ = writeln!(text, "| `{}` | {} | {} |", model.name, model.grain, reads.join(", "));
        }
    }
    text
}

/// What one table is made from, as an indented tree down to the raw tables.
pub fn lineage_tree(catalog: &Catalog, table: &str) -> Option<String> {
    catalog.model(table)?;
    let mut text = String::new();
    draw(catalog, table, 0, &mut BTreeSet::new(), &mut text);
    Some(text)
}

fn draw<'a>(
    catalog: &'a Catalog,
    table: &'a str,
    depth: usize,
    seen: &mut BTreeSet<&'a str>,
    text: &mut String,
) {
    let is_new = seen.insert(table);
    let reads = catalog.model(table).map(|model| &model.reads);
    let again = if !is_new && reads.is_some() { " (see above)" } else { "" };
    let _ = writeln!(text, "{}{table}{again}", "  ".repeat(depth));
    if is_new {
        for read in reads.into_iter().flatten() {
            draw(catalog, read, depth + 1, seen, text);
        }
    }
}
