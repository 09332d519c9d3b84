//! The waterfall of a pair of records with the table behind it.

use mizan_charts::{WaterfallChart, WaterfallStep};

use crate::pictures::{Cell, Table};
use crate::shell::Shell;
use crate::views::{DecisionView, DoubtView, Unit};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend every argument")]
impl Shell<'_> {
    /// What speaks for and against one person, step by step.
    pub(crate) fn evidence(self, view: &DoubtView) -> String {
        let ends = |key: &str, bits: f64| (self.t(key), String::new(), Some(bits));
        let mut rows = vec![ends("evidence-prior", view.prior_bits)];
        rows.extend(
            view.steps.iter().map(|step| (step.field.clone(), step.level.clone(), step.bits)),
        );
        rows.push(ends("evidence-relatives", view.relatives_bits));
        let label = |(field, level, _): &(String, String, Option<f64>)| {
            if level.is_empty() {
                field.clone()
            } else {
                format!("{field}{}{level}", self.t("evidence-colon"))
            }
        };
        let steps = rows.iter().map(|row| WaterfallStep { label: label(row), change: row.2 });
        let title = self.t("evidence-title");
        let chart = WaterfallChart {
            head: self.head("evidence", &title),
            steps: steps.collect(),
            threshold: view.threshold_bits,
            total_label: self.t("evidence-sum"),
            threshold_label: self.t("evidence-threshold"),
            absent: self.t("evidence-forbids"),
        };
        let number = |bits: Option<f64>| match bits {
            Some(bits) => Cell::number(self.amount(bits, Unit::Bits)),
            None => Cell::text(self.t("evidence-forbids"), None),
        };
        let cells = rows.into_iter().map(|(field, level, bits)| {
            vec![Cell::text(field, None), Cell::text(level, None), number(bits)]
        });
        let sum = |key: &str, bits: f64| {
            vec![Cell::text(self.t(key), None), Cell::text(String::new(), None), number(Some(bits))]
        };
        let ends = [sum("evidence-sum", view.bits), sum("evidence-threshold", view.threshold_bits)];
        let head =
            ["evidence-field", "evidence-level", "unit-bits"].map(|key| self.t(key)).to_vec();
        let table = Table { head, rows: cells.chain(ends).collect() };
        let message = self.t(if view.bits > view.threshold_bits {
            "evidence-speaks-for"
        } else {
            "evidence-speaks-against"
        });
        let svg = chart.to_svg();
        self.picture("evidence", &title, "", Unit::Bits, message, svg, None, table)
    }

    /// Who decided what and when.
    pub(crate) fn decided(self, decision: &DecisionView) -> String {
        let key = if decision.is_same { "links-decided-one" } else { "links-decided-two" };
        let mut arguments = fluent_bundle::FluentArgs::new();
        arguments.set("officer", decision.officer.clone());
        let date = decision.decided_on.map(|date| self.date(&date)).unwrap_or_default();
        arguments.set("date", date);
        self.filled(key, &arguments)
    }

    /// A probability, 0–1, as percent.
    pub(crate) fn probability(self, share: &f64) -> String {
        self.amount(*share, Unit::Share)
    }
}
