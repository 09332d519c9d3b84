//! Establishments: place, activity, size, names, numbers, owners and their entry in the commercial register.

use mizan_domain::governorate::GOVERNORATES;
use rand::Rng;

use crate::activities::{ACTIVITIES, Activity, BRANDS};
use crate::calibration::SIZES;
use crate::clock::{Day, NEVER};
use crate::population::Person;
use crate::random::{Random, Weighted, between, chance, normal, stream};
use crate::trades::Family;

/// Marks an establishment without an owner in the population.
pub(crate) const NO_OWNER: u32 = u32::MAX;

/// Fewest establishments of a governorate.
const GOVERNORATE_ESTABLISHMENTS_MIN: usize = 14;

/// Legal forms as the register writes them, the sole proprietor first.
pub(crate) const LEGAL_FORMS: [&str; 5] = [
    "منشأة فردية",
    "شركة تضامن",
    "شركة توصية بسيطة",
    "شركة ذات مسئولية محدودة",
    "شركة مساهمة مصرية",
];

/// One establishment.
#[derive(Debug, Clone)]
pub(crate) struct Establishment {
    /// Seat, index into [`GOVERNORATES`].
    pub(crate) governorate: u8,
    /// Index into [`ACTIVITIES`].
    activity: u8,
    /// Workers, insured or not.
    pub(crate) workers: u32,
    /// Index into [`LEGAL_FORMS`].
    pub(crate) legal_form: u8,
    brand: u8,
    /// Nine digits.
    pub(crate) tax_no: u32,
    /// Number at the insurance body.
    pub(crate) insurance_no: u32,
    /// Whether the insurance body knows the tax number.
    pub(crate) has_tax_no_insured: bool,
    /// Number in the register, unique only together with the office.
    pub(crate) register_no: u32,
    /// Register office inside the governorate.
    pub(crate) register_office: u8,
    /// Whether it is in the commercial register at all.
    pub(crate) is_registered: bool,
    /// First entry.
    pub(crate) registered_on: Day,
    /// Striking off, or [`NEVER`].
    pub(crate) struck_off_on: Day,
    /// Owner in the population, or [`NO_OWNER`].
    pub(crate) owner: u32,
    /// Pay against others of the same activity.
    pub(crate) pay: f32,
    /// Whether it reports wages to the insurance body at the lowest allowed.
    pub(crate) understates_wages: bool,
}

impl Establishment {
    /// Its economic activity.
    pub(crate) fn activity(&self) -> &'static Activity {
        &ACTIVITIES[usize::from(self.activity)]
    }

    /// Trade name in Arabic.
    pub(crate) fn name_ar(&self) -> String {
        let brand = BRANDS[usize::from(self.brand)].0;
        let shop = match self.activity().isic {
            "4772" => "صيدلية",
            "5610" => "مطعم",
            "5630" => "كافيه",
            "9602" => "كوافير",
            "1071" => "مخبز",
            _ => "",
        };
        if self.legal_form == 0 && !shop.is_empty() {
            return format!("{shop} {brand}");
        }
        let kind = match self.legal_form {
            0 if self.activity().family == Family::Trade => "محلات",
            0 => "مؤسسة",
            _ => "شركة",
        };
        format!("{kind} {brand} {}", self.activity().name_ar)
    }

    /// Trade name in English.
    pub(crate) fn name_en(&self) -> String {
        format!("{} {}", BRANDS[usize::from(self.brand)].1, self.activity().name_en)
    }

    /// Code of the register office, such as `MN-02`.
    pub(crate) fn register_office_code(&self) -> String {
        let place = GOVERNORATES[usize::from(self.governorate)].code;
        format!("{}-{:02}", &place[3..], self.register_office)
    }

    /// Code of the governorate of the seat.
    pub(crate) fn governorate_code(&self) -> &'static str {
        GOVERNORATES[usize::from(self.governorate)].code
    }
}

/// Establishments with tables to find one for a worker.
#[derive(Debug)]
pub(crate) struct Establishments {
    /// All of them.
    pub(crate) all: Vec<Establishment>,
    /// Indexes by governorate.
    pub(crate) by_governorate: Vec<Vec<u32>>,
    by_size: Vec<Weighted>,
    /// Indexes and sizes by governorate and family.
    by_family: Vec<Vec<(Vec<u32>, Weighted)>>,
}

impl Establishments {
    /// An establishment of the governorate, by size; nine in ten times of the family.
    pub(crate) fn draw(&self, random: &mut Random, governorate: u8, family: Family) -> u32 {
        let place = usize::from(governorate);
        let (of_family, sizes) = &self.by_family[place][family as usize];
        if !of_family.is_empty() && chance(random, 0.9) {
            return of_family[sizes.draw(random)];
        }
        self.by_governorate[place][self.by_size[place].draw(random)]
    }
}

/// Draws the establishments for a labour force; registers are as of `start`.
pub(crate) fn draw(seed: u64, persons: &[Person], start: Day, end: Day) -> Establishments {
    let mut random = stream(seed, "establishments", 0);
    let mut counts = [0_usize; GOVERNORATES.len()];
    for person in persons {
        counts[usize::from(person.governorate)] += 1;
    }
    let owners = owners_by_governorate(persons);
    let tables = Tables::new();
    let mut all = Vec::new();
    let mut by_governorate = Vec::new();
    for (place, people) in counts.into_iter().enumerate() {
        let count = (people * 45 / 1_000).max(GOVERNORATE_ESTABLISHMENTS_MIN);
        let mut list = Vec::with_capacity(count);
        for sequence in 0..count {
            let index = all.len();
            let mut one = draw_one(&mut random, &tables, place as u8, index, sequence, start, end);
            if one.legal_form == 0 || chance(&mut random, 0.3) {
                let candidates = &owners[place];
                if !candidates.is_empty() {
                    one.owner = candidates[random.random_range(0..candidates.len())];
                }
            }
            list.push(index as u32);
            all.push(one);
        }
        by_governorate.push(list);
    }
    let sizes =
        |list: &[u32]| Weighted::new(list.iter().map(|at| f64::from(all[*at as usize].workers)));
    let of_family = |list: &Vec<u32>, family: Family| -> Vec<u32> {
        list.iter().copied().filter(|at| all[*at as usize].activity().family == family).collect()
    };
    let by_size = by_governorate.iter().map(|list| sizes(list)).collect();
    let by_family = by_governorate
        .iter()
        .map(|list| {
            let families = Family::ALL.iter().map(|family| of_family(list, *family));
            families.map(|members| (members.clone(), sizes(&members))).collect()
        })
        .collect();
    Establishments { all, by_governorate, by_size, by_family }
}

/// The first establishments of a governorate cover all families, so that nobody lacks an employer.
fn draw_activity(random: &mut Random, tables: &Tables, sequence: usize) -> u8 {
    let wanted = Family::ALL.get(sequence);
    loop {
        let activity = tables.activities.draw(random);
        if wanted.is_none_or(|family| ACTIVITIES[activity].family == *family) {
            return activity as u8;
        }
    }
}

/// Persons who may own a business: 28 and older, not on a farm.
fn owners_by_governorate(persons: &[Person]) -> Vec<Vec<u32>> {
    let mut lists = vec![Vec::new(); GOVERNORATES.len()];
    let newest = persons.iter().map(|person| person.birth).max().unwrap_or(0);
    for (index, person) in persons.iter().enumerate() {
        if newest - person.birth > 13 * 365 {
            lists[usize::from(person.governorate)].push(index as u32);
        }
    }
    lists
}

struct Tables {
    activities: Weighted,
    sizes: Weighted,
    forms_small: Weighted,
    forms_large: Weighted,
}

impl Tables {
    fn new() -> Self {
        Self {
            activities: Weighted::new(ACTIVITIES.iter().map(|activity| activity.weight)),
            sizes: Weighted::new(SIZES.iter().map(|(_, _, share)| *share)),
            forms_small: Weighted::new([0.70, 0.12, 0.09, 0.08, 0.01]),
            forms_large: Weighted::new([0.03, 0.06, 0.11, 0.45, 0.35]),
        }
    }
}

fn draw_one(
    random: &mut Random,
    tables: &Tables,
    governorate: u8,
    index: usize,
    sequence: usize,
    start: Day,
    end: Day,
) -> Establishment {
    let (low, high, _) = SIZES[tables.sizes.draw(random)];
    let workers = low * (high / low).powf(random.random::<f64>().powi(2));
    let is_large = workers >= 25.0;
    let forms = if is_large { &tables.forms_large } else { &tables.forms_small };
    let legal_form = forms.draw(random) as u8;
    let age = (random.random::<f64>().powi(2) * 30.0 * 365.0) as i32;
    // One in twenty is founded inside the window.
    let registered_on =
        if chance(random, 0.05) { between(random, start, end) } else { start - 30 - age };
    let struck_off_on = match random.random_range(0..100) {
        0..3 => between(random, start, end).max(registered_on + 60),
        3..9 => between(random, registered_on, start).max(registered_on + 60).min(end),
        _ => NEVER,
    };
    Establishment {
        governorate,
        activity: draw_activity(random, tables, sequence),
        workers: workers.round() as u32,
        legal_form,
        brand: random.random_range(0..BRANDS.len()) as u8,
        tax_no: 200_000_000 + (index as u64 * 611_953 % 700_000_000) as u32,
        insurance_no: 1_000_000 + (index as u64 * 37 % 8_999_983) as u32,
        has_tax_no_insured: is_large || chance(random, 0.9),
        register_no: 1_000 + sequence as u32 * 13 + random.random_range(0..13),
        register_office: 1 + random.random_range(0..if governorate < 2 { 4 } else { 2 }),
        is_registered: is_large || chance(random, 0.8),
        registered_on,
        struck_off_on,
        owner: NO_OWNER,
        pay: (0.14 * normal(random) + if is_large { 0.12 } else { -0.03 }).exp() as f32,
        understates_wages: !is_large && chance(random, 0.35),
    }
}
