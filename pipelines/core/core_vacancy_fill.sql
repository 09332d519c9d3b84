-- Positions filled: one row per vacancy and day, never more positions than the vacancy has openings.
with

vacancy as (
    select vacancy_no, openings, closed_on, status from core_vacancy
),

link as (
    select person_pseudonym, person_key from core_person_link
),

person_placed as (
    select
        stg_hires.vacancy_no,
        link.person_key,
        stg_hires.started_on as filled_on
    from stg_hires
    inner join link
        on stg_hires.person_pseudonym = link.person_pseudonym
    where stg_hires.vacancy_no is not null
    union all
    select
        stg_referrals.vacancy_no,
        link.person_key,
        stg_referrals.outcome_on as filled_on
    from stg_referrals
    inner join link
        on stg_referrals.person_pseudonym = link.person_pseudonym
    where stg_referrals.outcome_code = 'hired'
        and stg_referrals.outcome_on is not null
),

-- A person placed by referral and hired is one fill, on the earlier day.
person_fill as (
    select
        vacancy_no,
        person_key,
        min(filled_on) as filled_on
    from person_placed
    group by vacancy_no, person_key
),

person_fill_numbered as (
    select
        person_fill.vacancy_no,
        person_fill.filled_on,
        vacancy.openings,
        row_number() over (
            partition by person_fill.vacancy_no
            order by person_fill.filled_on, person_fill.person_key
        ) as fill_no
    from person_fill
    inner join vacancy
        on person_fill.vacancy_no = vacancy.vacancy_no
),

known_fill as (
    select vacancy_no, filled_on, 1 as positions
    from person_fill_numbered
    where fill_no <= openings
),

known_total as (
    select vacancy_no, sum(positions) as positions
    from known_fill
    group by vacancy_no
),

-- A vacancy closed as filled has filled the positions nobody was named for on the day it closed.
unnamed_fill as (
    select
        vacancy.vacancy_no,
        vacancy.closed_on as filled_on,
        vacancy.openings - coalesce(known_total.positions, 0) as positions
    from vacancy
    left join known_total
        on vacancy.vacancy_no = known_total.vacancy_no
    where vacancy.status = 'filled'
        and vacancy.openings > coalesce(known_total.positions, 0)
),

fill as (
    select vacancy_no, filled_on, positions from known_fill
    union all
    select vacancy_no, filled_on, positions from unnamed_fill
),

final as (
    select
        vacancy_no,
        filled_on,
        cast(sum(positions) as bigint) as positions
    from fill
    group by vacancy_no, filled_on
)

select
    vacancy_no,
    filled_on,
    positions
from final
order by vacancy_no, filled_on
