//! The names and numbers under which an entity is known: its aliases, with how often each was written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::records::Records;
use crate::spec::{LinkageSpec, Role};

/// One way in which records name an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The entity, by the number the caller gave it (a cluster or a lasting key).
    pub entity: u64,
    /// The column.
    pub column: String,
    /// The value as the records write it.
    pub value: String,
    /// Records that write it so.
    pub records: u64,
}

/// Whether values of the role name the entity, rather than describe it.
fn names_the_entity(role: Role) -> bool {
    matches!(
        role,
        Role::OrganisationName
            | Role::FullName
            | Role::NationalId
            | Role::Identifier
            | Role::Address
    )
}

/// Lists every spelling of a name and every number of each entity; `entities` holds one number per record.
/// Ordered by entity, then as the columns stand in the specification, the most frequent value first.
pub fn aliases(spec: &LinkageSpec, records: &Records, entities: &[u64]) -> Result<Vec<Alias>> {
    let mut counts: BTreeMap<(u64, usize, &str), u64> = BTreeMap::new();
    for (place, field) in spec.fields.iter().enumerate() {
        let is_known = records.names().iter().any(|name| name == field.column.trim());
        if !names_the_entity(field.role) || (field.is_optional && !is_known) {
            continue;
        }
        for (&entity, value) in entities.iter().zip(records.values(&field.column)?) {
            if !value.is_empty() {
                *counts.entry((entity, place, value)).or_insert(0) += 1;
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|&((entity, place, value), count)| {
        (entity, place, std::cmp::Reverse(count), value)
    });
    let alias = |((entity, place, value), records): ((u64, usize, &str), u64)| Alias {
        entity,
        column: spec.fields[place].column.clone(),
        value: value.to_owned(),
        records,
    };
    Ok(counts.into_iter().map(alias).collect())
}
