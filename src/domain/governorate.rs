//! The 27 governorates: codes, names in both languages, regions, neighbours, and recognition of any spelling.

use crate::fold_digits;

/// A governorate of Egypt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Governorate {
    /// ISO 3166-2 code, such as `EG-MN`.
    pub code: &'static str,
    /// Two digits inside a national number; tells where a birth was registered.
    pub id_code: &'static str,
    /// Arabic name.
    pub name_ar: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Planning region, in English.
    pub region: &'static str,
    /// Inhabitants, October 2025.
    pub population: u32,
    /// ISO codes of the governorates that share a border.
    pub neighbours: &'static [&'static str],
    /// Further spellings met in deliveries.
    spellings: &'static [&'static str],
}

impl Governorate {
    /// The name in one language.
    pub fn name(&self, language: crate::Language) -> &'static str {
        match language {
            crate::Language::Arabic => self.name_ar,
            crate::Language::English => self.name_en,
        }
    }

    /// Whether the two share a border.
    pub fn is_neighbour_of(&self, other: &Self) -> bool {
        self.neighbours.contains(&other.code)
    }
}

/// Code inside a national number of somebody born abroad.
pub const BORN_ABROAD_ID_CODE: &str = "88";

/// All governorates in the order of their two-digit codes.
pub static GOVERNORATES: [Governorate; 27] = [
    Governorate {
        code: "EG-C",
        id_code: "01",
        name_ar: "القاهرة",
        name_en: "Cairo",
        region: "Greater Cairo",
        population: 10_500_000,
        neighbours: &["EG-GZ", "EG-KB", "EG-SHR", "EG-SUZ"],
        spellings: &["helwan", "حلوان", "al qahirah", "cairo governorate"],
    },
    Governorate {
        code: "EG-ALX",
        id_code: "02",
        name_ar: "الإسكندرية",
        name_en: "Alexandria",
        region: "Alexandria",
        population: 5_600_000,
        neighbours: &["EG-BH", "EG-MT"],
        spellings: &["alex", "الاسكندريه", "اسكندرية"],
    },
    Governorate {
        code: "EG-PTS",
        id_code: "03",
        name_ar: "بورسعيد",
        name_en: "Port Said",
        region: "Canal",
        population: 802_500,
        neighbours: &["EG-DK", "EG-DT", "EG-IS", "EG-SIN"],
        spellings: &["بور سعيد", "portsaid", "port-said"],
    },
    Governorate {
        code: "EG-SUZ",
        id_code: "04",
        name_ar: "السويس",
        name_en: "Suez",
        region: "Canal",
        population: 810_800,
        neighbours: &["EG-BA", "EG-C", "EG-IS", "EG-JS", "EG-SIN"],
        spellings: &["as suways", "السويس"],
    },
    Governorate {
        code: "EG-DT",
        id_code: "11",
        name_ar: "دمياط",
        name_en: "Damietta",
        region: "Delta",
        population: 1_700_000,
        neighbours: &["EG-DK", "EG-PTS"],
        spellings: &["dumyat", "domiat"],
    },
    Governorate {
        code: "EG-DK",
        id_code: "12",
        name_ar: "الدقهلية",
        name_en: "Dakahlia",
        region: "Delta",
        population: 7_200_000,
        neighbours: &["EG-DT", "EG-GH", "EG-KB", "EG-KFS", "EG-PTS", "EG-SHR"],
        spellings: &["daqahliya", "dakahliya", "dakahleya", "دقهلية"],
    },
    Governorate {
        code: "EG-SHR",
        id_code: "13",
        name_ar: "الشرقية",
        name_en: "Sharqia",
        region: "Delta",
        population: 8_100_000,
        neighbours: &["EG-C", "EG-DK", "EG-IS", "EG-KB"],
        spellings: &["sharkia", "sharqiya", "ash sharqiyah", "شرقية"],
    },
    Governorate {
        code: "EG-KB",
        id_code: "14",
        name_ar: "القليوبية",
        name_en: "Qalyubia",
        region: "Greater Cairo",
        population: 6_300_000,
        neighbours: &["EG-C", "EG-DK", "EG-GH", "EG-GZ", "EG-MNF", "EG-SHR"],
        spellings: &["qaliubiya", "kaliobeya", "qalubia", "al qalyubiyah"],
    },
    Governorate {
        code: "EG-KFS",
        id_code: "15",
        name_ar: "كفر الشيخ",
        name_en: "Kafr El-Sheikh",
        region: "Delta",
        population: 3_800_000,
        neighbours: &["EG-BH", "EG-DK", "EG-GH"],
        spellings: &["kafr el sheikh", "kafr ash shaykh", "كفرالشيخ", "kafr el-shaikh"],
    },
    Governorate {
        code: "EG-GH",
        id_code: "16",
        name_ar: "الغربية",
        name_en: "Gharbia",
        region: "Delta",
        population: 5_600_000,
        neighbours: &["EG-BH", "EG-DK", "EG-KB", "EG-KFS", "EG-MNF"],
        spellings: &["gharbiya", "al gharbiyah"],
    },
    Governorate {
        code: "EG-MNF",
        id_code: "17",
        name_ar: "المنوفية",
        name_en: "Monufia",
        region: "Delta",
        population: 4_900_000,
        neighbours: &["EG-BH", "EG-GH", "EG-GZ", "EG-KB"],
        spellings: &["menoufia", "menofia", "menufia", "al minufiyah", "monofia"],
    },
    Governorate {
        code: "EG-BH",
        id_code: "18",
        name_ar: "البحيرة",
        name_en: "Beheira",
        region: "Delta",
        population: 7_100_000,
        neighbours: &["EG-ALX", "EG-GH", "EG-GZ", "EG-KFS", "EG-MNF", "EG-MT"],
        spellings: &["behira", "al buhayrah", "beheira"],
    },
    Governorate {
        code: "EG-IS",
        id_code: "19",
        name_ar: "الإسماعيلية",
        name_en: "Ismailia",
        region: "Canal",
        population: 1_500_000,
        neighbours: &["EG-PTS", "EG-SHR", "EG-SIN", "EG-SUZ"],
        spellings: &["ismailiya", "الاسماعلية", "الإسماعلية"],
    },
    Governorate {
        code: "EG-GZ",
        id_code: "21",
        name_ar: "الجيزة",
        name_en: "Giza",
        region: "Greater Cairo",
        population: 9_800_000,
        neighbours: &["EG-BH", "EG-BNS", "EG-C", "EG-FYM", "EG-KB", "EG-MNF", "EG-WAD"],
        spellings: &["al jizah", "6th of october", "السادس من أكتوبر", "6 أكتوبر"],
    },
    Governorate {
        code: "EG-BNS",
        id_code: "22",
        name_ar: "بني سويف",
        name_en: "Beni Suef",
        region: "North Upper Egypt",
        population: 3_700_000,
        neighbours: &["EG-BA", "EG-FYM", "EG-GZ", "EG-MN"],
        spellings: &["bani suwayf", "beni-suef", "بنى سويف"],
    },
    Governorate {
        code: "EG-FYM",
        id_code: "23",
        name_ar: "الفيوم",
        name_en: "Fayoum",
        region: "North Upper Egypt",
        population: 4_200_000,
        neighbours: &["EG-BNS", "EG-GZ"],
        spellings: &["faiyum", "fayyum", "al fayyum"],
    },
    Governorate {
        code: "EG-MN",
        id_code: "24",
        name_ar: "المنيا",
        name_en: "Minya",
        region: "North Upper Egypt",
        population: 6_600_000,
        neighbours: &["EG-AST", "EG-BA", "EG-BNS", "EG-WAD"],
        spellings: &["minia", "menia", "al minya", "el minya"],
    },
    Governorate {
        code: "EG-AST",
        id_code: "25",
        name_ar: "أسيوط",
        name_en: "Asyut",
        region: "Middle Upper Egypt",
        population: 5_300_000,
        neighbours: &["EG-BA", "EG-MN", "EG-SHG", "EG-WAD"],
        spellings: &["assiut", "asyout", "assuit"],
    },
    Governorate {
        code: "EG-SHG",
        id_code: "26",
        name_ar: "سوهاج",
        name_en: "Sohag",
        region: "South Upper Egypt",
        population: 6_000_000,
        neighbours: &["EG-AST", "EG-BA", "EG-KN", "EG-WAD"],
        spellings: &["suhaj"],
    },
    Governorate {
        code: "EG-KN",
        id_code: "27",
        name_ar: "قنا",
        name_en: "Qena",
        region: "South Upper Egypt",
        population: 3_800_000,
        neighbours: &["EG-BA", "EG-LX", "EG-SHG", "EG-WAD"],
        spellings: &["qina", "kena"],
    },
    Governorate {
        code: "EG-ASN",
        id_code: "28",
        name_ar: "أسوان",
        name_en: "Aswan",
        region: "South Upper Egypt",
        population: 1_700_000,
        neighbours: &["EG-BA", "EG-LX", "EG-WAD"],
        spellings: &["asswan"],
    },
    Governorate {
        code: "EG-LX",
        id_code: "29",
        name_ar: "الأقصر",
        name_en: "Luxor",
        region: "South Upper Egypt",
        population: 1_500_000,
        neighbours: &["EG-ASN", "EG-BA", "EG-KN", "EG-WAD"],
        spellings: &["al uqsur", "الاقصر"],
    },
    Governorate {
        code: "EG-BA",
        id_code: "31",
        name_ar: "البحر الأحمر",
        name_en: "Red Sea",
        region: "Frontier",
        population: 416_600,
        neighbours: &["EG-ASN", "EG-AST", "EG-BNS", "EG-KN", "EG-LX", "EG-MN", "EG-SHG", "EG-SUZ"],
        spellings: &["hurghada", "al bahr al ahmar"],
    },
    Governorate {
        code: "EG-WAD",
        id_code: "32",
        name_ar: "الوادي الجديد",
        name_en: "New Valley",
        region: "Frontier",
        population: 274_900,
        neighbours: &["EG-ASN", "EG-AST", "EG-GZ", "EG-KN", "EG-LX", "EG-MN", "EG-MT", "EG-SHG"],
        spellings: &["al wadi al jadid", "el wadi el gedid", "الوادى الجديد"],
    },
    Governorate {
        code: "EG-MT",
        id_code: "33",
        name_ar: "مطروح",
        name_en: "Matrouh",
        region: "Frontier",
        population: 589_900,
        neighbours: &["EG-ALX", "EG-BH", "EG-WAD"],
        spellings: &["matruh", "marsa matrouh", "مرسى مطروح", "marsa matruh"],
    },
    Governorate {
        code: "EG-SIN",
        id_code: "34",
        name_ar: "شمال سيناء",
        name_en: "North Sinai",
        region: "Frontier",
        population: 473_400,
        neighbours: &["EG-IS", "EG-JS", "EG-PTS", "EG-SUZ"],
        spellings: &["shamal sina"],
    },
    Governorate {
        code: "EG-JS",
        id_code: "35",
        name_ar: "جنوب سيناء",
        name_en: "South Sinai",
        region: "Frontier",
        population: 115_000,
        neighbours: &["EG-SIN", "EG-SUZ"],
        spellings: &["janub sina", "sharm el sheikh"],
    },
];

/// The governorate with an ISO 3166-2 code.
pub fn by_code(code: &str) -> Option<&'static Governorate> {
    GOVERNORATES.iter().find(|governorate| governorate.code == code)
}

/// The governorate with a two-digit code of the national number.
pub fn by_id_code(id_code: &str) -> Option<&'static Governorate> {
    GOVERNORATES.iter().find(|governorate| governorate.id_code == id_code)
}

/// The governorate meant by a code or by a name in either language, however it is spelt.
///
/// Folds hamza, ya, ta marbuta, the article, blanks, hyphens and letter case; a leading zero
/// lost from a two-digit code is not guessed.
pub fn recognise(text: &str) -> Option<&'static Governorate> {
    let trimmed = text.trim();
    if let Some(found) = by_code(trimmed).or_else(|| by_id_code(&fold_digits(trimmed))) {
        return Some(found);
    }
    let wanted = folded(trimmed);
    if wanted.is_empty() {
        return None;
    }
    GOVERNORATES.iter().find(|governorate| {
        std::iter::once(governorate.name_ar)
            .chain(std::iter::once(governorate.name_en))
            .chain(governorate.spellings.iter().copied())
            .any(|spelling| folded(spelling) == wanted)
    })
}

/// Letters only, folded so that every common spelling of one name becomes equal.
fn folded(text: &str) -> String {
    let without_word = text
        .trim()
        .trim_start_matches("محافظة ")
        .trim_start_matches("محافظه ")
        .trim_end_matches(" Governorate");
    let letters: String = fold_digits(without_word)
        .chars()
        .filter_map(|letter| match letter {
            'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
            'ى' => Some('ي'),
            'ة' => Some('ه'),
            '\u{64b}'..='\u{65f}' | '\u{640}' | '\u{200e}' | '\u{200f}' => None,
            letter if letter.is_alphanumeric() => letter.to_lowercase().next(),
            _ => None,
        })
        .collect();
    letters.strip_prefix("ال").map(str::to_owned).unwrap_or(letters)
}
