-- Applications for craft licences: the last record of each.
with

raw as (
    select
        licence_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        governorate_code,
        office_code,
        channel,
        occupation_code,
        certificate_no,
        applied_on,
        decided_on,
        decision,
        issued_on,
        valid_until,
        fee_paid_egp,
        _delivery_month as delivery_month,
        row_number() over (
            partition by licence_no
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_craft_licences
),

final as (
    select
        licence_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        governorate_code,
        office_code,
        channel,
        occupation_code,
        certificate_no,
        applied_on,
        decided_on,
        decision,
        issued_on,
        valid_until,
        fee_paid_egp,
        delivery_month
    from raw
    where recency = 1
)

select * from final
