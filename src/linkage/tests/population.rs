//! An invented population with families, twins and shared telephones, and its records with faults.

use crate::hash::mix;
use crate::records::Records;

const MEN: [&str; 40] = [
    "محمد",
    "أحمد",
    "محمود",
    "مصطفى",
    "علي",
    "حسن",
    "حسين",
    "إبراهيم",
    "عمر",
    "خالد",
    "يوسف",
    "كريم",
    "عبد الله",
    "عبد الرحمن",
    "طارق",
    "سامح",
    "هشام",
    "وليد",
    "ياسر",
    "أشرف",
    "جمال",
    "سعيد",
    "رمضان",
    "شعبان",
    "مينا",
    "جرجس",
    "كيرلس",
    "مرقس",
    "نور الدين",
    "صلاح الدين",
    "أبو زيد",
    "إسماعيل",
    "فتحي",
    "رجب",
    "ممدوح",
    "عادل",
    "مجدي",
    "عصام",
    "هاني",
    "زكريا",
];
const WOMEN: [&str; 24] = [
    "فاطمة",
    "مريم",
    "سارة",
    "نورا",
    "هدى",
    "منى",
    "أسماء",
    "إيمان",
    "آية",
    "دعاء",
    "رحمة",
    "شيماء",
    "سمية",
    "نجلاء",
    "هبة الله",
    "وفاء",
    "زينب",
    "خديجة",
    "سلمى",
    "ياسمين",
    "مارينا",
    "إيريني",
    "أمل",
    "سامية",
];
const FAMILIES: [&str; 48] = [
    "السيد",
    "الشناوي",
    "الدسوقي",
    "البدوي",
    "المصري",
    "الصعيدي",
    "الإسكندراني",
    "الشافعي",
    "النجار",
    "الحداد",
    "متولي",
    "بيومي",
    "قنديل",
    "غنيم",
    "عطية",
    "سلامة",
    "الجوهري",
    "العطار",
    "شاهين",
    "رزق",
    "مسعود",
    "ثابت",
    "تهامي",
    "القاضي",
    "المهدي",
    "حجازي",
    "الفقي",
    "زهران",
    "عاشور",
    "بركات",
    "الديب",
    "خليفة",
    "طنطاوي",
    "البنا",
    "الطوخي",
    "أبو العلا",
    "عبد الصمد",
    "حنا",
    "ميخائيل",
    "غبريال",
    "السعدني",
    "المنياوي",
    "الأسيوطي",
    "القليوبي",
    "الدمياطي",
    "الفيومي",
    "المنوفي",
    "الشرقاوي",
];
const GOVERNORATES: [&str; 9] = ["01", "02", "21", "12", "18", "14", "13", "24", "26"];

/// Draws numbers from a seed, always the same.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed + 1))
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (mix(self.0) % bound as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Picks the front of a list more often than its end.
    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let square = self.below(1_000) * self.below(1_000) * list.len() / 1_000_000;
        list[square]
    }
}

#[derive(Clone)]
struct Person {
    parts: [String; 4],
    date: (u32, u32, u32),
    national_id: String,
    phone: String,
    governorate: String,
    sex: &'static str,
}

/// Records and the person each is of.
pub(crate) struct Population {
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) truth: Vec<u32>,
}

pub(crate) const COLUMNS: [&str; 6] =
    ["full_name", "birth_date", "national_id", "phone", "governorate_code", "sex"];

impl Population {
    /// About this many records: four in ten are altered copies; one family in three has several members.
    pub(crate) fn new(records: usize, seed: u64) -> Self {
        let mut draw = Draw::new(seed);
        let mut population = Population { rows: Vec::new(), truth: Vec::new() };
        let mut person_number = 0;
        let mut serial = 0;
        while population.rows.len() < records {
            for person in family(&mut draw, &mut serial) {
                population.rows.push(written(&person, &mut Draw::new(1), false));
                population.truth.push(person_number);
                while draw.chance(35) {
                    population.rows.push(written(&person, &mut draw, true));
                    population.truth.push(person_number);
                }
                person_number += 1;
            }
        }
        population.rows.truncate(records);
        population.truth.truncate(records);
        // Shuffle, so that copies do not stand beside their originals.
        for last in (1..population.rows.len()).rev() {
            let other = draw.below(last + 1);
            population.rows.swap(last, other);
            population.truth.swap(last, other);
        }
        population
    }

    pub(crate) fn records(&self) -> Records {
        Records::from_rows(&COLUMNS, &self.rows)
    }
}

/// One to four brothers and sisters, now and then twins; they share ancestors, telephone and home.
fn family(draw: &mut Draw, serial: &mut u32) -> Vec<Person> {
    let father = draw.pick(&MEN).to_owned();
    let grandfather = draw.pick(&MEN).to_owned();
    // Beside the common family names a long tail of rare ones: an ancestor's name with a trade's.
    let name = if draw.chance(60) {
        draw.pick(&FAMILIES).to_owned()
    } else {
        let mut tail = draw.pick(&FAMILIES).replace(' ', "");
        tail.push_str(draw.pick(&["ي", "اوي", "ان", "ين", "ة"]));
        tail
    };
    let governorate = draw.pick(&GOVERNORATES).to_owned();
    let phone = phone(draw);
    let count = if draw.chance(33) { 2 + draw.below(3) } else { 1 };
    let mut date =
        (1950 + draw.below(55) as u32, 1 + draw.below(12) as u32, 1 + draw.below(28) as u32);
    let mut persons: Vec<Person> = Vec::new();
    for _ in 0..count {
        let is_woman = draw.chance(45);
        let mut given = draw.pick(if is_woman { &WOMEN } else { &MEN }).to_owned();
        while persons.iter().any(|other| other.parts[0] == given) {
            given =
                if is_woman { WOMEN[draw.below(24)].into() } else { MEN[draw.below(40)].into() };
        }
        *serial += 1;
        let sex = if is_woman { "F" } else { "M" };
        let digit = 2 * (*serial % 5) + u32::from(!is_woman);
        let national_id = format!(
            "9{:02}{:02}{:02}{}{:03}{}{}",
            date.0 % 100,
            date.1,
            date.2,
            governorate,
            *serial / 5 % 1_000,
            digit,
            *serial % 7
        );
        persons.push(Person {
            parts: [given, father.clone(), grandfather.clone(), name.clone()],
            date,
            national_id,
            phone: if draw.chance(50) { phone.clone() } else { self::phone(draw) },
            governorate: governorate.clone(),
            sex,
        });
        if !draw.chance(5) {
            date = (
                date.0 + 1 + draw.below(4) as u32,
                1 + draw.below(12) as u32,
                1 + draw.below(28) as u32,
            );
        }
    }
    persons
}

fn phone(draw: &mut Draw) -> String {
    format!("01{}{:08}", draw.pick(&["0", "1", "2", "5"]), draw.below(100_000_000))
}

/// The person as a delivery has it, with or without faults.
fn written(person: &Person, draw: &mut Draw, has_faults: bool) -> Vec<String> {
    let mut parts = person.parts.clone();
    let (year, month, day) = person.date;
    let mut date = format!("{year:04}-{month:02}-{day:02}");
    let mut national_id = person.national_id.clone();
    let mut phone = person.phone.clone();
    let mut governorate = person.governorate.clone();
    if has_faults {
        for part in &mut parts {
            if draw.chance(25) {
                *part = respelt(part, draw);
            }
            if draw.chance(6) {
                *part = mistyped(part, draw);
            }
        }
        if draw.chance(25) {
            parts[2].clear();
        }
        date = match draw.below(25) {
            0 => format!("{year:04}-{day:02}-{month:02}"),
            1 => format!("{year:04}-01-01"),
            2 => format!("{:04}-{month:02}-{day:02}", year + 1),
            3 => String::new(),
            _ => date,
        };
        national_id = match draw.below(20) {
            0..=10 => String::new(),
            11 => {
                let place = 7 + draw.below(7);
                let digit = char::from(b'0' + draw.below(10) as u8);
                national_id
                    .char_indices()
                    .map(|(at, c)| if at == place { digit } else { c })
                    .collect()
            }
            _ => national_id,
        };
        phone = match draw.below(20) {
            0..=6 => String::new(),
            7..=10 => self::phone(draw),
            _ => phone,
        };
        if draw.chance(10) {
            governorate = draw.pick(&GOVERNORATES).to_owned();
        }
    }
    let name: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    vec![name.join(" "), date, national_id, phone, governorate, person.sex.into()]
}

fn respelt(part: &str, draw: &mut Draw) -> String {
    match draw.below(5) {
        0 => part.replace(['أ', 'إ', 'آ'], "ا"),
        1 => part.replace('ي', "ى"),
        2 => part.replace('ة', "ه"),
        3 => part.replace("عبد ", "عبد").replace("أبو ", "أبو"),
        _ => {
            let mut letters: Vec<char> = part.chars().collect();
            letters.insert(1 + draw.below(letters.len() - 1), 'ـ');
            letters.into_iter().collect()
        }
    }
}

fn mistyped(part: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = part.chars().collect();
    let place = draw.below(letters.len() - 1);
    match draw.below(4) {
        0 => letters.swap(place, place + 1),
        1 => drop(letters.remove(place)),
        2 => letters.insert(place, 'ت'),
        _ => letters[place] = ['ب', 'ن', 'ت', 'ي', 'ث'][draw.below(5)],
    }
    letters.into_iter().collect()
}
