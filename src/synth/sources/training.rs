//! Programmes once a year, cohorts as they are planned, enrolments as they begin and end.

use mizan_domain::governorate::GOVERNORATES;

use crate::clock::known;
use crate::delivery::Delivery;
use crate::error::Result;
use crate::numbers;
use crate::row::Row;
use crate::spelling::FIELD;
use crate::training::PLANNED_DAYS;
use crate::world::World;

use super::{isco, name, typed_national_id};

/// All programmes with the first delivery and again every January, a tenth dearer each time.
pub(super) fn programmes(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let of_month = world.clock.month(month);
    if month > 0 && of_month.number() != 1 {
        return Ok(());
    }
    let years = of_month.year() - world.clock.month(0).year();
    let mut row = Row::default();
    for one in &world.training.programmes {
        let occupation = &world.taxonomy.occupations[usize::from(one.occupation)];
        row.clear();
        row.text(&one.code).text(&world.training.providers[one.provider].code);
        row.format(format_args!("برنامج تدريب {}", occupation.titles[0].usual()));
        row.format(format_args!("{} training", occupation.name_en));
        isco(world, &mut row, one.occupation);
        row.number(i64::from(one.hours));
        row.text(&one.skills.join(";"));
        row.number((f64::from(one.cost) * 1.1_f64.powi(years) / 10.0).round() as i64 * 10);
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// Cohorts planned in the month; those planned before come with the first delivery.
pub(super) fn cohorts(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let mut row = Row::default();
    for one in &world.training.cohorts {
        let planned = one.starts - PLANNED_DAYS;
        if !world.clock.deliveries(planned, &[]).has(month) {
            continue;
        }
        let programme = &world.training.programmes[one.programme];
        let provider = &world.training.providers[programme.provider];
        row.clear();
        row.text(&one.code).text(&programme.code).text(&provider.code);
        row.text(&provider.name_ar).text(&provider.name_en);
        row.text(GOVERNORATES[usize::from(provider.governorate)].code);
        row.day(Some(one.starts)).day(Some(one.ends));
        row.number(i64::from(one.seats));
        row.number(i64::from(one.seats * programme.cost));
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// Enrolments that begin or end in the month.
pub(super) fn enrolments(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.training.enrolments.iter().enumerate() {
        if !world.clock.deliveries(one.enrolled, &[one.ended]).has(month) {
            continue;
        }
        let ended = known(one.ended, as_of);
        let is_completed = ended.is_some() && one.is_completed;
        row.clear();
        row.text(&numbers::enrolment(index));
        row.text(&world.training.cohorts[one.cohort as usize].code);
        typed_national_id(world, &mut row, one.person, "enrolment name", index as u64);
        name(world, &mut row, one.person, "enrolment name", &FIELD, index as u64);
        row.day(Some(one.enrolled)).day(ended);
        row.text(match (ended, one.is_completed) {
            (None, _) => "",
            (Some(_), true) => "completed",
            (Some(_), false) => "dropout",
        });
        match ended {
            Some(_) => row.decimal(one.attendance, 2),
            None => row.empty(),
        };
        row.decimal(one.pre_score, 0);
        if is_completed {
            row.decimal(one.post_score, 0);
            row.text(&numbers::course_certificate(index));
        } else {
            row.empty().empty();
        }
        delivery.write(&mut row)?;
    }
    Ok(())
}
