-- Establishments registered for insurance: the last record of each insurance number.
with

raw as (
    select
        establishment_no,
        trade_name,
        replace(establishment_tax_no, '-', '') as establishment_tax_no,  -- nine digits without separators
        register_no,
        register_office_code,
        governorate_code,
        activity_code,
        address,
        _delivery_month as delivery_month,
        row_number() over (
            partition by establishment_no
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_insured_establishments
),

final as (
    select
        establishment_no,
        trade_name,
        establishment_tax_no,
        register_no,
        register_office_code,
        governorate_code,
        activity_code,
        address,
        delivery_month
    from raw
    where recency = 1
)

select * from final
