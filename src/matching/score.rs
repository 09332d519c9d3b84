//! The score of one opening for one person: six parts that sum to it, each with its reason as data.

use mizan_domain::governorate::{self, GOVERNORATES};
use mizan_domain::{Date, occupation};
use serde::Serialize;

use crate::skills::{REQUIREMENTS_MAX, asked_weight};
use crate::{
    Opening, Request, SkillGraph, SkillId, SkillProfile, Weights, requirement_weight, skill_score,
};

/// A part of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Required skills mastered.
    Skills,
    /// Nearness of the occupation.
    Occupation,
    /// Nearness of the governorate.
    Place,
    /// Wage offered against wage wanted.
    Wage,
    /// Days since publication.
    Freshness,
    /// Words in common.
    Text,
}

/// One part of the score with its reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Which part.
    pub kind: PartKind,
    /// What it adds to the score.
    pub value: f64,
    /// The most it could add.
    pub maximum: f64,
    /// Why it has this value.
    pub reason: Reason,
}

/// A reason as data; pages turn it into words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Required skills: held, near, missing; see the requirements.
    SkillsCounted {
        /// Held themselves.
        exact: u32,
        /// Reached through a near skill.
        nearer: u32,
        /// Missing.
        missing: u32,
    },
    /// The opening states no skill that the taxonomy knows.
    SkillsNotStated,
    /// Leading digits two occupation codes share.
    OccupationShared {
        /// 0–4.
        digits: u8,
        /// The seeker's code that is nearest.
        nearest_code: Option<String>,
    },
    /// The opening states no occupation.
    OccupationNotStated,
    /// In a governorate asked for.
    PlaceSame,
    /// In a governorate with a common border.
    PlaceNeighbour,
    /// In the same planning region.
    PlaceRegion,
    /// Elsewhere.
    PlaceFar,
    /// The opening names no place.
    PlaceNotStated,
    /// Offered as a share of wanted.
    WageOffered {
        /// Highest offered, EGP a month.
        offered_egp_month: u32,
        /// Wanted, EGP a month.
        wanted_egp_month: u32,
    },
    /// The opening states no wage.
    WageNotStated,
    /// Age of the advertisement.
    Posted {
        /// Days since publication, 0 for today and later.
        days_ago: u32,
    },
    /// Nearness of the words, 0–1.
    WordsShared {
        /// 0–1.
        share: f64,
    },
}

/// How one required skill is met.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The skill itself is held.
    Exact {
        /// How far it is mastered, 0–1.
        mastery: f64,
    },
    /// A near skill is held.
    Nearer {
        /// The held skill.
        through: SkillId,
        /// Its code.
        through_code: String,
        /// How near it is, 0–1.
        similarity: f64,
        /// How far the required skill is mastered through it, 0–1.
        mastery: f64,
    },
    /// Nothing near enough is held.
    Missing,
}

/// One required skill and how it is met.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequirementMatch {
    /// The skill required.
    pub skill: SkillId,
    /// Its code.
    pub skill_code: String,
    /// Whether the work cannot be done without it.
    pub is_essential: bool,
    /// How it is met.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What it adds to the score; these sum to the part `skills`.
    pub value: f64,
    /// The most it could add.
    pub maximum: f64,
}

/// Which parts share the weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Those the request can use: one person's openings beside each other.
    Own,
    /// The same for everybody, so that people can be compared: skills, occupation, place, freshness.
    /// What somebody cannot show is worth nothing, it does not drop out.
    Common,
}

/// What of a request and its weights holds for every opening, prepared once.
pub(crate) struct Scorer<'a, G> {
    graph: &'a G,
    weights: &'a Weights,
    request: &'a Request,
    profile: &'a SkillProfile,
    places: Vec<&'static governorate::Governorate>,
    /// Governorates that share a planning region with one of `places`.
    region: Vec<&'static str>,
    maxima: [f64; 6],
}

impl<'a, G: SkillGraph> Scorer<'a, G> {
    pub(crate) fn new(
        graph: &'a G,
        weights: &'a Weights,
        request: &'a Request,
        profile: &'a SkillProfile,
        scale: Scale,
    ) -> Self {
        let seeker = &request.seeker;
        let own = seeker.governorate_code.as_deref().and_then(governorate::by_code);
        let asked =
            request.filters.governorates.iter().filter_map(|code| governorate::by_code(code));
        let places: Vec<_> =
            if own.is_some() { own.into_iter().collect() } else { asked.collect() };
        let has_occupation =
            !seeker.occupation_codes.is_empty() || !request.query_occupations.is_empty();
        let has_text = request.words().is_some() || seeker.text.is_some();
        let is_usable = match scale {
            Scale::Own => [
                !profile.is_empty(),
                has_occupation,
                !places.is_empty(),
                seeker.wage_wanted_egp_month.is_some_and(|wage| wage > 0),
                true,
                has_text,
            ],
            Scale::Common => [true, true, true, false, true, false],
        };
        let relative = [
            weights.skills,
            weights.occupation,
            weights.place,
            weights.wage,
            weights.freshness,
            weights.text,
        ];
        let usable = |place: usize| if is_usable[place] { relative[place] } else { 0.0 };
        let total: f64 = (0..6).map(usable).sum();
        let maxima =
            std::array::from_fn(|place| if total > 0.0 { usable(place) / total } else { 0.0 });
        let region = GOVERNORATES
            .iter()
            .filter(|other| places.iter().any(|own| own.region == other.region))
            .map(|other| other.code)
            .collect();
        Self { graph, weights, request, profile, places, region, maxima }
    }

    /// The score alone, the sum of the parts in their order.
    pub(crate) fn score(&self, opening: &Opening, text: f64) -> f64 {
        let values = [
            self.skill_value(opening),
            self.occupation_value(opening).0,
            self.place_value(opening).0,
            self.wage_value(opening).0,
            self.freshness_value(opening).0,
            text.clamp(0.0, 1.0),
        ];
        (0..6).map(|place| self.maxima[place] * values[place]).sum()
    }

    /// The parts that the request can use, in their order.
    pub(crate) fn parts(&self, opening: &Opening, text: f64) -> Vec<Part> {
        let text = text.clamp(0.0, 1.0);
        let (occupation, occupation_reason) = self.occupation_value(opening);
        let (place, place_reason) = self.place_value(opening);
        let (wage, wage_reason) = self.wage_value(opening);
        let (freshness, freshness_reason) = self.freshness_value(opening);
        let all = [
            (PartKind::Skills, self.skill_value(opening), self.skill_reason(opening)),
            (PartKind::Occupation, occupation, occupation_reason),
            (PartKind::Place, place, place_reason),
            (PartKind::Wage, wage, wage_reason),
            (PartKind::Freshness, freshness, freshness_reason),
            (PartKind::Text, text, Reason::WordsShared { share: text }),
        ];
        let with_maxima = all.into_iter().zip(self.maxima).filter(|(_, maximum)| *maximum > 0.0);
        with_maxima
            .map(|((kind, value, reason), maximum)| Part {
                kind,
                value: maximum * value,
                maximum,
                reason,
            })
            .collect()
    }

    /// How each required skill is met: essential first, then by weight.
    pub(crate) fn requirements(&self, opening: &Opening) -> Vec<RequirementMatch> {
        let asked = asked_weight(self.graph, self.weights, &opening.requirements);
        let share = self.maxima[0] / (1000 * asked).max(1) as f64;
        let mut matches: Vec<RequirementMatch> = opening
            .requirements
            .iter()
            .take(REQUIREMENTS_MAX)
            .map(|requirement| {
                let weight = f64::from(requirement_weight(self.graph, self.weights, *requirement));
                let mastery = self.profile.mastery(requirement.skill);
                let permille = mastery.map_or(0, |mastery| mastery.permille);
                RequirementMatch {
                    skill: requirement.skill,
                    skill_code: self.graph.code(requirement.skill).to_owned(),
                    is_essential: requirement.is_essential,
                    outcome: self.outcome(requirement.skill),
                    value: share * weight * f64::from(permille),
                    maximum: share * weight * 1000.0,
                }
            })
            .collect();
        matches.sort_by(|one, other| {
            (other.is_essential.cmp(&one.is_essential))
                .then(other.maximum.total_cmp(&one.maximum))
                .then(one.skill.cmp(&other.skill))
        });
        matches
    }

    fn outcome(&self, skill: SkillId) -> Outcome {
        let Some(mastery) = self.profile.mastery(skill) else { return Outcome::Missing };
        let share = f64::from(mastery.permille) / 1000.0;
        if mastery.is_exact() {
            return Outcome::Exact { mastery: share };
        }
        Outcome::Nearer {
            through: mastery.through,
            through_code: self.graph.code(mastery.through).to_owned(),
            similarity: mastery.similarity,
            mastery: share,
        }
    }

    fn skill_value(&self, opening: &Opening) -> f64 {
        if self.maxima[0] == 0.0 {
            return 0.0;
        }
        let counted = opening.requirements.iter().take(REQUIREMENTS_MAX);
        let mastered = counted.map(|requirement| {
            let mastery = self.profile.mastery(requirement.skill);
            let weight = requirement_weight(self.graph, self.weights, *requirement);
            u64::from(mastery.map_or(0, |mastery| mastery.permille)) * u64::from(weight)
        });
        skill_score(mastered.sum(), asked_weight(self.graph, self.weights, &opening.requirements))
    }

    fn skill_reason(&self, opening: &Opening) -> Reason {
        if opening.requirements.is_empty() {
            return Reason::SkillsNotStated;
        }
        let (mut exact, mut nearer, mut missing) = (0, 0, 0);
        for requirement in opening.requirements.iter().take(REQUIREMENTS_MAX) {
            match self.profile.mastery(requirement.skill) {
                Some(mastery) if mastery.is_exact() => exact += 1,
                Some(_) => nearer += 1,
                None => missing += 1,
            }
        }
        Reason::SkillsCounted { exact, nearer, missing }
    }

    fn occupation_value(&self, opening: &Opening) -> (f64, Reason) {
        let Some(code) = &opening.occupation_code else {
            return (self.weights.occupation_by_shared_digits[1], Reason::OccupationNotStated);
        };
        let own = self.request.seeker.occupation_codes.iter();
        let nearest = own
            .chain(&self.request.query_occupations)
            .map(|own| (occupation::shared_digits(own, code), own))
            .max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(one.1)));
        let digits = nearest.map_or(0, |(digits, _)| digits.min(4));
        let nearest_code = nearest.filter(|_| digits > 0).map(|(_, own)| own.clone());
        let value = self.weights.occupation_by_shared_digits[digits];
        (value, Reason::OccupationShared { digits: digits as u8, nearest_code })
    }

    fn place_value(&self, opening: &Opening) -> (f64, Reason) {
        let Some(code) = opening.governorate_code.as_deref() else {
            return (self.weights.place_not_stated, Reason::PlaceNotStated);
        };
        if self.places.iter().any(|own| own.code == code) {
            (1.0, Reason::PlaceSame)
        } else if self.places.iter().any(|own| own.neighbours.contains(&code)) {
            (self.weights.place_neighbour, Reason::PlaceNeighbour)
        } else if self.region.contains(&code) {
            (self.weights.place_region, Reason::PlaceRegion)
        } else {
            (0.0, Reason::PlaceFar)
        }
    }

    fn wage_value(&self, opening: &Opening) -> (f64, Reason) {
        let Some(offered) = opening.wage_egp_month() else {
            return (self.weights.wage_not_stated, Reason::WageNotStated);
        };
        let wanted = self.request.seeker.wage_wanted_egp_month.unwrap_or(0);
        let floor = self.weights.wage_floor_share;
        let share = f64::from(offered) / f64::from(wanted.max(1));
        let value = ((share - floor) / (1.0 - floor)).clamp(0.0, 1.0);
        (value, Reason::WageOffered { offered_egp_month: offered, wanted_egp_month: wanted })
    }

    fn freshness_value(&self, opening: &Opening) -> (f64, Reason) {
        let days_ago = days_between(opening.posted_on, self.request.as_of);
        let value = 0.5_f64.powf(f64::from(days_ago) / self.weights.freshness_half_life_days);
        (value, Reason::Posted { days_ago })
    }
}

fn days_between(from: Date, to: Date) -> u32 {
    to.days_since_epoch().saturating_sub(from.days_since_epoch()).max(0) as u32
}
