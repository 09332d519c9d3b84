-- What each cohort is taught: all cohorts, ended, running and planned.
with

final as (
    select
        cohort_code,
        programme_code,
        title_ar,
        title_en,
        provider_name_ar,
        provider_name_en,
        nullif(occupation_code, 'unknown') as occupation_code,
        skills,
        governorate_code,
        starts_on,
        ends_on
    from core_cohort
)

select
    cohort_code,
    programme_code,
    title_ar,
    title_en,
    provider_name_ar,
    provider_name_en,
    occupation_code,
    skills,
    governorate_code,
    starts_on,
    ends_on
from final
order by cohort_code
