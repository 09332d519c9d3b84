-- Which establishment each insurance number of an establishment belongs to.
with

contribution as (
    select
        establishment_no,
        establishment_tax_no
    from stg_insurance_contributions
),

final as (
    select
        establishment_no,
        -- the tax number where any record states it, else the insurance number under a prefix
        coalesce(max(establishment_tax_no), 'ins-' || establishment_no) as establishment_key
    from contribution
    group by establishment_no
)

select
    establishment_no,
    establishment_key
from final
order by establishment_no
