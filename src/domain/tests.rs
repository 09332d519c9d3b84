//! The vocabulary keeps its promises.

use crate::national_id::{NationalId, NationalIdError, Profile, Sex, check_digit};
use crate::{Date, Month, Piastres, fold_digits, governorate, occupation, rules};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn days_round_trip_over_all_years() {
    for days in (-719_162..2_932_896).step_by(97) {
        assert_eq!(Date::from_days(days).days_since_epoch(), days);
    }
    assert_eq!(day("1970-01-01").days_since_epoch(), 0);
    assert_eq!(day("2000-03-01").days_since_epoch(), 11_017);
}

#[test]
fn dates_outside_the_calendar_are_refused() {
    for text in ["2025-02-29", "2025-13-01", "2025-00-10", "25-01-01", "2025-1-1", "٢٠٢٥-٠١-٠١", ""]
    {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
    assert!("2024-02-29".parse::<Date>().is_ok());
}

#[test]
fn months_count_over_the_turn_of_the_year() {
    let month: Month = "2025-11".parse().unwrap();
    assert_eq!(month.add(3).to_string(), "2026-02");
    assert_eq!(month.add(-11).to_string(), "2024-12");
    assert_eq!(month.months_until(month.add(25)), 25);
    assert_eq!("2024-02".parse::<Month>().unwrap().last_day(), day("2024-02-29"));
}

#[test]
fn age_counts_whole_years() {
    assert_eq!(day("2000-06-15").age_at(day("2020-06-14")), 19);
    assert_eq!(day("2000-06-15").age_at(day("2020-06-15")), 20);
}

#[test]
fn governorates_are_recognised_in_any_spelling() {
    let cases = [
        ("المنيا", "EG-MN"),
        ("منيا", "EG-MN"),
        ("محافظة المنيا", "EG-MN"),
        ("اسيوط", "EG-AST"),
        ("Assiut", "EG-AST"),
        ("بور سعيد", "EG-PTS"),
        ("كفرالشيخ", "EG-KFS"),
        ("مرسى مطروح", "EG-MT"),
        ("الأسكندرية", "EG-ALX"),
        ("Menoufia", "EG-MNF"),
        ("24", "EG-MN"),
        ("٠١", "EG-C"),
        ("EG-JS", "EG-JS"),
        ("Kafr El-Sheikh", "EG-KFS"),
    ];
    for (text, code) in cases {
        assert_eq!(governorate::recognise(text).map(|found| found.code), Some(code), "{text}");
    }
    for text in ["", "ال", "Egypt", "99", "1"] {
        assert_eq!(governorate::recognise(text), None, "{text}");
    }
}

#[test]
fn no_spelling_means_two_governorates_and_borders_are_mutual() {
    for one in &governorate::GOVERNORATES {
        for name in [one.name_ar, one.name_en, one.code, one.id_code] {
            assert_eq!(governorate::recognise(name), Some(one), "{name}");
        }
        for code in one.neighbours {
            let other = governorate::by_code(code).unwrap();
            assert!(other.is_neighbour_of(one), "{} and {code}", one.code);
        }
    }
    let total: u32 = governorate::GOVERNORATES.iter().map(|one| one.population).sum();
    assert!(total.abs_diff(108_380_000) < 20_000, "{total}");
}

#[test]
fn a_national_number_tells_birth_date_sex_and_birthplace() {
    let id = NationalId::parse("٩٩٥٠٦١٥٢٤٠٠٠١١", Profile::Synthetic).unwrap();
    assert_eq!(id.birth_date(), day("1995-06-15"));
    assert_eq!(id.birth_governorate().unwrap().code, "EG-MN");
    assert_eq!(id.sex(), Sex::Male);
    assert!(!format!("{id:?}").contains("9506"), "debug output hides the number");
    assert_eq!(
        NationalId::parse("90506152400011", Profile::Synthetic).unwrap().birth_date().year(),
        2005
    );
}

#[test]
fn impossible_national_numbers_say_why() {
    let cases = [
        ("2950615240001", NationalIdError::Length),
        ("2950615240001x", NationalIdError::NotDigits),
        ("2.95E+13", NationalIdError::NotDigits),
        ("19506152400011", NationalIdError::Century),
        ("99506152400011", NationalIdError::Century),
        ("29502302400011", NationalIdError::BirthDate),
        ("29506159900011", NationalIdError::Governorate),
        ("", NationalIdError::Length),
    ];
    for (text, error) in cases {
        assert_eq!(NationalId::parse(text, Profile::Real).unwrap_err(), error, "{text}");
    }
}

#[test]
fn the_unofficial_check_digit_fits_the_worked_example() {
    assert_eq!(check_digit(b"2820815130459"), b'7');
}

#[test]
fn money_is_exact_and_strict() {
    assert_eq!("1500".parse::<Piastres>().unwrap(), Piastres(150_000));
    assert_eq!("0.5".parse::<Piastres>().unwrap().to_string(), "0.50");
    assert_eq!("-12.34".parse::<Piastres>().unwrap().to_string(), "-12.34");
    for text in ["", ".", "1.", "1.234", "1e3", "1,000", "NaN", "--1", "99999999999999999999"] {
        assert!(text.parse::<Piastres>().is_err(), "{text}");
    }
}

#[test]
fn insurable_wage_limits_follow_the_published_table() {
    let expected = [
        (2020, 1_000, 7_000),
        (2021, 1_200, 8_100),
        (2022, 1_400, 9_400),
        (2023, 1_700, 10_900),
        (2024, 2_000, 12_600),
        (2025, 2_300, 14_500),
        (2026, 2_700, 16_700),
        (2027, 3_200, 19_300),
    ];
    for (year, minimum, maximum) in expected {
        let bounds = (Piastres::from_pounds(minimum), Piastres::from_pounds(maximum));
        assert_eq!(rules::insurable_wage_bounds(year), Some(bounds), "{year}");
    }
    assert_eq!(rules::insurable_wage_bounds(2019), None);
}

#[test]
fn grants_and_minimum_wages_step_on_their_days() {
    assert_eq!(rules::grant_amount(day("2025-01-06")).pounds(), 500.0);
    assert_eq!(rules::grant_amount(day("2025-01-07")).pounds(), 1_000.0);
    assert_eq!(rules::grant_amount(day("2025-05-01")).pounds(), 1_500.0);
    assert_eq!(rules::minimum_wage(day("2021-12-31")), None);
    assert_eq!(rules::minimum_wage(day("2025-02-28")), Some(Piastres::from_pounds(6_000)));
    // The February 2026 payment: 331,654,500 pounds reached 221,103 people.
    assert_eq!(331_654_500.0 / rules::grant_amount(day("2026-02-15")).pounds(), 221_103.0);
}

#[test]
fn digits_fold_and_occupation_codes_compare() {
    assert_eq!(fold_digits("۱۲٣ abc"), "123 abc");
    assert!(occupation::is_isco_code("7212") && !occupation::is_isco_code("72123"));
    assert_eq!(occupation::shared_digits("7212", "7231"), 2);
}
