-- Commercial register: the last record of each entry.
with

raw as (
    select
        register_no,
        register_office_code,
        owner_national_id_pseudonym as owner_person_pseudonym,
        trade_name,
        legal_form,
        activity_code,
        governorate_code,
        status,
        registered_on,
        struck_off_on,
        replace(tax_no, '-', '') as establishment_tax_no,  -- nine digits without separators
        workers,
        _delivery_month as delivery_month,
        row_number() over (
            partition by register_no, register_office_code
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_commercial_register
),

final as (
    select
        register_no,
        register_office_code,
        owner_person_pseudonym,
        trade_name,
        legal_form,
        activity_code,
        governorate_code,
        status,
        registered_on,
        struck_off_on,
        establishment_tax_no,
        workers,
        delivery_month
    from raw
    where recency = 1
)

select * from final
