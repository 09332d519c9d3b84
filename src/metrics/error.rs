//! The one error type of this crate, said in both languages.

use mizan_domain::{Bilingual, Language};

use crate::rows::RowError;

/// Why a figure cannot be given.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No metric has this name.
    #[error("metric `{name}` does not exist")]
    UnknownMetric {
        /// The name asked for.
        name: String,
        /// The nearest known name.
        nearest: Option<String>,
    },
    /// The metric has no such dimension.
    #[error("metric `{metric}` has no dimension `{name}`")]
    UnknownDimension {
        /// The metric.
        metric: String,
        /// The dimension asked for.
        name: String,
        /// The nearest dimension.
        nearest: Option<String>,
        /// All its dimensions.
        known: Vec<String>,
    },
    /// No row of the mart has this value.
    #[error("dimension `{dimension}` has no value `{value}`")]
    UnknownValue {
        /// The dimension.
        dimension: String,
        /// The value asked for.
        value: String,
        /// The nearest known value.
        nearest: Option<String>,
    },
    /// A value is not written as a code, month or year.
    #[error("value `{value}` of dimension `{dimension}` is not a code")]
    MalformedValue {
        /// The dimension.
        dimension: String,
        /// The value as given.
        value: String,
    },
    /// A dimension is asked for twice, or filtered without a value.
    #[error("dimension `{dimension}` is {fault}", fault = fault.en)]
    MalformedQuery {
        /// The dimension.
        dimension: String,
        /// What is wrong with it.
        fault: Bilingual,
    },
    /// A median was asked for a union of cells, which medians do not allow.
    #[error("metric `{metric}` is a median and needs `{missing}` in `by` or as one filter value")]
    NotAtGrain {
        /// The metric.
        metric: String,
        /// Dimensions that would have to be fixed, joined by commas.
        missing: String,
    },
    /// The answer would have more cells than a reader or a page can use.
    #[error("metric `{metric}` would give more than {limit} cells")]
    TooManyCells {
        /// The metric.
        metric: String,
        /// The largest number of cells.
        limit: usize,
        /// The dimension asked for that has most values.
        widest: Option<String>,
    },
    /// A public query joins values freely, so that two such queries could differ by one person.
    #[error("dimension `{dimension}` may take one value or be in `by` in public figures")]
    FreeUnion {
        /// The dimension with several values.
        dimension: String,
    },
    /// Public figures need the secret of the cell keys, which was not given.
    #[error("public figures need the secret of the cell keys")]
    SecretMissing,
    /// A metric file contradicts itself or is incomplete.
    #[error("metric file `{metric}`: {reason}", reason = reason.en)]
    Definition {
        /// Name of the file without its ending.
        metric: String,
        /// What is wrong.
        reason: Bilingual,
    },
    /// The engine did not answer.
    #[error("rows of metric `{metric}` could not be read: {source}")]
    Rows {
        /// The metric.
        metric: String,
        /// The engine's own error.
        source: RowError,
    },
    /// The engine answered with another shape than the query asks for.
    #[error("column `{column}` of metric `{metric}` came back {fault}")]
    Shape {
        /// The metric.
        metric: String,
        /// The column.
        column: String,
        /// What was wrong with it.
        fault: String,
    },
    /// An estimator refused.
    #[error(transparent)]
    Statistics(#[from] mizan_statistics::Error),
}

/// The result of a question to the catalogue.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Says whether the fault lies in the system and not in the question.
    pub fn is_internal(&self) -> bool {
        matches!(
            self,
            Self::Rows { .. } | Self::Shape { .. } | Self::Statistics(_) | Self::SecretMissing
        )
    }

    /// Gives a short stable name for the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownMetric { .. } => "unknown_metric",
            Self::UnknownDimension { .. } => "unknown_dimension",
            Self::UnknownValue { .. } => "unknown_value",
            Self::MalformedValue { .. } => "malformed_value",
            Self::MalformedQuery { .. } => "malformed_query",
            Self::NotAtGrain { .. } => "not_at_grain",
            Self::TooManyCells { .. } => "too_many_cells",
            Self::FreeUnion { .. } => "free_union",
            Self::SecretMissing => "secret_missing",
            Self::Definition { .. } => "metric_definition",
            Self::Rows { .. } => "rows_unavailable",
            Self::Shape { .. } => "rows_shape",
            Self::Statistics(_) => "statistics",
        }
    }

    /// Says what failed, in one language.
    pub fn message(&self, language: Language) -> String {
        if language == Language::English {
            return self.to_string();
        }
        match self {
            Self::UnknownMetric { name, .. } => format!("لا يوجد مؤشر باسم `{name}`"),
            Self::UnknownDimension { metric, name, .. } => {
                format!("ليس للمؤشر `{metric}` بُعد باسم `{name}`")
            }
            Self::UnknownValue { dimension, value, .. } => {
                format!("لا توجد القيمة `{value}` في البُعد `{dimension}`")
            }
            Self::MalformedValue { dimension, value } => {
                format!("القيمة `{value}` في البُعد `{dimension}` ليست رمزًا صحيحًا")
            }
            Self::MalformedQuery { dimension, fault } => {
                format!("البُعد `{dimension}` {}", fault.ar)
            }
            Self::NotAtGrain { metric, missing } => format!(
                "المؤشر `{metric}` وسيط، ويلزم تحديد `{missing}` في التقسيم أو بقيمة واحدة في التصفية"
            ),
            Self::TooManyCells { metric, limit, .. } => {
                format!("يعطي المؤشر `{metric}` أكثر من {limit} خلية")
            }
            Self::FreeUnion { dimension } => {
                format!("في الأرقام المعلنة للبُعد `{dimension}` قيمة واحدة، أو يُدرج في التقسيم")
            }
            Self::SecretMissing => "لم يُضبط مفتاح حماية الأرقام المعلنة".into(),
            Self::Definition { metric, reason } => format!("ملف المؤشر `{metric}`: {}", reason.ar),
            Self::Rows { metric, .. } => format!("تعذرت قراءة بيانات المؤشر `{metric}`"),
            Self::Shape { metric, column, .. } => {
                format!("جاء العمود `{column}` للمؤشر `{metric}` على غير الشكل المنتظر")
            }
            Self::Statistics(_) => "تعذر حساب التقدير الإحصائي".into(),
        }
    }

    /// Gives advice in English.
    pub fn hint(&self) -> Option<String> {
        self.advice(Language::English)
    }

    /// Gives advice in one language.
    pub fn advice(&self, language: Language) -> Option<String> {
        let text = match self {
            Self::UnknownMetric { nearest, .. } => match nearest {
                Some(nearest) => meant(nearest),
                None => Bilingual::new(
                    "اعرض قائمة المؤشرات بالأمر `mizan metric --list`",
                    "list the metrics with `mizan metric --list`",
                ),
            },
            Self::UnknownDimension { nearest: Some(nearest), .. }
            | Self::UnknownValue { nearest: Some(nearest), .. } => meant(nearest),
            Self::UnknownDimension { known, .. } => {
                let known = known.join("`, `");
                Bilingual::new(
                    format!("الأبعاد المتاحة: `{known}`"),
                    format!("its dimensions are `{known}`"),
                )
            }
            Self::MalformedValue { .. } => Bilingual::new(
                "اكتب رمزًا مثل `EG-MN` أو شهرًا مثل `2026-03` أو سنة مثل `2026`",
                "write a code such as `EG-MN`, a month such as `2026-03` or a year such as `2026`",
            ),
            Self::NotAtGrain { missing, .. } => Bilingual::new(
                format!("أضف `{missing}` إلى التقسيم"),
                format!("add `{missing}` to `by`"),
            ),
            Self::TooManyCells { widest: Some(widest), .. } => Bilingual::new(
                format!("اترك `{widest}` أو اختر قيمة واحدة منه"),
                format!("leave out `{widest}`, or keep one value of it"),
            ),
            Self::TooManyCells { .. } => Bilingual::new(
                "قلل الأبعاد أو أضف تصفية",
                "ask for fewer dimensions or add a filter",
            ),
            Self::FreeUnion { dimension } => Bilingual::new(
                format!("أضف `{dimension}` إلى التقسيم أو اختر قيمة واحدة"),
                format!("add `{dimension}` to `by`, or choose one value"),
            ),
            Self::SecretMissing => Bilingual::new(
                "اضبط مفتاح الإفصاح في إعدادات النظام",
                "set the disclosure secret in the configuration",
            ),
            Self::Statistics(error) => {
                let hint = error.hint()?;
                Bilingual::new(hint.clone(), hint)
            }
            Self::UnknownValue { .. }
            | Self::MalformedQuery { .. }
            | Self::Definition { .. }
            | Self::Rows { .. }
            | Self::Shape { .. } => return None,
        };
        Some(text.get(language).to_owned())
    }
}

fn meant(nearest: &str) -> Bilingual {
    Bilingual::new(format!("هل تقصد `{nearest}`؟"), format!("did you mean `{nearest}`?"))
}
