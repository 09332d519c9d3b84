-- Survey results with a group each: one row per indicator, period and group.
with

final as (
    select
        indicator_code,
        month,
        breakdown,
        breakdown_code,
        cast(value as double) as value,
        -- where the publisher states no sample the figure is taken as published for all
        coalesce(sample_persons, 1000) as sample_persons
    from stg_labour_force_survey
)

select
    indicator_code,
    month,
    breakdown,
    breakdown_code,
    value,
    sample_persons
from final
order by indicator_code, month, breakdown, breakdown_code
