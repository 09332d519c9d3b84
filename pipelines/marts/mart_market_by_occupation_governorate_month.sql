-- Demand and supply: seekers, open positions, postings, fills, hires and insured employment.
-- Counts add up; tightness does not and holds at this grain only.
with

seeker as (
    select
        month,
        occupation_code,
        governorate_code,
        count(*) as registered_seekers,
        count(*) filter (where is_available) as seekers
    from core_seeker_month
    group by month, occupation_code, governorate_code
),

open_position as (
    select
        month,
        occupation_code,
        governorate_code,
        sum(open_positions) as open_positions
    from core_vacancy_month
    group by month, occupation_code, governorate_code
),

as_of as (
    select month_end from core_month where is_as_of
),

filled_within_60_days as (
    select
        core_vacancy.vacancy_no,
        sum(core_vacancy_fill.positions) as positions
    from core_vacancy
    inner join core_vacancy_fill
        on core_vacancy.vacancy_no = core_vacancy_fill.vacancy_no
        and core_vacancy_fill.filled_on <= core_vacancy.posted_on + 60
    group by core_vacancy.vacancy_no
),

posting as (
    select
        cast(date_trunc('month', core_vacancy.posted_on) as date) as month,
        core_vacancy.occupation_code,
        core_vacancy.governorate_code,
        count(*) as new_vacancies,
        sum(core_vacancy.openings) as new_postings,
        -- positions posted at least 60 days before the last day known
        sum(
            case when core_vacancy.posted_on + 60 <= as_of.month_end then core_vacancy.openings else 0 end
        ) as postings_due_60d,
        -- of those, positions filled within 60 days of posting
        sum(
            case
                when core_vacancy.posted_on + 60 <= as_of.month_end
                    then coalesce(filled_within_60_days.positions, 0)
                else 0
            end
        ) as postings_filled_60d
    from core_vacancy
    cross join as_of
    left join filled_within_60_days
        on core_vacancy.vacancy_no = filled_within_60_days.vacancy_no
    group by
        date_trunc('month', core_vacancy.posted_on),
        core_vacancy.occupation_code,
        core_vacancy.governorate_code
),

fill as (
    select
        cast(date_trunc('month', core_vacancy_fill.filled_on) as date) as month,
        core_vacancy.occupation_code,
        core_vacancy.governorate_code,
        sum(core_vacancy_fill.positions) as filled
    from core_vacancy_fill
    inner join core_vacancy
        on core_vacancy_fill.vacancy_no = core_vacancy.vacancy_no
    group by
        date_trunc('month', core_vacancy_fill.filled_on),
        core_vacancy.occupation_code,
        core_vacancy.governorate_code
),

hire as (
    select
        cast(date_trunc('month', started_on) as date) as month,
        coalesce(occupation_code, 'unknown') as occupation_code,
        coalesce(governorate_code, 'unknown') as governorate_code,
        count(*) as hires
    from core_hire
    group by
        date_trunc('month', started_on),
        coalesce(occupation_code, 'unknown'),
        coalesce(governorate_code, 'unknown')
),

employment as (
    select
        month,
        coalesce(occupation_code, 'unknown') as occupation_code,
        governorate_code,
        count(*) as insured
    from core_employment_month
    where is_regular
    group by month, coalesce(occupation_code, 'unknown'), governorate_code
),

measure as (
    select
        month, occupation_code, governorate_code,
        registered_seekers, seekers, 0 as open_positions, 0 as new_vacancies, 0 as new_postings,
        0 as postings_due_60d, 0 as postings_filled_60d, 0 as filled, 0 as hires, 0 as insured
    from seeker
    union all
    select
        month, occupation_code, governorate_code,
        0, 0, open_positions, 0, 0, 0, 0, 0, 0, 0
    from open_position
    union all
    select
        month, occupation_code, governorate_code,
        0, 0, 0, new_vacancies, new_postings, postings_due_60d, postings_filled_60d, 0, 0, 0
    from posting
    union all
    select
        month, occupation_code, governorate_code,
        0, 0, 0, 0, 0, 0, 0, filled, 0, 0
    from fill
    union all
    select
        month, occupation_code, governorate_code,
        0, 0, 0, 0, 0, 0, 0, 0, hires, 0
    from hire
    union all
    select
        month, occupation_code, governorate_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, insured
    from employment
),

total as (
    select
        measure.month,
        measure.occupation_code,
        measure.governorate_code,
        cast(sum(measure.registered_seekers) as bigint) as registered_seekers,
        cast(sum(measure.seekers) as bigint) as seekers,
        cast(sum(measure.open_positions) as bigint) as open_positions,
        cast(sum(measure.new_vacancies) as bigint) as new_vacancies,
        cast(sum(measure.new_postings) as bigint) as new_postings,
        cast(sum(measure.postings_due_60d) as bigint) as postings_due_60d,
        cast(sum(measure.postings_filled_60d) as bigint) as postings_filled_60d,
        cast(sum(measure.filled) as bigint) as filled,
        cast(sum(measure.hires) as bigint) as hires,
        cast(sum(measure.insured) as bigint) as insured
    from measure
    -- flows before the first delivered month are only partly known and left out
    inner join core_month
        on measure.month = core_month.month
    group by measure.month, measure.occupation_code, measure.governorate_code
),

final as (
    select
        month,
        occupation_code,
        governorate_code,
        registered_seekers,
        seekers,
        open_positions,
        new_vacancies,
        new_postings,
        postings_due_60d,
        postings_filled_60d,
        filled,
        hires,
        insured,
        open_positions + insured as positions,  -- open and occupied: what the vacancy rate divides by
        -- open positions per available seeker; empty where nobody seeks
        cast(open_positions as double) / nullif(cast(seekers as double), 0) as tightness
    from total
)

select
    month,
    occupation_code,
    governorate_code,
    registered_seekers,
    seekers,
    open_positions,
    new_vacancies,
    new_postings,
    postings_due_60d,
    postings_filled_60d,
    filled,
    hires,
    insured,
    positions,
    tightness
from final
order by month, occupation_code, governorate_code
