-- Grant payments: the last record of each payment order.
with

raw as (
    select
        payment_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        governorate_code,
        occasion_code,
        run_date,
        amount_egp,
        payer_code,
        outlet_code,
        paid_on,
        return_reason,
        _delivery_month as delivery_month,
        row_number() over (
            partition by payment_no
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_support_payments
),

final as (
    select
        payment_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        governorate_code,
        occasion_code,
        run_date,
        amount_egp,
        payer_code,
        outlet_code,
        paid_on,
        return_reason,
        delivery_month
    from raw
    where recency = 1
)

select * from final
