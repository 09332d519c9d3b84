-- Open positions on the last day of each month, by vacancy.
with

vacancy as (
    select
        vacancy_no,
        occupation_code,
        governorate_code,
        openings,
        posted_on,
        closed_on
    from core_vacancy
),

month as (
    select month, month_end from core_month
),

open_month as (
    select
        vacancy.vacancy_no,
        month.month,
        month.month_end,
        vacancy.occupation_code,
        vacancy.governorate_code,
        vacancy.openings
    from vacancy
    cross join month
    where vacancy.posted_on <= month.month_end
        and (vacancy.closed_on is null or vacancy.closed_on > month.month_end)
),

filled as (
    select
        open_month.vacancy_no,
        open_month.month,
        sum(core_vacancy_fill.positions) as positions
    from open_month
    inner join core_vacancy_fill
        on open_month.vacancy_no = core_vacancy_fill.vacancy_no
        and core_vacancy_fill.filled_on <= open_month.month_end
    group by open_month.vacancy_no, open_month.month
),

final as (
    select
        open_month.vacancy_no,
        open_month.month,
        open_month.occupation_code,
        open_month.governorate_code,
        -- openings not yet filled on the last day of the month
        open_month.openings - coalesce(filled.positions, 0) as open_positions
    from open_month
    left join filled
        on open_month.vacancy_no = filled.vacancy_no
        and open_month.month = filled.month
)

select
    vacancy_no,
    month,
    occupation_code,
    governorate_code,
    open_positions
from final
where open_positions > 0
order by vacancy_no, month
