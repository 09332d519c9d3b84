//! Records of one person, or of one establishment, as several registers write them: sets to try record linkage on.

mod establishments;

use std::io::{BufWriter, Write};
use std::path::Path;

use rand::Rng;

use crate::clock::{Clock, Day};
use crate::error::{Error, Result};
use crate::population::{self, Person};
use crate::random::{Random, between, chance, pick, stream};
use crate::row::push_day;
use crate::spelling::{FIELD, Habits, INSURANCE, OFFICE, write_name};
use crate::taxonomy::Taxonomy;

pub use establishments::write_establishment_records;
pub(crate) use establishments::{address, one_digit_wrong, plain_letters, without_kind};

/// How many records of whom, and how faulty.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkageSetOptions {
    /// Persons of the labour force behind the records: 500 to 20,000,000.
    pub people: usize,
    /// Seed; the same seed and options give the same bytes.
    pub seed: u64,
    /// Multiplies every chance of a fault or a missing value: 0 is flawless, 1 is usual, at most 2.
    pub faults: f64,
    /// Whether names stand in Latin letters.
    pub is_latin: bool,
}

impl LinkageSetOptions {
    /// The usual faults, in Arabic.
    pub fn new(people: usize, seed: u64) -> Self {
        Self { people, seed, faults: 1.0, is_latin: false }
    }

    fn check(&self) -> Result<()> {
        let refuse = |option, value: String, allowed| Err(Error::Option { option, value, allowed });
        if !(500..=20_000_000).contains(&self.people) {
            return refuse("people", self.people.to_string(), "500 to 20000000");
        }
        if !(0.0..=2.0).contains(&self.faults) {
            return refuse("faults", self.faults.to_string(), "0 to 2");
        }
        Ok(())
    }

    fn chance(&self, random: &mut Random, usual: f64) -> bool {
        chance(random, usual * self.faults)
    }

    fn persons(&self) -> Result<(Clock, Vec<Person>)> {
        self.check()?;
        let clock = Clock::new(crate::fallback_month(), 12);
        let trades = population::trades_of(&Taxonomy::load()?);
        let persons = population::draw(self.seed, self.people, clock.start(), &trades);
        Ok((clock, persons))
    }
}

struct Sheet {
    out: BufWriter<std::fs::File>,
    path: std::path::PathBuf,
    rows: u64,
}

impl Sheet {
    fn create(path: &Path, header: &str) -> Result<Self> {
        let file = std::fs::File::create(path).map_err(Error::write(path))?;
        let out = BufWriter::with_capacity(1 << 18, file);
        let mut sheet = Self { out, path: path.to_owned(), rows: 0 };
        writeln!(sheet.out, "{header}").map_err(Error::write(path))?;
        Ok(sheet)
    }

    /// Fields are made here and hold neither comma nor quote.
    fn line(&mut self, fields: &[&str]) -> Result<()> {
        self.rows += 1;
        writeln!(self.out, "{}", fields.join(",")).map_err(Error::write(&self.path))
    }

    fn finish(mut self) -> Result<u64> {
        self.out.flush().map_err(Error::write(&self.path))?;
        Ok(self.rows)
    }
}

/// The order of rows tells nothing: places are a permutation of the records.
fn shuffled(seed: u64, count: usize) -> Vec<u32> {
    let mut random = stream(seed, "linkage-order", 0);
    let mut order: Vec<u32> = (0..count as u32).collect();
    for last in (1..count).rev() {
        order.swap(last, random.random_range(0..=last));
    }
    order
}

/// Writes records of persons as CSV and returns their number, about 1.7 for each person.
///
/// Columns: `record_key`, `full_name`, `birth_date`, `national_id`, `phone`, `governorate_code`, `sex`
/// and the truth, `person`. Households share names of ancestors, a telephone and a governorate; the number is
/// missing in half of the records and has a wrong digit in one of twenty.
pub fn write_person_records(options: &LinkageSetOptions, path: &Path) -> Result<u64> {
    let (_, persons) = options.persons()?;
    // One record at least; three in ten persons are met again by each further register.
    let mut random = stream(options.seed, "linkage-persons", 0);
    let mut records: Vec<(u32, u8)> = Vec::with_capacity(persons.len() * 2);
    for person in 0..persons.len() as u32 {
        let first = random.random_range(0..REGISTERS.len() as u8);
        records.push((person, first));
        while chance(&mut random, 0.42) {
            records.push((person, random.random_range(0..REGISTERS.len() as u8)));
        }
    }
    let header = "record_key,full_name,birth_date,national_id,phone,governorate_code,sex,person";
    let mut sheet = Sheet::create(path, header)?;
    for (place, at) in shuffled(options.seed, records.len()).into_iter().enumerate() {
        let (person, register) = records[at as usize];
        let mut random = stream(options.seed, "linkage-person-record", u64::from(at));
        let written =
            PersonRecord::write(options, &persons[person as usize], register, &mut random);
        sheet.line(&[
            &format!("P{place}"),
            &written.name,
            &written.birth_date,
            &written.national_id,
            &written.phone,
            written.governorate,
            written.sex,
            &person.to_string(),
        ])?;
    }
    sheet.finish()
}

/// Habits of the registers that meet people.
const REGISTERS: [Habits; 3] = [OFFICE, FIELD, INSURANCE];

struct PersonRecord {
    name: String,
    birth_date: String,
    national_id: String,
    phone: String,
    governorate: &'static str,
    sex: &'static str,
}

impl PersonRecord {
    fn write(
        options: &LinkageSetOptions,
        person: &Person,
        register: u8,
        random: &mut Random,
    ) -> Self {
        let usual = REGISTERS[usize::from(register)];
        let scaled = |share: f64| (share * options.faults).min(0.95);
        let habits = Habits {
            hamza: scaled(usual.hamza),
            ta_marbuta: scaled(usual.ta_marbuta),
            ya: scaled(usual.ya),
            joined: scaled(usual.joined),
            tatweel: scaled(usual.tatweel),
            missing_ancestor: scaled(usual.missing_ancestor),
            slip: scaled(usual.slip * 2.0),
        };
        let mut name = String::new();
        write_name(&mut name, &person.name, person.is_woman, &habits, random);
        if options.is_latin {
            name = latin(&name, random);
        }
        let birth_date = if options.chance(random, 0.06) {
            String::new()
        } else {
            birth_date(options, person.birth, random)
        };
        Self {
            name,
            birth_date,
            national_id: national_id(options, person, random),
            phone: phone(options, person, random),
            governorate: if options.chance(random, 0.08) {
                pick(random, &mizan_domain::governorate::GOVERNORATES).code
            } else {
                person.governorate_code()
            },
            sex: if person.is_woman { "F" } else { "M" },
        }
    }
}

fn birth_date(options: &LinkageSetOptions, birth: Day, random: &mut Random) -> String {
    let mut text = String::new();
    push_day(&mut text, birth);
    if !options.chance(random, 0.08) {
        return text;
    }
    let (year, month, day) = (text[..4].to_owned(), text[5..7].to_owned(), text[8..].to_owned());
    match random.random_range(0..4) {
        0 => format!("{year}-{day}-{month}"),
        1 => format!("{year}-01-01"),
        2 => format!("{year}-{month}-{:02}", between(random, 1, 28)),
        _ => {
            let shift = if chance(random, 0.5) { 1 } else { -1 };
            format!("{}-{month}-{day}", year.parse::<i32>().unwrap_or(1990) + shift)
        }
    }
}

fn national_id(options: &LinkageSetOptions, person: &Person, random: &mut Random) -> String {
    if options.chance(random, 0.5) {
        return String::new();
    }
    let mut digits = person.national_id();
    if options.chance(random, 0.05) {
        digits[random.random_range(1..14)] = b'0' + random.random_range(0..10) as u8;
    }
    digits.iter().map(|&digit| char::from(digit)).collect()
}

/// The household's number or one's own; in two of five records none, in one of ten a new one.
fn phone(options: &LinkageSetOptions, person: &Person, random: &mut Random) -> String {
    if options.chance(random, 0.4) {
        return String::new();
    }
    let owner = if person.national_id()[12].is_multiple_of(2) {
        u64::from(person.household) | 1 << 40
    } else {
        person
            .national_id()
            .iter()
            .fold(7u64, |sum, &digit| sum.wrapping_mul(31).wrapping_add(u64::from(digit)))
    };
    let mut own = stream(1, "linkage-phone", owner);
    let source = if options.chance(random, 0.1) { random } else { &mut own };
    format!("01{}{:08}", pick(source, &["0", "1", "2", "5"]), source.random_range(0..100_000_000))
}

/// A name in the Latin letters a clerk might choose.
fn latin(name: &str, random: &mut Random) -> String {
    let habit = random.random_range(0..3usize);
    let mut out = String::new();
    for word in name.split(' ').filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        let mut is_first = true;
        for letter in word.chars() {
            let spelt = match letter {
                'ا' | 'أ' | 'آ' | 'ى' | 'ع' => "a",
                'إ' => ["e", "i", "e"][habit],
                'ب' => "b",
                'ت' | 'ط' => "t",
                'ث' => ["th", "s", "th"][habit],
                'ج' => ["g", "g", "j"][habit],
                'ح' | 'ه' => "h",
                'خ' => "kh",
                'د' | 'ض' => "d",
                'ذ' | 'ز' | 'ظ' => "z",
                'ر' => "r",
                'س' | 'ص' => "s",
                'ش' => "sh",
                'غ' => "gh",
                'ف' => "f",
                'ق' => ["k", "q", "k"][habit],
                'ك' => "k",
                'ل' => "l",
                'م' => "m",
                'ن' => "n",
                'و' => ["o", "ou", "u"][habit],
                'ي' | 'ئ' => ["y", "i", "i"][habit],
                'ة' => ["a", "ah", "a"][habit],
                _ => "",
            };
            // Short vowels are not written in Arabic: an e stands between two consonants now and then.
            let ends_hard = out.ends_with(|last: char| !"aeiou ".contains(last));
            if !is_first
                && ends_hard
                && !spelt.is_empty()
                && !spelt.starts_with(['a', 'e', 'i', 'o', 'u'])
            {
                out.push(['e', 'a', 'e'][habit]);
            }
            out.push_str(spelt);
            is_first = false;
        }
    }
    out
}
