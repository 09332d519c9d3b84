-- Wages: posted with vacancies, agreed at hiring, and paid to the insured.
-- Medians hold at this grain only; sums and counts add up to means.
-- Numbers of establishments protect: few of them would give a wage away. They do not add up.
-- A median between two amounts is taken with a third decimal, then rounded to the piastre.
with

paid as (
    select
        month,
        coalesce(occupation_code, 'unknown') as occupation_code,
        governorate_code,
        count(*) as insured,
        sum(wage_egp_month) as wage_paid_egp_month_total,
        cast(median(cast(wage_egp_month as decimal(17, 3))) as decimal(14, 2))
            as wage_paid_egp_month_median
    from core_employment_month
    where is_regular
    group by month, coalesce(occupation_code, 'unknown'), governorate_code
),

-- Apart from `paid`: a lone distinct count runs in two light steps, beside a median it does not.
paying as (
    select
        month,
        coalesce(occupation_code, 'unknown') as occupation_code,
        governorate_code,
        count(distinct establishment_key) as establishments_paying
    from core_employment_month
    where is_regular
    group by month, coalesce(occupation_code, 'unknown'), governorate_code
),

hired as (
    select
        cast(date_trunc('month', started_on) as date) as month,
        coalesce(occupation_code, 'unknown') as occupation_code,
        coalesce(governorate_code, 'unknown') as governorate_code,
        count(*) as hires,
        count(distinct establishment_key) as establishments_hiring,
        count(wage_egp_month) as hires_with_wage,
        sum(wage_egp_month) as wage_hired_egp_month_total,
        cast(median(cast(wage_egp_month as decimal(17, 3))) as decimal(14, 2))
            as wage_hired_egp_month_median
    from core_hire
    group by
        date_trunc('month', started_on),
        coalesce(occupation_code, 'unknown'),
        coalesce(governorate_code, 'unknown')
),

posted as (
    select
        cast(date_trunc('month', posted_on) as date) as month,
        occupation_code,
        governorate_code,
        count(*) as vacancies,
        count(distinct establishment_key) as establishments_posting,
        count(wage_egp_month_posted) as vacancies_with_wage,
        sum(wage_egp_month_posted) as wage_posted_egp_month_total,
        cast(median(cast(wage_egp_month_posted as decimal(17, 3))) as decimal(14, 2))
            as wage_posted_egp_month_median
    from core_vacancy
    group by date_trunc('month', posted_on), occupation_code, governorate_code
),

-- One branch per kind of wage, so that each source is read once.
measure as (
    select
        month, occupation_code, governorate_code,
        vacancies, vacancies_with_wage, establishments_posting,
        wage_posted_egp_month_total, wage_posted_egp_month_median,
        0 as hires, 0 as hires_with_wage, 0 as establishments_hiring,
        cast(null as decimal(24, 2)) as wage_hired_egp_month_total,
        cast(null as decimal(14, 2)) as wage_hired_egp_month_median,
        0 as insured, 0 as establishments_paying,
        cast(null as decimal(24, 2)) as wage_paid_egp_month_total,
        cast(null as decimal(14, 2)) as wage_paid_egp_month_median
    from posted
    union all
    select
        month, occupation_code, governorate_code,
        0, 0, 0, null, null,
        hires, hires_with_wage, establishments_hiring,
        wage_hired_egp_month_total, wage_hired_egp_month_median,
        0, 0, null, null
    from hired
    union all
    select
        month, occupation_code, governorate_code,
        0, 0, 0, null, null,
        0, 0, 0, null, null,
        insured, 0, wage_paid_egp_month_total, wage_paid_egp_month_median
    from paid
    union all
    select
        month, occupation_code, governorate_code,
        0, 0, 0, null, null,
        0, 0, 0, null, null,
        0, establishments_paying, null, null
    from paying
),

-- At most one row of each branch meets in a cell, so a sum or a maximum only carries it over.
final as (
    select
        measure.month,
        measure.occupation_code,
        measure.governorate_code,
        cast(sum(measure.vacancies) as bigint) as vacancies,
        cast(sum(measure.vacancies_with_wage) as bigint) as vacancies_with_wage,
        cast(sum(measure.establishments_posting) as bigint) as establishments_posting,
        cast(coalesce(sum(measure.wage_posted_egp_month_total), 0) as decimal(24, 2))
            as wage_posted_egp_month_total,
        max(measure.wage_posted_egp_month_median) as wage_posted_egp_month_median,
        cast(sum(measure.hires) as bigint) as hires,
        cast(sum(measure.hires_with_wage) as bigint) as hires_with_wage,
        cast(sum(measure.establishments_hiring) as bigint) as establishments_hiring,
        cast(coalesce(sum(measure.wage_hired_egp_month_total), 0) as decimal(24, 2))
            as wage_hired_egp_month_total,
        max(measure.wage_hired_egp_month_median) as wage_hired_egp_month_median,
        cast(sum(measure.insured) as bigint) as insured,
        cast(sum(measure.establishments_paying) as bigint) as establishments_paying,
        cast(coalesce(sum(measure.wage_paid_egp_month_total), 0) as decimal(24, 2))
            as wage_paid_egp_month_total,
        max(measure.wage_paid_egp_month_median) as wage_paid_egp_month_median
    from measure
    -- flows before the first delivered month are only partly known and left out
    inner join core_month
        on measure.month = core_month.month
    group by measure.month, measure.occupation_code, measure.governorate_code
)

select
    month,
    occupation_code,
    governorate_code,
    vacancies,
    vacancies_with_wage,
    establishments_posting,
    wage_posted_egp_month_total,
    wage_posted_egp_month_median,
    hires,
    hires_with_wage,
    establishments_hiring,
    wage_hired_egp_month_total,
    wage_hired_egp_month_median,
    insured,
    establishments_paying,
    wage_paid_egp_month_total,
    wage_paid_egp_month_median
from final
order by month, occupation_code, governorate_code
