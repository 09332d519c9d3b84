-- Which establishment each insurance number belongs to.
with

link as (
    select establishment_alias, establishment_key from link_establishment
),

numbered as (
    select establishment_no, establishment_tax_no from stg_insurance_contributions
    union all
    select establishment_no, establishment_tax_no from stg_insured_establishments
),

stated as (
    select
        establishment_no,
        'ins-' || establishment_no as insurance_alias,
        -- the tax number where any record states it, else the insurance number under a prefix
        coalesce(max(establishment_tax_no), 'ins-' || establishment_no) as stated_alias
    from numbered
    group by establishment_no
),

final as (
    select
        stated.establishment_no,
        coalesce(
            by_insurance.establishment_key, by_tax.establishment_key, stated.stated_alias
        ) as establishment_key
    from stated
    left join link as by_insurance
        on stated.insurance_alias = by_insurance.establishment_alias
    left join link as by_tax
        on stated.stated_alias = by_tax.establishment_alias
)

select
    establishment_no,
    establishment_key
from final
order by establishment_no
