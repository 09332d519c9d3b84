//! The audit: ratios, distances, envies and what is not known.

use crate::fairness::{Given, audit, audit_selection, distances, envy_count};
use crate::referral::{Edges, Settings, refer};

fn given(score_mean: f64) -> Given {
    Given { length: 10, score_mean, length_ideal: 10, score_mean_ideal: 0.8 }
}

#[test]
fn a_group_with_worse_lists_is_flagged_and_its_distance_measured() {
    let values: Vec<Option<&str>> =
        (0..200).map(|person| Some(if person % 2 == 0 { "f" } else { "m" })).collect();
    let lists: Vec<Given> =
        (0..200).map(|person| given(if person % 2 == 0 { 0.4 } else { 0.6 })).collect();
    let audit = audit("sex", &values, &lists);
    assert_eq!(audit.groups[0].value, "f");
    assert_eq!(audit.groups[0].impact_ratio, Some(0.0));
    assert!(audit.groups[0].is_flagged && !audit.groups[1].is_flagged);
    assert_eq!(audit.groups[0].distance_ks, Some(1.0));
    assert!((audit.groups[0].distance_wasserstein.unwrap() - 0.2).abs() < 1e-12);
    assert!((audit.groups[0].loss_share_mean - 0.5).abs() < 1e-12);
    assert_eq!(audit.missing_share, 0.0);
}

#[test]
fn equal_groups_are_not_flagged_and_missing_values_are_counted() {
    let values: Vec<Option<&str>> =
        (0..300).map(|person| [Some("f"), Some("m"), None][person % 3]).collect();
    let lists: Vec<Given> =
        (0..300).map(|person| given(0.3 + (person / 3) as f64 / 200.0)).collect();
    let audit = audit("sex", &values, &lists);
    assert!((audit.missing_share - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(audit.impact_ratio_min, Some(1.0));
    assert!(audit.groups.iter().all(|group| !group.is_flagged));
    assert_eq!(audit.groups[0].distance_ks, Some(0.0));
}

#[test]
fn small_groups_are_shown_but_not_compared() {
    let values: Vec<Option<&str>> =
        (0..100).map(|person| Some(if person < 5 { "EG-WAD" } else { "EG-C" })).collect();
    let lists: Vec<Given> = (0..100).map(|person| given(person as f64 / 100.0)).collect();
    let audit = audit("governorate", &values, &lists);
    let small = audit.groups.iter().find(|group| group.value == "EG-WAD").unwrap();
    assert_eq!((small.count, small.impact_ratio, small.is_flagged), (5, None, false));
}

#[test]
fn distances_agree_with_cases_computed_by_hand() {
    let cases: [(&[f64], &[f64], f64, f64); 4] = [
        (&[0.0], &[1.0], 1.0, 1.0),
        (&[0.0, 1.0], &[0.0, 1.0], 0.0, 0.0),
        (&[0.0, 0.0, 1.0], &[0.0, 1.0, 1.0], 1.0 / 3.0, 1.0 / 3.0),
        (&[1.0, 2.0, 3.0], &[2.0, 4.0], 0.5, 1.0),
    ];
    for (one, other, ks, wasserstein) in cases {
        let found = distances(one, other);
        assert!((found.0 - ks).abs() < 1e-12 && (found.1 - wasserstein).abs() < 1e-12, "{found:?}");
    }
}

#[test]
fn envy_is_counted_only_where_the_place_went_to_somebody_who_fits_less() {
    let lists = vec![vec![(0, 900_000), (1, 100_000)], vec![(0, 880_000)]];
    let edges = Edges::new(lists, 2, 200).unwrap();
    assert_eq!(envy_count(&edges, &[vec![1], vec![0]], 1), 1);
    assert_eq!(envy_count(&edges, &[vec![0], vec![]], 1), 0);
    let settings = Settings { top: 1, ..Settings::default() };
    let free = refer(&edges, &[2, 2], &settings, None).unwrap();
    assert_eq!(envy_count(&edges, &free.lists, 1), 0);
}

#[test]
fn of_a_nomination_the_shares_of_the_named_are_compared() {
    let values: Vec<Option<&str>> =
        (0..120).map(|person| Some(if person % 2 == 0 { "f" } else { "m" })).collect();
    let scores: Vec<f64> = (0..120).map(|person| f64::from(person) / 120.0).collect();
    // Of 60 women 10 are named, of 60 men 20.
    let chosen: Vec<bool> = (0..120)
        .map(|person| (person % 2 == 0 && person < 20) || (person % 2 == 1 && person < 40))
        .collect();
    let audit = audit_selection("sex", &values, &scores, &chosen);
    assert!((audit.impact_ratio_min.unwrap() - 0.5).abs() < 1e-12);
    assert!(audit.groups[0].is_flagged && audit.groups[0].value == "f");
    assert!((audit.groups[1].selection_rate - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(audit.groups[0].loss_share_mean, 0.0);
}
