-- Foreigners' permits beside the shortage of the same occupation at home: are permits going where
-- people are missing, or where seekers wait?
with

permit as (
    select
        year,
        occupation_code,
        cast(sum(permits) as bigint) as permits
    from mart_permits_by_occupation_nationality_year
    group by year, occupation_code
),

last_month as (
    select max(month) as month from mart_shortage_by_occupation_governorate_month
),

shortage as (
    select
        mart_shortage_by_occupation_governorate_month.occupation_code as short_occupation_code,
        sum(mart_shortage_by_occupation_governorate_month.is_shortage) as governorates_short,
        sum(mart_shortage_by_occupation_governorate_month.is_surplus) as governorates_surplus,
        max(mart_shortage_by_occupation_governorate_month.shortage_probability)
            as shortage_probability_max
    from mart_shortage_by_occupation_governorate_month
    inner join last_month
        on mart_shortage_by_occupation_governorate_month.month = last_month.month
    group by mart_shortage_by_occupation_governorate_month.occupation_code
),

seeker as (
    select
        core_seeker_month.occupation_code as seeker_occupation_code,
        count(*) as seekers
    from core_seeker_month
    inner join core_month
        on core_seeker_month.month = core_month.month
    where core_month.is_as_of
        and core_seeker_month.is_available
    group by core_seeker_month.occupation_code
),

final as (
    select
        permit.year,
        permit.occupation_code,
        permit.permits,
        coalesce(shortage.governorates_short, 0) as governorates_short,
        coalesce(shortage.governorates_surplus, 0) as governorates_surplus,
        shortage.shortage_probability_max,
        coalesce(seeker.seekers, 0) as seekers,
        case when shortage.governorates_short > 0 then permit.permits else 0 end
            as permits_in_shortage,
        -- no governorate short and more seekers registered than permits
        case
            when coalesce(shortage.governorates_short, 0) = 0
                and coalesce(seeker.seekers, 0) > permit.permits
                then permit.permits
            else 0
        end as permits_beside_seekers
    from permit
    left join shortage
        on permit.occupation_code = shortage.short_occupation_code
    left join seeker
        on permit.occupation_code = seeker.seeker_occupation_code
)

select
    year,
    occupation_code,
    permits,
    cast(governorates_short as bigint) as governorates_short,
    cast(governorates_surplus as bigint) as governorates_surplus,
    shortage_probability_max,
    seekers,
    permits_in_shortage,
    permits_beside_seekers
from final
order by year, occupation_code
