-- Reaching those entitled: registered, entitled and paid irregular workers by occasion and governorate.
-- Exclusion (entitled, not paid) and inclusion (paid, not entitled) stand side by side.
with

person_occasion as (
    select
        person_key,
        occasion_code,
        occasion_date,
        coalesce(governorate_code, 'unknown') as governorate_code,
        is_registered,
        entitlement,
        amount_egp,
        payments_ordered,
        payments_collected,
        is_paid,
        amount_paid_egp
    from core_grant_entitlement
),

final as (
    select
        occasion_code,
        governorate_code,
        cast(date_trunc('month', min(occasion_date)) as date) as month,
        count(*) filter (where is_registered) as registered,
        count(*) filter (where entitlement = 'entitled') as entitled,
        count(*) filter (where entitlement = 'not_entitled' and is_registered) as registered_not_entitled,
        count(*) filter (where entitlement = 'undetermined') as undetermined,
        count(*) filter (where is_paid) as paid,
        count(*) filter (where is_paid and is_registered) as registered_paid,
        count(*) filter (where is_paid and entitlement = 'entitled') as entitled_paid,
        count(*) filter (where not is_paid and entitlement = 'entitled') as excluded,
        count(*) filter (where is_paid and entitlement = 'not_entitled') as included_wrongly,
        count(*) filter (where is_paid and entitlement = 'undetermined') as undetermined_paid,
        -- bounds: nobody or everybody undetermined is entitled
        count(*) filter (where entitlement <> 'not_entitled') as entitled_max,
        count(*) filter (where not is_paid and entitlement <> 'not_entitled') as excluded_max,
        count(*) filter (where is_paid and entitlement <> 'entitled') as included_wrongly_max,
        count(*) filter (where payments_ordered > 0) as ordered,
        count(*) filter (where payments_ordered > 0 and not is_paid) as not_collected,
        cast(sum(greatest(payments_collected - 1, 0)) as bigint) as duplicate_payments,
        cast(sum(payments_collected) as bigint) as payments,
        cast(sum(amount_paid_egp) as decimal(24, 2)) as amount_paid_egp,
        cast(
            sum(case when entitlement = 'not_entitled' then amount_paid_egp else 0 end)
            as decimal(24, 2)
        ) as amount_paid_egp_not_entitled,
        -- persons whose payment differs from the amount of the occasion for each payment
        count(*) filter (where is_paid and amount_paid_egp <> amount_egp * payments_collected)
            as paid_other_amount
    from person_occasion
    group by occasion_code, governorate_code
)

select
    occasion_code,
    governorate_code,
    month,
    registered,
    entitled,
    registered_not_entitled,
    undetermined,
    paid,
    registered_paid,
    entitled_paid,
    excluded,
    included_wrongly,
    undetermined_paid,
    entitled_max,
    excluded_max,
    included_wrongly_max,
    ordered,
    not_collected,
    duplicate_payments,
    payments,
    amount_paid_egp,
    amount_paid_egp_not_entitled,
    paid_other_amount
from final
order by occasion_code, governorate_code
