-- Seekers, insured workers and hires by sex, age band, sector, occupation group, governorate and month.
-- Counts add up over all of them; persons of unknown sex or age stay visible as unknown.
with

person as (
    select person_key, coalesce(sex, 'unknown') as sex, birth_year
    from core_person
),

-- ISIC Rev. 4 sections by the division of the establishment's activity
establishment as (
    select
        establishment_key as sector_establishment_key,
        case
            when left(activity_code, 2) between '01' and '03' then 'A'
            when left(activity_code, 2) between '05' and '09' then 'B'
            when left(activity_code, 2) between '10' and '33' then 'C'
            when left(activity_code, 2) between '35' and '35' then 'D'
            when left(activity_code, 2) between '36' and '39' then 'E'
            when left(activity_code, 2) between '41' and '43' then 'F'
            when left(activity_code, 2) between '45' and '47' then 'G'
            when left(activity_code, 2) between '49' and '53' then 'H'
            when left(activity_code, 2) between '55' and '56' then 'I'
            when left(activity_code, 2) between '58' and '63' then 'J'
            when left(activity_code, 2) between '64' and '66' then 'K'
            when left(activity_code, 2) between '68' and '68' then 'L'
            when left(activity_code, 2) between '69' and '75' then 'M'
            when left(activity_code, 2) between '77' and '82' then 'N'
            when left(activity_code, 2) between '84' and '84' then 'O'
            when left(activity_code, 2) between '85' and '85' then 'P'
            when left(activity_code, 2) between '86' and '88' then 'Q'
            when left(activity_code, 2) between '90' and '93' then 'R'
            when left(activity_code, 2) between '94' and '96' then 'S'
            when left(activity_code, 2) between '97' and '98' then 'T'
            when left(activity_code, 2) between '99' and '99' then 'U'
            else 'unknown'
        end as sector_code
    from core_establishment
),

seeker as (
    select
        core_seeker_month.month,
        core_seeker_month.person_key,
        core_seeker_month.governorate_code,
        coalesce(core_seeker_month.occupation_code, 'unknown') as occupation_code,
        'none' as sector_code,  -- a seeker has no sector
        cast(core_seeker_month.is_available as bigint) as seekers,
        0 as insured,
        0 as hires,
        cast(0 as decimal(14, 2)) as wage_egp_month
    from core_seeker_month
),

insured as (
    select
        core_employment_month.month,
        core_employment_month.person_key,
        core_employment_month.governorate_code,
        coalesce(core_employment_month.occupation_code, 'unknown') as occupation_code,
        coalesce(establishment.sector_code, 'unknown') as sector_code,
        0 as seekers,
        1 as insured,
        0 as hires,
        coalesce(core_employment_month.wage_egp_month, 0) as wage_egp_month
    from core_employment_month
    left join establishment
        on core_employment_month.establishment_key = establishment.sector_establishment_key
    where core_employment_month.is_regular
),

hire as (
    select
        cast(date_trunc('month', core_hire.started_on) as date) as month,
        core_hire.person_key,
        coalesce(core_hire.governorate_code, 'unknown') as governorate_code,
        coalesce(core_hire.occupation_code, 'unknown') as occupation_code,
        coalesce(establishment.sector_code, 'unknown') as sector_code,
        0 as seekers,
        0 as insured,
        1 as hires,
        cast(0 as decimal(14, 2)) as wage_egp_month
    from core_hire
    left join establishment
        on core_hire.establishment_key = establishment.sector_establishment_key
),

event as (
    select
        month, person_key, governorate_code, occupation_code, sector_code,
        seekers, insured, hires, wage_egp_month
    from seeker
    union all
    select
        month, person_key, governorate_code, occupation_code, sector_code,
        seekers, insured, hires, wage_egp_month
    from insured
    union all
    select
        month, person_key, governorate_code, occupation_code, sector_code,
        seekers, insured, hires, wage_egp_month
    from hire
),

grouped as (
    select
        event.month,
        event.governorate_code,
        -- the first two digits: the sub-major group of ISCO-08
        case
            when event.occupation_code = 'unknown' then 'unknown'
            else left(event.occupation_code, 2)
        end as occupation_group_code,
        event.sector_code,
        person.sex,
        case
            when person.birth_year is null then 'unknown'
            when date_part('year', event.month) - person.birth_year < 25 then '15-24'
            when date_part('year', event.month) - person.birth_year < 35 then '25-34'
            when date_part('year', event.month) - person.birth_year < 45 then '35-44'
            when date_part('year', event.month) - person.birth_year < 55 then '45-54'
            else '55+'
        end as age_band,
        event.seekers,
        event.insured,
        event.hires,
        event.wage_egp_month
    from event
    inner join person
        on event.person_key = person.person_key
    inner join core_month
        on event.month = core_month.month
),

final as (
    select
        month,
        governorate_code,
        occupation_group_code,
        left(occupation_group_code, 1) as occupation_major_code,
        sector_code,
        sex,
        age_band,
        cast(sum(seekers) as bigint) as seekers,
        cast(sum(insured) as bigint) as insured,
        cast(sum(hires) as bigint) as hires,
        cast(sum(wage_egp_month) as decimal(24, 2)) as wage_egp_total
    from grouped
    group by
        month, governorate_code, occupation_group_code, sector_code, sex, age_band
)

select
    month,
    governorate_code,
    occupation_group_code,
    case when occupation_group_code = 'unknown' then 'unknown' else occupation_major_code end
        as occupation_major_code,
    sector_code,
    sex,
    age_band,
    seekers,
    insured,
    hires,
    wage_egp_total
from final
order by month, governorate_code, occupation_group_code, sector_code, sex, age_band
