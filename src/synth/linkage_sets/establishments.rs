//! Records of one establishment as the commercial register, the insurance body and employers name it.

use std::path::Path;

use rand::Rng;

use super::{LinkageSetOptions, Sheet, shuffled};
use crate::error::Result;
use crate::establishments::{self, Establishment, LEGAL_FORMS};
use crate::random::{Random, chance, pick, stream};

/// Writes records of establishments as CSV and returns their number, about 3.3 for each establishment.
///
/// The commercial register, the insurance body and employers who post vacancies each name the same house in
/// their own way. Columns: `record_key`, `source`, `trade_name`, `tax_no`, `register_key` (office and number),
/// `establishment_no` (the insurance number), `governorate_code`, `activity_code`, `address` and the truth,
/// `establishment`.
pub fn write_establishment_records(options: &LinkageSetOptions, path: &Path) -> Result<u64> {
    let (clock, persons) = options.persons()?;
    let all = establishments::draw(options.seed, &persons, clock.start(), clock.end()).all;
    let mut records: Vec<(u32, Source)> = Vec::with_capacity(all.len() * 4);
    let mut random = stream(options.seed, "linkage-establishments", 0);
    for (index, one) in all.iter().enumerate() {
        if one.is_registered {
            records.push((index as u32, Source::Register));
        }
        records.push((index as u32, Source::Insurance));
        while chance(&mut random, 0.6) {
            records.push((index as u32, Source::Vacancy));
        }
    }
    let header = "record_key,source,trade_name,tax_no,register_key,establishment_no,\
                  governorate_code,activity_code,address,establishment";
    let mut sheet = Sheet::create(path, header)?;
    for (place, at) in shuffled(options.seed, records.len()).into_iter().enumerate() {
        let (index, source) = records[at as usize];
        let one = &all[index as usize];
        let mut random = stream(options.seed, "linkage-establishment-record", u64::from(at));
        let home = Home::of(options.seed, index);
        let written = source.write(options, one, &home, &mut random);
        sheet.line(&[
            &format!("E{place}"),
            source.name(),
            &written.name,
            &written.tax_no,
            &written.register_key,
            &written.insurance_no,
            one.governorate_code(),
            written.activity,
            &written.address,
            &index.to_string(),
        ])?;
    }
    sheet.finish()
}

#[derive(Debug, Clone, Copy)]
enum Source {
    Register,
    Insurance,
    Vacancy,
}

#[derive(Default)]
struct Naming {
    name: String,
    tax_no: String,
    register_key: String,
    insurance_no: String,
    activity: &'static str,
    address: String,
}

/// Where the house stands: street, number, district.
struct Home {
    street: &'static str,
    number: u32,
    district: &'static str,
}

impl Home {
    fn of(seed: u64, index: u32) -> Self {
        let mut random = stream(seed, "linkage-address", u64::from(index));
        Self {
            street: *pick(&mut random, &STREETS),
            number: random.random_range(1..180),
            district: *pick(&mut random, &DISTRICTS),
        }
    }
}

impl Source {
    fn name(self) -> &'static str {
        match self {
            Self::Register => "commercial_register",
            Self::Insurance => "insurance_contributions",
            Self::Vacancy => "vacancies",
        }
    }

    fn write(
        self,
        options: &LinkageSetOptions,
        one: &Establishment,
        home: &Home,
        random: &mut Random,
    ) -> Naming {
        let Home { street, number, district } = home;
        let name = one.name_ar();
        let tax_no = one.tax_no.to_string();
        match self {
            Self::Register => Naming {
                name: format!("{name}{}", legal_form(options, one, random)),
                tax_no: dashed(&tax_no),
                register_key: format!("{}/{}", one.register_office_code(), one.register_no),
                activity: one.activity().isic,
                address: format!("{number} شارع {street} - {district}"),
                ..Naming::default()
            },
            Self::Insurance => {
                let short = without_kind(&name).to_owned();
                let name = if options.chance(random, 0.5) { short } else { name };
                Naming {
                    name: plain_letters(&name),
                    tax_no: if one.has_tax_no_insured { tax_no } else { String::new() },
                    insurance_no: one.insurance_no.to_string(),
                    address: if options.chance(random, 0.3) {
                        String::new()
                    } else {
                        plain_letters(&format!("{number} ش {street}"))
                    },
                    ..Naming::default()
                }
            }
            Self::Vacancy => Naming {
                name: posted_name(options, one, district, random),
                tax_no: if options.chance(random, 0.2) {
                    String::new()
                } else if options.chance(random, 0.02) {
                    one_digit_wrong(&tax_no, random)
                } else if chance(random, 0.3) {
                    dashed(&tax_no)
                } else {
                    tax_no
                },
                insurance_no: if chance(random, 0.25) {
                    one.insurance_no.to_string()
                } else {
                    String::new()
                },
                address: match random.random_range(0..10) {
                    0..=3 => String::new(),
                    4..=6 => format!("شارع {street} رقم {number}"),
                    _ => format!("{number} ش {street} {district}"),
                },
                ..Naming::default()
            },
        }
    }
}

/// What employers type above a vacancy.
fn posted_name(
    options: &LinkageSetOptions,
    one: &Establishment,
    district: &str,
    random: &mut Random,
) -> String {
    if options.chance(random, 0.10) {
        return one.name_en();
    }
    let name = one.name_ar();
    let mut typed = match random.random_range(0..4) {
        0 => name,
        1 => format!("{name}{}", legal_form(options, one, random)),
        2 => without_kind(&name).to_owned(),
        _ => plain_letters(&name),
    };
    if options.chance(random, 0.12) {
        typed.push_str(&format!(" - فرع {district}"));
    }
    if options.chance(random, 0.06) {
        typed = slip(&typed, random);
    }
    typed
}

/// The legal form after the name, in full or by its initials.
fn legal_form(
    options: &LinkageSetOptions,
    one: &Establishment,
    random: &mut Random,
) -> &'static str {
    if !options.chance(random, 0.6) {
        return "";
    }
    let is_short = chance(random, 0.5);
    match LEGAL_FORMS[usize::from(one.legal_form)] {
        "شركة مساهمة مصرية" if is_short => " ش.م.م",
        "شركة مساهمة مصرية" => " شركة مساهمة مصرية",
        "شركة ذات مسئولية محدودة" if is_short => " ذ.م.م",
        "شركة ذات مسئولية محدودة" => " ذات مسئولية محدودة",
        "شركة توصية بسيطة" => " شركة توصية بسيطة",
        "شركة تضامن" => " شركة تضامن",
        _ => "",
    }
}

pub(crate) fn without_kind(name: &str) -> &str {
    ["شركة ", "مؤسسة ", "محلات "].iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name)
}

pub(crate) fn plain_letters(text: &str) -> String {
    text.replace(['أ', 'إ', 'آ'], "ا").replace('ة', "ه")
}

/// The address of an establishment as the insurance body has it; empty where it has none.
pub(crate) fn address(seed: u64, index: u32, random: &mut Random) -> String {
    let Home { street, number, .. } = Home::of(seed, index);
    if chance(random, 0.3) {
        String::new()
    } else {
        plain_letters(&format!("{number} ش {street}"))
    }
}

fn dashed(tax_no: &str) -> String {
    format!("{}-{}-{}", &tax_no[..3], &tax_no[3..6], &tax_no[6..])
}

pub(crate) fn one_digit_wrong(number: &str, random: &mut Random) -> String {
    let mut digits = number.as_bytes().to_vec();
    let place = random.random_range(0..digits.len());
    digits[place] = b'0' + (digits[place] - b'0' + random.random_range(1..10u8)) % 10;
    digits.iter().map(|&digit| char::from(digit)).collect()
}

fn slip(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let place = random.random_range(1..letters.len().max(3) - 1);
    match random.random_range(0..3) {
        0 => drop(letters.remove(place)),
        1 => letters.swap(place, place - 1),
        _ => letters.insert(place, letters[place]),
    }
    letters.into_iter().collect()
}

const STREETS: [&str; 48] = [
    "الجمهورية",
    "النصر",
    "الجيش",
    "التحرير",
    "الثورة",
    "الجلاء",
    "النيل",
    "البحر",
    "المحطة",
    "السوق",
    "المدارس",
    "المستشفى",
    "الكورنيش",
    "السلام",
    "الحرية",
    "العروبة",
    "الأزهر",
    "المعهد الديني",
    "صلاح سالم",
    "أحمد عرابي",
    "سعد زغلول",
    "مصطفى كامل",
    "طلعت حرب",
    "جمال عبد الناصر",
    "بورسعيد",
    "رمسيس",
    "الهرم",
    "فيصل",
    "السودان",
    "عباس العقاد",
    "مكرم عبيد",
    "شبرا",
    "القصر العيني",
    "المنيل",
    "عثمان بن عفان",
    "عمر بن الخطاب",
    "خالد بن الوليد",
    "ابن سينا",
    "المأمون",
    "هارون الرشيد",
    "سوريا",
    "لبنان",
    "جامعة الدول",
    "البطل أحمد عبد العزيز",
    "الترعة",
    "المصانع",
    "الورش",
    "المعادي",
];

const DISTRICTS: [&str; 16] = [
    "الحي الأول",
    "الحي الثاني",
    "الحي الثالث",
    "وسط البلد",
    "المنطقة الصناعية",
    "حي الجامعة",
    "حي الزهور",
    "حي المناخ",
    "الدقي",
    "العجوزة",
    "المهندسين",
    "سموحة",
    "قسم أول",
    "قسم ثان",
    "المدينة الجديدة",
    "شرق المحطة",
];
