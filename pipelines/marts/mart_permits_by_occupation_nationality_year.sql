-- Foreigners' work permits by occupation, nationality group and year.
-- Permits are counted, not foreigners: one foreigner may hold several over the years.
with

permit as (
    select
        permit_no,
        passport_pseudonym,
        occupation_code,
        nationality_group,
        year,
        decision,
        is_approved,
        is_first_time,
        is_over_cap,
        fee_egp
    from core_permit
),

final as (
    select
        year,
        occupation_code,
        nationality_group,
        count(*) as applications,
        count(*) filter (where decision = 'rejected') as rejected,
        count(*) filter (where decision is not null) as decided,
        count(*) filter (where is_approved) as permits,
        count(*) filter (where is_approved and is_first_time) as permits_first_time,
        count(*) filter (where is_approved and is_over_cap) as permits_over_cap,
        count(distinct case when is_approved then passport_pseudonym end) as foreigners,
        cast(sum(case when is_approved then fee_egp else 0 end) as decimal(24, 2)) as fee_egp
    from permit
    group by year, occupation_code, nationality_group
)

select
    year,
    occupation_code,
    nationality_group,
    applications,
    rejected,
    decided,
    permits,
    permits_first_time,
    permits_over_cap,
    foreigners,
    fee_egp
from final
order by year, occupation_code, nationality_group
