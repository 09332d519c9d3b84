//! Monthly insurance records: one row per insured person and month, wages inside the legal bounds.

use mizan_domain::governorate::GOVERNORATES;
use mizan_domain::rules;

use crate::calibration::wage_index;
use crate::careers::{Spell, State};
use crate::clock::{Day, NEVER};
use crate::delivery::Delivery;
use crate::error::Result;
use crate::numbers;
use crate::random::{chance, stream};
use crate::row::Row;
use crate::spelling::INSURANCE;
use crate::world::World;

use super::{name, national_id, tax_no};
use crate::linkage_sets::{address, one_digit_wrong, plain_letters, without_kind};

/// Records of the month, and those of earlier months that employers reported late.
pub(super) fn contributions(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let mut row = Row::default();
    let month = month as i32;
    for person in 0..world.persons.len() as u32 {
        let spells = world.careers.of(person);
        let late = spells.iter().filter(|spell| {
            let posted = i32::from(spell.posted_month);
            spell.state == State::Insured
                && posted == month
                && world.clock.number_of(spell.start) < month
        });
        for spell in late {
            for earlier in world.clock.number_of(spell.start).max(0)..month {
                if is_shown(world, spells, earlier, spell) {
                    write_record(world, &mut row, spell, earlier, delivery)?;
                }
            }
        }
        let first = world.clock.first_day(month);
        let last = world.clock.last_day(month);
        if let Some(spell) = employer_of_month(spells, first, last)
            && i32::from(spell.posted_month) <= month
        {
            write_record(world, &mut row, spell, month, delivery)?;
        }
    }
    Ok(())
}

/// Months between two lists of establishments.
const LIST_MONTHS: usize = 12;

/// The list of establishments, once a year, as the insurance body writes them: short names in plain
/// letters, one in ten without the tax number, now and then one digit of it wrong.
pub(super) fn establishments(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    if !month.is_multiple_of(LIST_MONTHS) {
        return Ok(());
    }
    let mut row = Row::default();
    for (index, one) in world.establishments.all.iter().enumerate() {
        let mut random = stream(world.seed, "insured establishment", index as u64);
        row.clear();
        row.number(i64::from(one.insurance_no));
        let name = one.name_ar();
        let is_short = chance(&mut random, 0.5);
        row.text(&plain_letters(if is_short { without_kind(&name) } else { &name }));
        let is_mistyped = chance(&mut random, world.dirt_share * 0.4);
        let tax_no = format!("{:09}", one.tax_no);
        if !one.has_tax_no_insured {
            row.empty();
        } else if is_mistyped {
            row.text(&one_digit_wrong(&tax_no, &mut random));
        } else {
            row.text(&tax_no);
        }
        if one.is_registered && chance(&mut random, 0.4) {
            row.format(format_args!("{}", one.register_no));
            row.text(&one.register_office_code());
        } else {
            row.empty().empty();
        }
        super::governorate_code(&mut row, one.governorate);
        if chance(&mut random, 0.8) {
            row.text(one.activity().isic);
        } else {
            row.empty();
        }
        row.text(&address(world.seed, index as u32, &mut random));
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// The month belongs to the employer of its first day, else to the first one inside it.
fn employer_of_month(spells: &[Spell], first: Day, last: Day) -> Option<&Spell> {
    spells
        .iter()
        .find(|spell| spell.state == State::Insured && spell.start <= last && spell.end >= first)
}

fn is_shown(world: &World, spells: &[Spell], month: i32, spell: &Spell) -> bool {
    let (first, last) = (world.clock.first_day(month), world.clock.last_day(month));
    employer_of_month(spells, first, last).is_some_and(|one| std::ptr::eq(one, spell))
}

fn write_record(
    world: &World,
    row: &mut Row,
    spell: &Spell,
    month: i32,
    delivery: &mut Delivery,
) -> Result<()> {
    let of_month = world.clock.month(month as usize);
    let last = world.clock.last_day(month);
    let establishment = &world.establishments.all[spell.establishment as usize];
    row.clear();
    row.number(numbers::insured(spell.person) as i64);
    row.with(|out| {
        crate::row::push_day(out, world.clock.first_day(month));
        out.truncate(out.len() - 3);
    });
    national_id(world, row, spell.person);
    name(world, row, spell.person, "insurance name", &INSURANCE, u64::from(spell.person));
    row.number(i64::from(establishment.insurance_no));
    if establishment.has_tax_no_insured {
        tax_no(world, row, spell.establishment);
    } else {
        row.empty();
    }
    row.text(GOVERNORATES[usize::from(establishment.governorate)].id_code);
    row.number(i64::from(spell.category));
    let mut random = stream(world.seed, "insured occupation", u64::from(spell.person));
    if chance(&mut random, 0.82) {
        row.text(&world.taxonomy.occupations[usize::from(spell.occupation)].isco);
    } else {
        row.empty();
    }
    row.number(insured_wage(world, spell, of_month.year(), last));
    row.day(Some(spell.start));
    if spell.end != NEVER && spell.end <= last {
        row.day(Some(spell.end)).text(spell.end_reason.text());
    } else {
        row.empty().empty();
    }
    delivery.write(row)
}

/// The wage reported: inside the bounds of the year, at the lowest for employers who understate.
fn insured_wage(world: &World, spell: &Spell, year: i32, day: Day) -> i64 {
    let person = &world.persons[spell.person as usize];
    let premium = world.shortages.premium(&world.clock, spell.occupation, person.governorate, day);
    let wage = f64::from(spell.wage_2024) * wage_index(year) * premium;
    let establishment = &world.establishments.all[spell.establishment as usize];
    let reported = if establishment.understates_wages { wage * 0.45 } else { wage * 0.96 };
    let reported = (reported / 10.0).round() as i64 * 10;
    match rules::insurable_wage_bounds(year) {
        Some((lowest, highest)) => reported.clamp(lowest.0 / 100, highest.0 / 100),
        None => reported.max(1),
    }
}
