//! Rules a row can break, and their reasons in both languages; no reason ever holds a delivered value.

use mizan_domain::Bilingual;

/// A rule of the door, as it is named in quarantine and accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    RaggedRow,
    UnbalancedQuote,
    OversizedRecord,
    BrokenText,
    ControlCharacter,
    BlankRow,
    TotalsRow,
    Json,
    UnknownField,
    Required,
    Integer,
    Number,
    Money,
    Date,
    TwoDigitYear,
    PlaceholderDate,
    HijriDay,
    CodeNotInForce,
    Month,
    Boolean,
    Code,
    Governorate,
    Occupation,
    List,
    NationalIdLength,
    NationalIdDigits,
    NationalIdScientific,
    NationalIdCentury,
    NationalIdBirthDate,
    NationalIdGovernorate,
    PersonName,
    Phone,
    Passport,
    Pattern,
    Minimum,
    Maximum,
    Row,
    DuplicateKey,
    Duplicate,
    ExcelSerial,
    HijriDate,
    Preamble,
    NoRows,
    MonthGuessed,
    NoLine,
    LineNotOpen,
    OtherDelivery,
    Unchanged,
    NoticeRow,
}

/// A broken rule at its place: the column, or the row rule, by index into the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reason {
    pub(crate) kind: Kind,
    pub(crate) column: Option<u16>,
    pub(crate) row_rule: Option<u16>,
}

impl Reason {
    pub(crate) fn row(kind: Kind) -> Self {
        Self { kind, column: None, row_rule: None }
    }

    pub(crate) fn column(kind: Kind, column: usize) -> Self {
        Self { kind, column: Some(column as u16), row_rule: None }
    }
}

impl Kind {
    /// Name of the rule in tables.
    pub(crate) fn name(self) -> &'static str {
        self.texts().0
    }

    /// Whether it is evidence or a conversion only, and refuses nothing.
    pub(crate) fn is_note(self) -> bool {
        matches!(self, Self::ExcelSerial | Self::HijriDate)
    }

    /// The reason in words; `column` is the column's name in the contract.
    pub(crate) fn text(self, column: Option<&str>) -> Bilingual {
        let (_, ar, en) = self.texts();
        let Some(column) = column else {
            return Bilingual { ar: ar.to_owned(), en: en.to_owned() };
        };
        Bilingual {
            ar: format!("العمود «{column}»: {ar}"), en: format!("column `{column}`: {en}")
        }
    }

    fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::RaggedRow => (
                "ragged_row",
                "عدد خانات الصف يختلف عن عدد أعمدة الملف",
                "the row has not as many cells as the file has columns",
            ),
            Self::UnbalancedQuote => (
                "unbalanced_quote",
                "علامة تنصيص مفتوحة لم تُغلق",
                "a quotation mark is never closed",
            ),
            Self::OversizedRecord => (
                "oversized_record",
                "الصف أطول من الحد المسموح",
                "the row is longer than the bound",
            ),
            Self::BrokenText => (
                "broken_text",
                "في الصف حروف تالفة لا تُقرأ بترميز الملف",
                "the row holds letters that are broken in the file's encoding",
            ),
            Self::ControlCharacter => {
                ("control_character", "في الصف محارف تحكم", "the row holds control characters")
            }
            Self::BlankRow => {
                ("blank_row", "كل خانات الصف فارغة", "every cell of the row is empty")
            }
            Self::TotalsRow => {
                ("totals_row", "صف إجمالي وليس سجلًا", "this is a row of totals and not a record")
            }
            Self::Json => {
                ("json", "السطر ليس كائن JSON سليمًا", "the line is not a valid JSON object")
            }
            Self::UnknownField => (
                "unknown_field",
                "في السطر حقل لا يعرفه العقد",
                "the line has a field that the contract does not know",
            ),
            Self::Required => ("required", "القيمة مطلوبة وهي فارغة", "a value is required"),
            Self::Integer => {
                ("integer", "القيمة ليست عددًا صحيحًا", "the value is not a whole number")
            }
            Self::Number => ("number", "القيمة ليست عددًا", "the value is not a number"),
            Self::Money => (
                "money",
                "القيمة ليست مبلغًا بخانتين عشريتين على الأكثر",
                "the value is not an amount with at most two decimals",
            ),
            Self::Date => {
                ("date", "القيمة ليست تاريخًا في التقويم", "the value is not a calendar date")
            }
            Self::TwoDigitYear => {
                ("two_digit_year", "السنة مكتوبة برقمين فقط", "the year has only two digits")
            }
            Self::PlaceholderDate => (
                "placeholder_date",
                "التاريخ قيمة شكلية وليس تاريخًا حقيقيًا",
                "the date is a placeholder and not a real day",
            ),
            Self::HijriDay => (
                "hijri_day",
                "التاريخ الهجري غير موجود في تقويم أم القرى",
                "the Hijri date does not exist in the Umm al-Qura calendar",
            ),
            Self::CodeNotInForce => (
                "code_not_in_force",
                "الرمز في القائمة لكنه غير سارٍ في هذا التاريخ",
                "the code is in the list, but not in force on that day",
            ),
            Self::Month => ("month", "القيمة ليست شهرًا", "the value is not a month"),
            Self::Boolean => ("boolean", "القيمة ليست نعم أو لا", "the value is neither yes nor no"),
            Self::Code => ("code", "الرمز ليس في قائمة الرموز", "the code is not in the code list"),
            Self::Governorate => {
                ("governorate", "القيمة ليست محافظة معروفة", "the value is no known governorate")
            }
            Self::Occupation => (
                "occupation",
                "القيمة ليست رمز مهنة وفق ISCO-08",
                "the value is not an ISCO-08 occupation code",
            ),
            Self::List => {
                ("list", "القائمة فيها عنصر غير سليم", "the list has an item that is not valid")
            }
            Self::NationalIdLength => (
                "national_id_length",
                "الرقم القومي ليس أربعة عشر رقمًا",
                "the national number does not have fourteen digits",
            ),
            Self::NationalIdDigits => (
                "national_id_digits",
                "في الرقم القومي ما ليس رقمًا",
                "the national number holds something that is no digit",
            ),
            Self::NationalIdScientific => (
                "national_id_scientific",
                "الرقم القومي مكتوب بالصيغة العلمية فضاعت أرقامه",
                "the national number was turned into scientific notation and lost digits",
            ),
            Self::NationalIdCentury => (
                "national_id_century",
                "خانة القرن في الرقم القومي غير صحيحة",
                "the century digit of the national number is not issued",
            ),
            Self::NationalIdBirthDate => (
                "national_id_birth_date",
                "تاريخ الميلاد داخل الرقم القومي غير موجود",
                "the birth date inside the national number does not exist",
            ),
            Self::NationalIdGovernorate => (
                "national_id_governorate",
                "رمز المحافظة داخل الرقم القومي غير موجود",
                "the governorate inside the national number does not exist",
            ),
            Self::PersonName => {
                ("person_name", "القيمة ليست اسم شخص", "the value is not a person's name")
            }
            Self::Phone => ("phone", "القيمة ليست رقم هاتف", "the value is not a telephone number"),
            Self::Passport => {
                ("passport", "القيمة ليست رقم جواز سفر", "the value is not a passport number")
            }
            Self::Pattern => (
                "pattern",
                "القيمة لا توافق الصيغة المتفق عليها",
                "the value does not have the agreed form",
            ),
            Self::Minimum => {
                ("minimum", "القيمة أقل من الحد الأدنى", "the value is below the minimum")
            }
            Self::Maximum => {
                ("maximum", "القيمة أكبر من الحد الأقصى", "the value is above the maximum")
            }
            Self::Row => (
                "row_rule",
                "الصف يخالف قاعدة بين عمودين",
                "the row breaks a rule over two columns",
            ),
            Self::DuplicateKey => (
                "duplicate_key",
                "سبق في الملف صف بالمفتاح نفسه ومحتوى مختلف",
                "an earlier row of the file has the same key and other content",
            ),
            Self::Duplicate => (
                "duplicate",
                "الصف تكرار تام لصف سابق في الملف",
                "the row repeats an earlier row of the file exactly",
            ),
            Self::ExcelSerial => (
                "excel_serial",
                "تواريخ مكتوبة كأرقام إكسل حُوِّلت إلى تواريخ",
                "dates delivered as Excel serial numbers were converted",
            ),
            Self::HijriDate => (
                "hijri_date",
                "تواريخ هجرية حُوِّلت إلى ميلادية وفق تقويم أم القرى",
                "Hijri dates were converted by the Umm al-Qura calendar",
            ),
            Self::Preamble => (
                "preamble",
                "أسطر قبل سطر العناوين لم تُعد صفوفًا",
                "lines before the header line are not counted as rows",
            ),
            Self::NoRows => ("no_rows", "الملف لا يحوي أي صف", "the file holds no row"),
            Self::MonthGuessed => (
                "month_guessed",
                "شهر التسليم غير مذكور في اسم الملف فأُخذ من أحدث تاريخ في صفوفه",
                "the month stands neither in the file's name nor was it given; it was taken from the newest date in the rows",
            ),
            Self::NoLine => (
                "no_line",
                "صف التصحيح لا يذكر رقم السطر الذي يصححه",
                "the correction does not name the line it corrects",
            ),
            Self::LineNotOpen => (
                "line_not_open",
                "السطر المذكور ليس معزولًا في الملف الأصلي أو سبق تصحيحه",
                "the line named is not in quarantine, or was corrected before",
            ),
            Self::OtherDelivery => (
                "other_delivery",
                "صف التصحيح يخص ملفًا واردًا آخر",
                "the correction belongs to another delivery",
            ),
            Self::Unchanged => {
                ("unchanged", "الصف لم يتغير عما عُزل", "the row is as it was when it was refused")
            }
            Self::NoticeRow => (
                "notice_row",
                "ملف إشعار الحذف لا يقبل إلا صفوف حذف",
                "a deletion notice holds deletions only",
            ),
        }
    }
}
