-- The calendar of every model: one row per month from the first to the latest delivered month.
-- The "as of" month is the latest of which enough has come: half as many sources, or half as many
-- rows, as in the median month. One late small delivery does not move the whole country.
-- Advertisements count only while nothing else was delivered, because their month stands in for days
-- they do not have.
with

delivered as (
    select delivery_month, true as is_dated, count(*) as rows from stg_work_registrations group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_skill_assessments group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_craft_licences group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_irregular_workers group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_support_payments group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_work_permits group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_employment_contracts group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_training_programmes group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_training_cohorts group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_training_enrolments group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_vacancies group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_referrals group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_hires group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_insurance_contributions group by delivery_month
    union all
    select delivery_month, true as is_dated, count(*) as rows from stg_commercial_register group by delivery_month
    union all
    select delivery_month, false as is_dated, count(*) as rows from stg_job_advertisements group by delivery_month
),

arrived as (
    select
        delivery_month,
        is_dated,
        count(*) as sources,
        sum(rows) as rows
    from delivered
    group by delivery_month, is_dated
),

usual as (
    select
        is_dated,
        median(cast(sources as double)) as sources_median,
        median(cast(rows as double)) as rows_median
    from arrived
    group by is_dated
),

-- the median month has come by its own measure, so there is always one
complete as (
    select
        arrived.delivery_month,
        arrived.is_dated
    from arrived
    inner join usual
        on arrived.is_dated = usual.is_dated
    where cast(arrived.sources as double) * 2 >= usual.sources_median
        or cast(arrived.rows as double) * 2 >= usual.rows_median
),

as_of as (
    select
        coalesce(
            max(delivery_month) filter (where is_dated),
            max(delivery_month)
        ) as as_of_month
    from complete
),

span as (
    select
        coalesce(
            min(delivered.delivery_month) filter (where delivered.is_dated),
            min(delivered.delivery_month)
        ) as first_month,
        max(as_of.as_of_month) as as_of_month
    from delivered
    cross join as_of
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
