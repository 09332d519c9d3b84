//! Services to seekers and craftsmen: registrations, assessments, licences, with Arabic headers.

use crate::clock::{after, known};
use crate::crafts::LEVELS;
use crate::delivery::Delivery;
use crate::error::Result;
use crate::numbers;
use crate::offices::push_office_code;
use crate::row::Row;
use crate::spelling::OFFICE;
use crate::world::World;

use super::{governorate_name, isco, name, national_id, typed_national_id};

/// Years for which a licence is valid: the law's term was not found, custom is assumed.
const LICENCE_DAYS: i32 = 5 * 365;

/// Applications and changes of the month.
pub(super) fn registrations(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.registrations.iter().enumerate() {
        if !world.clock.deliveries(one.applied, &one.changes()).has(month) || one.applied > as_of {
            continue;
        }
        let person = &world.persons[one.person as usize];
        row.clear();
        row.text(&numbers::registration(world, index));
        typed_national_id(world, &mut row, one.person, "registration name", index as u64);
        name(world, &mut row, one.person, "registration name", &OFFICE, index as u64);
        row.day(Some(person.birth));
        row.text(if person.is_woman { "أنثى" } else { "ذكر" });
        governorate_name(&mut row, one.governorate);
        row.with(|out| push_office_code(out, one.governorate, one.office));
        row.text(one.channel.text());
        row.number(i64::from(person.education));
        isco(world, &mut row, person.occupation);
        row.day(Some(one.applied));
        row.day(known(one.registered, as_of));
        row.day(known(one.issued, as_of));
        let is_back = one.returned <= as_of;
        row.day(if is_back { known(one.started, as_of) } else { None });
        row.day(known(one.returned, as_of));
        row.text(one.status(as_of));
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// Assessments applied for or decided in the month.
pub(super) fn assessments(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.crafts.assessments.iter().enumerate() {
        let changes = [one.tested, one.issued];
        if !world.clock.deliveries(one.applied, &changes).has(month) || one.applied > as_of {
            continue;
        }
        let tested = known(one.tested, as_of);
        let issued = known(one.issued, as_of);
        row.clear();
        row.text(&numbers::assessment(index));
        typed_national_id(world, &mut row, one.person, "assessment name", index as u64);
        name(world, &mut row, one.person, "assessment name", &OFFICE, index as u64);
        governorate_name(&mut row, one.governorate);
        row.with(|out| {
            out.push_str("TC-");
            push_office_code(out, one.governorate, one.centre);
        });
        row.text(one.channel.text());
        isco(world, &mut row, one.occupation);
        row.day(Some(one.applied)).day(tested);
        for score in [one.scores.0, one.scores.1] {
            match tested {
                Some(_) => row.decimal(score, 0),
                None => row.empty(),
            };
        }
        row.text(if one.is_prior_learning { "نعم" } else { "لا" });
        match (issued, one.level) {
            (Some(_), Some(level)) => {
                row.text(LEVELS[usize::from(level)]);
                row.text(&numbers::certificate(index));
            }
            _ => {
                row.empty().empty();
            }
        }
        row.day(issued);
        row.number(i64::from(one.fee));
        row.text(one.exemption);
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// Licences applied for, decided or issued in the month.
pub(super) fn licences(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.crafts.licences.iter().enumerate() {
        let changes = [one.decided, one.issued];
        if !world.clock.deliveries(one.applied, &changes).has(month) || one.applied > as_of {
            continue;
        }
        let decided = known(one.decided, as_of);
        let issued = known(one.issued, as_of);
        row.clear();
        row.text(&numbers::licence(index));
        national_id(world, &mut row, one.person);
        governorate_name(&mut row, one.governorate);
        row.with(|out| push_office_code(out, one.governorate, one.office));
        row.text(one.channel.text());
        isco(world, &mut row, one.occupation);
        row.text(&numbers::certificate(one.assessment as usize));
        row.day(Some(one.applied)).day(decided);
        row.text(decided.map_or("", |_| one.decision.text()));
        row.day(issued);
        row.day(issued.map(|day| after(day, LICENCE_DAYS)));
        row.number(i64::from(one.fee));
        delivery.write(&mut row)?;
    }
    Ok(())
}
