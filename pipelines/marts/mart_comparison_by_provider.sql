-- Trainees with what was known of them before the training and what became of them; the estimator
-- expects each outcome from the former and compares providers by what is left.
with

market as (
    select
        month,
        governorate_code,
        cast(sum(open_positions) as double) / nullif(cast(sum(seekers) as double), 0)
            as governorate_tightness
    from mart_market_by_occupation_governorate_month
    group by month, governorate_code
),

final as (
    select
        core_trainee_outcome.enrolment_no,
        core_cohort.provider_code,
        core_cohort.programme_code,
        core_trainee_outcome.sex,
        date_part('year', core_trainee_outcome.exited_on) - core_person.birth_year as age_years,
        cast(core_person.qualification_level as bigint) as qualification_level,
        core_trainee_outcome.was_employed_before,
        market.governorate_tightness,
        -- years since 2020, so that slow change of the market is expected of everybody
        date_part('year', core_trainee_outcome.month_1) - 2020
            + date_part('month', core_trainee_outcome.month_1) / 12.0 as month_number,
        core_trainee_outcome.is_due_90d,
        core_trainee_outcome.is_placed_90d,
        core_trainee_outcome.is_due_m6,
        core_trainee_outcome.is_employed_m6
    from core_trainee_outcome
    inner join core_cohort
        on core_trainee_outcome.cohort_code = core_cohort.cohort_code
    left join core_person
        on core_trainee_outcome.person_key = core_person.person_key
    left join market
        on core_cohort.governorate_code = market.governorate_code
        and core_trainee_outcome.month_1 = market.month
)

select
    enrolment_no,
    provider_code,
    programme_code,
    sex,
    cast(age_years as bigint) as age_years,
    qualification_level,
    was_employed_before,
    governorate_tightness,
    cast(month_number as double) as month_number,
    is_due_90d,
    is_placed_90d,
    is_due_m6,
    is_employed_m6
from final
order by enrolment_no
