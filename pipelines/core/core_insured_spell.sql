-- Insured jobs from start to end: one row per person, establishment and day of start.
with

employment_month as (
    select
        person_key,
        establishment_key,
        started_on,
        ended_on,
        month,
        category_code,
        occupation_code,
        governorate_code,
        wage_egp_month
    from core_employment_month
),

last_insured_month as (
    select max(month) as month
    from core_month
    where has_insurance
),

spell as (
    select
        person_key,
        establishment_key,
        started_on,
        max(ended_on) as ended_on,
        min(month) as first_month,
        max(month) as last_month,
        count(*) as months_paid,
        max(category_code) as category_code,
        max(occupation_code) as occupation_code,
        max(governorate_code) as governorate_code,
        -- wage of the month in which the job started; empty when that month was not delivered
        max(
            case when month = cast(date_trunc('month', started_on) as date) then wage_egp_month end
        ) as wage_egp_month_start
    from employment_month
    group by person_key, establishment_key, started_on
),

final as (
    select
        spell.person_key,
        spell.establishment_key,
        spell.started_on,
        -- end as reported, else the last paid month when later months were delivered without it
        coalesce(
            spell.ended_on,
            case
                when spell.last_month < last_insured_month.month
                    then cast(spell.last_month + interval '1 month' - interval '1 day' as date)
            end
        ) as ended_on,
        spell.first_month,
        spell.last_month,
        spell.months_paid,
        spell.category_code,
        spell.occupation_code,
        spell.governorate_code,
        spell.wage_egp_month_start
    from spell
    cross join last_insured_month
)

select
    person_key,
    establishment_key,
    started_on,
    ended_on,
    first_month,
    last_month,
    months_paid,
    category_code,
    occupation_code,
    governorate_code,
    wage_egp_month_start
from final
