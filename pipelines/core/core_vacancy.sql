-- Vacancies with the day from which each no longer stands open.
with

vacancy as (
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
    from stg_vacancies
),

establishment as (
    select establishment_tax_no as tax_no, establishment_key from core_establishment_tax
),

final as (
    select
        vacancy_no,
        establishment.establishment_key,
        title,
        coalesce(occupation_code, 'unknown') as occupation_code,  -- kept visible, never dropped
        governorate_code,
        openings,
        wage_min_egp_month,
        wage_max_egp_month,
        -- middle of the offer; one bound alone stands for both
        cast(
            (coalesce(wage_min_egp_month, wage_max_egp_month)
                + coalesce(wage_max_egp_month, wage_min_egp_month)) / 2
            as decimal(14, 2)
        ) as wage_egp_month_posted,
        contract_type,
        shift,
        education_level,
        skills,
        is_licence_required,
        posted_on,
        -- a closed vacancy without a day closed in the month whose delivery says so
        coalesce(
            closed_on,
            case
                when status <> 'open'
                    then greatest(
                        posted_on,
                        cast(delivery_month + interval '1 month' - interval '1 day' as date)
                    )
            end
        ) as closed_on,
        status
    from vacancy
    inner join establishment on vacancy.establishment_tax_no = establishment.tax_no
)

select
    vacancy_no,
    establishment_key,
    title,
    occupation_code,
    governorate_code,
    openings,
    wage_min_egp_month,
    wage_max_egp_month,
    wage_egp_month_posted,
    contract_type,
    shift,
    education_level,
    skills,
    is_licence_required,
    posted_on,
    closed_on,
    status
from final
order by vacancy_no
