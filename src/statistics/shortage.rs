//! The shortage score of an occupation in a place: six signals, points, class with probability.

use serde::{Deserialize, Serialize};

use crate::bootstrap::Replicates;
use crate::error::{Error, Result, check_range};
use crate::quantile::RobustScale;
use crate::random::Random;
use crate::survival::Observation;

/// Fewest signals and vacancies of a score of a cell's own.
pub const SIGNALS_MINIMUM: usize = 4;
/// Fewest vacancies in the window of a score of a cell's own.
pub const VACANCIES_MINIMUM: usize = 30;
/// Replicates of the published bootstrap.
pub const REPLICATES: usize = 500;
/// Score from which a cell counts as short.
pub const SHORTAGE_SCORE: f64 = 2.0;
/// Score from which a cell is watched.
pub const WATCH_SCORE: f64 = 1.5;
/// Score up to which a cell is in surplus, the mirror of the shortage score on 0–3.
pub const SURPLUS_SCORE: f64 = 1.0;
/// Probability a class needs.
pub const CLASS_PROBABILITY: f64 = 0.8;

/// Upper quartile of the standard normal distribution: the cut-point between points.
const QUARTILE: f64 = 0.674_489_750_196_081_7;
const WINSOR: f64 = 3.0;
const FILL_HORIZON_DAYS: f64 = 90.0;
/// Standard error of a median of normal values over that of their mean: √(π/2).
const MEDIAN_ERROR: f64 = 1.253_314_137_315_500_1;

/// The six signals in their fixed order; all but two mean scarcity when high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Share of positions filled within 90 days; low means scarce.
    FillShare,
    /// Mean days to fill up to 90.
    FillDays,
    /// Vacancies per seeker.
    Tightness,
    /// Growth of the median paid wage over 12 months.
    WageGrowth,
    /// Suitable applicants per vacancy; low means scarce.
    SuitablePerVacancy,
    /// Share of registered seekers who left unemployment in the window.
    ExitShare,
}

impl Signal {
    /// The signals in order.
    pub const ALL: [Self; 6] = [
        Self::FillShare,
        Self::FillDays,
        Self::Tightness,
        Self::WageGrowth,
        Self::SuitablePerVacancy,
        Self::ExitShare,
    ];

    fn direction(self) -> f64 {
        match self {
            Self::FillShare | Self::SuitablePerVacancy => -1.0,
            Self::FillDays | Self::Tightness | Self::WageGrowth | Self::ExitShare => 1.0,
        }
    }
}

/// Values of the six signals, none where a signal cannot be measured.
pub type Signals = [Option<f64>; 6];

/// What a signal is judged against: the cell's own 36 months and all cells of the month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SignalScale {
    /// Centre and spread of the cell's own history.
    pub history: Option<RobustScale>,
    /// Centre and spread over all cells in the same month.
    pub cross_section: Option<RobustScale>,
}

impl SignalScale {
    /// Measures both references; a reference without values or spread is left out.
    pub fn measure(history: &[f64], cross_section: &[f64]) -> Self {
        let usable = |values| RobustScale::measure(values).ok().filter(|scale| scale.spread > 0.0);
        Self { history: usable(history), cross_section: usable(cross_section) }
    }

    fn z(&self, value: f64) -> Option<f64> {
        let parts = [self.history, self.cross_section];
        let found: Vec<f64> =
            parts.iter().flatten().filter_map(|scale| scale.z(value, WINSOR)).collect();
        (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64)
    }
}

/// A score with the points behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Mean of the available points, 0–3.
    pub value: f64,
    /// Points per signal, 0–3; none where the signal is missing.
    pub points: [Option<f64>; 6],
}

/// Scores a cell; none with fewer than four signals.
pub fn score(signals: &Signals, scales: &[SignalScale; 6]) -> Option<Score> {
    let mut points = [None; 6];
    for (index, signal) in Signal::ALL.into_iter().enumerate() {
        let z = signals[index].and_then(|value| scales[index].z(value));
        points[index] = z.map(|z| points_of(z * signal.direction()));
    }
    let found: Vec<f64> = points.iter().copied().flatten().collect();
    (found.len() >= SIGNALS_MINIMUM)
        .then(|| Score { value: found.iter().sum::<f64>() / found.len() as f64, points })
}

fn points_of(z: f64) -> f64 {
    [-QUARTILE, 0.0, QUARTILE].into_iter().filter(|cut| z >= *cut).count() as f64
}

/// One vacancy of the window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VacancyRecord {
    /// Positions offered.
    pub positions: f64,
    /// Days until filled, or still open (censored).
    pub filled: Observation,
    /// Applicants the employer or the matching found suitable.
    pub suitable_applicants: f64,
}

/// Wages of a month, summed up: what a bootstrap of their median needs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WageLevel {
    /// Persons paid.
    pub persons: u64,
    /// Median wage.
    pub median: f64,
    /// Standard deviation over the mean.
    pub spread_share: f64,
}

impl WageLevel {
    /// Draws the median again: normal, with the standard error 1.2533 · spread / √n.
    fn redraw(&self, random: &mut Random) -> f64 {
        let error = MEDIAN_ERROR * self.spread_share / (self.persons as f64).sqrt();
        self.median * (1.0 + error * random.normal()).max(0.0)
    }
}

/// The records of one occupation in one place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CellRecords {
    /// Vacancies of the window.
    pub vacancies: Vec<VacancyRecord>,
    /// Seekers: the mean over the months of the window.
    pub seekers: f64,
    /// Seekers at the beginning of each month of the window, added up.
    pub seekers_before: u64,
    /// Of those, no longer seeking at the end of the month.
    pub seekers_left: u64,
    /// Paid wages now.
    pub wages_now: Option<WageLevel>,
    /// Paid wages twelve months ago.
    pub wages_year_ago: Option<WageLevel>,
}

impl CellRecords {
    /// Measures the six signals.
    pub fn signals(&self) -> Signals {
        let sorted = self.vacancies_in_time();
        let weights = vec![1.0; sorted.len()];
        let wages = match (self.wages_now, self.wages_year_ago) {
            (Some(now), Some(before)) if before.median > 0.0 => Some((now.median, before.median)),
            _ => None,
        };
        let seekers = [self.seekers, self.seekers_before as f64, self.seekers_left as f64];
        signals_of(&sorted, &weights, seekers, wages)
    }

    /// Vacancies by time watched; on the same day those filled come before those still open.
    fn vacancies_in_time(&self) -> Vec<&VacancyRecord> {
        let mut sorted: Vec<&VacancyRecord> = self.vacancies.iter().collect();
        sorted.sort_by(|left, right| {
            let is_later = left.filled.time.total_cmp(&right.filled.time);
            is_later.then(right.filled.is_event.cmp(&left.filled.is_event))
        });
        sorted
    }

    /// Says whether the cell has enough vacancies for a score of its own.
    pub fn is_large_enough(&self) -> bool {
        self.vacancies.len() >= VACANCIES_MINIMUM
    }

    /// Draws the score again: vacancies with Poisson(1) weights, so that their number varies and
    /// not only their composition; numbers of seekers as Poisson sums; medians with their error.
    pub fn replicates(
        &self,
        scales: &[SignalScale; 6],
        count: usize,
        seed: u64,
    ) -> Result<Replicates> {
        check_range("replicates", count as f64, count > 0, "1 ≤ …")?;
        let mut random = Random::new(seed);
        let sorted = self.vacancies_in_time();
        let mut weights = vec![0.0; sorted.len()];
        let mut scores = Vec::with_capacity(count);
        for _ in 0..count {
            for weight in &mut weights {
                *weight = random.poisson_one() as f64;
            }
            let wages = match (self.wages_now, self.wages_year_ago) {
                (Some(now), Some(before)) => {
                    let before = before.redraw(&mut random);
                    (before > 0.0).then(|| (now.redraw(&mut random), before))
                }
                _ => None,
            };
            let stayed = self.seekers_before.saturating_sub(self.seekers_left) as f64;
            let left = poisson(self.seekers_left as f64, &mut random);
            let before = left + poisson(stayed, &mut random);
            let seekers = [poisson(self.seekers, &mut random), before, left];
            let drawn = signals_of(&sorted, &weights, seekers, wages);
            scores.extend(score(&drawn, scales).map(|score| score.value));
        }
        let failed = count - scores.len();
        Replicates::from_estimates(scores, failed)
    }
}

/// A Poisson number: by products of uniforms while small, by the normal above.
fn poisson(mean: f64, random: &mut Random) -> f64 {
    if mean <= 0.0 {
        return 0.0;
    }
    if mean > 50.0 {
        return (mean + mean.sqrt() * random.normal()).round().max(0.0);
    }
    let limit = (-mean).exp();
    let mut product = random.uniform();
    let mut count = 0.0;
    while product > limit {
        product *= random.uniform();
        count += 1.0;
    }
    count
}

/// The six signals of weighted vacancies in order of time, of seekers (now, before, left) and of
/// two medians of wages (now, a year ago).
fn signals_of(
    vacancies: &[&VacancyRecord],
    weights: &[f64],
    [seekers, before, left]: [f64; 3],
    wages: Option<(f64, f64)>,
) -> Signals {
    let total: f64 = weights.iter().sum();
    let (mut positions, mut suitable) = (0.0, 0.0);
    for (one, weight) in vacancies.iter().zip(weights) {
        positions += weight * one.positions;
        suitable += weight * one.suitable_applicants;
    }
    let waiting = (total > 0.0).then(|| waiting_until_horizon(vacancies, weights, total)).flatten();
    [
        waiting.map(|(open, _)| 1.0 - open),
        waiting.map(|(_, days)| days),
        // Half a seeker and half a position keep a cell without seekers comparable.
        (positions + seekers > 0.0).then(|| (positions + 0.5) / (seekers + 0.5)),
        wages.map(|(now, year_ago)| now / year_ago - 1.0),
        (total > 0.0).then(|| suitable / total),
        (before > 0.0).then(|| left / before),
    ]
}

/// Kaplan–Meier share still open at the horizon and mean days open up to it; none where no vacancy
/// was watched for so long.
fn waiting_until_horizon(
    vacancies: &[&VacancyRecord],
    weights: &[f64],
    total: f64,
) -> Option<(f64, f64)> {
    let (mut at_risk, mut open, mut days, mut last) = (total, 1.0, 0.0, 0.0);
    let mut is_watched = false;
    for (one, weight) in vacancies.iter().zip(weights).filter(|(_, weight)| **weight > 0.0) {
        let time = one.filled.time;
        if time > FILL_HORIZON_DAYS {
            is_watched = true;
            break;
        }
        days += open * (time - last);
        last = time;
        if one.filled.is_event && at_risk > 0.0 {
            open *= 1.0 - weight / at_risk;
        }
        at_risk -= weight;
        is_watched |= time == FILL_HORIZON_DAYS;
    }
    days += open * (FILL_HORIZON_DAYS - last);
    (is_watched || open <= 1e-12).then_some((open.max(0.0), days))
}

/// What is published of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShortageClass {
    /// P(score ≥ 2.0) is at least 0.8.
    Shortage,
    /// P(score ≥ 1.5) is at least 0.8.
    Watch,
    /// P(score ≤ 1.0) is at least 0.8.
    Surplus,
    /// None of these.
    Uncertain,
}

/// A class with its probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Classification {
    /// The class.
    pub class: ShortageClass,
    /// Share of replicates at 2.0 or above.
    pub shortage_probability: f64,
    /// Share of replicates at 1.5 or above.
    pub watch_probability: f64,
    /// Share of replicates at 1.0 or below.
    pub surplus_probability: f64,
}

impl Classification {
    /// Classifies a cell by its bootstrap replicates.
    pub fn of(replicates: &Replicates) -> Self {
        let shortage_probability = replicates.share_at_least(SHORTAGE_SCORE);
        let watch_probability = replicates.share_at_least(WATCH_SCORE);
        let surplus_probability = replicates.share_at_most(SURPLUS_SCORE);
        let class = if shortage_probability >= CLASS_PROBABILITY {
            ShortageClass::Shortage
        } else if watch_probability >= CLASS_PROBABILITY {
            ShortageClass::Watch
        } else if surplus_probability >= CLASS_PROBABILITY {
            ShortageClass::Surplus
        } else {
            ShortageClass::Uncertain
        };
        Self { class, shortage_probability, watch_probability, surplus_probability }
    }
}

/// A score that leans on the parents of its cell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BorrowedScore {
    /// The score after shrinkage.
    pub value: f64,
    /// Weight of the cell's own score, 0–1.
    pub own_weight: f64,
    /// True if less than the full weight is the cell's own: shown as "modelled".
    pub is_modelled: bool,
}

/// Shrinks a cell's score towards the mean of its parents' (occupation everywhere, all occupations
/// here).
///
/// `own` is the cell's score with its bootstrap variance, or none; `between` is the variance of true
/// scores among cells of the same parents.
pub fn borrow_strength(
    own: Option<(f64, f64)>,
    parents: &[f64],
    between: f64,
) -> Result<BorrowedScore> {
    check_range("between", between, between >= 0.0 && between.is_finite(), "0 ≤ … < ∞")?;
    let parent = (!parents.is_empty()).then(|| parents.iter().sum::<f64>() / parents.len() as f64);
    match (own, parent) {
        (None, None) => Err(Error::Empty { what: "scores" }),
        (Some((value, _)), None) => {
            Ok(BorrowedScore { value, own_weight: 1.0, is_modelled: false })
        }
        (None, Some(value)) => Ok(BorrowedScore { value, own_weight: 0.0, is_modelled: true }),
        (Some((value, within)), Some(parent)) => {
            check_range("variance", within, within >= 0.0, "0 ≤ …")?;
            let total = between + within;
            let own_weight = if total > 0.0 { between / total } else { 1.0 };
            let value = own_weight * value + (1.0 - own_weight) * parent;
            Ok(BorrowedScore { value, own_weight, is_modelled: own_weight < 1.0 })
        }
    }
}

/// Why a cell is short, and so what helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShortageDriver {
    /// Few qualified, and training takes six months or more: fund seats.
    LongTraining,
    /// Few qualified, and training is shorter: run short courses.
    ShortTraining,
    /// Many qualified, few suitable: coach employers, look at the wage.
    Suitability,
    /// People leave within six months more often than the median: better jobs.
    Retention,
    /// Seekers live elsewhere: transport and housing.
    Spatial,
    /// None of these.
    Undetermined,
}

/// What the driver is read from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DriverEvidence {
    /// Qualified applicants per vacancy.
    pub qualified_per_vacancy: f64,
    /// Suitable applicants per vacancy.
    pub suitable_per_vacancy: f64,
    /// Usual length of training for the occupation in months.
    pub training_months: f64,
    /// Share of new hires separated within six months.
    pub separation_share: f64,
    /// Median of that share over all cells.
    pub separation_share_median: f64,
    /// Vacancies here over the mean of the occupation's places.
    pub vacancies_relative: f64,
    /// Seekers of the occupation in other places per vacancy here.
    pub seekers_elsewhere_per_vacancy: f64,
}

/// Fewer qualified per vacancy than this are few.
const QUALIFIED_FEW: f64 = 3.0;
/// Fewer suitable per vacancy than this are few.
const SUITABLE_FEW: f64 = 1.0;
const TRAINING_LONG_MONTHS: f64 = 6.0;

/// Names the driver of a shortage; the first rule that holds wins, in the published order.
///
/// Few qualified here but many elsewhere is a spatial shortage, not one of training.
pub fn driver(evidence: &DriverEvidence) -> ShortageDriver {
    let is_few_qualified = evidence.qualified_per_vacancy < QUALIFIED_FEW;
    let is_spatial = evidence.vacancies_relative >= 1.0
        && evidence.seekers_elsewhere_per_vacancy >= QUALIFIED_FEW;
    if is_few_qualified && is_spatial {
        ShortageDriver::Spatial
    } else if is_few_qualified && evidence.training_months >= TRAINING_LONG_MONTHS {
        ShortageDriver::LongTraining
    } else if is_few_qualified {
        ShortageDriver::ShortTraining
    } else if evidence.suitable_per_vacancy < SUITABLE_FEW {
        ShortageDriver::Suitability
    } else if evidence.separation_share > evidence.separation_share_median {
        ShortageDriver::Retention
    } else {
        ShortageDriver::Undetermined
    }
}
