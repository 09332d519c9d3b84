//! The time of day in Egypt: two hours before UTC, three in summer.

use crate::Date;

const HOUR_SECONDS: i64 = 3600;
const DAY_SECONDS: i64 = 24 * HOUR_SECONDS;

/// Seconds that clocks in Egypt are ahead of UTC at a moment given in seconds since 1970-01-01 UTC.
///
/// Law 24/2023: three hours from the last Friday of April to the last Thursday of October, both whole
/// days; two hours otherwise. Years before 2023 are taken as winter time.
pub fn egypt_offset_seconds(utc_seconds: i64) -> i64 {
    let (winter, summer) = (2 * HOUR_SECONDS, 3 * HOUR_SECONDS);
    let year = day_of(utc_seconds + winter).year();
    if year < 2023 {
        return winter;
    }
    // Midnight before the last Friday of April, told in winter time; midnight after the last Thursday
    // of October, told in summer time.
    let begin = i64::from(last_weekday(year, 4, 5)) * DAY_SECONDS - winter;
    let end = i64::from(last_weekday(year, 10, 4) + 1) * DAY_SECONDS - summer;
    if (begin..end).contains(&utc_seconds) { summer } else { winter }
}

/// Day, and minutes since its midnight, that clocks in Egypt show.
pub fn egypt_clock(utc_seconds: i64) -> (Date, u32) {
    let local = utc_seconds + egypt_offset_seconds(utc_seconds);
    (day_of(local), (local.rem_euclid(DAY_SECONDS) / 60) as u32)
}

fn day_of(seconds: i64) -> Date {
    Date::from_days(seconds.div_euclid(DAY_SECONDS) as i32)
}

/// Days since 1970-01-01 of the last day of a month that is a weekday, 0 being Sunday.
fn last_weekday(year: i32, month: u32, weekday: i32) -> i32 {
    let last =
        crate::Month::new(year, month).map_or(0, |month| month.last_day().days_since_epoch());
    // 1970-01-01 was a Thursday.
    last - (last + 4 - weekday).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    //! Turns of the clock against the days the government announced.

    use super::*;

    fn utc(year: i32, month: u32, day: u32, hour: i64, minute: i64) -> i64 {
        let day = Date::new(year, month, day).unwrap().days_since_epoch();
        i64::from(day) * DAY_SECONDS + hour * HOUR_SECONDS + minute * 60
    }

    #[test]
    fn summer_time_begins_and_ends_on_the_announced_nights() {
        for (moment, hours) in [
            (utc(2026, 1, 15, 12, 0), 2),
            (utc(2026, 4, 23, 21, 59), 2),
            // Friday 24 April 2026, 00:00.
            (utc(2026, 4, 23, 22, 0), 3),
            (utc(2026, 7, 1, 0, 0), 3),
            // Thursday 29 October 2026 ends.
            (utc(2026, 10, 29, 20, 59), 3),
            (utc(2026, 10, 29, 21, 0), 2),
            (utc(2024, 4, 25, 22, 0), 3),
            (utc(2024, 10, 31, 21, 0), 2),
            (utc(2023, 4, 27, 22, 0), 3),
            (utc(2020, 7, 1, 0, 0), 2),
        ] {
            assert_eq!(egypt_offset_seconds(moment), hours * HOUR_SECONDS, "{moment}");
        }
    }

    #[test]
    fn the_clock_shows_the_day_and_minute_of_the_place() {
        assert_eq!(egypt_clock(utc(2026, 12, 31, 22, 30)), (Date::new(2027, 1, 1).unwrap(), 30));
    }
}
