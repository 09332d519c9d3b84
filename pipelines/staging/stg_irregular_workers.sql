-- Register of irregular workers: the last record of each worker.
with

raw as (
    select
        worker_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        category_code,
        occupation_code,
        governorate_code,
        registration_channel,
        replace(contractor_tax_no, '-', '') as contractor_tax_no,  -- nine digits without separators
        registered_on,
        status,
        left_on,
        _delivery_month as delivery_month,
        row_number() over (
            partition by worker_no
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_irregular_workers
),

final as (
    select
        worker_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        category_code,
        occupation_code,
        governorate_code,
        registration_channel,
        contractor_tax_no,
        registered_on,
        status,
        left_on,
        delivery_month
    from raw
    where recency = 1
)

select * from final
