-- The calendar of every model: one row per month from the first to the latest delivered month.
-- The latest month is the "as of" month. Advertisements count only while nothing else was delivered,
-- because their month stands in for days they do not have.
with

delivered as (
    select delivery_month, true as is_dated from stg_work_registrations
    union all
    select delivery_month, true as is_dated from stg_skill_assessments
    union all
    select delivery_month, true as is_dated from stg_craft_licences
    union all
    select delivery_month, true as is_dated from stg_irregular_workers
    union all
    select delivery_month, true as is_dated from stg_support_payments
    union all
    select delivery_month, true as is_dated from stg_work_permits
    union all
    select delivery_month, true as is_dated from stg_employment_contracts
    union all
    select delivery_month, true as is_dated from stg_training_programmes
    union all
    select delivery_month, true as is_dated from stg_training_cohorts
    union all
    select delivery_month, true as is_dated from stg_training_enrolments
    union all
    select delivery_month, true as is_dated from stg_vacancies
    union all
    select delivery_month, true as is_dated from stg_referrals
    union all
    select delivery_month, true as is_dated from stg_hires
    union all
    select delivery_month, true as is_dated from stg_insurance_contributions
    union all
    select delivery_month, true as is_dated from stg_commercial_register
    union all
    select delivery_month, false as is_dated from stg_job_advertisements
),

span as (
    select
        coalesce(
            min(delivery_month) filter (where is_dated),
            min(delivery_month)
        ) as first_month,
        coalesce(
            max(delivery_month) filter (where is_dated),
            max(delivery_month)
        ) as as_of_month
    from delivered
),

month_list as (
    select
        as_of_month,
        unnest(generate_series(first_month, as_of_month, interval '1 month')) as month
    from span
),

insured_month as (
    select distinct month
    from stg_insurance_contributions
),

final as (
    select
        cast(month_list.month as date) as month,
        -- last day of the month
        cast(month_list.month + interval '1 month' - interval '1 day' as date) as month_end,
        -- the month every stock of "today" is taken at
        month_list.month = month_list.as_of_month as is_as_of,
        -- contributions of this month were delivered, so a missing record means unpaid
        insured_month.month is not null as has_insurance
    from month_list
    left join insured_month
        on month_list.month = insured_month.month
)

select
    month,
    month_end,
    is_as_of,
    has_insurance
from final
order by month
