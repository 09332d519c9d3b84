//! Vacancies, referrals, hires, and advertisements collected from elsewhere.

use rand::Rng;

use crate::clock::known;
use crate::delivery::Delivery;
use crate::error::Result;
use crate::numbers;
use crate::random::{Weighted, between, chance, pick, stream};
use crate::row::Row;
use crate::titles::type_title;
use crate::trades::Schooling;
use crate::vacancies::NO_VACANCY;
use crate::world::World;

use super::{governorate_code, isco, national_id, tax_no};

/// Vacancies posted or closed in the month.
pub(super) fn vacancies(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.demand.vacancies.iter().enumerate() {
        if !world.clock.deliveries(one.posted, &[one.closed]).has(month) {
            continue;
        }
        let closed = known(one.closed, as_of);
        row.clear();
        row.text(&numbers::vacancy(index));
        tax_no(world, &mut row, one.establishment);
        row.text(&one.title);
        if one.has_code {
            isco(world, &mut row, one.occupation);
        } else {
            row.empty();
        }
        governorate_code(&mut row, one.governorate);
        row.number(i64::from(one.openings));
        match one.wage {
            Some((low, high)) => row.number(i64::from(low)).number(i64::from(high)),
            None => row.empty().empty(),
        };
        row.text(one.contract).text(one.shift);
        if one.education > 0 {
            row.number(i64::from(one.education));
        } else {
            row.empty();
        }
        row.text(&one.skills.join(";"));
        row.text(if one.is_licence_required { "true" } else { "false" });
        row.day(Some(one.posted)).day(closed);
        row.text(match (closed, one.is_filled) {
            (None, _) => "open",
            (Some(_), true) => "filled",
            (Some(_), false) => "withdrawn",
        });
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// Referrals made or answered in the month.
pub(super) fn referrals(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let as_of = world.clock.last_day(month as i32);
    let mut row = Row::default();
    for (index, one) in world.demand.referrals.iter().enumerate() {
        if !world.clock.deliveries(one.referred, &[one.outcome_on]).has(month) {
            continue;
        }
        let answered = known(one.outcome_on, as_of);
        row.clear();
        row.text(&numbers::referral(index));
        row.text(&numbers::vacancy(one.vacancy as usize));
        national_id(world, &mut row, one.person);
        row.day(Some(one.referred));
        row.text(answered.map_or("", |_| one.outcome.code()));
        row.day(answered);
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// Hires started in the month.
pub(super) fn hires(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let mut row = Row::default();
    for (index, one) in world.demand.hires.iter().enumerate() {
        if world.clock.index_of(one.started) != Some(month) {
            continue;
        }
        row.clear();
        row.text(&numbers::hire(index));
        if one.vacancy == NO_VACANCY {
            row.empty();
        } else {
            row.text(&numbers::vacancy(one.vacancy as usize));
        }
        national_id(world, &mut row, one.person);
        tax_no(world, &mut row, one.establishment);
        isco(world, &mut row, one.occupation);
        governorate_code(&mut row, one.governorate);
        row.day(Some(one.started));
        row.number(i64::from(one.wage));
        delivery.write(&mut row)?;
    }
    Ok(())
}

/// Districts that advertisements name, by governorate code.
fn districts(code: &str) -> &'static [&'static str] {
    match code {
        "EG-C" => &["Nasr City", "Maadi", "New Cairo", "Heliopolis", "Downtown", "Shubra"],
        "EG-GZ" => &["Dokki", "6th of October", "Haram", "Sheikh Zayed", "Mohandessin"],
        "EG-ALX" => &["Smouha", "Borg El Arab", "Miami", "Sidi Gaber"],
        "EG-SHR" => &["10th of Ramadan City", "Zagazig"],
        "EG-KB" => &["Obour City", "Banha"],
        "EG-BA" => &["Hurghada", "Marsa Alam"],
        "EG-JS" => &["Sharm El-Sheikh", "Dahab"],
        _ => &[],
    }
}

/// Advertisements of the month: large cities, offices and information work weigh more.
pub(super) fn advertisements(world: &World, month: usize, delivery: &mut Delivery) -> Result<()> {
    let mut random = stream(world.seed, "advertisements", month as u64);
    let count = (world.persons.len() as f64 * 0.0012).max(60.0) as usize;
    let occupations = Weighted::new(world.trades.iter().map(|trade| match trade.schooling {
        Schooling::Higher => 3.0 * trade.weight,
        Schooling::Clerical => 2.0 * trade.weight,
        Schooling::Trade => 0.6 * trade.weight,
        Schooling::Low => 0.1 * trade.weight,
    }));
    let mut row = Row::default();
    for _ in 0..count {
        let occupation = occupations.draw(&mut random);
        let trade = &world.trades[occupation];
        let place =
            *pick(&mut random, &[0_u8, 0, 0, 0, 0, 0, 13, 13, 13, 1, 1, 7, 6, 5, 9, 16, 22]);
        let establishment = world.establishments.draw(&mut random, place, trade.family);
        let company = &world.establishments.all[establishment as usize];
        let governorate = &mizan_domain::governorate::GOVERNORATES[usize::from(place)];
        let local = districts(governorate.code);
        let one = &world.taxonomy.occupations[occupation];
        let level = Weighted::new([0.36, 0.46, 0.10, 0.08]).draw(&mut random);
        row.clear();
        if chance(&mut random, 0.12) {
            let title = type_title(&mut random, &world.taxonomy, occupation as u8, trade);
            row.text(&title);
        } else {
            let title: &String = pick(&mut random, &one.titles_en);
            let prefix = ["", "", "Senior ", "Junior "][random.random_range(0..4)];
            row.with(|out| {
                out.push_str(prefix);
                capitalise(out, title);
            });
        }
        if chance(&mut random, 0.1) {
            row.text("Confidential");
        } else {
            row.text(&company.name_en());
        }
        let location =
            if local.is_empty() { governorate.name_en } else { pick(&mut random, local) };
        row.format(format_args!(" {location}"));
        row.text(
            ["Full Time", "Part Time", "Internship"]
                [Weighted::new([0.92, 0.05, 0.03]).draw(&mut random)],
        );
        row.text(["Entry Level", "Experienced", "Manager", "Student"][level]);
        let least = [0, 3, 6, 0][level] + between(&mut random, 0, 1);
        row.format(format_args!("{least}-{} Yrs of Exp", least + between(&mut random, 1, 4)));
        row.text(if chance(&mut random, 0.2) { "Egypt" } else { governorate.name_en });
        let skills: Vec<&str> = one
            .essential
            .iter()
            .chain(&one.optional)
            .filter(|_| chance(&mut random, 0.7))
            .filter_map(|code| world.taxonomy.skill_names_en.get(code).map(String::as_str))
            .collect();
        row.text(&skills.join(" - "));
        delivery.write(&mut row)?;
    }
    Ok(())
}

fn capitalise(out: &mut String, title: &str) {
    for (at, word) in title.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            out.extend(first.to_uppercase());
            out.push_str(letters.as_str());
        }
    }
}
