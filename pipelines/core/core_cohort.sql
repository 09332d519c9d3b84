-- Training cohorts with their programme and the places taken.
with

cohort as (
    select
        cohort_code,
        programme_code,
        provider_code,
        provider_name_ar,
        provider_name_en,
        governorate_code,
        starts_on,
        ends_on,
        seats,
        cost_egp
    from stg_training_cohorts
),

programme as (
    select
        programme_code,
        title_ar,
        title_en,
        occupation_code,
        hours,
        skills,
        cost_egp_trainee
    from stg_training_programmes
),

enrolled as (
    select
        cohort_code,
        count(*) as enrolled
    from stg_training_enrolments
    group by cohort_code
),

final as (
    select
        cohort.cohort_code,
        cohort.programme_code,
        cohort.provider_code,
        cohort.provider_name_ar,
        cohort.provider_name_en,
        programme.title_ar,
        programme.title_en,
        coalesce(programme.occupation_code, 'unknown') as occupation_code,  -- kept visible
        programme.skills,
        programme.hours,
        programme.cost_egp_trainee,
        cohort.governorate_code,
        cohort.starts_on,
        cohort.ends_on,
        cohort.seats,
        coalesce(enrolled.enrolled, 0) as enrolled,
        greatest(cohort.seats - coalesce(enrolled.enrolled, 0), 0) as seats_free,
        cohort.cost_egp
    from cohort
    left join programme
        on cohort.programme_code = programme.programme_code
    left join enrolled
        on cohort.cohort_code = enrolled.cohort_code
)

select
    cohort_code,
    programme_code,
    provider_code,
    provider_name_ar,
    provider_name_en,
    title_ar,
    title_en,
    occupation_code,
    skills,
    hours,
    cost_egp_trainee,
    governorate_code,
    starts_on,
    ends_on,
    seats,
    enrolled,
    seats_free,
    cost_egp
from final
order by cohort_code
