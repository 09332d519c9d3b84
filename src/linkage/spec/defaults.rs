//! The blocking rules that follow from the roles of a schema, the same for every set of that schema.

use super::{BlockingRule, LinkageSpec, Role};

/// Narrow rules first: a pair is compared once, under the first rule that finds it. Broad rules at the end
/// serve rare values, since a block above the bound is left out.
const RULES: &[&[&str]] = &[
    // One number alone.
    &["national_id"],
    &["identifier"],
    &["identifier.2"],
    &["identifier.3"],
    &["phone"],
    // The birth date with any one part of a name, by sound.
    &["birth_date", "given_name.sound"],
    &["birth_date", "family_name.sound"],
    &["birth_date", "father_name.sound"],
    // A date typed wrong: the names carry the pair.
    &["given_name", "father_name", "grandfather_name"],
    &["given_name", "father_name", "family_name"],
    &["given_name", "grandfather_name", "family_name"],
    &["father_name", "grandfather_name", "family_name"],
    &["birth_date.year", "given_name.sound", "family_name.sound"],
    &["birth_date.year", "father_name.sound", "family_name.sound"],
    &["birth_date.year", "given_name.sound", "father_name.sound"],
    &["birth_date.day_month", "given_name.sound", "father_name.sound"],
    &["birth_date.day_month", "given_name.sound", "family_name.sound"],
    &["birth_date.day_month", "father_name.sound", "family_name.sound"],
    // Half a number: one slip leaves the other half whole.
    &["national_id.head", "given_name.sound"],
    &["national_id.tail"],
    &["phone.tail"],
    &["identifier.head"],
    &["identifier.tail"],
    // Places.
    &["given_name.sound", "family_name.sound"],
    &["organisation_name"],
    &["organisation_name.first", "governorate"],
    &["organisation_name.start", "governorate"],
    &["organisation_name.first", "address.pair"],
    &["organisation_name", "address.pair"],
    &["address", "street_number"],
    &["address.2", "street_number"],
    &["address", "locality"],
    &["postcode", "street_number"],
    &["postcode", "given_name.sound"],
    &["postcode", "family_name.sound"],
    &["locality", "given_name.sound"],
    &["locality", "family_name.sound"],
    &["birth_date.year", "postcode"],
    // One field alone, as far as its blocks stay small.
    &["birth_date"],
    &["address"],
    &["address.2"],
    &["family_name.sound"],
    &["given_name.sound"],
    &["postcode"],
    &["locality"],
];

/// The rules whose keys are all present, except those that only an address schema needs.
pub(super) fn blocking(spec: &LinkageSpec) -> Vec<BlockingRule> {
    RULES
        .iter()
        .filter(|keys| keys.iter().all(|key| is_present(spec, key)))
        .map(|keys| BlockingRule { keys: keys.iter().map(|&key| key.to_owned()).collect() })
        .collect()
}

fn is_present(spec: &LinkageSpec, key: &str) -> bool {
    let (name, part) = key.split_once('.').unwrap_or((key, ""));
    if let Ok(number) = part.parse::<usize>() {
        return spec.fields.iter().filter(|field| field.role.name() == name).count() >= number;
    }
    ROLES.iter().any(|&role| role.name() == name && spec.has(role))
}

const ROLES: [Role; 16] = [
    Role::GivenName,
    Role::FatherName,
    Role::GrandfatherName,
    Role::FamilyName,
    Role::BirthDate,
    Role::NationalId,
    Role::Identifier,
    Role::Phone,
    Role::Governorate,
    Role::Sex,
    Role::Address,
    Role::Locality,
    Role::Postcode,
    Role::StreetNumber,
    Role::OrganisationName,
    Role::Code,
];
