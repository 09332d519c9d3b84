-- Reported vacancies: the last record of each vacancy.
with

raw as (
    select
        vacancy_no,
        replace(establishment_tax_no, '-', '') as establishment_tax_no,  -- nine digits without separators
        title,
        occupation_code,
        governorate_code,
        openings,
        wage_min_egp_month,
        wage_max_egp_month,
        contract_type,
        shift,
        education_level,
        skills,
        is_licence_required,
        posted_on,
        closed_on,
        status,
        _delivery_month as delivery_month,
        operation,
        row_number() over (
            partition by vacancy_no
            order by coalesce(changed_on, _delivery_month) desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_vacancies
),

final as (
    select
        vacancy_no,
        establishment_tax_no,
        title,
        occupation_code,
        governorate_code,
        openings,
        wage_min_egp_month,
        wage_max_egp_month,
        contract_type,
        shift,
        education_level,
        skills,
        is_licence_required,
        posted_on,
        closed_on,
        status,
        delivery_month
    from raw
    where recency = 1
        and operation is distinct from 'delete'  -- the last word on the record may be that it is gone
)

select * from final
