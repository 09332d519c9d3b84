-- Monthly social-insurance contributions: the last record of each insured number and month.
-- The large one. A plain record stands at most once in a delivery (the reader sees to it), and almost
-- all of a month arrives in one delivery: only keys that also came in another, or about which the
-- source announced a change, are ranked.
-- The small table stands first in each join. Its keys have names of their own: DataFusion 55 pushes
-- a filter on the missing side of an outer join to the other side where the names are equal.
with

raw as (
    select
        insured_no,
        month,
        person_pseudonym,
        person_birth_year,
        person_sex,
        establishment_no,
        replace(establishment_tax_no, '-', '') as establishment_tax_no,  -- nine digits without separators
        governorate_code,
        category_code,
        occupation_code,
        wage_egp_month,
        started_on,
        ended_on,
        end_reason,
        operation,
        changed_on,
        _delivery_month as delivery_month,
        _delivery_id,
        _received,
        _line
    from raw_insurance_contributions
),

delivery_of_month as (
    select
        month,
        _delivery_id,
        count(operation) as announced,
        row_number() over (
            partition by month
            order by count(*) desc, _delivery_id asc
        ) as place  -- 1 = the delivery that brought most of the month
    from raw_insurance_contributions
    group by month, _delivery_id
),

other_delivery as (
    select
        month,
        _delivery_id,
        place
    from delivery_of_month
    where place > 1
        or announced > 0
),

-- Keys that came late, corrected or again. One small join: a union with a scan of the whole table
-- would be estimated larger than the table, and the engine would hold the table in memory instead.
other_key as (
    select distinct
        raw.insured_no as other_insured_no,
        raw.month as other_month
    from other_delivery
    inner join raw
        on other_delivery.month = raw.month
        and other_delivery._delivery_id = raw._delivery_id
    where other_delivery.place > 1
        or raw.operation is not null
),

marked as (
    select
        raw.insured_no,
        raw.month,
        raw.person_pseudonym,
        raw.person_birth_year,
        raw.person_sex,
        raw.establishment_no,
        raw.establishment_tax_no,
        raw.governorate_code,
        raw.category_code,
        raw.occupation_code,
        raw.wage_egp_month,
        raw.started_on,
        raw.ended_on,
        raw.end_reason,
        raw.operation,
        raw.changed_on,
        raw.delivery_month,
        raw._received,
        raw._line,
        other_key.other_insured_no is null as is_alone  -- came in the main delivery of its month only
    from other_key
    right join raw
        on other_key.other_insured_no = raw.insured_no
        and other_key.other_month = raw.month
),

ranked as (
    select
        insured_no,
        month,
        person_pseudonym,
        person_birth_year,
        person_sex,
        establishment_no,
        establishment_tax_no,
        governorate_code,
        category_code,
        occupation_code,
        wage_egp_month,
        started_on,
        ended_on,
        end_reason,
        operation,
        delivery_month,
        row_number() over (
            partition by insured_no, month
            order by coalesce(changed_on, delivery_month) desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from marked
    where not is_alone
),

final as (
    select
        insured_no,
        month,
        person_pseudonym,
        person_birth_year,
        person_sex,
        establishment_no,
        establishment_tax_no,
        governorate_code,
        category_code,
        occupation_code,
        wage_egp_month,
        started_on,
        ended_on,
        end_reason,
        delivery_month
    from marked
    where is_alone
    union all
    select
        insured_no,
        month,
        person_pseudonym,
        person_birth_year,
        person_sex,
        establishment_no,
        establishment_tax_no,
        governorate_code,
        category_code,
        occupation_code,
        wage_egp_month,
        started_on,
        ended_on,
        end_reason,
        delivery_month
    from ranked
    where recency = 1
        and operation is distinct from 'delete'  -- the last word on the record may be that it is gone
)

select * from final
