-- Courses a person can still join: cohorts that start after the as-of month, or began in it with free places.
with

as_of as (
    select month, month_end from core_month where is_as_of
),

final as (
    select
        core_cohort.cohort_code,
        core_cohort.programme_code,
        core_cohort.provider_code,
        core_cohort.provider_name_ar,
        core_cohort.provider_name_en,
        core_cohort.title_ar,
        core_cohort.title_en,
        nullif(core_cohort.occupation_code, 'unknown') as occupation_code,
        core_cohort.skills,
        core_cohort.hours,
        core_cohort.governorate_code,
        core_cohort.starts_on,
        core_cohort.ends_on,
        core_cohort.seats,
        core_cohort.seats_free,
        core_cohort.cost_egp_trainee
    from core_cohort
    inner join as_of
        on core_cohort.starts_on >= as_of.month
    where core_cohort.starts_on > as_of.month_end
        or core_cohort.seats_free > 0
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
    governorate_code,
    starts_on,
    ends_on,
    seats,
    seats_free,
    cost_egp_trainee
from final
order by starts_on, cohort_code
