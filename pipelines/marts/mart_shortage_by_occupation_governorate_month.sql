-- The records the shortage score is estimated from: vacancies with fill and applicants, and month by
-- month seekers, exits, paid wages and early separations. One kind of row each; the estimator
-- windows, scales and bootstraps them, and writes one row per occupation, governorate and month.
with

month as (
    select month, month_end, is_as_of, has_insurance from core_month
),

filled as (
    select
        vacancy_no,
        sum(positions) as positions,
        max(filled_on) as filled_on
    from core_vacancy_fill
    group by vacancy_no
),

applicant as (
    select
        vacancy_no,
        count(*) as applicants,
        count(*) filter (where is_suitable) as suitable_applicants
    from core_referral
    group by vacancy_no
),

vacancy_row as (
    select
        'vacancy' as kind,
        cast(date_trunc('month', core_vacancy.posted_on) as date) as month,
        core_vacancy.occupation_code,
        core_vacancy.governorate_code,
        core_vacancy.vacancy_no as record_no,
        core_vacancy.posted_on as started_on,
        -- the day the last of its positions was filled
        case when filled.positions >= core_vacancy.openings then filled.filled_on end as ended_on,
        cast(core_vacancy.openings as bigint) as positions,
        coalesce(applicant.applicants, 0) as applicants,
        coalesce(applicant.suitable_applicants, 0) as suitable_applicants
    from core_vacancy
    left join filled
        on core_vacancy.vacancy_no = filled.vacancy_no
    left join applicant
        on core_vacancy.vacancy_no = applicant.vacancy_no
    where core_vacancy.occupation_code <> 'unknown'
),

seeker as (
    select
        person_key,
        month,
        cast(month + interval '1 month' as date) as next_month,
        occupation_code,
        governorate_code
    from core_seeker_month
    where is_available
        and occupation_code is not null
        and governorate_code is not null
),

-- who sought at the end of one month and no longer at the end of the next
seeker_flow as (
    select
        seeker.next_month as month,
        seeker.occupation_code,
        seeker.governorate_code,
        count(*) as seekers_before,
        count(*) filter (where later.later_key is null) as seekers_left
    from seeker
    inner join month
        on seeker.next_month = month.month
    left join (
        select person_key as later_key, month as later_month from seeker
    ) as later
        on seeker.person_key = later.later_key
        and seeker.next_month = later.later_month
    group by seeker.next_month, seeker.occupation_code, seeker.governorate_code
),

seeker_stock as (
    select
        month,
        occupation_code,
        governorate_code,
        count(*) as seekers
    from seeker
    group by month, occupation_code, governorate_code
),

wage as (
    select
        month,
        occupation_code,
        governorate_code,
        count(*) as paid,
        cast(median(cast(wage_egp_month as decimal(17, 3))) as decimal(14, 2)) as wage_egp_month_median,
        sum(wage_egp_month) as wage_egp_total,
        -- whole pounds, so that the sum is exact in any order
        sum(cast(wage_egp_month as bigint) * cast(wage_egp_month as bigint)) as wage_square_total
    from core_employment_month
    where is_regular
        and occupation_code is not null
        and wage_egp_month > 0
    group by month, occupation_code, governorate_code
),

observed as (
    select max(month_end) as observed_until from month where has_insurance
),

separation as (
    select
        cast(date_trunc('month', core_insured_spell.started_on) as date) as month,
        core_insured_spell.occupation_code,
        core_insured_spell.governorate_code,
        count(*) as hires_due_180d,
        count(*) filter (
            where core_insured_spell.ended_on <= core_insured_spell.started_on + 180
        ) as separated_180d
    from core_insured_spell
    cross join observed
    where core_insured_spell.category_code = '1'
        and core_insured_spell.occupation_code is not null
        and core_insured_spell.started_on + 180 <= observed.observed_until
    group by
        date_trunc('month', core_insured_spell.started_on),
        core_insured_spell.occupation_code,
        core_insured_spell.governorate_code
),

measure as (
    select
        month, occupation_code, governorate_code, seekers, 0 as seekers_before, 0 as seekers_left,
        0 as paid, cast(null as decimal(14, 2)) as wage_egp_month_median,
        cast(null as double) as wage_egp_total, cast(null as double) as wage_square_total,
        0 as hires_due_180d, 0 as separated_180d
    from seeker_stock
    union all
    select
        month, occupation_code, governorate_code, 0, seekers_before, seekers_left,
        0, null, null, null, 0, 0
    from seeker_flow
    union all
    select
        month, occupation_code, governorate_code, 0, 0, 0,
        paid, wage_egp_month_median, cast(wage_egp_total as double),
        cast(wage_square_total as double), 0, 0
    from wage
    union all
    select
        month, occupation_code, governorate_code, 0, 0, 0,
        0, null, null, null, hires_due_180d, separated_180d
    from separation
),

cell_row as (
    select
        month,
        occupation_code,
        governorate_code,
        sum(seekers) as seekers,
        sum(seekers_before) as seekers_before,
        sum(seekers_left) as seekers_left,
        sum(paid) as paid,
        max(wage_egp_month_median) as wage_egp_month_median,
        max(wage_egp_total) as wage_egp_total,
        max(wage_square_total) as wage_square_total,
        sum(hires_due_180d) as hires_due_180d,
        sum(separated_180d) as separated_180d
    from measure
    where month >= (select min(month) from month)
    group by month, occupation_code, governorate_code
),

training_row as (
    select
        occupation_code,
        cast(median(hours) as bigint) as training_hours
    from core_cohort
    where hours is not null
    group by occupation_code
),

final as (
    select
        kind, month, occupation_code, governorate_code, record_no, started_on, ended_on,
        positions, applicants, suitable_applicants,
        0 as seekers, 0 as seekers_before, 0 as seekers_left, 0 as paid,
        cast(null as double) as wage_egp_month_median, cast(null as double) as wage_egp_total,
        cast(null as double) as wage_square_total, 0 as hires_due_180d, 0 as separated_180d,
        cast(null as bigint) as training_hours
    from vacancy_row
    union all
    select
        'cell', month, occupation_code, governorate_code, '', null, null, 0, 0, 0,
        cast(seekers as bigint), cast(seekers_before as bigint), cast(seekers_left as bigint),
        cast(paid as bigint), cast(wage_egp_month_median as double), wage_egp_total,
        wage_square_total, cast(hires_due_180d as bigint), cast(separated_180d as bigint), null
    from cell_row
    union all
    select
        'training', null, occupation_code, 'all', '', null, null, 0, 0, 0, 0, 0, 0, 0,
        null, null, null, 0, 0, training_hours
    from training_row
    union all
    -- the calendar: months in which the score is wanted, the as-of month last
    select
        'month', month, 'all', 'all', '', month_end, null, 0, 0, 0, 0, 0, 0, 0,
        null, null, null, 0, 0, null
    from month
)

select
    kind,
    month,
    occupation_code,
    governorate_code,
    record_no,
    started_on,
    ended_on,
    positions,
    applicants,
    suitable_applicants,
    seekers,
    seekers_before,
    seekers_left,
    paid,
    wage_egp_month_median,
    wage_egp_total,
    wage_square_total,
    hires_due_180d,
    separated_180d,
    training_hours
from final
order by kind, occupation_code, governorate_code, month, record_no
