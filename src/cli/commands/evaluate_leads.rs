//! Compares the integrity leads of a vintage with the schemes that `mizan synth` planted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use mizan_build::{Edition, Installation};
use mizan_warehouse::{Format, Session, format_batches};
use serde::Serialize;

/// Rules in the order of the report; each has a scheme of the same name in the truth.
const RULES: [&str; 5] = [
    "paid_twice",
    "paid_while_insured",
    "paid_outside_age",
    "paid_register_owner",
    "entitled_never_paid",
];

/// How well the leads find what was planted.
#[derive(Debug, Serialize)]
pub(crate) struct LeadReport {
    rules: Vec<RuleReport>,
    /// Leads on honest look-alikes: insured irregular work, entries struck off before the run.
    honest_cases: u64,
    honest_cases_led: u64,
}

#[derive(Debug, Serialize)]
struct RuleReport {
    rule: &'static str,
    /// Planted cases.
    cases: u64,
    /// Planted cases whose own records were all accepted by ingest.
    cases_delivered: u64,
    leads: u64,
    found: u64,
    /// Of the cases delivered, the share found.
    recall: f64,
    /// Of all cases, the share found.
    recall_of_all: f64,
    /// Of the leads, the share planted.
    precision: f64,
}

impl LeadReport {
    /// The report for people.
    pub(crate) fn to_text(&self) -> String {
        let mut text = format!(
            "{:<22}{:>8}{:>11}{:>8}{:>8}{:>9}{:>11}\n",
            "rule", "planted", "delivered", "leads", "found", "recall", "precision"
        );
        for one in &self.rules {
            let _ = writeln!(
                text,
                "{:<22}{:>8}{:>11}{:>8}{:>8}{:>9.4}{:>11.4}",
                one.rule,
                one.cases,
                one.cases_delivered,
                one.leads,
                one.found,
                one.recall,
                one.precision
            );
        }
        let _ = writeln!(
            text,
            "{} of {} honest look-alikes were led by the rule they resemble",
            self.honest_cases_led, self.honest_cases
        );
        text
    }
}

/// One planted case.
struct Case {
    scheme: String,
    worker: String,
    payment: String,
    occasion: String,
}

/// Scores the published vintage against the truth folder.
pub(crate) async fn evaluate_leads(
    installation: &Installation,
    truth: &Path,
) -> anyhow::Result<LeadReport> {
    let cases = read_cases(truth)?;
    let vintage = installation.vintage(Edition::Published)?;
    let session = installation.session(&vintage, |_| true).await?;
    let payments = column(&session, "select payment_no from stg_support_payments").await?;
    let workers = column(&session, "select worker_no from stg_irregular_workers").await?;
    let sql = "select rule_code || ' ' || evidence from core_integrity_lead order by lead_key";
    let mut leads: BTreeMap<String, Vec<BTreeSet<String>>> = BTreeMap::new();
    for line in lines(&session, sql).await? {
        let mut words = line.split([' ', ';', ':']).map(str::to_owned);
        let rule = words.next().unwrap_or_default();
        leads.entry(rule).or_default().push(words.collect());
    }
    let paid_before = first_payments(&cases, truth)?;
    let rules = RULES.map(|rule| {
        let leads = leads.get(rule).map(Vec::as_slice).unwrap_or_default();
        let own: Vec<&Case> = cases.iter().filter(|case| case.scheme == rule).collect();
        let is_delivered = |case: &&&Case| match rule {
            "entitled_never_paid" => workers.contains(&case.worker),
            "paid_twice" => {
                let first = paid_before.get(&case.payment);
                payments.contains(&case.payment) && first.is_some_and(|one| payments.contains(one))
            }
            _ => payments.contains(&case.payment),
        };
        let key = |case: &Case| {
            if case.payment.is_empty() { case.worker.clone() } else { case.payment.clone() }
        };
        let planted: BTreeSet<String> = own.iter().map(|case| key(case)).collect();
        let told: BTreeSet<&String> = leads.iter().flatten().collect();
        let delivered: Vec<&&Case> = own.iter().filter(is_delivered).collect();
        let found =
            |cases: &[&&Case]| cases.iter().filter(|case| told.contains(&key(case))).count();
        let right = leads.iter().filter(|lead| !lead.is_disjoint(&planted)).count();
        let all: Vec<&&Case> = own.iter().collect();
        RuleReport {
            rule,
            cases: own.len() as u64,
            cases_delivered: delivered.len() as u64,
            leads: leads.len() as u64,
            found: found(&delivered) as u64,
            recall: share(found(&delivered), delivered.len()),
            recall_of_all: share(found(&all), own.len()),
            precision: share(right, leads.len()),
        }
    });
    let honest: Vec<&Case> =
        cases.iter().filter(|case| case.scheme.starts_with("honest_")).collect();
    let is_led = |case: &&&Case| {
        let rule = match case.scheme.as_str() {
            "honest_irregular_insured" => "paid_while_insured",
            _ => "paid_register_owner",
        };
        leads.get(rule).into_iter().flatten().any(|lead| lead.contains(&case.payment))
    };
    Ok(LeadReport {
        rules: rules.into(),
        honest_cases: honest.len() as u64,
        honest_cases_led: honest.iter().filter(is_led).count() as u64,
    })
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn read(truth: &Path, name: &str) -> anyhow::Result<String> {
    let path = truth.join(name);
    std::fs::read_to_string(&path).with_context(|| {
        format!("cannot read `{}`: is it the truth folder of `mizan synth`?", path.display())
    })
}

fn read_cases(truth: &Path) -> anyhow::Result<Vec<Case>> {
    let text = read(truth, "schemes.csv")?;
    let mut lines = text.lines();
    let header = "scheme,person_no,worker_no,payment_no,occasion_code";
    anyhow::ensure!(
        lines.next() == Some(header),
        "`schemes.csv` has other columns than `{header}`"
    );
    lines
        .map(|line| match line.split(',').collect::<Vec<_>>()[..] {
            [scheme, _, worker, payment, occasion] => Ok(Case {
                scheme: scheme.to_owned(),
                worker: worker.to_owned(),
                payment: payment.to_owned(),
                occasion: occasion.to_owned(),
            }),
            _ => anyhow::bail!("`schemes.csv` has a line of other length: `{line}`"),
        })
        .collect()
}

/// For each second payment, the first one of the same worker and occasion.
fn first_payments(cases: &[Case], truth: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let ledger = read(truth, "payments.csv")?;
    let mut first: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for line in ledger.lines().skip(1) {
        if let [payment, worker, occasion] = line.split(',').collect::<Vec<_>>()[..] {
            first.entry((worker, occasion)).or_insert(payment);
        }
    }
    let of = |case: &Case| first.get(&(case.worker.as_str(), case.occasion.as_str())).copied();
    Ok(cases
        .iter()
        .filter(|case| case.scheme == "paid_twice")
        .filter_map(|case| Some((case.payment.clone(), of(case)?.to_owned())))
        .collect())
}

/// The lines of an answer of one column.
async fn lines(session: &Session, sql: &str) -> anyhow::Result<Vec<String>> {
    let rows = session.query(sql).await?;
    let text = format_batches(&rows, Format::Csv)?;
    Ok(text.lines().skip(1).map(|line| line.trim_matches('"').to_owned()).collect())
}

async fn column(session: &Session, sql: &str) -> anyhow::Result<BTreeSet<String>> {
    Ok(lines(session, sql).await?.into_iter().collect())
}
