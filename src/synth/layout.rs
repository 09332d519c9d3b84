//! How each source delivers: file kind, encoding, delimiter, header texts and the kind of each column.

/// Kinds of column, as far as faults differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Part of the key: kept clean, so that faults can be traced.
    Key,
    /// Free text.
    Text,
    /// One of a code list.
    Code,
    /// A governorate in the source's own spelling.
    Governorate,
    /// A national number.
    NationalId,
    /// A day.
    Day,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Number,
    /// An amount in pounds.
    Money,
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Header text as delivered.
    pub(crate) header: &'static str,
    /// Kind of value.
    pub(crate) kind: Kind,
    /// Whether the contract refuses an empty value.
    pub(crate) is_required: bool,
}

/// Encodings of text files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 with a byte-order mark, as Excel saves it.
    Utf8Mark,
    /// Windows-1256 with carriage returns.
    Windows1256,
    /// An Excel workbook.
    Workbook,
}

/// The layout of one source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Name of the source and first part of its files' names.
    pub(crate) source: &'static str,
    /// Encoding or container.
    pub(crate) encoding: Encoding,
    /// Field separator of text files.
    pub(crate) delimiter: char,
    /// Columns in order.
    pub(crate) columns: &'static [Column],
}

impl Layout {
    /// Ending of the files.
    pub(crate) fn extension(&self) -> &'static str {
        if self.encoding == Encoding::Workbook { "xlsx" } else { "csv" }
    }
}

const fn needed(header: &'static str, kind: Kind) -> Column {
    Column { header, kind, is_required: true }
}

const fn open(header: &'static str, kind: Kind) -> Column {
    Column { header, kind, is_required: false }
}

use Encoding::{Utf8, Utf8Mark, Windows1256, Workbook};
use Kind::{Code, Day, Governorate, Integer, Key, Money, NationalId, Number, Text};

const fn csv(source: &'static str, encoding: Encoding, columns: &'static [Column]) -> Layout {
    Layout { source, encoding, delimiter: ',', columns }
}

/// Registrations of job seekers.
pub(crate) const WORK_REGISTRATIONS: Layout = csv(
    "work_registrations",
    Utf8,
    &[
        needed("رقم القيد", Key),
        needed("الرقم القومي", NationalId),
        needed("الاسم", Text),
        needed("تاريخ الميلاد", Day),
        needed("النوع", Code),
        needed("المحافظة", Governorate),
        needed("مكتب العمل", Text),
        needed("قناة التقديم", Code),
        needed("مستوى المؤهل", Integer),
        needed("كود المهنة", Code),
        needed("تاريخ التقديم", Day),
        open("تاريخ القيد", Day),
        open("تاريخ الإصدار", Day),
        open("تاريخ استلام العمل", Day),
        open("تاريخ إعادة الشهادة", Day),
        needed("الحالة", Code),
    ],
);

/// Skill assessments.
pub(crate) const SKILL_ASSESSMENTS: Layout = csv(
    "skill_assessments",
    Utf8Mark,
    &[
        needed("رقم طلب القياس", Key),
        needed("الرقم القومي", NationalId),
        needed("الاسم", Text),
        needed("المحافظة", Governorate),
        needed("مركز القياس", Text),
        needed("قناة التقديم", Code),
        needed("كود المهنة", Code),
        needed("تاريخ التقديم", Day),
        open("تاريخ الاختبار", Day),
        open("درجة النظري", Number),
        open("درجة العملي", Number),
        needed("اعتراف بالتعلم المسبق", Code),
        open("مستوى المهارة", Code),
        open("رقم الشهادة", Text),
        open("تاريخ الإصدار", Day),
        needed("الرسم المدفوع", Money),
        open("سبب الإعفاء", Code),
    ],
);

/// Craft licences.
pub(crate) const CRAFT_LICENCES: Layout = csv(
    "craft_licences",
    Utf8,
    &[
        needed("رقم الترخيص", Key),
        needed("الرقم القومي", NationalId),
        needed("المحافظة", Governorate),
        needed("مكتب العمل", Text),
        needed("قناة التقديم", Code),
        needed("كود المهنة", Code),
        needed("رقم شهادة القياس", Text),
        needed("تاريخ التقديم", Day),
        open("تاريخ القرار", Day),
        open("القرار", Code),
        open("تاريخ الإصدار", Day),
        open("ساري حتى", Day),
        needed("الرسم المدفوع", Money),
    ],
);

/// Register of irregular workers.
pub(crate) const IRREGULAR_WORKERS: Layout = csv(
    "irregular_workers",
    Utf8Mark,
    &[
        needed("رقم العامل", Key),
        needed("الرقم القومي", NationalId),
        needed("الاسم", Text),
        open("رقم الهاتف", Text),
        needed("الفئة", Code),
        open("كود المهنة", Code),
        needed("المحافظة", Governorate),
        needed("طريق القيد", Code),
        open("الرقم الضريبي للمقاول", Text),
        needed("تاريخ القيد", Day),
        needed("الحالة", Code),
        open("تاريخ الخروج", Day),
    ],
);

/// Grant payments.
pub(crate) const SUPPORT_PAYMENTS: Layout = csv(
    "support_payments",
    Utf8,
    &[
        needed("payment_no", Key),
        needed("national_id", NationalId),
        needed("governorate_code", Governorate),
        needed("occasion_code", Text),
        needed("run_date", Day),
        needed("amount_egp", Money),
        needed("payer_code", Text),
        needed("outlet_code", Text),
        open("paid_on", Day),
        open("return_reason", Text),
    ],
);

/// Foreigners' permits.
pub(crate) const WORK_PERMITS: Layout = csv(
    "work_permits",
    Utf8,
    &[
        needed("permit_no", Key),
        needed("passport_no", Text),
        needed("nationality_code", Text),
        needed("governorate_code", Governorate),
        needed("establishment_tax_no", Text),
        needed("occupation_code", Code),
        needed("issuer_code", Code),
        needed("office_code", Text),
        needed("channel", Code),
        needed("rule_version", Text),
        needed("year_no", Integer),
        needed("is_over_cap", Code),
        needed("fee_egp", Money),
        needed("applied_on", Day),
        open("decided_on", Day),
        open("decision", Code),
        open("valid_from", Day),
        open("valid_to", Day),
        needed("is_first_time", Code),
    ],
);

/// Deposited contracts.
pub(crate) const EMPLOYMENT_CONTRACTS: Layout = csv(
    "employment_contracts",
    Workbook,
    &[
        needed("رقم العقد", Key),
        needed("رقم التسجيل الضريبي", Text),
        needed("الاسم", Text),
        needed("الرقم القومي", NationalId),
        needed("المسمى الوظيفي", Text),
        needed("الأجر الشهري", Money),
        needed("تاريخ بدء العمل", Day),
        open("مدة العقد بالشهور", Integer),
    ],
);

/// Programmes.
pub(crate) const TRAINING_PROGRAMMES: Layout = csv(
    "training_programmes",
    Utf8,
    &[
        needed("programme_code", Key),
        needed("provider_code", Text),
        needed("title_ar", Text),
        needed("title_en", Text),
        needed("occupation_code", Code),
        needed("hours", Integer),
        needed("skills", Text),
        needed("cost_egp_trainee", Money),
    ],
);

/// Cohorts.
pub(crate) const TRAINING_COHORTS: Layout = csv(
    "training_cohorts",
    Utf8,
    &[
        needed("cohort_code", Key),
        needed("programme_code", Text),
        needed("provider_code", Text),
        needed("provider_name_ar", Text),
        needed("provider_name_en", Text),
        needed("governorate_code", Governorate),
        needed("starts_on", Day),
        needed("ends_on", Day),
        needed("seats", Integer),
        needed("cost_egp", Money),
    ],
);

/// Enrolments.
pub(crate) const TRAINING_ENROLMENTS: Layout = csv(
    "training_enrolments",
    Utf8,
    &[
        needed("enrolment_no", Key),
        needed("cohort_code", Text),
        needed("national_id", NationalId),
        needed("full_name", Text),
        needed("enrolled_on", Day),
        open("ended_on", Day),
        open("end_reason", Code),
        open("attendance_share", Number),
        open("pre_score", Number),
        open("post_score", Number),
        open("certificate_no", Text),
    ],
);

/// Vacancies.
pub(crate) const VACANCIES: Layout = csv(
    "vacancies",
    Utf8,
    &[
        needed("vacancy_no", Key),
        needed("establishment_tax_no", Text),
        needed("title", Text),
        open("occupation_code", Code),
        needed("governorate_code", Governorate),
        needed("openings", Integer),
        open("wage_min_egp_month", Money),
        open("wage_max_egp_month", Money),
        needed("contract_type", Code),
        needed("shift", Code),
        open("education_level", Integer),
        open("skills", Text),
        needed("is_licence_required", Code),
        needed("posted_on", Day),
        open("closed_on", Day),
        needed("status", Code),
    ],
);

/// Referrals.
pub(crate) const REFERRALS: Layout = csv(
    "referrals",
    Utf8,
    &[
        needed("referral_no", Key),
        needed("vacancy_no", Text),
        needed("national_id", NationalId),
        needed("referred_on", Day),
        open("outcome_code", Code),
        open("outcome_on", Day),
    ],
);

/// Hires.
pub(crate) const HIRES: Layout = csv(
    "hires",
    Utf8,
    &[
        needed("hire_no", Key),
        open("vacancy_no", Text),
        needed("national_id", NationalId),
        needed("establishment_tax_no", Text),
        needed("occupation_code", Code),
        needed("governorate_code", Governorate),
        needed("started_on", Day),
        needed("wage_egp_month", Money),
    ],
);

/// Insurance contributions.
pub(crate) const INSURANCE_CONTRIBUTIONS: Layout = Layout {
    source: "insurance_contributions",
    encoding: Windows1256,
    delimiter: ';',
    columns: &[
        needed("insured_no", Key),
        needed("month", Key),
        needed("national_id", NationalId),
        needed("full_name", Text),
        needed("establishment_no", Text),
        open("establishment_tax_no", Text),
        needed("governorate_code", Governorate),
        needed("category_code", Code),
        open("occupation_code", Code),
        needed("wage_egp_month", Money),
        needed("started_on", Day),
        open("ended_on", Day),
        open("end_reason", Text),
    ],
};

/// Commercial register.
pub(crate) const COMMERCIAL_REGISTER: Layout = csv(
    "commercial_register",
    Utf8,
    &[
        needed("register_no", Key),
        needed("register_office_code", Key),
        open("owner_national_id", NationalId),
        needed("trade_name", Text),
        needed("legal_form", Text),
        needed("activity_code", Text),
        needed("governorate_code", Governorate),
        needed("status", Code),
        needed("registered_on", Day),
        open("struck_off_on", Day),
        needed("tax_no", Text),
        open("workers", Integer),
    ],
);

/// Establishments registered for insurance.
pub(crate) const INSURED_ESTABLISHMENTS: Layout = csv(
    "insured_establishments",
    Utf8Mark,
    &[
        needed("establishment_no", Key),
        needed("trade_name", Text),
        open("establishment_tax_no", Text),
        open("register_no", Text),
        open("register_office_code", Text),
        needed("governorate_code", Governorate),
        open("activity_code", Text),
        open("address", Text),
    ],
);

/// Collected advertisements.
pub(crate) const JOB_ADVERTISEMENTS: Layout = csv(
    "job_advertisements",
    Utf8,
    &[
        needed("Title", Text),
        needed("Company", Text),
        needed("Location", Text),
        open("Type", Text),
        open("Level", Text),
        open("YearsExp", Text),
        open("Country", Text),
        open("Skills", Text),
    ],
);

/// All sources, in the order of the catalogue.
pub(crate) const ALL: [Layout; 17] = [
    WORK_REGISTRATIONS,
    SKILL_ASSESSMENTS,
    CRAFT_LICENCES,
    IRREGULAR_WORKERS,
    SUPPORT_PAYMENTS,
    WORK_PERMITS,
    EMPLOYMENT_CONTRACTS,
    TRAINING_PROGRAMMES,
    TRAINING_COHORTS,
    TRAINING_ENROLMENTS,
    VACANCIES,
    REFERRALS,
    HIRES,
    INSURANCE_CONTRIBUTIONS,
    COMMERCIAL_REGISTER,
    JOB_ADVERTISEMENTS,
    INSURED_ESTABLISHMENTS,
];
