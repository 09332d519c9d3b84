-- Which person each pseudonym belongs to.
-- Today a pseudonym is a person; record linkage replaces `person_key` here and nowhere else.
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

final as (
    select
        person_pseudonym,
        person_pseudonym as person_key  -- exact linkage: same national number, same person
    from pseudonym
    where person_pseudonym is not null
)

select
    person_pseudonym,
    person_key
from final
