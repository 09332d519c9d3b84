-- Survey results: the last record of each indicator, period and group.
with

raw as (
    select
        indicator_code,
        month,
        breakdown,
        breakdown_code,
        value,
        sample_persons,
        publication,
        _delivery_month as delivery_month,
        row_number() over (
            partition by indicator_code, month, breakdown, breakdown_code
            order by _delivery_month desc nulls last, _delivery_id desc, _line desc
        ) as recency  -- 1 = the last record
    from raw_labour_force_survey
),

final as (
    select
        indicator_code,
        month,
        breakdown,
        breakdown_code,
        value,
        sample_persons,
        publication,
        delivery_month
    from raw
    where recency = 1
)

select * from final
