-- Training programmes: the last record of each programme.
with

raw as (
    select
        programme_code,
        provider_code,
        title_ar,
        title_en,
        occupation_code,
        hours,
        skills,
        cost_egp_trainee,
        _delivery_month as delivery_month,
        row_number() over (
            partition by programme_code
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_training_programmes
),

final as (
    select
        programme_code,
        provider_code,
        title_ar,
        title_en,
        occupation_code,
        hours,
        skills,
        cost_egp_trainee,
        delivery_month
    from raw
    where recency = 1
)

select * from final
