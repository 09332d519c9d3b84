-- Training cohorts: the last record of each cohort.
with

raw as (
    select
        cohort_code,
        programme_code,
        provider_code,
        provider_name_ar,
        provider_name_en,
        governorate_code,
        starts_on,
        ends_on,
        seats,
        cost_egp,
        _delivery_month as delivery_month,
        row_number() over (
            partition by cohort_code
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_training_cohorts
),

final as (
    select
        cohort_code,
        programme_code,
        provider_code,
        provider_name_ar,
        provider_name_en,
        governorate_code,
        starts_on,
        ends_on,
        seats,
        cost_egp,
        delivery_month
    from raw
    where recency = 1
)

select * from final
