-- Collected advertisements with the governorate where the text names one.
with

-- Spellings met in advertisements beside the names of the reference table.
governorate_spelling (spelling, governorate_code) as (
    values
        ('monufya', 'EG-MNF'), ('menoufia', 'EG-MNF'), ('qalubia', 'EG-KB'), ('assiut', 'EG-AST'),
        ('matruh', 'EG-MT'), ('fayoum', 'EG-FYM'), ('ismailia', 'EG-IS'), ('new valley', 'EG-WAD')
),

governorate_name as (
    select lower(name_en) as spelling, governorate_code from ref_governorate
    union
    select name_ar as spelling, governorate_code from ref_governorate
    union
    select spelling, governorate_code from governorate_spelling
),

governorate as (
    select spelling, min(governorate_code) as governorate_code
    from governorate_name
    group by spelling
),

last_collection as (
    select max(delivery_month) as month from stg_job_advertisements
),

final as (
    select
        advertisement.advertisement_no,
        advertisement.title,
        advertisement.company,
        -- the region, or the place itself where the region says no more than Egypt
        coalesce(region.governorate_code, place.governorate_code) as governorate_code,
        -- as written: the place may lie outside Egypt
        case
            when trim(advertisement.location) = trim(advertisement.region) then trim(advertisement.region)
            else trim(advertisement.location) || coalesce(' · ' || trim(advertisement.region), '')
        end as place_text,
        -- only what the text says beyond doubt
        case lower(trim(advertisement.job_type)) when 'part time' then 'part_time' end as contract_type,
        advertisement.level,
        advertisement.years_experience,
        advertisement.skills_text,
        advertisement.delivery_month as collected_month,
        -- part of the latest collection, so taken to stand today
        advertisement.delivery_month = last_collection.month as is_current
    from stg_job_advertisements as advertisement
    cross join last_collection
    left join governorate as region
        on lower(trim(advertisement.region)) = region.spelling
    left join governorate as place
        on lower(trim(advertisement.location)) = place.spelling
        and lower(trim(advertisement.region)) in ('egypt', 'مصر')
)

select
    advertisement_no,
    title,
    company,
    governorate_code,
    place_text,
    contract_type,
    level,
    years_experience,
    skills_text,
    collected_month,
    is_current
from final
order by advertisement_no
