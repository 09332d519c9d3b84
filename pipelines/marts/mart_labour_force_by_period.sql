-- Key indicators of the labour market from surveys, one column each. Groups are not added up: each
-- value is an estimate of its own, as published.
with

final as (
    select
        month,
        breakdown,
        breakdown_code,
        max(value) filter (where indicator_code = 'participation_rate') as participation_rate,
        max(value) filter (where indicator_code = 'employment_population_ratio') as employment_population_ratio,
        max(value) filter (where indicator_code = 'wage_employee_share') as wage_employee_share,
        max(value) filter (where indicator_code = 'employment_sector_share') as employment_sector_share,
        max(value) filter (where indicator_code = 'employment_occupation_share') as employment_occupation_share,
        max(value) filter (where indicator_code = 'part_time_share') as part_time_share,
        max(value) filter (where indicator_code = 'hours_week_mean') as hours_week_mean,
        max(value) filter (where indicator_code = 'informal_share') as informal_share,
        max(value) filter (where indicator_code = 'unemployment_rate') as unemployment_rate,
        max(value) filter (where indicator_code = 'youth_unemployment_rate') as youth_unemployment_rate,
        max(value) filter (where indicator_code = 'long_term_unemployment_share') as long_term_unemployment_share,
        max(value) filter (where indicator_code = 'time_underemployment_rate') as time_underemployment_rate,
        max(value) filter (where indicator_code = 'outside_labour_force_rate') as outside_labour_force_rate,
        max(value) filter (where indicator_code = 'intermediate_education_share') as intermediate_education_share,
        max(value) filter (where indicator_code = 'survey_wage_mean') as survey_wage_mean,
        max(value) filter (where indicator_code = 'labour_productivity') as labour_productivity,
        max(value) filter (where indicator_code = 'working_poverty_rate') as working_poverty_rate,
        cast(max(sample_persons) as bigint) as sample_persons
    from core_survey_indicator
    group by month, breakdown, breakdown_code
)

select
    month,
    breakdown,
    breakdown_code,
    participation_rate,
    employment_population_ratio,
    wage_employee_share,
    employment_sector_share,
    employment_occupation_share,
    part_time_share,
    hours_week_mean,
    informal_share,
    unemployment_rate,
    youth_unemployment_rate,
    long_term_unemployment_share,
    time_underemployment_rate,
    outside_labour_force_rate,
    intermediate_education_share,
    survey_wage_mean,
    labour_productivity,
    working_poverty_rate,
    sample_persons
from final
order by month, breakdown, breakdown_code
