-- Paid insured employment: one row per person and month, the main job where there are several.
-- Almost everybody has one insurance number, so only persons with several are ranked.
-- The small table stands first in each join; a table that may miss has a key of its own name,
-- because DataFusion 55 pushes a filter on the missing side to the other side by name.
with

insurance_number as (
    select distinct
        person_pseudonym,
        insured_no
    from stg_insurance_contributions
),

person_with_several_numbers as (
    select link.person_key as several_person_key
    from insurance_number
    inner join core_person_link as link
        on insurance_number.person_pseudonym = link.person_pseudonym
    group by link.person_key
    having count(distinct insurance_number.insured_no) > 1
),

person as (
    select
        link.person_pseudonym,
        link.person_key,
        several.several_person_key is not null as has_several_numbers
    from core_person_link as link
    left join person_with_several_numbers as several
        on link.person_key = several.several_person_key
),

person_contribution as (
    select
        person.person_key,
        person.has_several_numbers,
        contribution.month,
        contribution.establishment_no,
        contribution.insured_no,
        contribution.category_code,
        -- regular: for others, employer, abroad; category 4 is insured irregular work
        contribution.category_code <> '4' as is_regular,
        contribution.occupation_code,
        contribution.governorate_code,
        contribution.wage_egp_month,
        contribution.started_on,
        contribution.ended_on
    from person
    inner join stg_insurance_contributions as contribution
        on person.person_pseudonym = contribution.person_pseudonym
),

job as (
    select
        contribution.person_key,
        contribution.has_several_numbers,
        contribution.month,
        alias.establishment_key,
        contribution.insured_no,
        contribution.category_code,
        contribution.is_regular,
        contribution.occupation_code,
        contribution.governorate_code,
        contribution.wage_egp_month,
        contribution.started_on,
        contribution.ended_on
    from core_establishment_alias as alias
    inner join person_contribution as contribution
        on alias.establishment_no = contribution.establishment_no
),

job_ranked as (
    select
        person_key, month, establishment_key, category_code, is_regular,
        occupation_code, governorate_code, wage_egp_month, started_on, ended_on,
        row_number() over (
            partition by person_key, month
            order by is_regular desc, wage_egp_month desc, insured_no asc
        ) as preference  -- 1 = the main job: regular before irregular, then the higher wage
    from job
    where has_several_numbers
),

final as (
    select
        person_key, month, establishment_key, category_code, is_regular,
        occupation_code, governorate_code, wage_egp_month, started_on, ended_on
    from job
    where not has_several_numbers
    union all
    select
        person_key, month, establishment_key, category_code, is_regular,
        occupation_code, governorate_code, wage_egp_month, started_on, ended_on
    from job_ranked
    where preference = 1
)

select
    person_key,
    month,
    establishment_key,
    category_code,
    is_regular,
    occupation_code,
    governorate_code,
    wage_egp_month,
    started_on,
    ended_on
from final
