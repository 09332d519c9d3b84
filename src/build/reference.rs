//! Small tables made from the domain and the taxonomy, open to every model.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use mizan_domain::{Date, Language, governorate::GOVERNORATES, rules};
use mizan_taxonomy::{SkillId, Taxonomy};

/// One reference table.
pub(crate) struct ReferenceTable {
    pub(crate) name: &'static str,
    pub(crate) schema: SchemaRef,
    pub(crate) batch: RecordBatch,
    /// Everything in it as text, for its fingerprint.
    pub(crate) content: String,
}

/// A column under construction.
enum Column {
    Text(Vec<String>),
    Number(Vec<i64>),
    Flag(Vec<bool>),
    Day(Vec<i32>),
    Pounds(Vec<i64>),
}

fn table(name: &'static str, columns: Vec<(&str, Column)>) -> ReferenceTable {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    let mut content = String::new();
    for (column, values) in columns {
        let (data_type, array): (DataType, ArrayRef) = match values {
            Column::Text(values) => {
                content.push_str(&values.join("\u{1f}"));
                (DataType::Utf8, Arc::new(StringArray::from(values)))
            }
            Column::Number(values) => {
                content.push_str(&format!("{values:?}"));
                (DataType::Int64, Arc::new(Int64Array::from(values)))
            }
            Column::Flag(values) => {
                content.push_str(&format!("{values:?}"));
                (DataType::Boolean, Arc::new(BooleanArray::from(values)))
            }
            Column::Pounds(values) => {
                content.push_str(&format!("{values:?}"));
                let piastres = values.into_iter().map(|pounds| i128::from(pounds) * 100);
                let array = arrow_array::Decimal128Array::from_iter_values(piastres);
                let data_type = DataType::Decimal128(14, 2);
                (data_type.clone(), Arc::new(array.with_data_type(data_type)))
            }
            Column::Day(values) => {
                content.push_str(&format!("{values:?}"));
                (DataType::Date32, Arc::new(arrow_array::Date32Array::from(values)))
            }
        };
        fields.push(Field::new(column, data_type, true));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
        .unwrap_or_else(|_| RecordBatch::new_empty(Arc::clone(&schema)));
    ReferenceTable { name, schema, batch, content }
}

/// Governorates with codes, names, region and inhabitants.
pub(crate) fn governorates() -> ReferenceTable {
    let text = |pick: fn(&mizan_domain::governorate::Governorate) -> &str| {
        Column::Text(GOVERNORATES.iter().map(|one| pick(one).to_owned()).collect())
    };
    let population = GOVERNORATES.iter().map(|one| i64::from(one.population)).collect();
    table(
        "ref_governorate",
        vec![
            ("governorate_code", text(|one| one.code)),
            ("id_code", text(|one| one.id_code)),
            ("name_ar", text(|one| one.name_ar)),
            ("name_en", text(|one| one.name_en)),
            ("region", text(|one| one.region)),
            ("population", Column::Number(population)),
        ],
    )
}

/// Grant occasions of the years the law's table covers, with day and amount.
pub(crate) fn grant_occasions() -> ReferenceTable {
    let occasions: Vec<(String, Date)> = (2023..=2027)
        .filter_map(|year| Some((year, rules::grant_occasions(year)?)))
        .flat_map(|(year, list)| list.map(|one| (format!("{year}-{}", one.name), one.month)))
        .collect();
    table(
        "ref_grant_occasion",
        vec![
            (
                "occasion_code",
                Column::Text(occasions.iter().map(|(code, _)| code.clone()).collect()),
            ),
            (
                "occasion_date",
                Column::Day(occasions.iter().map(|(_, day)| day.days_since_epoch()).collect()),
            ),
            (
                "amount_egp",
                Column::Pounds(
                    occasions.iter().map(|(_, day)| rules::grant_amount(*day).0 / 100).collect(),
                ),
            ),
        ],
    )
}

/// Occupations, skills and their relation, from the taxonomy by ISCO-08 unit group.
///
/// A unit group takes the labels of its first occupation where the taxonomy has no group label;
/// a skill is essential to a group where it is essential to one of its occupations.
pub(crate) fn from_taxonomy(taxonomy: &Taxonomy) -> [ReferenceTable; 3] {
    let mut groups: BTreeMap<&str, BTreeMap<SkillId, bool>> = BTreeMap::new();
    let mut first: BTreeMap<&str, mizan_taxonomy::OccupationId> = BTreeMap::new();
    for occupation in taxonomy.occupations() {
        let isco = taxonomy.isco(occupation);
        first.entry(isco).or_insert(occupation);
        let skills = groups.entry(isco).or_default();
        for skill in taxonomy.optional(occupation) {
            skills.entry(*skill).or_insert(false);
        }
        for skill in taxonomy.essential(occupation) {
            skills.insert(*skill, true);
        }
    }
    let label = |isco: &str, language| {
        let own = taxonomy.isco_label(isco, language);
        let other = || first.get(isco).map(|one| taxonomy.occupation_label(*one, language));
        own.or_else(other).unwrap_or(isco).to_owned()
    };
    let codes: Vec<&str> = groups.keys().copied().collect();
    let text =
        |pick: &dyn Fn(&str) -> String| Column::Text(codes.iter().map(|one| pick(one)).collect());
    let occupations = table(
        "ref_occupation",
        vec![
            ("occupation_code", text(&|code| code.to_owned())),
            ("isco_major", text(&|code| code.chars().take(1).collect())),
            ("title_ar", text(&|code| label(code, Language::Arabic))),
            ("title_en", text(&|code| label(code, Language::English))),
        ],
    );
    let pairs: Vec<(&str, SkillId, bool)> = groups
        .iter()
        .flat_map(|(isco, skills)| {
            skills.iter().map(|(skill, essential)| (*isco, *skill, *essential))
        })
        .collect();
    let relations = table(
        "ref_occupation_skill",
        vec![
            ("occupation_code", Column::Text(pairs.iter().map(|pair| pair.0.to_owned()).collect())),
            (
                "skill_code",
                Column::Text(
                    pairs.iter().map(|pair| taxonomy.skill_code(pair.1).to_owned()).collect(),
                ),
            ),
            ("is_essential", Column::Flag(pairs.iter().map(|pair| pair.2).collect())),
        ],
    );
    let mut skills: Vec<SkillId> = taxonomy.skills().collect();
    skills.sort_by(|one, other| taxonomy.skill_code(*one).cmp(taxonomy.skill_code(*other)));
    let name = |language: Language| {
        Column::Text(
            skills.iter().map(|one| taxonomy.skill_label(*one, language).to_owned()).collect(),
        )
    };
    let skill_table = table(
        "ref_skill",
        vec![
            (
                "skill_code",
                Column::Text(
                    skills.iter().map(|one| taxonomy.skill_code(*one).to_owned()).collect(),
                ),
            ),
            ("name_ar", name(Language::Arabic)),
            ("name_en", name(Language::English)),
        ],
    );
    [occupations, relations, skill_table]
}
