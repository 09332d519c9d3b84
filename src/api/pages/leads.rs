//! `/leads`: grant records worth a second look; possible exclusion stands first and weighs as much as
//! possible wrong payment. An officer opens the records behind a rule, on record.

use std::sync::Arc;

use mizan_accounts::Role;
use mizan_audit::Action;
use mizan_warehouse::rows;
use mizan_web::{LeadCaseView, LeadCasesView, LeadDirectionView, LeadRuleView, LeadsView, View};

use crate::figures::{Ask, ask_all, figure, total};
use crate::pages::PageRequest;
use crate::problem::Problem;

/// Records of one rule that the page shows.
const CASES_MAX: usize = 200;
/// Rules by direction, exclusion first, in the order of the page.
const DIRECTIONS: [(&str, &[&str]); 2] = [
    ("exclusion", &["entitled_never_paid"]),
    ("inclusion", &["paid_twice", "paid_while_insured", "paid_outside_age", "paid_register_owner"]),
];

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let governorate = request.parameters.governorate("governorate")?;
    let rules: Vec<&str> = DIRECTIONS.iter().flat_map(|(_, rules)| rules.iter().copied()).collect();
    let rule = request.parameters.code("rule", &rules)?;
    let asked = |metric: &str, direction: &str| {
        Ask::new(metric).maybe("governorate_code", governorate).maybe("direction", Some(direction))
    };
    // A release holds figures and no records behind them.
    let is_officer = !request.app.is_released()
        && request.principal.account.as_deref().is_some_and(|account| account.has(Role::Officer));
    let mut directions = Vec::with_capacity(DIRECTIONS.len());
    for (code, rules) in DIRECTIONS {
        let answers = ask_all(
            &request,
            [
                asked("leads", code),
                asked("leads_amount", code),
                asked("leads", code).by("rule_code"),
                asked("leads_amount", code).by("rule_code"),
            ],
        )
        .await?;
        let [leads, amount, leads_by_rule, amount_by_rule] = answers.as_slice() else {
            return Err(Problem::internal(&"an answer is missing"));
        };
        let row = |rule: &&str| LeadRuleView {
            reason: reason(&request, rule),
            leads: figure(leads_by_rule, &[("rule_code", rule)]),
            amount: figure(amount_by_rule, &[("rule_code", rule)]),
            path: if is_officer { request.with("rule", rule) } else { String::new() },
        };
        directions.push(LeadDirectionView {
            code,
            leads: total(&request, leads),
            amount: total(&request, amount),
            rules: rules.iter().map(row).collect(),
        });
    }
    let cases = match rule {
        Some(rule) if is_officer => Some(cases(&request, rule, governorate).await?),
        _ => None,
    };
    let scope = governorate.map_or_else(
        || request.word("word-all-governorates", &[]),
        |code| crate::pages::market::place_name(&request, code),
    );
    Ok(View::Leads(LeadsView {
        selects: vec![request.governorate_select(governorate)],
        scope,
        directions,
        cases,
    }))
}

fn reason(request: &PageRequest, rule: &str) -> String {
    request.word(&format!("lead-{}", rule.replace('_', "-")), &[])
}

/// The records behind a rule; that they are looked at stands on record before they are read.
async fn cases(
    request: &Arc<PageRequest>,
    rule: &str,
    governorate: Option<&str>,
) -> Result<LeadCasesView, Problem> {
    let event = request.principal.event(Action::LookUp).on("leads", rule).purpose("integrity");
    let event = event.detail("governorate", governorate.unwrap_or("all"));
    request.app.people().record(event).await?;
    let installation = request.app.installation();
    let session = installation
        .session(&request.loaded.vintage, |name| name == "core_integrity_lead")
        .await
        .map_err(|error| Problem::internal(&error))?;
    // Both come from lists of the program's own.
    let place =
        governorate.map_or_else(String::new, |code| format!(" and governorate_code = '{code}'"));
    let sql = format!(
        "select cast(observed_on as varchar) as day, governorate_code, \
         cast(amount_egp as varchar) as amount, evidence from core_integrity_lead \
         where rule_code = '{rule}'{place} order by observed_on desc, lead_key limit {}",
        CASES_MAX + 1
    );
    let batches = request.app.query(session, sql).await;
    let batches = batches.map_err(|error| Problem::internal(&error))?;
    let text = |row: &mizan_warehouse::Row<'_>, name| row.text(name).unwrap_or_default().to_owned();
    let mut cases: Vec<LeadCaseView> = rows(&batches)
        .map(|row| LeadCaseView {
            day: text(&row, "day"),
            place: crate::pages::market::place_name(request, &text(&row, "governorate_code")),
            amount: text(&row, "amount"),
            evidence: text(&row, "evidence"),
        })
        .collect();
    let is_cut = cases.len() > CASES_MAX;
    cases.truncate(CASES_MAX);
    Ok(LeadCasesView { reason: reason(request, rule), cases, is_cut })
}
