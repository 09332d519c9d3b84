-- How many grant records are worth a second look, and how much money they speak of.
with

lead as (
    select
        rule_code,
        direction,
        governorate_code,
        cast(date_trunc('month', observed_on) as date) as month,
        person_key,
        amount_egp,
        reason_ar,
        reason_en
    from core_integrity_lead
),

final as (
    select
        rule_code,
        direction,
        governorate_code,
        month,
        min(reason_ar) as reason_ar,
        min(reason_en) as reason_en,
        count(*) as leads,
        count(distinct person_key) as persons,
        cast(sum(amount_egp) as decimal(24, 2)) as amount_egp
    from lead
    group by rule_code, direction, governorate_code, month
)

select
    rule_code,
    direction,
    governorate_code,
    month,
    reason_ar,
    reason_en,
    leads,
    persons,
    amount_egp
from final
order by rule_code, governorate_code, month
