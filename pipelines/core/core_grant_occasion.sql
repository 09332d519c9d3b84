-- Grant occasions for which payments were delivered, with what is known to judge entitlement.
with

ordered as (
    select
        occasion_code,
        min(run_date) as first_run_date
    from stg_support_payments
    group by occasion_code
),

register as (
    select count(*) > 0 as is_delivered
    from stg_commercial_register
),

dated as (
    select
        ordered.occasion_code,
        -- an occasion outside the calendar of grants is dated by its first payment run
        coalesce(ref_grant_occasion.occasion_date, ordered.first_run_date) as occasion_date,
        ref_grant_occasion.amount_egp,
        register.is_delivered as has_commercial_register
    from ordered
    left join ref_grant_occasion
        on ordered.occasion_code = ref_grant_occasion.occasion_code
    cross join register
),

final as (
    select
        dated.occasion_code,
        dated.occasion_date,
        cast(date_trunc('month', dated.occasion_date) as date) as month,
        dated.amount_egp,
        dated.has_commercial_register,
        coalesce(core_month.has_insurance, false) as has_insurance
    from dated
    left join core_month
        on cast(date_trunc('month', dated.occasion_date) as date) = core_month.month
)

select
    occasion_code,
    occasion_date,
    month,
    amount_egp,
    has_commercial_register,
    has_insurance
from final
order by occasion_code
