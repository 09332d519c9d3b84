-- Which establishment each tax number belongs to.
with

link as (
    select establishment_alias, establishment_key from link_establishment
),

known as (
    select establishment_tax_no from stg_commercial_register
    union
    select establishment_tax_no from stg_vacancies
    union
    select establishment_tax_no from stg_hires
    union
    select establishment_tax_no from stg_employment_contracts
    union
    select establishment_tax_no from stg_work_permits
),

final as (
    select
        known.establishment_tax_no,
        -- a number that no link knows is an establishment under itself
        coalesce(link.establishment_key, known.establishment_tax_no) as establishment_key
    from known
    left join link on known.establishment_tax_no = link.establishment_alias
    where known.establishment_tax_no is not null
)

select
    establishment_tax_no,
    establishment_key
from final
order by establishment_tax_no
