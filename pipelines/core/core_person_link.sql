-- Which person each pseudonym belongs to: the links, else the pseudonym itself.
-- A number that no link knows is a person under its own pseudonym, the key it would keep.
with

pseudonym as (
    select person_pseudonym from stg_work_registrations
    union
    select person_pseudonym from stg_skill_assessments
    union
    select person_pseudonym from stg_craft_licences
    union
    select person_pseudonym from stg_irregular_workers
    union
    select person_pseudonym from stg_support_payments
    union
    select person_pseudonym from stg_employment_contracts
    union
    select person_pseudonym from stg_training_enrolments
    union
    select person_pseudonym from stg_referrals
    union
    select person_pseudonym from stg_hires
    union
    select person_pseudonym from stg_insurance_contributions
    union
    select owner_person_pseudonym as person_pseudonym from stg_commercial_register
),

-- Its own key name: see the trap in pipelines/README.md.
link as (
    select
        person_pseudonym as linked_pseudonym,
        person_key
    from link_person
),

final as (
    select
        pseudonym.person_pseudonym,
        coalesce(link.person_key, pseudonym.person_pseudonym) as person_key
    from pseudonym
    left join link
        on pseudonym.person_pseudonym = link.linked_pseudonym
    where pseudonym.person_pseudonym is not null
)

select
    person_pseudonym,
    person_key
from final
