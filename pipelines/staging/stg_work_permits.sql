-- Foreigners' work permits: the last record of each permit.
with

raw as (
    select
        permit_no,
        passport_no_pseudonym as passport_pseudonym,
        nationality_code,
        governorate_code,
        replace(establishment_tax_no, '-', '') as establishment_tax_no,  -- nine digits without separators
        occupation_code,
        issuer_code,
        office_code,
        channel,
        rule_version,
        year_no,
        is_over_cap,
        fee_egp,
        applied_on,
        decided_on,
        decision,
        valid_from,
        valid_to,
        is_first_time,
        _delivery_month as delivery_month,
        row_number() over (
            partition by permit_no
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_work_permits
),

final as (
    select
        permit_no,
        passport_pseudonym,
        nationality_code,
        governorate_code,
        establishment_tax_no,
        occupation_code,
        issuer_code,
        office_code,
        channel,
        rule_version,
        year_no,
        is_over_cap,
        fee_egp,
        applied_on,
        decided_on,
        decision,
        valid_from,
        valid_to,
        is_first_time,
        delivery_month
    from raw
    where recency = 1
)

select * from final
