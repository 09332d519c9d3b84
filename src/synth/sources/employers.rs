//! What employers and the commercial register deliver: permits, contracts, register entries.

use rand::Rng;

use crate::calibration::wage_index;
use crate::clock::{NEVER, known, year_of};
use crate::delivery::Delivery;
use crate::error::Result;
use crate::establishments::{LEGAL_FORMS, NO_OWNER};
use crate::numbers;
use crate::offices::push_office_code;
use crate::random::{chance, pick, stream};
use crate::row::Row;
use crate::spelling::OFFICE;
use crate::titles::type_title;
use crate::world::World;

use super::{governorate_code, name, national_id, tax_no};

/// Permits applied for or decided in the month.
pub(super) fn permits(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.permits.iter().enumerate() {
        if !world.clock.deliveries(one.applied, &[one.decided]).has(month) || one.applied > as_of {
            continue;
        }
        let decided = known(one.decided, as_of);
        let validity = decided.and_then(|_| one.validity());
        row.clear();
        row.text(&numbers::permit(index));
        row.text(&numbers::passport(one.foreigner));
        row.text(one.nationality);
        governorate_code(&mut row, one.governorate);
        tax_no(world, &mut row, one.establishment);
        row.text(one.occupation).text(one.issuer);
        row.with(|out| push_office_code(out, one.governorate, one.office));
        row.text(one.channel.code()).text(one.rule_version());
        row.number(i64::from(one.year_no));
        row.text(if one.is_over_cap { "true" } else { "false" });
        row.number(one.fee());
        row.day(Some(one.applied)).day(decided);
        row.text(decided.map_or("", |_| one.decision.code()));
        row.day(validity.map(|(from, _)| from)).day(validity.map(|(_, until)| until));
        row.text(if one.year_no == 1 { "true" } else { "false" });
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// Contracts of workers who started in the month.
pub(super) fn contracts(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let mut row = Row::default();
    for (index, at) in world.contracts.iter().enumerate() {
        let spell = &world.careers.spells[*at as usize];
        if world.clock.index_of(spell.start) != Some(month) {
            continue;
        }
        let mut random = stream(world.seed, "contract", index as u64);
        let trade = &world.trades[usize::from(spell.occupation)];
        let title = type_title(&mut random, &world.taxonomy, spell.occupation, trade);
        let wage = f64::from(spell.wage_2024) * wage_index(year_of(spell.start));
        row.clear();
        row.text(&numbers::contract(world, index));
        tax_no(world, &mut row, spell.establishment);
        name(world, &mut row, spell.person, "contract name", &OFFICE, index as u64);
        national_id(world, &mut row, spell.person);
        row.text(title.trim_start_matches("مطلوب ").trim_end_matches(" فورا"));
        row.number((wage / 10.0).round() as i64 * 10);
        row.day(Some(spell.start));
        if chance(&mut random, 0.55) {
            row.number(i64::from(*pick(&mut random, &[6, 12, 12, 12, 24, 36])));
        } else {
            row.empty();
        }
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// The whole register with the first delivery, then entries, strikings and changed staff.
pub(super) fn register(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.establishments.all.iter().enumerate() {
        let days = world.clock.deliveries(one.registered_on, &[one.struck_off_on]);
        // A few entries a month are confirmed again with the present count of workers.
        let mut random = stream(world.seed, "confirmation", (index * 64 + month) as u64);
        let is_confirmed = one.registered_on <= as_of && chance(&mut random, 0.02);
        if !one.is_registered || !(days.has(month) || is_confirmed) {
            continue;
        }
        row.clear();
        row.format(format_args!("{}", one.register_no));
        row.text(&one.register_office_code());
        if one.owner == NO_OWNER {
            row.empty();
        } else {
            national_id(world, &mut row, one.owner);
        }
        row.text(&one.name_ar()).text(LEGAL_FORMS[usize::from(one.legal_form)]);
        row.text(one.activity().isic).text(one.governorate_code());
        let struck_off = known(one.struck_off_on, as_of).filter(|day| *day != NEVER);
        row.text(if struck_off.is_some() { "struck_off" } else { "active" });
        row.day(Some(one.registered_on)).day(struck_off);
        tax_no(world, &mut row, index as u32);
        if random.random::<f64>() < 0.85 {
            row.number(i64::from(one.workers));
        } else {
            row.empty();
        }
        delivery.write(&mut row)?;
    }
    Ok(())
}
