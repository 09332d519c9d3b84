-- Craft licences granted: one row per person and occupation, the one valid longest.
with

granted as (
    select
        link.person_key,
        stg_craft_licences.occupation_code,
        stg_craft_licences.licence_no,
        -- a licence without a day of issue counts from its decision
        coalesce(stg_craft_licences.issued_on, stg_craft_licences.decided_on) as issued_on,
        stg_craft_licences.valid_until
    from stg_craft_licences
    inner join core_person_link as link
        on stg_craft_licences.person_pseudonym = link.person_pseudonym
    where stg_craft_licences.decision = 'approved'
),

ranked as (
    select
        person_key,
        occupation_code,
        licence_no,
        issued_on,
        valid_until,
        row_number() over (
            partition by person_key, occupation_code
            order by valid_until desc nulls first, issued_on desc, licence_no desc
        ) as preference  -- 1 = valid longest; no end of validity is longest
    from granted
),

as_of as (
    select month_end from core_month where is_as_of
),

final as (
    select
        ranked.person_key,
        ranked.occupation_code,
        ranked.licence_no,
        ranked.issued_on,
        ranked.valid_until,
        coalesce(
            ranked.issued_on <= as_of.month_end
                and (ranked.valid_until is null or ranked.valid_until >= as_of.month_end),
            false
        ) as is_valid  -- at the end of the as-of month
    from ranked
    cross join as_of
    where ranked.preference = 1
)

select
    person_key,
    occupation_code,
    licence_no,
    issued_on,
    valid_until,
    is_valid
from final
order by person_key, occupation_code
