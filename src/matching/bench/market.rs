//! The shared congestion market: read from an export, or drawn again from the collected advertisements.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use super::stream::MersenneTwister;
use crate::referral::{
    Certificate, Edges, Exposure, Settings, UNIT, fill_up, greedy_referral, refer,
};
use crate::{Error, Result};

/// Edges kept per candidate.
const EDGES: usize = 200;
/// Most people per vacancy in the protocol.
const CAP: u32 = 15;
/// Seed of the protocol.
const SEED: u32 = 3;

/// Candidates and vacancies with skills, as the protocol of the congestion baseline has them.
#[derive(Debug, Clone)]
pub struct Market {
    /// Weight of each skill: ln(1 + vacancies / vacancies that ask it).
    weights: Vec<f64>,
    vacancies: Vec<Vec<u32>>,
    candidates: Vec<Vec<u32>>,
    homes: Vec<u32>,
    caps: Vec<u32>,
}

/// Numbers of the referral benchmark.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReferralBenchmark {
    /// Always `referral`.
    pub name: &'static str,
    /// Candidates of the market.
    pub candidates: usize,
    /// Vacancies of the market.
    pub vacancies: usize,
    /// Openings per list.
    pub top: usize,
    /// Spread of the referral.
    #[serde(flatten)]
    pub exposure: Exposure,
    /// Share of the score without caps.
    pub score_kept: f64,
    /// Share of the bound.
    pub share_of_bound: f64,
    /// The bound as a share of the score without caps.
    pub bound_share: f64,
    /// Share of candidates whose home vacancy is on the list.
    pub home_hit: f64,
    /// Score kept by the greedy referral, for comparison.
    pub greedy_score_kept: f64,
    /// Most people per vacancy without caps, for comparison.
    pub naive_max_load: u32,
    /// Vacancies above their cap.
    pub above_cap: usize,
    /// Places on lists left empty.
    pub places_empty: usize,
    /// Seconds from edges to lists.
    pub seconds: f64,
    /// Seconds of a second run that starts from the prices of the first, with a quarter of the steps.
    pub warm_seconds: f64,
    /// Share of the bound the second run reaches.
    pub warm_share_of_bound: f64,
}

impl Market {
    /// Reads a folder: an export (`vacancy_skills.csv`, …), or one that holds `wuzzuf_4380`.
    pub fn read(folder: &Path) -> Result<Self> {
        if folder.join("vacancy_skills.csv").exists() {
            return Self::read_export(folder);
        }
        Self::draw(&folder.join("wuzzuf_4380/Wuzzuf_Jobs.csv"))
    }

    fn read_export(folder: &Path) -> Result<Self> {
        let weights = column(folder, "skills.csv", 1)?;
        let caps: Vec<f64> = column(folder, "vacancies.csv", 1)?;
        let homes: Vec<f64> = column(folder, "candidates.csv", 1)?;
        let sets = |file: &str, count: usize| -> Result<Vec<Vec<u32>>> {
            let mut sets = vec![Vec::new(); count];
            let owners = column(folder, file, 0)?;
            for (owner, skill) in owners.into_iter().zip(column(folder, file, 1)?) {
                let set = sets.get_mut(owner as usize);
                set.ok_or_else(|| broken(&folder.join(file), format!("no row {owner}")))?
                    .push(skill as u32);
            }
            Ok(sets)
        };
        Ok(Self {
            vacancies: sets("vacancy_skills.csv", caps.len())?,
            candidates: sets("candidate_skills.csv", homes.len())?,
            caps: caps.into_iter().map(|cap| cap as u32).collect(),
            homes: homes.into_iter().map(|home| home as u32).collect(),
            weights,
        })
    }

    /// Draws the market of the protocol from the collected advertisements (internal test only).
    fn draw(file: &Path) -> Result<Self> {
        let advertisements = advertisements(file)?;
        let names: BTreeSet<&str> =
            advertisements.iter().flat_map(|(_, skills)| skills).map(String::as_str).collect();
        let numbers: BTreeMap<&str, u32> =
            names.into_iter().enumerate().map(|(number, name)| (name, number as u32)).collect();
        let vacancies: Vec<Vec<u32>> = advertisements
            .iter()
            .map(|(_, skills)| skills.iter().map(|skill| numbers[skill.as_str()]).collect())
            .collect();
        let mut frequency = vec![0_u32; numbers.len()];
        vacancies.iter().flatten().for_each(|skill| frequency[*skill as usize] += 1);
        let weight = |count: &u32| (1.0 + vacancies.len() as f64 / f64::from(*count)).ln();

        let mut titles: BTreeMap<&str, u64> = BTreeMap::new();
        for (title, _) in &advertisements {
            *titles.entry(title).or_default() += 1;
        }
        let mut total = 0;
        let ladder: Vec<u64> = advertisements
            .iter()
            .map(|(title, _)| {
                total += titles[title.as_str()];
                total
            })
            .collect();
        let mut common: Vec<u32> = (0..frequency.len() as u32).collect();
        common.sort_by_key(|skill| (std::cmp::Reverse(frequency[*skill as usize]), *skill));
        common.truncate(200);

        let mut stream = MersenneTwister::new(SEED);
        let (mut homes, mut candidates) = (Vec::new(), Vec::new());
        for _ in 0..vacancies.len() {
            let drawn = (stream.next_unit() * total as f64) as u64;
            let home = ladder.partition_point(|step| *step <= drawn);
            let own = &vacancies[home];
            let mut skills = stream.sample(own, ((6 * own.len() + 5) / 10).max(2));
            skills.extend(stream.sample(&common, 2));
            skills.sort_unstable();
            skills.dedup();
            homes.push(home as u32);
            candidates.push(skills);
        }
        let weights = frequency.iter().map(weight).collect();
        Ok(Self { weights, caps: vec![CAP; vacancies.len()], vacancies, candidates, homes })
    }

    /// For each candidate all vacancies with a score above 0, best first, in millionths of a cosine.
    fn scores(&self, candidate: usize, postings: &[Vec<(u32, f64)>]) -> Vec<(u32, i32)> {
        let own = &self.candidates[candidate];
        let length = self.length(own);
        let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
        for skill in own {
            for (vacancy, value) in &postings[*skill as usize] {
                *sums.entry(*vacancy).or_default() +=
                    self.weights[*skill as usize] / length * value;
            }
        }
        let unit = f64::from(UNIT);
        let mut scores: Vec<(u32, i32)> = sums
            .into_iter()
            .map(|(vacancy, score)| (vacancy, (score * unit).round_ties_even() as i32))
            .collect();
        scores.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        scores
    }

    fn length(&self, skills: &[u32]) -> f64 {
        skills.iter().map(|skill| self.weights[*skill as usize].powi(2)).sum::<f64>().sqrt()
    }

    fn postings(&self) -> Vec<Vec<(u32, f64)>> {
        let mut postings = vec![Vec::new(); self.weights.len()];
        for (vacancy, skills) in self.vacancies.iter().enumerate() {
            let length = self.length(skills);
            for skill in skills {
                let value = self.weights[*skill as usize] / length;
                postings[*skill as usize].push((vacancy as u32, value));
            }
        }
        postings
    }

    /// The best 200 vacancies of each candidate.
    pub fn edges(&self) -> Result<Edges> {
        let postings = self.postings();
        let lists = (0..self.candidates.len()).into_par_iter().map(|candidate| {
            let mut scores = self.scores(candidate, &postings);
            // Vacancies without a common skill fill the list with 0, lowest number first.
            if scores.len() < EDGES {
                let scored: BTreeSet<u32> = scores.iter().map(|(vacancy, _)| *vacancy).collect();
                let others =
                    (0..self.vacancies.len() as u32).filter(|other| !scored.contains(other));
                scores.extend(others.take(EDGES - scored.len()).map(|vacancy| (vacancy, 0)));
            }
            scores.truncate(EDGES);
            scores
        });
        Edges::new(lists.collect(), self.vacancies.len(), EDGES)
    }

    /// Most people per vacancy.
    pub fn caps(&self) -> &[u32] {
        &self.caps
    }
}

/// Runs prices and repair on a market and measures the lists.
pub fn referral_benchmark(market: &Market) -> Result<ReferralBenchmark> {
    let edges = market.edges()?;
    let settings = Settings::default();
    let top = settings.top;
    let start = Instant::now();
    let mut referral = refer(&edges, market.caps(), &settings, None)?;
    let postings = market.postings();
    let further = |candidate: usize| {
        let scored = market.scores(candidate, &postings).into_iter().map(|(vacancy, _)| vacancy);
        scored.chain(0..market.vacancies.len() as u32).collect()
    };
    fill_up(&mut referral.lists, market.caps(), top, further);
    let seconds = start.elapsed().as_secs_f64();

    let sum_of = |lists: &[Vec<u32>]| -> i64 {
        let of_one = |candidate: usize| -> i64 {
            let scores: BTreeMap<u32, i32> =
                market.scores(candidate, &postings).into_iter().collect();
            let score = |vacancy: &u32| i64::from(scores.get(vacancy).copied().unwrap_or(0));
            lists[candidate].iter().map(score).sum()
        };
        (0..lists.len()).into_par_iter().map(of_one).sum()
    };
    let Certificate { bound, ideal, .. } = referral.certificate;
    let sum = sum_of(&referral.lists);
    let greedy = edges.score_sum(&greedy_referral(&edges, market.caps(), top));
    let start = Instant::now();
    let warm = Settings { steps: settings.steps / 4, ..settings };
    let again = refer(&edges, market.caps(), &warm, Some(&referral.prices))?;
    let warm_seconds = start.elapsed().as_secs_f64();

    let lists = &referral.lists;
    let at_home =
        lists.iter().zip(&market.homes).filter(|(list, home)| list.contains(home)).count();
    let loads = crate::referral::loads_of(lists, market.vacancies.len());
    Ok(ReferralBenchmark {
        name: "referral",
        candidates: market.candidates.len(),
        vacancies: market.vacancies.len(),
        top,
        exposure: Exposure::of(lists, market.vacancies.len(), top),
        score_kept: sum as f64 / ideal as f64,
        share_of_bound: sum as f64 / bound as f64,
        bound_share: bound as f64 / ideal as f64,
        home_hit: at_home as f64 / lists.len() as f64,
        greedy_score_kept: greedy as f64 / ideal as f64,
        naive_max_load: Exposure::of(&edges.naive(top), market.vacancies.len(), top).max_load,
        above_cap: loads.iter().zip(market.caps()).filter(|(load, cap)| load > cap).count(),
        places_empty: lists.iter().map(|list| top - list.len()).sum(),
        seconds,
        warm_seconds,
        warm_share_of_bound: again.certificate.share_of_bound,
    })
}

/// Title and distinct lower-cased skills of each advertisement with at least four of them.
fn advertisements(file: &Path) -> Result<Vec<(String, BTreeSet<String>)>> {
    let mut reader =
        csv::Reader::from_path(file).map_err(|error| broken(file, error.to_string()))?;
    let headers = reader.headers().map_err(|error| broken(file, error.to_string()))?.clone();
    let place = |name: &str| {
        let found = headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name);
        found.ok_or_else(|| broken(file, format!("no column `{name}`")))
    };
    let (title, skills) = (place("Title")?, place("Skills")?);
    let mut advertisements = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| broken(file, error.to_string()))?;
        let field = |place: usize| record.get(place).unwrap_or("").trim().to_lowercase();
        let skills: BTreeSet<String> = record
            .get(skills)
            .unwrap_or("")
            .split(" - ")
            .map(|skill| skill.trim().to_lowercase())
            .filter(|skill| !skill.is_empty())
            .collect();
        if skills.len() >= 4 {
            advertisements.push((field(title), skills));
        }
    }
    Ok(advertisements)
}

/// One column of numbers of an exported table.
fn column(folder: &Path, file: &str, place: usize) -> Result<Vec<f64>> {
    let path = folder.join(file);
    let mut reader =
        csv::Reader::from_path(&path).map_err(|error| broken(&path, error.to_string()))?;
    let mut numbers = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| broken(&path, error.to_string()))?;
        let number = record.get(place).and_then(|text| text.parse().ok());
        let line = record.position().map_or(0, csv::Position::line);
        numbers.push(number.ok_or_else(|| broken(&path, format!("no number in line {line}")))?);
    }
    Ok(numbers)
}

fn broken(file: &Path, reason: String) -> Error {
    Error::BenchmarkFile { file: file.display().to_string(), reason }
}
