//! The shortage score on planted shortages, its classes and drivers.

use super::check;
use crate::random::Random;
use crate::shortage::{
    CellRecords, Classification, DriverEvidence, REPLICATES, ShortageClass, ShortageDriver, Signal,
    SignalScale, Signals, VacancyRecord, WageLevel, borrow_strength, driver, score,
};
use crate::survival::Observation;

/// A cell with a strength of shortage: 0 is usual, 1 short, −1 in surplus.
fn cell(strength: f64, random: &mut Random) -> CellRecords {
    let days = 30.0 * (0.9 * strength).exp();
    let vacancies = (0..60)
        .map(|_| {
            let wait = -days * (1.0 - random.uniform()).ln();
            let filled = Observation { time: wait.min(120.0).ceil(), is_event: wait < 120.0 };
            let suitable = (3.0 * (-0.8 * strength).exp() + random.normal()).max(0.0).round();
            VacancyRecord { positions: 1.0, filled, suitable_applicants: suitable }
        })
        .collect();
    let seekers = (120.0 * (-0.7 * strength).exp()).round();
    let leave = 0.25 * (0.6 * strength).exp();
    let left = (0..seekers as usize).filter(|_| random.uniform() < leave).count();
    let wage = |growth: f64, random: &mut Random| {
        let median = 6000.0 * (growth + 0.15 * 1.2533 / 80_f64.sqrt() * random.normal()).exp();
        Some(WageLevel { persons: 80, median, spread_share: 0.15 })
    };
    CellRecords {
        vacancies,
        seekers,
        seekers_before: seekers as u64,
        seekers_left: left as u64,
        wages_now: wage(0.10 + 0.10 * strength, random),
        wages_year_ago: wage(0.0, random),
    }
}

fn scales(cells: &[Signals], histories: &[Signals]) -> [SignalScale; 6] {
    std::array::from_fn(|index| {
        let pick =
            |from: &[Signals]| -> Vec<f64> { from.iter().filter_map(|one| one[index]).collect() };
        SignalScale::measure(&pick(histories), &pick(cells))
    })
}

/// Planted cells of one month: found, planted, called short, found in surplus, called surplus.
fn plant(seed: u64) -> [usize; 5] {
    let mut random = Random::new(seed);
    let usual = |random: &mut Random| 0.2 * (random.uniform() - 0.5);
    let strengths: Vec<f64> = (0..120)
        .map(|index| match index % 6 {
            0 => 1.2,
            1 => -1.2,
            _ => usual(&mut random),
        })
        .collect();
    let cells: Vec<CellRecords> = strengths.iter().map(|one| cell(*one, &mut random)).collect();
    let signals: Vec<Signals> = cells.iter().map(CellRecords::signals).collect();
    let mut counts = [0; 5];
    for (index, records) in cells.iter().enumerate() {
        let history: Vec<Signals> = (0..36)
            .map(|_| {
                let strength = usual(&mut random);
                cell(strength, &mut random).signals()
            })
            .collect();
        let replicates =
            records.replicates(&scales(&signals, &history), REPLICATES / 5, index as u64).unwrap();
        let class = Classification::of(&replicates).class;
        let is_short = class == ShortageClass::Shortage;
        let is_surplus = class == ShortageClass::Surplus;
        let found = [
            strengths[index] > 1.0 && is_short,
            strengths[index] > 1.0,
            is_short,
            strengths[index] < -1.0 && is_surplus,
            is_surplus,
        ];
        counts.iter_mut().zip(found).for_each(|(count, is_so)| *count += usize::from(is_so));
    }
    counts
}

#[test]
fn planted_shortages_are_found_and_called_shortages_are_planted() {
    let months = [1, 2, 3].map(plant);
    let [found, planted, called, surplus_found, surplus_called] =
        std::array::from_fn(|index| months.iter().map(|month| month[index]).sum::<usize>());
    assert!(planted == 60 && found * 5 >= planted * 4, "found {found} of {planted}");
    assert!(found * 5 >= called * 4, "{found} of {called} called are planted");
    assert!(surplus_found * 5 >= planted * 4, "surplus found {surplus_found} of {planted}");
    assert!(surplus_found * 5 >= surplus_called * 4, "{surplus_found} of {surplus_called}");
}

#[test]
fn a_score_needs_four_signals_and_inverts_the_two_that_mean_plenty() {
    let reference: Vec<f64> = (0..101).map(|one| f64::from(one) / 100.0).collect();
    let scales: [SignalScale; 6] =
        std::array::from_fn(|_| SignalScale::measure(&reference, &reference));
    let full = score(&[Some(0.0), Some(1.0), Some(1.0), Some(1.0), Some(0.0), Some(1.0)], &scales)
        .unwrap();
    check("all scarce", full.value, 3.0, 1e-12);
    let plenty =
        score(&[Some(1.0), Some(0.0), Some(0.0), Some(0.0), Some(1.0), Some(0.0)], &scales)
            .unwrap();
    check("all plenty", plenty.value, 0.0, 1e-12);
    assert!(score(&[Some(0.0), Some(1.0), Some(1.0), None, None, None], &scales).is_none());
    assert_eq!(Signal::ALL.len(), full.points.len());
    let constant: [SignalScale; 6] = std::array::from_fn(|_| SignalScale::measure(&[1.0; 9], &[]));
    assert!(score(&[Some(1.0); 6], &constant).is_none(), "no spread, no points");
}

#[test]
fn signals_follow_kaplan_and_meier_with_ties_censored_last() {
    // The vectors of the survival curve, stretched tenfold: S(90) = .205714 and its area.
    let times = [1, 2, 2, 3, 5, 6, 6, 8, 9, 12];
    let events = [1, 1, 0, 1, 0, 1, 1, 0, 1, 0];
    let vacancies = times.iter().zip(events).map(|(time, event)| VacancyRecord {
        positions: 2.0,
        filled: Observation { time: 10.0 * f64::from(*time), is_event: event == 1 },
        suitable_applicants: 0.5,
    });
    let mut vacancies: Vec<VacancyRecord> = vacancies.collect();
    let wage = |median: f64| Some(WageLevel { persons: 20, median, spread_share: 0.3 });
    // Events come before those censored on the same day, whatever their order in the records.
    vacancies.reverse();
    let cell = CellRecords {
        vacancies,
        seekers: 4.5,
        seekers_before: 10,
        seekers_left: 3,
        wages_now: wage(5500.0),
        wages_year_ago: wage(5000.0),
    };
    let signals = cell.signals();
    let expected = [1.0 - 0.205_714, 59.914, 20.5 / 5.0, 0.1, 0.5, 0.3];
    for (index, (found, wanted)) in signals.iter().zip(expected).enumerate() {
        check(&format!("signal {index}"), found.unwrap(), wanted, 5e-4);
    }
    let scales: [SignalScale; 6] = std::array::from_fn(|_| SignalScale::measure(&[0.0, 1.0], &[]));
    let draws = cell.replicates(&scales, 50, 3).unwrap();
    assert_eq!(draws, cell.replicates(&scales, 50, 3).unwrap(), "the same seed, the same draws");
    assert!(cell.replicates(&scales, 0, 3).is_err());
}

#[test]
fn an_empty_cell_has_no_signals_and_borrows_from_its_parents() {
    let empty = CellRecords::default();
    assert_eq!(empty.signals(), [None; 6]);
    assert!(!empty.is_large_enough());
    let borrowed = borrow_strength(None, &[2.0, 1.0], 0.2).unwrap();
    assert!(borrowed.is_modelled);
    check("parents' mean", borrowed.value, 1.5, 1e-12);
    let own = borrow_strength(Some((3.0, 0.1)), &[1.0], 0.1).unwrap();
    check("half way", own.value, 2.0, 1e-12);
    assert!(borrow_strength(None, &[], 0.2).is_err());
}

#[test]
fn drivers_follow_their_rules() {
    let usual = DriverEvidence {
        qualified_per_vacancy: 6.0,
        suitable_per_vacancy: 3.0,
        training_months: 3.0,
        separation_share: 0.2,
        separation_share_median: 0.3,
        vacancies_relative: 0.8,
        seekers_elsewhere_per_vacancy: 1.0,
    };
    let few = DriverEvidence { qualified_per_vacancy: 1.0, ..usual };
    for (evidence, expected) in [
        (usual, ShortageDriver::Undetermined),
        (few, ShortageDriver::ShortTraining),
        (DriverEvidence { training_months: 9.0, ..few }, ShortageDriver::LongTraining),
        (DriverEvidence { suitable_per_vacancy: 0.5, ..usual }, ShortageDriver::Suitability),
        (DriverEvidence { separation_share: 0.5, ..usual }, ShortageDriver::Retention),
        (
            DriverEvidence { vacancies_relative: 2.0, seekers_elsewhere_per_vacancy: 8.0, ..few },
            ShortageDriver::Spatial,
        ),
    ] {
        assert_eq!(driver(&evidence), expected, "{evidence:?}");
    }
}
