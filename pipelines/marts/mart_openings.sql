-- Openings that stand today, for search and matching: one row per vacancy or advertisement.
with

as_of as (
    select month from core_month where is_as_of
),

vacancy as (
    select
        core_vacancy.vacancy_no,
        'vacancies' as source,
        core_vacancy.title,
        core_establishment.trade_name as establishment_name,
        nullif(core_vacancy.occupation_code, 'unknown') as occupation_code,
        core_vacancy.governorate_code,
        cast(null as varchar) as place_text,
        core_vacancy_month.open_positions as openings,
        core_vacancy.wage_min_egp_month,
        core_vacancy.wage_max_egp_month,
        core_vacancy.contract_type,
        core_vacancy.shift,
        core_vacancy.education_level,
        core_vacancy.skills,
        cast(null as varchar) as skills_text,
        core_vacancy.is_licence_required,
        core_vacancy.posted_on,
        false as is_month_standing_in
    from core_vacancy
    inner join core_vacancy_month
        on core_vacancy.vacancy_no = core_vacancy_month.vacancy_no
    inner join as_of
        on core_vacancy_month.month = as_of.month
    left join core_establishment
        on core_vacancy.establishment_key = core_establishment.establishment_key
),

advertisement as (
    select
        advertisement_no as vacancy_no,
        'job_advertisements' as source,
        title,
        company as establishment_name,
        cast(null as varchar) as occupation_code,
        governorate_code,
        place_text,
        cast(1 as bigint) as openings,  -- an advertisement does not say how many; at least one
        cast(null as decimal(14, 2)) as wage_min_egp_month,
        cast(null as decimal(14, 2)) as wage_max_egp_month,
        contract_type,
        cast(null as varchar) as shift,
        cast(null as bigint) as education_level,
        cast(null as varchar) as skills,
        skills_text,
        false as is_licence_required,
        collected_month as posted_on,  -- the month stands in for the day
        true as is_month_standing_in
    from core_advertisement
    where is_current
),

final as (
    select
        vacancy_no, source, title, establishment_name, occupation_code, governorate_code, place_text,
        openings, wage_min_egp_month, wage_max_egp_month, contract_type, shift, education_level,
        skills, skills_text, is_licence_required, posted_on, is_month_standing_in
    from vacancy
    union all
    select
        vacancy_no, source, title, establishment_name, occupation_code, governorate_code, place_text,
        openings, wage_min_egp_month, wage_max_egp_month, contract_type, shift, education_level,
        skills, skills_text, is_licence_required, posted_on, is_month_standing_in
    from advertisement
)

select
    vacancy_no,
    source,
    title,
    establishment_name,
    occupation_code,
    governorate_code,
    place_text,
    openings,
    wage_min_egp_month,
    wage_max_egp_month,
    contract_type,
    shift,
    education_level,
    skills,
    skills_text,
    is_licence_required,
    posted_on,
    is_month_standing_in
from final
order by source desc, vacancy_no
