//! The registered seekers of a vintage as matching may know them, and apart from them what only the audit reads.

use std::collections::{BTreeMap, BTreeSet};

use mizan_domain::governorate;
use mizan_matching::fairness::{Audit, Given, audit, audit_selection};
use mizan_matching::{
    Evidence, HeldSkill, Licence, RegisteredSeeker, Seeker, UnknownCode, nearest_code,
};
use mizan_taxonomy::Taxonomy;
use mizan_warehouse::{Session, Vintage, rows};

use crate::{Error, Installation, Result};

/// Tables with persons that nominations and referrals read; readers of figures never see them.
const TABLES: [&str; 3] = ["mart_candidates", "core_certified_skill", "core_person"];

/// Registered seekers, and apart from them what the audit compares.
#[derive(Debug, Clone)]
pub struct Population {
    /// The people, by pseudonym. No sex, no age, no name.
    pub people: Vec<RegisteredSeeker>,
    /// Sex of each person, where known; read by the audit only.
    sexes: Vec<Option<String>>,
    /// Where each person is registered; no input of matching.
    registrations: Vec<Registration>,
}

/// Under what number a person is registered, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registration {
    /// Number of the registration; empty where the vintage does not hold it.
    pub number: String,
    /// Code of the work office; empty where not known.
    pub office_code: String,
}

impl Installation {
    /// Reads the registered seekers of a vintage.
    pub async fn population(&self, vintage: &Vintage, taxonomy: &Taxonomy) -> Result<Population> {
        let session = self.session(vintage, |name| TABLES.contains(&name)).await?;
        read(&session, taxonomy).await
    }
}

impl Population {
    /// One person; an unknown pseudonym is an error.
    pub fn person(&self, key: &str, vintage: &str) -> Result<&RegisteredSeeker> {
        let found = self.people.binary_search_by(|person| person.id.as_str().cmp(key));
        found.map(|place| &self.people[place]).map_err(|_| Error::NotThere {
            kind: "person",
            code: key.chars().take(80).collect(),
            vintage: vintage.to_owned(),
            nearest: (self.people.len() < 10_000)
                .then(|| nearest_code(key, self.people.iter().map(|one| one.id.as_str())))
                .flatten()
                .map(str::to_owned),
        })
    }

    /// The registration of the person at a place of the list.
    pub fn registration(&self, person: usize) -> &Registration {
        &self.registrations[person]
    }

    /// Those registered at one of the offices, in the same order.
    pub fn of_offices(&self, offices: &[String]) -> Self {
        let is_own = |person: &usize| offices.contains(&self.registrations[*person].office_code);
        let own: Vec<usize> = (0..self.people.len()).filter(is_own).collect();
        Self {
            people: own.iter().map(|person| self.people[*person].clone()).collect(),
            sexes: own.iter().map(|person| self.sexes[*person].clone()).collect(),
            registrations: own.iter().map(|person| self.registrations[*person].clone()).collect(),
        }
    }

    /// Refuses codes of offices that nobody is registered at, naming the nearest.
    pub fn check_offices(&self, offices: &[String]) -> std::result::Result<(), UnknownCode> {
        let known: BTreeSet<&str> =
            self.registrations.iter().map(|one| one.office_code.as_str()).collect();
        match offices.iter().find(|office| !known.contains(office.as_str())) {
            Some(office) => Err(UnknownCode::new("office", office, known)),
            None => Ok(()),
        }
    }

    /// Audits a referral by sex and by governorate.
    pub fn audit_lists(&self, given: &[Given]) -> Vec<Audit> {
        let audit = |(name, values): (&str, Vec<Option<&str>>)| audit(name, &values, given);
        self.attributes(|_| true).into_iter().map(audit).collect()
    }

    /// Audits a choice among some of the people, given with their fit, by sex and by governorate.
    pub fn audit_choice(&self, eligible: &[(usize, f64)], chosen: &BTreeSet<usize>) -> Vec<Audit> {
        let scores: Vec<f64> = eligible.iter().map(|(_, score)| *score).collect();
        let is_chosen: Vec<bool> =
            eligible.iter().map(|(person, _)| chosen.contains(person)).collect();
        let sexes = eligible.iter().map(|(person, _)| self.sexes[*person].as_deref()).collect();
        let places = eligible.iter().map(|(person, _)| self.place(*person)).collect();
        [("sex", sexes), ("governorate", places)]
            .into_iter()
            .map(|(name, values): (&str, Vec<Option<&str>>)| {
                audit_selection(name, &values, &scores, &is_chosen)
            })
            .collect()
    }

    fn attributes(
        &self,
        is_wanted: impl Fn(usize) -> bool,
    ) -> Vec<(&'static str, Vec<Option<&str>>)> {
        let wanted = || (0..self.people.len()).filter(|person| is_wanted(*person));
        vec![
            ("sex", wanted().map(|person| self.sexes[person].as_deref()).collect()),
            ("governorate", wanted().map(|person| self.place(person)).collect()),
        ]
    }

    fn place(&self, person: usize) -> Option<&str> {
        self.people[person].seeker.governorate_code.as_deref()
    }
}

async fn read(session: &Session, taxonomy: &Taxonomy) -> Result<Population> {
    let skills = certified_skills(session, taxonomy).await?;
    let batches = session
        .query(
            // A vintage from before the registration's own columns came is read as well.
            "select mart_candidates.*, core_person.sex \
             from mart_candidates left join core_person \
             on mart_candidates.person_key = core_person.person_key \
             order by mart_candidates.person_key",
        )
        .await?;
    let mut population =
        Population { people: Vec::new(), sexes: Vec::new(), registrations: Vec::new() };
    let list = |text: Option<&str>| -> Vec<String> {
        let codes = text.unwrap_or_default().split(';').map(str::trim);
        codes.filter(|code| !code.is_empty() && *code != "unknown").map(str::to_owned).collect()
    };
    for row in rows(&batches) {
        let Some(key) = row.text("person_key") else { continue };
        let licences = list(row.text("licence_occupation_codes"));
        let place = row.text("governorate_code").and_then(governorate::by_code);
        population.people.push(RegisteredSeeker {
            id: key.to_owned(),
            registered_on: row.date("registered_on"),
            seeker: Seeker {
                skills: skills.get(key).cloned().unwrap_or_default(),
                occupation_codes: list(row.text("occupation_codes")),
                governorate_code: place.map(|place| place.code.to_owned()),
                education_level: row
                    .integer("qualification_level")
                    .and_then(|level| u8::try_from(level).ok()),
                // The mart names only licences that hold at the end of the data.
                licences: licences
                    .into_iter()
                    .map(|code| Licence { code, valid_until: None })
                    .collect(),
                ..Seeker::default()
            },
        });
        population.sexes.push(row.text("sex").map(str::to_owned));
        let text = |name: &str| row.text(name).unwrap_or_default().to_owned();
        population.registrations.push(Registration {
            number: text("registration_no"),
            office_code: text("office_code"),
        });
    }
    Ok(population)
}

/// Proven skills of the registered seekers with what proves them.
async fn certified_skills(
    session: &Session,
    taxonomy: &Taxonomy,
) -> Result<BTreeMap<String, Vec<HeldSkill>>> {
    let batches = session
        .query(
            "select person_key, skill_code, proof, level_code, certified_on \
             from core_certified_skill \
             where person_key in (select person_key from mart_candidates) \
             order by person_key, skill_code",
        )
        .await?;
    let mut skills: BTreeMap<String, Vec<HeldSkill>> = BTreeMap::new();
    for row in rows(&batches) {
        let skill = row.text("skill_code").and_then(|code| taxonomy.skill_by_code(code));
        let (Some(key), Some(skill)) = (row.text("person_key"), skill) else { continue };
        let held = HeldSkill {
            skill: skill.0,
            evidence: evidence(row.text("level_code")),
            confirmed_on: row.date("certified_on"),
        };
        match skills.get_mut(key) {
            Some(list) => list.push(held),
            None => {
                skills.insert(key.to_owned(), vec![held]);
            }
        }
    }
    Ok(skills)
}

/// A certificate's level; proof without a level is a completed course.
fn evidence(level: Option<&str>) -> Evidence {
    match level {
        Some("technician") => Evidence::Technician,
        Some("skilled") => Evidence::Skilled,
        Some("medium") => Evidence::Medium,
        Some("limited") => Evidence::Limited,
        Some("assistant") => Evidence::Assistant,
        _ => Evidence::Taught,
    }
}
