-- Work permits of foreigners with the year they count in and the group of the nationality.
with

permit as (
    select
        permit_no,
        passport_pseudonym,
        nationality_code,
        governorate_code,
        establishment_tax_no,
        occupation_code,
        issuer_code,
        year_no,
        is_over_cap,
        fee_egp,
        applied_on,
        decided_on,
        decision,
        valid_from,
        valid_to,
        is_first_time
    from stg_work_permits
),

establishment_tax as (
    select establishment_tax_no as tax_no, establishment_key from core_establishment_tax
),

final as (
    select
        permit.permit_no,
        permit.passport_pseudonym,
        permit.nationality_code,
        -- nationalities outside the list stay visible as a remainder
        coalesce(core_nationality.nationality_group, 'unallocated') as nationality_group,
        permit.governorate_code,
        establishment_tax.establishment_key,
        permit.occupation_code,
        permit.issuer_code,
        -- an approved permit counts in the year it becomes valid, an application in its own
        cast(
            date_part('year', coalesce(permit.valid_from, permit.decided_on, permit.applied_on))
            as bigint
        ) as year,
        permit.year_no,
        permit.is_first_time,
        permit.is_over_cap,
        coalesce(permit.decision = 'approved', false) as is_approved,
        permit.fee_egp,
        permit.applied_on,
        permit.decided_on,
        permit.decision,
        permit.valid_from,
        permit.valid_to
    from permit
    inner join establishment_tax
        on permit.establishment_tax_no = establishment_tax.tax_no
    left join core_nationality
        on permit.nationality_code = core_nationality.nationality_code
)

select
    permit_no,
    passport_pseudonym,
    nationality_code,
    nationality_group,
    governorate_code,
    establishment_key,
    occupation_code,
    issuer_code,
    year,
    year_no,
    is_first_time,
    is_over_cap,
    is_approved,
    fee_egp,
    applied_on,
    decided_on,
    decision,
    valid_from,
    valid_to
from final
order by permit_no
