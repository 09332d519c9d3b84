//! What really happened, as CSV in a folder that nothing in the pipeline reads.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::SynthOptions;
use crate::careers::State;
use crate::clock::{NEVER, known};
use crate::dirt::Fault;
use crate::error::{Error, Result};
use crate::numbers;
use crate::row::push_day;
use crate::schedule::Files;
use crate::world::World;

/// A truth file being written: fields are plain, so no quoting is needed.
struct Table {
    out: BufWriter<File>,
    path: std::path::PathBuf,
}

impl Table {
    fn create(folder: &Path, name: &str, header: &str) -> Result<Self> {
        let path = folder.join(name);
        let file = File::create(&path).map_err(Error::write(&path))?;
        let mut table = Self { out: BufWriter::with_capacity(1 << 18, file), path };
        table.line(format_args!("{header}"))?;
        Ok(table)
    }

    fn line(&mut self, content: std::fmt::Arguments<'_>) -> Result<()> {
        writeln!(self.out, "{content}").map_err(Error::write(&self.path))
    }

    fn finish(mut self) -> Result<()> {
        self.out.flush().map_err(Error::write(&self.path))
    }
}

/// Writes every truth file.
pub(crate) fn write_all(
    world: &World,
    options: &SynthOptions,
    files: &Files,
    folder: &Path,
) -> Result<()> {
    persons(world, folder)?;
    careers(world, folder)?;
    records(world, folder)?;
    training(world, options, folder)?;
    establishments(world, folder)?;
    schemes(world, folder)?;
    payments(world, folder)?;
    shortages(world, folder)?;
    faults(files, folder)
}

fn id_text(world: &World, person: u32) -> &str {
    std::str::from_utf8(&world.national_ids[person as usize]).unwrap_or_default()
}

fn day_text(day: i32) -> String {
    let mut text = String::new();
    if day != NEVER {
        push_day(&mut text, day);
    }
    text
}

fn persons(world: &World, folder: &Path) -> Result<()> {
    let header = "person_no,national_id,full_name,birth_date,sex,governorate_code,\
                  birth_governorate_code,is_urban,education_level,occupation,occupation_code,\
                  household_no";
    let mut table = Table::create(folder, "persons.csv", header)?;
    for (index, person) in world.persons.iter().enumerate() {
        let occupation = &world.taxonomy.occupations[usize::from(person.occupation)];
        table.line(format_args!(
            "{index},{},{},{},{},{},{},{},{},{},{},{}",
            id_text(world, index as u32),
            person.name.written(person.is_woman),
            day_text(person.birth),
            if person.is_woman { "f" } else { "m" },
            person.governorate_code(),
            person.birth_governorate_code(),
            person.is_urban,
            person.education,
            occupation.slug,
            occupation.isco,
            person.household,
        ))?;
    }
    table.finish()
}

/// Which numbers of registers belong to one establishment.
fn establishments(world: &World, folder: &Path) -> Result<()> {
    let header = "establishment_index,establishment_no,tax_no,register_office_code,register_no";
    let mut table = Table::create(folder, "establishments.csv", header)?;
    for (index, one) in world.establishments.all.iter().enumerate() {
        table.line(format_args!(
            "{index},{},{:09},{},{}",
            one.insurance_no,
            one.tax_no,
            one.register_office_code(),
            one.register_no
        ))?;
    }
    table.finish()
}

fn careers(world: &World, folder: &Path) -> Result<()> {
    let header = "person_no,state,started_on,ended_on,establishment_tax_no,occupation,\
                  category_code,wage_egp_month_2024";
    let mut table = Table::create(folder, "careers.csv", header)?;
    for spell in &world.careers.spells {
        let occupation = &world.taxonomy.occupations[usize::from(spell.occupation)].slug;
        let start = day_text(spell.start);
        let end = known(spell.end, world.clock.end()).map(day_text).unwrap_or_default();
        match spell.state {
            State::Insured => table.line(format_args!(
                "{},insured,{start},{end},{},{occupation},{},{:.0}",
                spell.person,
                world.establishments.all[spell.establishment as usize].tax_no,
                spell.category,
                spell.wage_2024,
            ))?,
            State::Informal => {
                table.line(format_args!(
                    "{},informal,{start},{end},,{occupation},,",
                    spell.person
                ))?;
            }
            State::Unemployed => {
                table.line(format_args!(
                    "{},unemployed,{start},{end},,{occupation},,",
                    spell.person
                ))?;
            }
        }
    }
    table.finish()
}

/// Who stands behind each record; insured numbers once per person, not per month.
fn records(world: &World, folder: &Path) -> Result<()> {
    let mut table = Table::create(folder, "records.csv", "source,record_no,person_no")?;
    for (index, one) in world.registrations.iter().enumerate() {
        let number = numbers::registration(world, index);
        table.line(format_args!("work_registrations,{number},{}", one.person))?;
    }
    for (index, one) in world.crafts.assessments.iter().enumerate() {
        let number = numbers::assessment(index);
        table.line(format_args!("skill_assessments,{number},{}", one.person))?;
    }
    for (index, one) in world.crafts.licences.iter().enumerate() {
        table.line(format_args!("craft_licences,{},{}", numbers::licence(index), one.person))?;
    }
    for (index, one) in world.irregular.workers.iter().enumerate() {
        table.line(format_args!("irregular_workers,{},{}", numbers::worker(index), one.person))?;
    }
    for (index, one) in world.irregular.payments.iter().enumerate() {
        let person = world.irregular.workers[one.worker as usize].person;
        table.line(format_args!("support_payments,{},{person}", numbers::payment(index)))?;
    }
    for (index, at) in world.contracts.iter().enumerate() {
        let number = numbers::contract(world, index);
        let person = world.careers.spells[*at as usize].person;
        table.line(format_args!("employment_contracts,{number},{person}"))?;
    }
    for (index, one) in world.training.enrolments.iter().enumerate() {
        let number = numbers::enrolment(index);
        table.line(format_args!("training_enrolments,{number},{}", one.person))?;
    }
    for (index, one) in world.demand.referrals.iter().enumerate() {
        table.line(format_args!("referrals,{},{}", numbers::referral(index), one.person))?;
    }
    for (index, one) in world.demand.hires.iter().enumerate() {
        table.line(format_args!("hires,{},{}", numbers::hire(index), one.person))?;
    }
    for person in 0..world.persons.len() as u32 {
        if world.careers.of(person).iter().any(|spell| spell.state == State::Insured) {
            let number = numbers::insured(person);
            table.line(format_args!("insurance_contributions,{number},{person}"))?;
        }
    }
    table.finish()
}

fn training(world: &World, options: &SynthOptions, folder: &Path) -> Result<()> {
    let header = "enrolment_no,person_no,cohort_code,is_completed,is_observed,\
                  outcome_untreated,outcome_treated";
    let mut table = Table::create(folder, "training_outcomes.csv", header)?;
    for (index, one) in world.training.enrolments.iter().enumerate() {
        table.line(format_args!(
            "{},{},{},{},{},{},{}",
            numbers::enrolment(index),
            one.person,
            world.training.cohorts[one.cohort as usize].code,
            one.is_completed,
            one.outcome.is_observed,
            one.outcome.untreated,
            one.outcome.treated,
        ))?;
    }
    table.finish()?;
    let header = "population,n,outcome_untreated_share,outcome_treated_share,effect,parameter";
    let mut table = Table::create(folder, "training_effect.csv", header)?;
    for (name, only_completers) in [("completers", true), ("starters", false)] {
        let observed = world
            .training
            .enrolments
            .iter()
            .filter(|one| one.outcome.is_observed && (one.is_completed || !only_completers));
        let (mut count, mut untreated, mut treated) = (0.0, 0.0, 0.0);
        for one in observed {
            count += 1.0;
            untreated += f64::from(u8::from(one.outcome.untreated));
            treated += f64::from(u8::from(one.outcome.treated));
        }
        let share = |sum: f64| if count > 0.0 { sum / count } else { 0.0 };
        let (without, with) = (share(untreated), share(treated));
        let effect = with - without;
        table.line(format_args!(
            "{name},{count},{without:.5},{with:.5},{effect:.5},{}",
            options.training_effect
        ))?;
    }
    table.finish()
}

fn schemes(world: &World, folder: &Path) -> Result<()> {
    let header = "scheme,person_no,worker_no,payment_no,occasion_code";
    let mut table = Table::create(folder, "schemes.csv", header)?;
    let mut cases: Vec<_> = world.irregular.cases.iter().collect();
    cases.sort_by_key(|case| (case.scheme, case.worker, case.payment));
    for case in cases {
        let person = world.irregular.workers[case.worker as usize].person;
        let worker = numbers::worker(case.worker as usize);
        let payment = case.payment.map(|at| numbers::payment(at as usize)).unwrap_or_default();
        let occasion =
            case.payment.map_or("", |at| world.irregular.payments[at as usize].occasion.as_str());
        let scheme = case.scheme.code();
        table.line(format_args!("{scheme},{person},{worker},{payment},{occasion}"))?;
    }
    table.finish()
}

/// Who was paid for what: numbers of payments in the order of runs.
fn payments(world: &World, folder: &Path) -> Result<()> {
    let mut table = Table::create(folder, "payments.csv", "payment_no,worker_no,occasion_code")?;
    for (index, one) in world.irregular.payments.iter().enumerate() {
        let worker = numbers::worker(one.worker as usize);
        table.line(format_args!("{},{worker},{}", numbers::payment(index), one.occasion))?;
    }
    table.finish()
}

fn shortages(world: &World, folder: &Path) -> Result<()> {
    let header = "occupation,occupation_code,governorate_code";
    let mut table = Table::create(folder, "shortages.csv", header)?;
    for (occupation, governorate) in &world.shortages.cells {
        let one = &world.taxonomy.occupations[usize::from(*occupation)];
        let place = mizan_domain::governorate::GOVERNORATES[usize::from(*governorate)].code;
        table.line(format_args!("{},{},{place}", one.slug, one.isco))?;
    }
    table.finish()
}

fn faults(files: &Files, folder: &Path) -> Result<()> {
    let mut table = Table::create(folder, "faults.csv", "source,file,fault,rows")?;
    for (source, _, written) in files {
        for fault in Fault::ALL {
            let rows = written.faults[fault as usize];
            if rows > 0 {
                table.line(format_args!("{source},{},{},{rows}", written.file, fault.code()))?;
            }
        }
        if written.has_totals {
            table.line(format_args!("{source},{},totals_row,1", written.file))?;
        }
        if let Some(copy) = &written.resent {
            table.line(format_args!("{source},{copy},resent_file,{}", written.rows))?;
        }
    }
    table.finish()
}
