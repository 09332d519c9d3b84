-- Deposited employment contracts: the last record of each contract.
with

raw as (
    select
        contract_no,
        replace(establishment_tax_no, '-', '') as establishment_tax_no,  -- nine digits without separators
        person_pseudonym,
        person_birth_year,
        person_sex,
        job_title,
        wage_egp_month,
        starts_on,
        duration_months,
        _delivery_month as delivery_month,
        row_number() over (
            partition by contract_no
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_employment_contracts
),

final as (
    select
        contract_no,
        establishment_tax_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        job_title,
        wage_egp_month,
        starts_on,
        duration_months,
        delivery_month
    from raw
    where recency = 1
)

select * from final
