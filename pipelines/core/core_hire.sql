-- Starts of work known from any record: one row per person, establishment and start.
-- The same start reported by insurance, employer and contract counts once.
with

link as (
    select person_pseudonym, person_key from core_person_link
),

establishment as (
    select establishment_key, governorate_code from core_establishment
),

establishment_tax as (
    select establishment_tax_no as tax_no, establishment_key from core_establishment_tax
),

first_month as (
    select min(month) as month from core_month
),

event as (
    -- tier A: insured workers for others whose job began inside the calendar
    select
        core_insured_spell.person_key,
        core_insured_spell.establishment_key,
        core_insured_spell.started_on,
        'insurance' as source,
        core_insured_spell.occupation_code,
        core_insured_spell.governorate_code,
        core_insured_spell.wage_egp_month_start as wage_egp_month,
        cast(null as varchar) as vacancy_no
    from core_insured_spell
    cross join first_month
    where core_insured_spell.category_code = '1'
        and core_insured_spell.started_on >= first_month.month
    union all
    -- tier B: confirmed by the employer
    select
        link.person_key,
        establishment_tax.establishment_key,
        stg_hires.started_on,
        'hires' as source,
        stg_hires.occupation_code,
        stg_hires.governorate_code,
        stg_hires.wage_egp_month,
        stg_hires.vacancy_no
    from stg_hires
    inner join link
        on stg_hires.person_pseudonym = link.person_pseudonym
    inner join establishment_tax
        on stg_hires.establishment_tax_no = establishment_tax.tax_no
    union all
    -- tier B: contract deposited with the directorate
    select
        link.person_key,
        establishment_tax.establishment_key,
        stg_employment_contracts.starts_on as started_on,
        'contracts' as source,
        cast(null as varchar) as occupation_code,
        establishment.governorate_code,
        stg_employment_contracts.wage_egp_month,
        cast(null as varchar) as vacancy_no
    from stg_employment_contracts
    inner join link
        on stg_employment_contracts.person_pseudonym = link.person_pseudonym
    inner join establishment_tax
        on stg_employment_contracts.establishment_tax_no = establishment_tax.tax_no
    left join establishment
        on establishment_tax.establishment_key = establishment.establishment_key
),

event_with_previous as (
    select
        person_key,
        establishment_key,
        started_on,
        source,
        occupation_code,
        governorate_code,
        wage_egp_month,
        vacancy_no,
        lag(started_on) over (
            partition by person_key, establishment_key
            order by started_on
        ) as previous_started_on
    from event
),

event_numbered as (
    select
        person_key,
        establishment_key,
        started_on,
        source,
        occupation_code,
        governorate_code,
        wage_egp_month,
        vacancy_no,
        -- records up to 45 days apart at one establishment tell of the same start
        sum(
            case
                when previous_started_on is null then 1
                when started_on - previous_started_on > 45 then 1
                else 0
            end
        ) over (
            partition by person_key, establishment_key
            order by started_on
            range between unbounded preceding and current row
        ) as start_no
    from event_with_previous
),

final as (
    select
        person_key,
        establishment_key,
        min(started_on) as started_on,
        -- insured start before employer's word
        case
            when max(case when source = 'insurance' then 1 else 0 end) = 1 then 'A'
            else 'B'
        end as evidence_tier,
        -- the employer names occupation and place more exactly than the contribution
        coalesce(
            max(occupation_code) filter (where source = 'hires'),
            max(occupation_code) filter (where source = 'insurance')
        ) as occupation_code,
        coalesce(
            max(governorate_code) filter (where source = 'hires'),
            max(governorate_code) filter (where source = 'insurance'),
            max(governorate_code)
        ) as governorate_code,
        -- wage agreed at the start: employer, contract, then insurable wage
        coalesce(
            max(wage_egp_month) filter (where source = 'hires'),
            max(wage_egp_month) filter (where source = 'contracts'),
            max(wage_egp_month) filter (where source = 'insurance')
        ) as wage_egp_month,
        max(vacancy_no) as vacancy_no
    from event_numbered
    group by person_key, establishment_key, start_no
)

select
    person_key,
    establishment_key,
    started_on,
    evidence_tier,
    occupation_code,
    governorate_code,
    wage_egp_month,
    vacancy_no
from final
