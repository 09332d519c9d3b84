-- Registered seekers available today, with what they can prove. Restricted: rows are persons.
with

as_of as (
    select month from core_month where is_as_of
),

seeker as (
    select
        core_seeker_month.person_key,
        core_seeker_month.occupation_code,
        core_seeker_month.governorate_code,
        core_seeker_month.registration_no,
        core_seeker_month.office_code,
        core_seeker_month.registered_on
    from core_seeker_month
    inner join as_of
        on core_seeker_month.month = as_of.month
    where core_seeker_month.is_available
),

skill as (
    select
        person_key,
        array_to_string(array_agg(skill_code order by skill_code), ';') as skills,
        array_to_string(
            array_agg(skill_code order by skill_code) filter (where proof = 'assessment'),
            ';'
        ) as skills_measured
    from core_certified_skill
    group by person_key
),

assessed_occupation as (
    select distinct person_key, occupation_code
    from core_certified_skill
    where proof = 'assessment'
),

known_occupation as (
    select person_key, occupation_code from seeker
    union
    select person_key, occupation_code from assessed_occupation
),

occupation as (
    select
        person_key,
        array_to_string(array_agg(occupation_code order by occupation_code), ';') as occupation_codes
    from known_occupation
    group by person_key
),

licence as (
    select
        person_key,
        array_to_string(array_agg(occupation_code order by occupation_code), ';')
            as licence_occupation_codes
    from core_craft_licence
    where is_valid
    group by person_key
),

final as (
    select
        seeker.person_key,
        seeker.occupation_code,
        occupation.occupation_codes,
        seeker.governorate_code,
        core_person.qualification_level,
        skill.skills,
        skill.skills_measured,
        licence.licence_occupation_codes,
        seeker.registration_no,
        seeker.office_code,
        seeker.registered_on
    from seeker
    left join occupation
        on seeker.person_key = occupation.person_key
    left join core_person
        on seeker.person_key = core_person.person_key
    left join skill
        on seeker.person_key = skill.person_key
    left join licence
        on seeker.person_key = licence.person_key
)

select
    person_key,
    occupation_code,
    occupation_codes,
    governorate_code,
    qualification_level,
    skills,
    skills_measured,
    licence_occupation_codes,
    registration_no,
    office_code,
    registered_on
from final
order by registered_on, person_key
