-- Hires confirmed by the employer: the last record of each hire.
with

raw as (
    select
        hire_no,
        vacancy_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        replace(establishment_tax_no, '-', '') as establishment_tax_no,  -- nine digits without separators
        occupation_code,
        governorate_code,
        started_on,
        wage_egp_month,
        _delivery_month as delivery_month,
        operation,
        row_number() over (
            partition by hire_no
            order by coalesce(changed_on, _delivery_month) desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_hires
),

final as (
    select
        hire_no,
        vacancy_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        establishment_tax_no,
        occupation_code,
        governorate_code,
        started_on,
        wage_egp_month,
        delivery_month
    from raw
    where recency = 1
        and operation is distinct from 'delete'  -- the last word on the record may be that it is gone
)

select * from final
