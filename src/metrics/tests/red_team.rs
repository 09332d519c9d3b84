//! Attacks on public figures: other routes, repetition, differencing, yesterday against today.

use mizan_statistics::random::Random;

use super::source::{MartRow, Memory, row};
use super::{ask, catalogue};
use crate::{Query, Status, Tier};

const GOVERNORATES: [&str; 4] = ["EG-C", "EG-GZ", "EG-MN", "EG-SHG"];
const OCCUPATIONS: [&str; 4] = ["5120", "7126", "7212", "8153"];
const SEXES: [&str; 2] = ["f", "m"];
const MONTHS: [&str; 3] = ["2025-12", "2026-01", "2026-02"];

fn cell(place: [usize; 4], people: usize) -> MartRow {
    row(
        &[
            ("governorate_code", GOVERNORATES[place[0]]),
            ("occupation_code", OCCUPATIONS[place[1]]),
            ("sex", SEXES[place[2]]),
            ("month", MONTHS[place[3]]),
        ],
        &[("people", people as f64), ("placed", (people / 2) as f64)],
    )
}

/// Random persons, fewer than `limit` to a cell; `is_empty` says which cells have none.
fn population(
    random: &mut Random,
    limit: usize,
    is_empty: impl Fn([usize; 4]) -> bool,
) -> Vec<MartRow> {
    let mut rows = Vec::new();
    for governorate in 0..4 {
        for occupation in 0..4 {
            for sex in 0..2 {
                for month in 0..3 {
                    let place = [governorate, occupation, sex, month];
                    let people = random.below(limit);
                    if people > 0 && !is_empty(place) {
                        rows.push(cell(place, people));
                    }
                }
            }
        }
    }
    rows
}

fn public() -> Query {
    Query::new("trainees", Tier::Public)
}

/// All orders of a few dimensions.
fn orders(names: &[&'static str]) -> Vec<Vec<&'static str>> {
    if names.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (index, first) in names.iter().enumerate() {
        let mut rest = names.to_vec();
        rest.remove(index);
        for mut order in orders(&rest) {
            order.insert(0, first);
            all.push(order);
        }
    }
    all
}

#[test]
fn the_same_cell_is_the_same_on_fifty_routes() {
    let mut random = Random::new(1);
    let rows = population(&mut random, 24, |_| false);
    let cell = [("governorate_code", "EG-MN"), ("occupation_code", "7212"), ("month", "2026-01")];
    let names = ["governorate_code", "occupation_code", "month"];
    let mut routes: Vec<Query> = Vec::new();
    for choice in 0..8_usize {
        // Each dimension is split or filtered; splits in every order, alone or with fellows.
        let split: Vec<&str> =
            (0..3).filter(|bit| choice >> bit & 1 == 1).map(|bit| names[bit]).collect();
        for order in orders(&split) {
            for is_narrow in [false, true] {
                for is_short in [false, true] {
                    let name = |name: &str| {
                        if is_short {
                            name.trim_end_matches("_code").to_owned()
                        } else {
                            name.to_owned()
                        }
                    };
                    let mut query = public();
                    for dimension in &order {
                        query = query.by(name(dimension));
                    }
                    for (dimension, code) in cell {
                        if !order.contains(&dimension) {
                            query = query.keep(name(dimension), [code]);
                        } else if is_narrow && dimension != "month" {
                            let fellow =
                                if dimension == "governorate_code" { "EG-C" } else { "5120" };
                            query = query.keep(name(dimension), [fellow, code, code]);
                        } else if is_narrow {
                            query = query.keep("month", ["2026"]);
                        }
                    }
                    routes.push(query);
                }
            }
        }
    }
    assert!(routes.len() >= 50, "{} routes", routes.len());
    let mut reversed = rows.clone();
    reversed.reverse();
    let mut answers = std::collections::BTreeSet::new();
    let shared = catalogue();
    for (index, query) in routes.iter().enumerate() {
        // Half of the routes start in a new process over rows in another order.
        let figures = if index % 2 == 0 {
            ask(&shared, query, &Memory::new(rows.clone()))
        } else {
            ask(&catalogue(), query, &Memory::new(reversed.clone()))
        };
        let figures = figures.unwrap();
        let found = figures.rows.iter().find(|row| {
            cell.iter().all(|(dimension, code)| row.key(dimension).is_none_or(|key| key == *code))
        });
        let found = found.unwrap();
        answers.insert(format!("{:?} {:?} {:?}", found.value, found.n, found.status));
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(answers.first().unwrap().contains("Shown"), "{answers:?}");
}

#[test]
fn a_thousand_repetitions_do_not_average_the_noise_away() {
    let mut random = Random::new(2);
    let source = Memory::new(population(&mut random, 24, |_| false));
    let query = public().by("governorate").by("sex");
    let catalogue = catalogue();
    let first = ask(&catalogue, &query, &source).unwrap();
    for _ in 0..1000 {
        assert_eq!(ask(&catalogue, &query, &source).unwrap(), first);
    }
}

#[test]
fn the_noise_has_no_bias() {
    let mut random = Random::new(3);
    let (mut sum, mut cells) = (0.0, 0.0);
    let exact = Query {
        tier: Tier::Operational,
        ..public().by("governorate").by("occupation").by("sex").by("month")
    };
    let noisy = Query { tier: Tier::Public, ..exact.clone() };
    for round in 0..400 {
        let mut rows = population(&mut random, 24, |_| false);
        for row in &mut rows {
            // Large enough that none is hidden: hiding the low ones would itself look like a bias.
            *row.numbers.get_mut("people").unwrap() += 30.0;
        }
        let source = Memory::new(rows);
        let catalogue = catalogue().with_secret(format!("secret {round}"));
        let exact = ask(&catalogue, &exact, &source).unwrap();
        let noisy = ask(&catalogue, &noisy, &source).unwrap();
        for shown in noisy.rows.iter().filter(|row| row.value.is_some()) {
            let truth = exact.rows.iter().find(|row| row.keys == shown.keys).unwrap();
            sum += shown.value.unwrap() - truth.value.unwrap();
            cells += 1.0;
        }
    }
    assert!(cells > 30_000.0);
    let bias: f64 = sum / cells;
    println!("mean bias {bias} over {cells} cells");
    assert!(bias.abs() <= 0.02, "mean bias {bias} over {cells} cells");
}

/// The attacker asks for a cell and for the same cell with one dimension freed, which differ by one
/// person at most, and guesses from the difference whether that person is there.
#[test]
fn differencing_permitted_queries_gains_at_most_one_point() {
    let mut random = Random::new(4);
    let trials = 1500;
    let dimensions = ["governorate_code", "occupation_code", "sex", "month"];
    let (mut by_difference, mut by_status, mut pairs) = ([0.0; 2], [0.0; 2], 0.0);
    let mut shown_pairs = 0;
    for trial in 0..trials {
        let target = [random.below(4), random.below(4), random.below(2), random.below(3)];
        let freed = trial % 4;
        // Nobody but the stranger differs from the target in the freed dimension only. Cells are of
        // any size up to 100, so that the edge of the threshold is rarely where the attack falls.
        let rows = population(&mut random, 100, |place| {
            let is_like = |axis: &usize| place[*axis] == target[*axis];
            !is_like(&freed) && (0..4).filter(|axis| *axis != freed).all(|axis| is_like(&axis))
        });
        let stranger = {
            let mut place = target;
            place[freed] = (target[freed] + 1) % if freed == 2 { 2 } else { 3 };
            place
        };
        let secret = format!("secret {trial}");
        for (world, is_present) in [false, true].into_iter().enumerate() {
            let mut rows = rows.clone();
            if is_present {
                rows.push(cell(stranger, 1));
            }
            let source = Memory::new(rows);
            let catalogue = catalogue().with_secret(secret.clone());
            let codes = [
                GOVERNORATES[target[0]],
                OCCUPATIONS[target[1]],
                SEXES[target[2]],
                MONTHS[target[3]],
            ];
            let mut whole = public();
            for axis in (0..4).filter(|axis| *axis != freed) {
                whole = whole.keep(dimensions[axis], [codes[axis]]);
            }
            let part = whole.clone().keep(dimensions[freed], [codes[freed]]);
            let answer = |query: &Query| match ask(&catalogue, query, &source) {
                Ok(figures) => {
                    let figure = figures.single().unwrap();
                    (figure.value, figure.status)
                }
                Err(_) => (None, Status::Unavailable),
            };
            let ((whole, whole_status), (part, part_status)) = (answer(&whole), answer(&part));
            let is_both = whole.is_some() && part.is_some();
            shown_pairs += usize::from(is_both);
            by_difference[world] += if is_both { f64::from(u8::from(whole != part)) } else { 0.5 };
            by_status[world] += f64::from(u8::from(whole_status != part_status));
        }
        pairs += 1.0;
    }
    let advantage = |guesses: [f64; 2]| (guesses[1] - guesses[0]).abs() / pairs / 2.0;
    println!(
        "{pairs} pairs: advantage by difference {}, by status {}, {shown_pairs} slivers shown",
        advantage(by_difference),
        advantage(by_status)
    );
    assert!(advantage(by_difference) <= 0.01, "difference: {}", advantage(by_difference));
    assert!(advantage(by_status) <= 0.01, "status: {}", advantage(by_status));
    assert!(shown_pairs < 40, "{shown_pairs} slivers were shown");
}

/// Without the refusal of slivers the same attack works: the test above can fail.
#[test]
fn the_noise_alone_would_not_withstand_differencing() {
    let table = mizan_statistics::cell_key::PerturbationTable::standard().unwrap();
    let mut random = Random::new(5);
    let trials = 4000;
    let mut right = 0;
    for _ in 0..trials {
        let (people, key, own) =
            (20 + random.below(50) as u64, random.next_bits() as u8, random.next_bits() as u8);
        let is_present = random.below(2) == 1;
        let part = table.perturb(people, key);
        let whole =
            if is_present { table.perturb(people + 1, key.wrapping_add(own)) } else { part };
        right += usize::from((whole != part) == is_present);
    }
    assert!(right as f64 / f64::from(trials) > 0.8);
}

#[test]
fn a_released_vintage_does_not_move_when_its_tables_do() {
    let mut random = Random::new(6);
    let rows = population(&mut random, 24, |_| false);
    let catalogue = catalogue();
    let query = public().by("governorate");
    let before = ask(&catalogue, &query, &Memory::new(rows.clone())).unwrap();
    let mut later = rows;
    later.push(cell([0, 0, 0, 0], 1));
    assert_eq!(ask(&catalogue, &query, &Memory::new(later)).unwrap(), before);
}
