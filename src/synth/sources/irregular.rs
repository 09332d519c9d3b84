//! The register of irregular workers and the ledger of grants.

use crate::clock::{NEVER, known};
use crate::delivery::Delivery;
use crate::error::Result;
use crate::irregular::CATEGORIES;
use crate::numbers;
use crate::random::{chance, stream};
use crate::row::Row;
use crate::spelling::FIELD;
use crate::world::World;

use super::{
    governorate_code, governorate_name, isco, name, national_id, tax_no, typed_national_id,
};

/// Body that pays: the central account for social and health care of irregular workers.
const PAYER: &str = "CASHC";

/// Entries and leavings of the month.
pub(super) fn workers(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.irregular.workers.iter().enumerate() {
        if !world.clock.deliveries(one.registered, &[one.left]).has(month) {
            continue;
        }
        let person = &world.persons[one.person as usize];
        let left = known(one.left, as_of);
        row.clear();
        row.text(&numbers::worker(index));
        typed_national_id(world, &mut row, one.person, "irregular name", index as u64);
        name(world, &mut row, one.person, "irregular name", &FIELD, index as u64);
        // Field counts leave out what the worker did not say.
        let mut noted = stream(world.seed, "irregular notes", index as u64);
        if chance(&mut noted, 0.8) {
            row.format(format_args!("01{:09}", person.phone));
        } else {
            row.empty();
        }
        row.text(CATEGORIES[usize::from(one.category)]);
        if chance(&mut noted, 0.85) {
            isco(world, &mut row, person.occupation);
        } else {
            row.empty();
        }
        governorate_name(&mut row, person.governorate);
        row.text(if one.contractor.is_some() {
            "كشف مقاول"
        } else {
            "حصر ميداني"
        });
        match one.contractor {
            Some(contractor) => tax_no(world, &mut row, contractor),
            None => {
                row.empty();
            }
        }
        row.day(Some(one.registered));
        row.text(match left {
            None => "سارٍ",
            Some(_) if one.is_deceased => "متوفى",
            Some(_) => "خرج من السجل",
        });
        row.day(left);
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// Runs, collections and returns of the month.
pub(super) fn payments(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.irregular.payments.iter().enumerate() {
        if !world.clock.deliveries(one.run, &[one.paid, one.returned]).has(month) {
            continue;
        }
        let place =
            &mizan_domain::governorate::GOVERNORATES[usize::from(one.governorate)].code[3..];
        row.clear();
        row.text(&numbers::payment(index));
        national_id(world, &mut row, world.irregular.workers[one.worker as usize].person);
        governorate_code(&mut row, one.governorate);
        row.text(&one.occasion);
        row.day(Some(one.run));
        row.format(format_args!("{}.00", one.amount));
        row.text(PAYER);
        row.format(format_args!("PO-{place}-{:02}", one.outlet));
        row.day(known(one.paid, as_of));
        let is_returned = one.returned != NEVER && one.returned <= as_of;
        row.text(if is_returned { "لم يُصرف خلال المدة" } else { "" });
        delivery.write(&mut row)?;
    }
    Ok(())
}
