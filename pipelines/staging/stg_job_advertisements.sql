-- Collected advertisements: each advertisement once per delivery, with a number of our own.
-- The source has no days: the delivery month stands in.
with

raw as (
    select
        'ad-' || _delivery_id || '-' || cast(_line as varchar) as advertisement_no,  -- our own number
        title,
        company,
        location,
        job_type,
        level,
        years_experience,
        region,
        regexp_replace(skills, '\s+-\s+', ';', 'g') as skills_text,  -- separated by ; instead of dashes
        _delivery_month as delivery_month,
        row_number() over (
            partition by title, company, location
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_job_advertisements
),

final as (
    select
        advertisement_no,
        title,
        company,
        location,
        job_type,
        level,
        years_experience,
        region,
        skills_text,
        delivery_month
    from raw
    where recency = 1
)

select * from final
