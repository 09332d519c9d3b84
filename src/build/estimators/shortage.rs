//! The shortage score of every occupation, governorate and month, from the records of its mart's query.

use std::collections::BTreeMap;

use mizan_domain::{Month, governorate};
use mizan_statistics::bootstrap::Replicates;
use mizan_statistics::shortage::{
    BorrowedScore, CLASS_PROBABILITY, CellRecords, Classification, REPLICATES, SHORTAGE_SCORE,
    SURPLUS_SCORE, Score, ShortageClass, ShortageDriver, SignalScale, Signals, VacancyRecord,
    WATCH_SCORE, WageLevel, borrow_strength, score,
};
use mizan_statistics::special::normal_cumulative;
use mizan_statistics::survival::Observation;
use mizan_warehouse::{RecordBatch, Row, rows};

use super::columns::Columns;
use driver::Evidence;

mod driver;

/// Months of a score's vacancies and seekers.
const WINDOW_MONTHS: i32 = 12;
/// Latest months that get a score.
const PUBLISHED_MONTHS: usize = 12;
/// Months of its own past a cell is judged against, and how many of them it takes.
const HISTORY_MONTHS: i32 = 36;
const HISTORY_MINIMUM: usize = 24;
/// Fewer vacancies in the window say nothing about the usual cell.
const CROSS_SECTION_VACANCIES: usize = 5;
/// Fewer such cells are too few to judge by; then all cells with a vacancy count.
const CROSS_SECTION_CELLS: usize = 30;
/// Fewer wages give no median worth comparing.
const WAGES_MINIMUM: u64 = 10;
/// Variance of true scores between cells that is assumed at least.
const BETWEEN_MINIMUM: f64 = 0.15;
/// Sampling variance of a score times its vacancies that is assumed at least: redraws of one or two
/// vacancies that look alike show no spread at all.
const VACANCY_VARIANCE_MINIMUM: f64 = 6.0;

/// One vacancy: posting, day the last position was filled, positions, suitable applicants.
#[derive(Clone, Copy)]
struct Vacancy {
    posted_on: i32,
    filled_on: Option<i32>,
    positions: f64,
    suitable: f64,
}

/// What a cell's month adds.
#[derive(Clone, Copy, Default)]
struct CellMonth {
    seekers: u64,
    seekers_before: u64,
    seekers_left: u64,
    wages: Option<WageLevel>,
    hires_due: u64,
    separated: u64,
}

/// Records of an occupation in a place, by month.
#[derive(Default)]
struct Cell {
    vacancies: BTreeMap<i32, Vec<Vacancy>>,
    months: BTreeMap<i32, CellMonth>,
}

type Key = (String, String);

/// Everything the query delivers.
#[derive(Default)]
struct Market {
    cells: BTreeMap<Key, Cell>,
    training_hours: BTreeMap<String, f64>,
    /// Month number → first and last day.
    calendar: BTreeMap<i32, (i32, i32)>,
}

/// A month on a line without gaps.
fn number_of(month: Month) -> i32 {
    month.year() * 12 + month.number() as i32 - 1
}

impl Market {
    fn read(records: &[RecordBatch]) -> Result<Self, String> {
        let mut market = Self::default();
        for row in rows(records) {
            let text = |name| row.text(name).unwrap_or_default().to_owned();
            let month = row.date("month").map(|day| number_of(day.calendar_month()));
            let key = (text("occupation_code"), text("governorate_code"));
            match (row.text("kind").unwrap_or_default(), month) {
                ("vacancy", Some(month)) => {
                    let cell = market.cells.entry(key).or_default();
                    cell.vacancies.entry(month).or_default().extend(vacancy(&row));
                }
                ("cell", Some(month)) => {
                    market.cells.entry(key).or_default().months.insert(month, cell_month(&row));
                }
                ("training", _) => {
                    let hours = row.number("training_hours").unwrap_or_default();
                    market.training_hours.insert(key.0, hours);
                }
                ("month", Some(month)) => {
                    let days = row.date("month").zip(row.date("started_on"));
                    let days =
                        days.map(|(one, other)| (one.days_since_epoch(), other.days_since_epoch()));
                    market.calendar.extend(days.map(|days| (month, days)));
                }
                (kind, _) => return Err(format!("a record of kind `{kind}` is not expected")),
            }
        }
        Ok(market)
    }

    /// A cell's records as they stood at the end of a month.
    fn records(&self, cell: &Cell, month: i32, month_end: i32) -> CellRecords {
        let window = month - WINDOW_MONTHS + 1..=month;
        let vacancies = cell.vacancies.range(window.clone()).flat_map(|(_, all)| all);
        let vacancies = vacancies.map(|one| {
            let filled = one.filled_on.filter(|day| *day <= month_end);
            let until = filled.unwrap_or(month_end);
            VacancyRecord {
                positions: one.positions,
                filled: Observation {
                    time: f64::from((until - one.posted_on).max(0)),
                    is_event: filled.is_some(),
                },
                suitable_applicants: one.suitable,
            }
        });
        let months = self.calendar.range(window.clone()).count().max(1) as f64;
        let within = || cell.months.range(window.clone()).map(|(_, one)| one);
        let wages = |at: i32| cell.months.get(&at).and_then(|one| one.wages);
        CellRecords {
            vacancies: vacancies.collect(),
            seekers: within().map(|one| one.seekers as f64).sum::<f64>() / months,
            seekers_before: within().map(|one| one.seekers_before).sum(),
            seekers_left: within().map(|one| one.seekers_left).sum(),
            wages_now: wages(month),
            wages_year_ago: wages(month - 12),
        }
    }
}

fn vacancy(row: &Row<'_>) -> Option<Vacancy> {
    Some(Vacancy {
        posted_on: row.date("started_on")?.days_since_epoch(),
        filled_on: row.date("ended_on").map(mizan_domain::Date::days_since_epoch),
        positions: row.number("positions")?,
        suitable: row.number("suitable_applicants").unwrap_or_default(),
    })
}

fn cell_month(row: &Row<'_>) -> CellMonth {
    let count = |name| row.integer(name).unwrap_or_default().max(0) as u64;
    let persons = count("paid");
    let sums = row.number("wage_egp_total").zip(row.number("wage_square_total"));
    let wages = row.number("wage_egp_month_median").zip(sums).and_then(|(median, sums)| {
        let mean = sums.0 / persons as f64;
        let variance = (sums.1 / persons as f64 - mean * mean).max(0.0);
        let is_enough = persons >= WAGES_MINIMUM && mean > 0.0;
        is_enough.then(|| WageLevel { persons, median, spread_share: variance.sqrt() / mean })
    });
    CellMonth {
        seekers: count("seekers"),
        seekers_before: count("seekers_before"),
        seekers_left: count("seekers_left"),
        wages,
        hires_due: count("hires_due_180d"),
        separated: count("separated_180d"),
    }
}

/// One published row.
struct Estimated {
    month: i32,
    key: Key,
    records: CellRecords,
    signals: Signals,
    points: [Option<f64>; 6],
    score: f64,
    interval: (f64, f64),
    classification: Classification,
    own_weight: f64,
    is_modelled: bool,
    driver: Option<ShortageDriver>,
}

/// Reads the records and scores every cell with a vacancy in its window.
pub(super) fn estimate(records: &[RecordBatch]) -> Result<Columns, String> {
    let market = Market::read(records)?;
    let first = market.calendar.len().saturating_sub(PUBLISHED_MONTHS);
    let mut past: BTreeMap<&Key, BTreeMap<i32, Signals>> = BTreeMap::new();
    let mut estimated = Vec::new();
    for (position, (month, (first_day, month_end))) in market.calendar.iter().enumerate() {
        let now: BTreeMap<&Key, (CellRecords, Signals)> = market
            .cells
            .iter()
            .map(|(key, cell)| (key, market.records(cell, *month, *month_end)))
            .filter(|(_, records)| !records.vacancies.is_empty())
            .map(|(key, records)| (key, (records.signals(), records)))
            .map(|(key, (signals, records))| (key, (records, signals)))
            .collect();
        if position >= first {
            estimated.extend(month_scores(&market, *month, *first_day, &now, &past)?);
        }
        for (key, (_, signals)) in now {
            past.entry(key).or_default().insert(*month, signals);
        }
    }
    Ok(table(&market, &estimated))
}

/// Scores all cells of one month.
fn month_scores(
    market: &Market,
    month: i32,
    first_day: i32,
    now: &BTreeMap<&Key, (CellRecords, Signals)>,
    past: &BTreeMap<&Key, BTreeMap<i32, Signals>>,
) -> Result<Vec<Estimated>, String> {
    let cross_section = cross_section(now);
    let mut own = BTreeMap::new();
    for (key, (records, signals)) in now {
        let history: Vec<&Signals> = past
            .get(key)
            .map(|past| past.range(month - HISTORY_MONTHS..month).map(|one| one.1).collect())
            .unwrap_or_default();
        let scales = scales(&history, &cross_section);
        let Some(value) = score(signals, &scales) else { continue };
        let seed = seed_of(key, first_day);
        let replicates =
            records.replicates(&scales, REPLICATES, seed).map_err(|error| error.to_string())?;
        own.insert(*key, (value, replicates));
    }
    let (between, vacancy_variance) = spread(now, &own);
    let parents = Parents::of_scores(now, &own, between, vacancy_variance);
    let evidence = Evidence::gather(market, month, now);
    let mut rows = Vec::new();
    for (key, (records, signals)) in now {
        let found = own.get(key);
        let row = if let Some((value, replicates)) = found.filter(|_| records.is_large_enough()) {
            let interval = replicates.interval(0.95).map_err(|error| error.to_string())?;
            let borrowed =
                BorrowedScore { value: value.value, own_weight: 1.0, is_modelled: false };
            Some((borrowed, (interval.lower, interval.upper), Classification::of(replicates)))
        } else {
            let assumed = vacancy_variance / records.vacancies.len() as f64;
            let own = found
                .map(|(value, draws)| (value.value, draws.standard_error().powi(2).max(assumed)));
            modelled(own, &parents.of(key), between)
        };
        let Some((borrowed, interval, classification)) = row else { continue };
        let is_short =
            matches!(classification.class, ShortageClass::Shortage | ShortageClass::Watch);
        rows.push(Estimated {
            month,
            key: (*key).clone(),
            records: records.clone(),
            signals: *signals,
            points: found.map_or([None; 6], |one| one.0.points),
            score: borrowed.value,
            interval,
            classification,
            own_weight: borrowed.own_weight,
            is_modelled: borrowed.is_modelled,
            driver: is_short.then(|| evidence.driver(key, records, signals)),
        });
    }
    Ok(rows)
}

/// Variance of true scores between cells, and sampling variance of a score times its vacancies, from
/// the cells that are not among the smallest.
fn spread(
    now: &BTreeMap<&Key, (CellRecords, Signals)>,
    own: &BTreeMap<&Key, (Score, Replicates)>,
) -> (f64, f64) {
    let usual: Vec<(f64, f64, f64)> = own
        .iter()
        .map(|(key, (value, draws))| {
            let vacancies = now[*key].0.vacancies.len() as f64;
            (value.value, draws.standard_error().powi(2), vacancies)
        })
        .filter(|one| one.2 >= CROSS_SECTION_VACANCIES as f64)
        .collect();
    let by_vacancy: Vec<f64> = usual.iter().map(|one| one.1 * one.2).collect();
    let vacancy_variance = mean(&by_vacancy).max(VACANCY_VARIANCE_MINIMUM);
    let values: Vec<f64> = usual.iter().map(|one| one.0).collect();
    let within: Vec<f64> = usual.iter().map(|one| one.1.max(vacancy_variance / one.2)).collect();
    ((variance(&values) - mean(&within)).max(BETWEEN_MINIMUM), vacancy_variance)
}

/// Signals of the cells that are large enough to say what is usual.
fn cross_section(now: &BTreeMap<&Key, (CellRecords, Signals)>) -> Vec<Signals> {
    let of = |minimum: usize| -> Vec<Signals> {
        let large = now.values().filter(|(records, _)| records.vacancies.len() >= minimum);
        large.map(|(_, signals)| *signals).collect()
    };
    let large = of(CROSS_SECTION_VACANCIES);
    if large.len() >= CROSS_SECTION_CELLS { large } else { of(1) }
}

fn scales(history: &[&Signals], cross_section: &[Signals]) -> [SignalScale; 6] {
    std::array::from_fn(|index| {
        let own: Vec<f64> = history.iter().filter_map(|one| one[index]).collect();
        let own = if own.len() >= HISTORY_MINIMUM { own } else { Vec::new() };
        let all: Vec<f64> = cross_section.iter().filter_map(|one| one[index]).collect();
        SignalScale::measure(&own, &all)
    })
}

/// Usual scores of the cells of an occupation and of a governorate.
struct Parents {
    occupations: BTreeMap<String, f64>,
    governorates: BTreeMap<String, f64>,
    overall: f64,
}

impl Parents {
    /// Means of the cells' own scores, weighted by how well each is known; one large cell that is
    /// short does not make its whole governorate short.
    fn of_scores(
        now: &BTreeMap<&Key, (CellRecords, Signals)>,
        own: &BTreeMap<&Key, (Score, Replicates)>,
        between: f64,
        vacancy_variance: f64,
    ) -> Self {
        let weighted: Vec<(&Key, f64, f64)> = own
            .iter()
            .map(|(key, (value, _))| {
                let within = vacancy_variance / now[*key].0.vacancies.len() as f64;
                (*key, value.value, between / (between + within))
            })
            .collect();
        let overall = weighted_mean(weighted.iter().map(|one| (one.1, one.2)), 0.0, 1.5);
        let means = |pick: fn(&Key) -> &String| {
            let mut groups: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
            for (key, value, weight) in &weighted {
                groups.entry(pick(key).clone()).or_default().push((*value, *weight));
            }
            let mean = |(code, group): (String, Vec<(f64, f64)>)| {
                // A group of one or two cells is itself drawn towards the whole.
                (code, weighted_mean(group.into_iter(), 1.0, overall))
            };
            groups.into_iter().map(mean).collect()
        };
        Self { occupations: means(|key| &key.0), governorates: means(|key| &key.1), overall }
    }

    fn of(&self, key: &Key) -> Vec<f64> {
        let found = [self.occupations.get(&key.0), self.governorates.get(&key.1)];
        found.map(|one| one.copied().unwrap_or(self.overall)).to_vec()
    }
}

/// Mean of values with weights, together with a prior value of a weight of its own.
fn weighted_mean(values: impl Iterator<Item = (f64, f64)>, weight: f64, prior: f64) -> f64 {
    let (sum, total) =
        values.fold((weight * prior, weight), |sum, one| (sum.0 + one.0 * one.1, sum.1 + one.1));
    if total > 0.0 { sum / total } else { prior }
}

/// A small cell: its score leans on its parents, its probabilities on the normal curve around it.
fn modelled(
    own: Option<(f64, f64)>,
    parents: &[f64],
    between: f64,
) -> Option<(BorrowedScore, (f64, f64), Classification)> {
    let borrowed = borrow_strength(own, parents, between).ok()?;
    let posterior = own.map_or(between, |(_, within)| between * within / (between + within));
    let error = posterior.sqrt();
    let at_least = |limit: f64| 1.0 - normal_cumulative((limit - borrowed.value) / error);
    let shortage_probability = at_least(SHORTAGE_SCORE);
    let watch_probability = at_least(WATCH_SCORE);
    let surplus_probability = 1.0 - at_least(SURPLUS_SCORE);
    let class = if shortage_probability >= CLASS_PROBABILITY {
        ShortageClass::Shortage
    } else if watch_probability >= CLASS_PROBABILITY {
        ShortageClass::Watch
    } else if surplus_probability >= CLASS_PROBABILITY {
        ShortageClass::Surplus
    } else {
        ShortageClass::Uncertain
    };
    let interval = (borrowed.value - 1.96 * error, borrowed.value + 1.96 * error);
    let classification =
        Classification { class, shortage_probability, watch_probability, surplus_probability };
    Some((
        BorrowedScore { is_modelled: true, ..borrowed },
        (interval.0.max(0.0), interval.1.min(3.0)),
        classification,
    ))
}

/// A seed of the cell's own, so that adding a cell changes no other (FNV-1a).
fn seed_of(key: &Key, day: i32) -> u64 {
    let bytes = key.0.bytes().chain(key.1.bytes()).chain(day.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

fn variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    mean(&values.iter().map(|value| (value - centre).powi(2)).collect::<Vec<_>>())
}

fn class_code(class: ShortageClass) -> &'static str {
    match class {
        ShortageClass::Shortage => "shortage",
        ShortageClass::Watch => "watch",
        ShortageClass::Surplus => "surplus",
        ShortageClass::Uncertain => "uncertain",
    }
}

fn table(market: &Market, rows: &[Estimated]) -> Columns {
    let probability = |pick: fn(&Classification) -> f64| {
        rows.iter().map(move |row| Some(pick(&row.classification)))
    };
    let points = |index: usize| rows.iter().map(move |row| row.points[index]);
    let signal = |index: usize| rows.iter().map(move |row| row.signals[index]);
    let is_class = |class: ShortageClass| {
        rows.iter().map(move |row| Some(i64::from(row.classification.class == class)))
    };
    let positions =
        |row: &Estimated| row.records.vacancies.iter().map(|one| one.positions).sum::<f64>();
    Columns::default()
        .day("month", rows.iter().map(|row| market.calendar.get(&row.month).map(|days| days.0)))
        .text("occupation_code", rows.iter().map(|row| Some(row.key.0.as_str())))
        .text("governorate_code", rows.iter().map(|row| Some(row.key.1.as_str())))
        .text(
            "governorate_region",
            rows.iter().map(|row| governorate::by_code(&row.key.1).map(|one| one.region)),
        )
        .whole("vacancies", rows.iter().map(|row| Some(row.records.vacancies.len() as i64)))
        .whole("positions", rows.iter().map(|row| Some(positions(row) as i64)))
        .whole("seekers_mean", rows.iter().map(|row| Some(row.records.seekers.round() as i64)))
        .number("score", rows.iter().map(|row| Some(row.score)))
        .number("score_lower", rows.iter().map(|row| Some(row.interval.0)))
        .number("score_upper", rows.iter().map(|row| Some(row.interval.1)))
        .number("shortage_probability", probability(|one| one.shortage_probability))
        .number("watch_probability", probability(|one| one.watch_probability))
        .number("surplus_probability", probability(|one| one.surplus_probability))
        .text("class", rows.iter().map(|row| Some(class_code(row.classification.class))))
        .text("driver", rows.iter().map(|row| row.driver.map(driver::code)))
        .flag("is_modelled", rows.iter().map(|row| Some(row.is_modelled)))
        .number("own_weight", rows.iter().map(|row| Some(row.own_weight)))
        .whole("is_shortage", is_class(ShortageClass::Shortage))
        .whole("is_watch", is_class(ShortageClass::Watch))
        .whole("is_surplus", is_class(ShortageClass::Surplus))
        .whole("cells", rows.iter().map(|_| Some(1)))
        .number("fill_share_90d", signal(0))
        .number("fill_days_90d", signal(1))
        .number("positions_per_seeker", signal(2))
        .number("wage_growth_share", signal(3))
        .number("suitable_per_vacancy", signal(4))
        .number("exit_share", signal(5))
        .number("points_fill_share", points(0))
        .number("points_fill_days", points(1))
        .number("points_tightness", points(2))
        .number("points_wage_growth", points(3))
        .number("points_suitable", points(4))
        .number("points_exit", points(5))
}
