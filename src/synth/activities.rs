//! Economic activities: ISIC codes by family and the words they have in trade names.

use crate::trades::Family;

/// One ISIC Rev. 4 class as establishments register it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Activity {
    /// Family it belongs to.
    pub(crate) family: Family,
    /// ISIC Rev. 4 class.
    pub(crate) isic: &'static str,
    /// How a trade name says it.
    pub(crate) name_ar: &'static str,
    /// The same in English.
    pub(crate) name_en: &'static str,
    /// Weight among establishments.
    pub(crate) weight: f64,
}

const fn activity(
    family: Family,
    isic: &'static str,
    name_ar: &'static str,
    name_en: &'static str,
    weight: f64,
) -> Activity {
    Activity { family, isic, name_ar, name_en, weight }
}

use Family::{
    Agriculture, Construction, Education, Health, Hospitality, Information, Manufacturing,
    Quarrying, Services, Trade, Transport,
};

/// Activities with their weights among establishments [G].
pub(crate) const ACTIVITIES: [Activity; 40] = [
    activity(Agriculture, "0113", "للإنتاج الزراعي", "Farms", 2.5),
    activity(Agriculture, "0322", "للمزارع السمكية", "Fish Farms", 0.8),
    activity(Manufacturing, "1410", "للملابس الجاهزة", "Garments", 4.0),
    activity(Manufacturing, "1312", "للغزل والنسيج", "Textiles", 2.0),
    activity(Manufacturing, "1071", "للمخبوزات", "Bakeries", 5.0),
    activity(Manufacturing, "1030", "للصناعات الغذائية", "Food Industries", 2.5),
    activity(Manufacturing, "3100", "للأثاث", "Furniture", 4.0),
    activity(Manufacturing, "2511", "للإنشاءات المعدنية", "Metal Works", 3.0),
    activity(Manufacturing, "2220", "لصناعة البلاستيك", "Plastics", 1.5),
    activity(Manufacturing, "2750", "للأجهزة الكهربائية", "Electric Appliances", 1.0),
    activity(Manufacturing, "2392", "للسيراميك ومواد البناء", "Building Materials", 1.2),
    activity(Construction, "4100", "للمقاولات العامة", "Contracting", 5.0),
    activity(Construction, "4290", "للإنشاءات والطرق", "Construction", 1.5),
    activity(Construction, "4322", "للأعمال الصحية والتكييف", "Plumbing and HVAC", 2.0),
    activity(Construction, "4321", "للأعمال الكهربائية", "Electrical Works", 2.0),
    activity(Construction, "4330", "للتشطيبات والديكور", "Finishing", 2.5),
    activity(Trade, "4711", "للمواد الغذائية", "Supermarkets", 14.0),
    activity(Trade, "4771", "للملابس والأحذية", "Fashion Stores", 7.0),
    activity(Trade, "4752", "للأدوات الصحية والحدايد", "Hardware", 4.0),
    activity(Trade, "4741", "للموبايل والإلكترونيات", "Mobiles and Electronics", 4.0),
    activity(Trade, "4630", "لتجارة الجملة", "Wholesale", 4.0),
    activity(Trade, "4520", "لصيانة السيارات", "Car Service", 5.0),
    activity(Trade, "9602", "لتصفيف الشعر والتجميل", "Beauty Salons", 2.5),
    activity(Transport, "4923", "للنقل", "Transport", 2.5),
    activity(Transport, "5210", "للتخزين", "Storage", 1.0),
    activity(Transport, "5320", "للتوصيل السريع", "Express Delivery", 1.0),
    activity(Hospitality, "5610", "للمطاعم", "Restaurants", 5.0),
    activity(Hospitality, "5630", "للمقاهي", "Cafes", 3.0),
    activity(Hospitality, "5510", "للفنادق والقرى السياحية", "Hotels and Resorts", 1.2),
    activity(Services, "8010", "للأمن والحراسة", "Security", 1.0),
    activity(Services, "8121", "لخدمات النظافة", "Cleaning Services", 1.2),
    activity(Services, "6920", "للمحاسبة والمراجعة", "Accounting", 1.5),
    activity(Services, "8220", "لخدمات العملاء", "Contact Centres", 0.4),
    activity(Services, "6820", "للتسويق العقاري", "Real Estate", 2.0),
    activity(Education, "8510", "للتعليم", "Schools", 1.8),
    activity(Education, "8549", "للتدريب", "Training", 0.8),
    activity(Health, "8610", "للرعاية الطبية", "Medical Care", 1.2),
    activity(Health, "4772", "للصيدليات", "Pharmacies", 3.0),
    activity(Information, "6201", "للبرمجيات", "Software", 0.8),
    activity(Quarrying, "0810", "للمحاجر", "Quarries", 0.5),
];

/// First words of trade names.
pub(crate) const BRANDS: [(&str, &str); 60] = [
    ("النيل", "Nile"),
    ("الأهرام", "Pyramids"),
    ("الفجر", "Fajr"),
    ("النور", "Nour"),
    ("الأمل", "Amal"),
    ("المستقبل", "Future"),
    ("الوادي", "Valley"),
    ("الدلتا", "Delta"),
    ("الصفا", "Safa"),
    ("المروة", "Marwa"),
    ("الهدى", "Huda"),
    ("التوحيد", "Tawheed"),
    ("الإيمان", "Iman"),
    ("السلام", "Salam"),
    ("الحرية", "Horreya"),
    ("الشروق", "Shorouk"),
    ("الربيع", "Rabie"),
    ("الزهراء", "Zahraa"),
    ("القدس", "Quds"),
    ("الأندلس", "Andalus"),
    ("مصر", "Misr"),
    ("طيبة", "Tiba"),
    ("رمسيس", "Ramses"),
    ("سيناء", "Sinai"),
    ("المتحدة", "United"),
    ("الحديثة", "Modern"),
    ("الدولية", "International"),
    ("العربية", "Arab"),
    ("الوطنية", "National"),
    ("المصرية", "Egyptian"),
    ("الفيروز", "Fayrouz"),
    ("الياسمين", "Yasmin"),
    ("اللوتس", "Lotus"),
    ("النخيل", "Nakheel"),
    ("الواحة", "Oasis"),
    ("البحر", "Bahr"),
    ("المنار", "Manar"),
    ("الفنار", "Fanar"),
    ("الصقر", "Saqr"),
    ("النسر", "Nesr"),
    ("الأصيل", "Aseel"),
    ("الكرامة", "Karama"),
    ("العهد", "Ahd"),
    ("الوفاء", "Wafaa"),
    ("الرواد", "Rowad"),
    ("الخبراء", "Experts"),
    ("الأوائل", "Awael"),
    ("الفرسان", "Forsan"),
    ("المدينة", "Madina"),
    ("البركة", "Baraka"),
    ("الخير", "Kheir"),
    ("الرحاب", "Rehab"),
    ("السعادة", "Saada"),
    ("الجوهرة", "Gawhara"),
    ("الماسة", "Massa"),
    ("الكوثر", "Kawthar"),
    ("التقوى", "Taqwa"),
    ("الفتح", "Fath"),
    ("النصر", "Nasr"),
    ("القمة", "Kemma"),
];
