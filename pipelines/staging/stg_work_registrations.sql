-- Registrations of job seekers: the last record of each registration number.
with

raw as (
    select
        registration_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        birth_date,
        sex,
        governorate_code,
        office_code,
        channel,
        qualification_level,
        occupation_code,
        applied_on,
        registered_on,
        issued_on,
        started_on,
        returned_on,
        status,
        _delivery_month as delivery_month,
        operation,
        row_number() over (
            partition by registration_no
            order by coalesce(changed_on, _delivery_month) desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_work_registrations
),

final as (
    select
        registration_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        birth_date,
        sex,
        governorate_code,
        office_code,
        channel,
        qualification_level,
        occupation_code,
        applied_on,
        registered_on,
        issued_on,
        started_on,
        returned_on,
        status,
        delivery_month
    from raw
    where recency = 1
        and operation is distinct from 'delete'  -- the last word on the record may be that it is gone
)

select * from final
