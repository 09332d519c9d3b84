//! What a schema's columns mean and how its records may meet, read from `pipelines/linkage/*.toml`.

mod defaults;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Most comparisons a model can hold: a pattern of levels is one 64-bit word of 4 bits each.
pub const COMPARISONS_MAX: usize = 16;

/// Whether records of one set are grouped, or those of two sets paired one to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Any number of records may be the same entity.
    #[default]
    Dedupe,
    /// Each record has at most one partner, in the other file.
    Link,
}

/// What a column says about an entity; the role decides how two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A whole name of one to six parts; it becomes the four roles below.
    FullName,
    /// A person's own name.
    GivenName,
    /// The second part of an Arabic name.
    FatherName,
    /// The third part of an Arabic name.
    GrandfatherName,
    /// The last part of a name.
    FamilyName,
    /// A date of birth or of founding.
    BirthDate,
    /// The Egyptian national id: two valid, different ones never meet.
    NationalId,
    /// Any other number given to one entity: tax number, insurance number, passport.
    Identifier,
    /// A telephone number, which a family may share.
    Phone,
    /// A governorate or state.
    Governorate,
    /// Male or female.
    Sex,
    /// A street, building or free address line; two such columns may have been exchanged.
    Address,
    /// A town, suburb or village.
    Locality,
    /// A postal code.
    Postcode,
    /// A number in a street.
    StreetNumber,
    /// The name of a company or shop.
    OrganisationName,
    /// Any other code, compared for equality.
    Code,
}

/// One column and its role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// The column's name.
    pub column: String,
    /// What it says.
    pub role: Role,
    /// Whether a file may lack the column; all its values are then missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_optional: bool,
    /// Whether an entity has one such number for ever: two that differ by more than a slip never meet.
    /// Holds for national ids without being said.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_decisive: bool,
}

/// A way for two records to become a candidate pair: all keys equal and present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockingRule {
    /// Role names, each perhaps with a part: `birth_date`, `birth_date.year`, `given_name.sound`,
    /// `national_id.head`, `address.2`.
    pub keys: Vec<String>,
}

/// Bounds on work, per record and in all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Candidate pairs one blocking rule may make per record, on average.
    pub pairs_per_record: u64,
    /// Candidate pairs one blocking rule may always make.
    pub pairs_at_least: u64,
    /// Largest block that is ever compared pair by pair.
    pub block_size_max: u32,
    /// Largest number of different records of one entity.
    pub cluster_size_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pairs_per_record: 4,
            pairs_at_least: 1_000_000,
            block_size_max: 2_000,
            cluster_size_max: 500,
        }
    }
}

/// How much training looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Training {
    /// Random pairs from which chance agreement is counted.
    pub random_pairs: u64,
    /// Candidate pairs from which agreement among true pairs is counted; more are sampled by hash.
    pub candidate_pairs: u64,
    /// Rounds of expectation and maximisation.
    pub rounds: u32,
}

impl Default for Training {
    fn default() -> Self {
        Self { random_pairs: 2_000_000, candidate_pairs: 4_000_000, rounds: 60 }
    }
}

/// How the truth is read from the truth column, for evaluation only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TruthPrefix {
    /// The entity is the part of the value before this separator's `parts`-th occurrence.
    pub separator: String,
    /// How many separated parts name the entity.
    pub parts: usize,
}

/// The linkage specification of one schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkageSpec {
    /// The schema's name, for messages.
    pub schema: String,
    /// One set or two.
    #[serde(default)]
    pub mode: Mode,
    /// The column with the record's own key, which is never compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_column: Option<String>,
    /// Columns and their roles.
    pub fields: Vec<FieldSpec>,
    /// Blocking rules; without any, those of the roles present.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocking: Vec<BlockingRule>,
    /// Bounds on work.
    #[serde(default)]
    pub limits: Limits,
    /// Training effort.
    #[serde(default)]
    pub training: Training,
    /// How to read the truth column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truth_prefix: Option<TruthPrefix>,
}

impl LinkageSpec {
    /// Reads and checks a specification.
    pub fn from_toml(text: &str) -> Result<Self> {
        let spec: LinkageSpec =
            toml::from_str(text).map_err(|error| Error::SpecSyntax(error.to_string()))?;
        spec.check()?;
        Ok(spec)
    }

    /// The blocking rules in force: those declared, otherwise those that the roles suggest.
    pub fn blocking_rules(&self) -> Vec<BlockingRule> {
        if self.blocking.is_empty() { defaults::blocking(self) } else { self.blocking.clone() }
    }

    /// The roles present, a full name counted as its parts.
    pub(crate) fn has(&self, role: Role) -> bool {
        self.fields
            .iter()
            .any(|field| field.role == role || (field.role == Role::FullName && is_name_part(role)))
    }

    fn check(&self) -> Result<()> {
        let wrong = |reason: String| Error::SpecContent { schema: self.schema.clone(), reason };
        if self.fields.is_empty() {
            return Err(wrong("it declares no field".into()));
        }
        let is_whole = self.fields.iter().any(|field| field.role == Role::FullName);
        let mut comparisons = 0;
        for field in &self.fields {
            if is_whole && is_name_part(field.role) {
                return Err(wrong(format!(
                    "column `{}` repeats a part of the full name",
                    field.column
                )));
            }
            let count = self.fields.iter().filter(|other| other.role == field.role).count();
            let is_single = is_name_part(field.role)
                || matches!(field.role, Role::FullName | Role::BirthDate | Role::NationalId);
            if is_single && count > 1 {
                return Err(wrong(format!("role of column `{}` is given twice", field.column)));
            }
            if field.is_decisive && !matches!(field.role, Role::Identifier | Role::NationalId) {
                return Err(wrong(format!(
                    "column `{}` is decisive but no identifier",
                    field.column
                )));
            }
            comparisons += if field.role == Role::FullName { 4 } else { 1 };
        }
        if comparisons > COMPARISONS_MAX {
            return Err(wrong(format!(
                "{comparisons} comparisons are more than {COMPARISONS_MAX}"
            )));
        }
        if self.limits.block_size_max < 2 || self.limits.cluster_size_max < 2 {
            return Err(wrong("blocks and clusters hold at least 2 records".into()));
        }
        for rule in &self.blocking {
            if rule.keys.is_empty() {
                return Err(wrong("a blocking rule has no key".into()));
            }
        }
        Ok(())
    }
}

/// Whether a full name already contains the role.
pub(crate) fn is_name_part(role: Role) -> bool {
    matches!(role, Role::GivenName | Role::FatherName | Role::GrandfatherName | Role::FamilyName)
}

impl Role {
    /// Whether relatives or neighbours have it in common, unlike what belongs to one person.
    pub(crate) fn is_shared_by_relatives(self) -> bool {
        matches!(
            self,
            Role::FatherName
                | Role::GrandfatherName
                | Role::FamilyName
                | Role::Phone
                | Role::Governorate
                | Role::Address
                | Role::Locality
                | Role::Postcode
                | Role::StreetNumber
        )
    }

    /// The name used in specifications, models and messages.
    pub fn name(self) -> &'static str {
        match self {
            Role::FullName => "full_name",
            Role::GivenName => "given_name",
            Role::FatherName => "father_name",
            Role::GrandfatherName => "grandfather_name",
            Role::FamilyName => "family_name",
            Role::BirthDate => "birth_date",
            Role::NationalId => "national_id",
            Role::Identifier => "identifier",
            Role::Phone => "phone",
            Role::Governorate => "governorate",
            Role::Sex => "sex",
            Role::Address => "address",
            Role::Locality => "locality",
            Role::Postcode => "postcode",
            Role::StreetNumber => "street_number",
            Role::OrganisationName => "organisation_name",
            Role::Code => "code",
        }
    }
}
