//! Names of persons: first names by sex, chains of ancestors, family names, as Egyptian registers hold them.

use rand::Rng;

use crate::random::{Random, chance, pick};

/// Marks an absent part.
pub(crate) const NONE: u16 = u16::MAX;

/// A person's name as indexes into the lists below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    /// Index into [`MEN`] or [`WOMEN`], by the person's sex.
    pub(crate) first: u16,
    /// Father, grandfather and further ancestors, indexes into [`MEN`].
    pub(crate) ancestors: [u16; 4],
    /// Index into [`FAMILIES`], or [`NONE`].
    pub(crate) family: u16,
}

/// Names of men, commonest first.
pub(crate) const MEN: [&str; 132] = [
    "محمد",
    "أحمد",
    "محمود",
    "مصطفى",
    "علي",
    "إبراهيم",
    "حسن",
    "حسين",
    "خالد",
    "عمر",
    "يوسف",
    "عبد الله",
    "السيد",
    "سعيد",
    "عبد الرحمن",
    "كريم",
    "أشرف",
    "هاني",
    "طارق",
    "ياسر",
    "عادل",
    "سامي",
    "جمال",
    "كمال",
    "رمضان",
    "شعبان",
    "رجب",
    "صلاح",
    "فتحي",
    "عماد",
    "أيمن",
    "وائل",
    "هشام",
    "إسلام",
    "عمرو",
    "تامر",
    "شريف",
    "حسام",
    "وليد",
    "مجدي",
    "عصام",
    "ناصر",
    "سمير",
    "نبيل",
    "رضا",
    "عبد العزيز",
    "عبد الفتاح",
    "عبد الحميد",
    "عبد السلام",
    "عبد المنعم",
    "عبد الناصر",
    "عبد الكريم",
    "عبد الغني",
    "عبد الحليم",
    "عبد اللطيف",
    "عبد الوهاب",
    "عبد القادر",
    "عبد المجيد",
    "عبد النبي",
    "عبد التواب",
    "إسماعيل",
    "سليمان",
    "عثمان",
    "أنور",
    "فؤاد",
    "زكريا",
    "يحيى",
    "عيسى",
    "موسى",
    "هارون",
    "صابر",
    "جابر",
    "ماهر",
    "باسم",
    "حازم",
    "مؤمن",
    "زياد",
    "مروان",
    "أدهم",
    "سيف الدين",
    "نور الدين",
    "علاء الدين",
    "صلاح الدين",
    "عز الدين",
    "جمال الدين",
    "بهاء الدين",
    "حمدي",
    "رشدي",
    "شوقي",
    "لطفي",
    "فوزي",
    "رأفت",
    "عزت",
    "طلعت",
    "بهجت",
    "حمادة",
    "عطية",
    "عوض",
    "جاد",
    "جاد الله",
    "خلف",
    "خلف الله",
    "عبد ربه",
    "أبو بكر",
    "بكر",
    "حمزة",
    "بلال",
    "أنس",
    "معاذ",
    "ياسين",
    "مينا",
    "جرجس",
    "مرقس",
    "بطرس",
    "بولس",
    "كيرلس",
    "مايكل",
    "فهيم",
    "روماني",
    "أبانوب",
    "شنودة",
    "صموئيل",
    "حنا",
    "ميخائيل",
    "فادي",
    "بيشوي",
    "عزيز",
    "نجيب",
    "وديع",
    "سمعان",
    "ثروت",
    "ممدوح",
];

/// First index of the names that are common among Copts in [`MEN`], and the one after the last.
const COPTIC_MEN: std::ops::Range<u16> = 110..130;

/// Names of both communities in [`MEN`].
const SHARED_MEN: std::ops::Range<u16> = 87..95;

/// Names of women, commonest first.
pub(crate) const WOMEN: [&str; 100] = [
    "فاطمة",
    "مريم",
    "آية",
    "سارة",
    "نورا",
    "هبة",
    "أسماء",
    "إيمان",
    "منى",
    "أمل",
    "شيماء",
    "دعاء",
    "إسراء",
    "رانيا",
    "ياسمين",
    "هدى",
    "سمر",
    "نهى",
    "رحاب",
    "ولاء",
    "علياء",
    "زينب",
    "خديجة",
    "عائشة",
    "سلمى",
    "ندى",
    "مروة",
    "داليا",
    "غادة",
    "عبير",
    "نجلاء",
    "حنان",
    "سحر",
    "صباح",
    "كريمة",
    "سعاد",
    "نادية",
    "سناء",
    "عزة",
    "وفاء",
    "رشا",
    "رضا",
    "إنجي",
    "دينا",
    "نرمين",
    "شيرين",
    "جيهان",
    "أميرة",
    "بسمة",
    "ريهام",
    "هند",
    "أماني",
    "انتصار",
    "فايزة",
    "نعمة",
    "صفاء",
    "هناء",
    "لمياء",
    "ميادة",
    "نسمة",
    "أم كلثوم",
    "زهرة",
    "حبيبة",
    "جنى",
    "ملك",
    "روان",
    "منة الله",
    "آلاء",
    "أروى",
    "بسنت",
    "يارا",
    "تقى",
    "ضحى",
    "فرح",
    "شهد",
    "نور",
    "نورهان",
    "نادين",
    "لبنى",
    "رقية",
    "حسناء",
    "عفاف",
    "سماح",
    "سهام",
    "ثناء",
    "كوثر",
    "عطيات",
    "بدرية",
    "نفيسة",
    "سميرة",
    "مارينا",
    "مارتينا",
    "كريستين",
    "ماريان",
    "إيريني",
    "دميانة",
    "فيرونيا",
    "سوسنة",
    "مادونا",
    "جاكلين",
];

/// Names of both communities in [`WOMEN`].
const SHARED_WOMEN: [u16; 15] = [1, 3, 4, 8, 9, 13, 17, 36, 37, 42, 43, 44, 45, 46, 47];

const COPTIC_WOMEN: std::ops::Range<u16> = 90..100;

/// Names of families.
pub(crate) const FAMILIES: [&str; 96] = [
    "الشريف",
    "المصري",
    "النجار",
    "الحداد",
    "الخولي",
    "الجندي",
    "الصعيدي",
    "البنا",
    "العطار",
    "السقا",
    "الفقي",
    "الشاذلي",
    "البدوي",
    "الديب",
    "الجمل",
    "السبع",
    "النمر",
    "الأسيوطي",
    "المنياوي",
    "السوهاجي",
    "القناوي",
    "الأسواني",
    "الإسكندراني",
    "الدمياطي",
    "المنوفي",
    "الشرقاوي",
    "البحيري",
    "الغرباوي",
    "القليوبي",
    "السويسي",
    "أبو زيد",
    "أبو العلا",
    "أبو المجد",
    "أبو سالم",
    "أبو طالب",
    "أبو الفتوح",
    "أبو النصر",
    "أبو حسين",
    "أبو ليلة",
    "أبو شادي",
    "عبد العال",
    "عبد الباقي",
    "عبد الجواد",
    "عبد الرازق",
    "عبد الستار",
    "عبد المطلب",
    "عبد الموجود",
    "عبد الظاهر",
    "عبد الهادي",
    "عبد المقصود",
    "سلامة",
    "حجازي",
    "شاهين",
    "غنيم",
    "عفيفي",
    "رزق",
    "منصور",
    "مرسي",
    "متولي",
    "بسيوني",
    "الطنطاوي",
    "الدسوقي",
    "القاضي",
    "الشيخ",
    "الإمام",
    "الحسيني",
    "الهواري",
    "الجزار",
    "الخياط",
    "الصباغ",
    "زهران",
    "حمودة",
    "درويش",
    "شحاتة",
    "عوض الله",
    "حسب الله",
    "فضل الله",
    "خير الله",
    "سعد الدين",
    "شمس الدين",
    "عبد الملاك",
    "غطاس",
    "تادرس",
    "بشارة",
    "إسكندر",
    "عبد المسيح",
    "ميلاد",
    "القمص",
    "ساويرس",
    "عبد النور",
    "الزيات",
    "الحلواني",
    "الفرماوي",
    "المهدي",
    "قنديل",
    "الليثي",
];

const COPTIC_FAMILIES: std::ops::Range<u16> = 80..90;

/// The line of a household: what its children share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// Father, grandfather and two more ancestors of the children.
    ancestors: [u16; 4],
    family: u16,
    is_coptic: bool,
}

/// A new line; about one in twelve is Coptic [G].
pub(crate) fn draw_line(random: &mut Random) -> Line {
    let is_coptic = chance(random, 0.08);
    let ancestors = std::array::from_fn(|_| draw_man(random, is_coptic));
    let family = match (is_coptic, chance(random, 0.72)) {
        (_, false) => NONE,
        (true, true) => random.random_range(COPTIC_FAMILIES),
        (false, true) => skip(skewed(random, FAMILIES.len() as u16 - 10), &COPTIC_FAMILIES),
    };
    Line { ancestors, family, is_coptic }
}

/// A line of the same community for somebody who married in.
pub(crate) fn draw_other_line(random: &mut Random, line: &Line) -> Line {
    loop {
        let other = draw_line(random);
        if other.is_coptic == line.is_coptic {
            return other;
        }
    }
}

/// A child of the line, with a name of four to six parts.
pub(crate) fn draw_child(random: &mut Random, line: &Line, is_woman: bool) -> Name {
    let first = match (is_woman, line.is_coptic) {
        (false, is_coptic) => draw_man(random, is_coptic),
        (true, true) if chance(random, 0.6) => random.random_range(COPTIC_WOMEN),
        (true, true) => *pick(random, &SHARED_WOMEN),
        (true, false) => skewed(random, COPTIC_WOMEN.start),
    };
    let mut ancestors = line.ancestors;
    let count = if line.family == NONE { 3 } else { 2 } + extra_parts(random);
    ancestors.iter_mut().skip(count).for_each(|part| *part = NONE);
    Name { first, ancestors, family: line.family }
}

fn extra_parts(random: &mut Random) -> usize {
    match random.random_range(0..100) {
        0..62 => 0,
        62..93 => 1,
        _ => 2,
    }
}

fn draw_man(random: &mut Random, is_coptic: bool) -> u16 {
    match (is_coptic, chance(random, 0.75)) {
        (true, true) => random.random_range(COPTIC_MEN),
        (true, false) => random.random_range(SHARED_MEN),
        (false, _) => skip(skewed(random, MEN.len() as u16 - 20), &COPTIC_MEN),
    }
}

/// Moves an index behind a range that must not be met.
fn skip(index: u16, range: &std::ops::Range<u16>) -> u16 {
    if index >= range.start { index + range.end - range.start } else { index }
}

/// An index below `count`, low ones far commoner, as first names are.
fn skewed(random: &mut Random, count: u16) -> u16 {
    let point: f64 = random.random::<f64>();
    ((point * point * point.sqrt()) * f64::from(count)) as u16
}

impl Name {
    /// Calls back with each part in order, first name first.
    pub(crate) fn parts(&self, is_woman: bool, mut part: impl FnMut(usize, &'static str)) {
        let list: &[&'static str] = if is_woman { &WOMEN } else { &MEN };
        part(0, list[usize::from(self.first)]);
        let mut place = 1;
        for ancestor in self.ancestors.iter().filter(|ancestor| **ancestor != NONE) {
            part(place, MEN[usize::from(*ancestor)]);
            place += 1;
        }
        if self.family != NONE {
            part(place, FAMILIES[usize::from(self.family)]);
        }
    }

    /// Number of parts, compounds counted once.
    pub(crate) fn len(&self) -> usize {
        1 + self.ancestors.iter().filter(|part| **part != NONE).count()
            + usize::from(self.family != NONE)
    }

    /// The name in standard spelling.
    pub(crate) fn written(&self, is_woman: bool) -> String {
        let mut text = String::new();
        self.parts(is_woman, |place, part| {
            if place > 0 {
                text.push(' ');
            }
            text.push_str(part);
        });
        text
    }
}
