-- Registered seekers on the last day of each month: one row per person and month.
with

registration as (
    select
        link.person_key,
        stg_work_registrations.registration_no,
        stg_work_registrations.occupation_code,
        stg_work_registrations.governorate_code,
        stg_work_registrations.office_code,
        stg_work_registrations.registered_on,
        -- the start of work ends the search; an end without a day ended before the delivery that tells it
        coalesce(
            stg_work_registrations.started_on,
            case
                when stg_work_registrations.status <> 'active'
                    then greatest(
                        stg_work_registrations.registered_on,
                        stg_work_registrations.delivery_month
                    )
            end
        ) as ended_on
    from stg_work_registrations
    inner join core_person_link as link
        on stg_work_registrations.person_pseudonym = link.person_pseudonym
    where stg_work_registrations.registered_on is not null
        and stg_work_registrations.status <> 'rejected'
),

month as (
    select month, month_end from core_month
),

registered as (
    select
        registration.person_key,
        month.month,
        registration.registration_no,
        registration.occupation_code,
        registration.governorate_code,
        registration.office_code,
        registration.registered_on,
        row_number() over (
            partition by registration.person_key, month.month
            order by registration.registered_on desc, registration.registration_no desc
        ) as recency  -- 1 = the last registration that stands
    from registration
    cross join month
    where registration.registered_on <= month.month_end
        and (registration.ended_on is null or registration.ended_on > month.month_end)
),

employment_month as (
    select person_key, month
    from core_employment_month
    where is_regular
),

final as (
    select
        registered.person_key,
        registered.month,
        registered.registration_no,
        registered.occupation_code,
        registered.governorate_code,
        registered.office_code,
        registered.registered_on,
        -- no regular insured job in the month: available for work
        employment_month.person_key is null as is_available
    from registered
    left join employment_month
        on registered.person_key = employment_month.person_key
        and registered.month = employment_month.month
    where registered.recency = 1
)

select
    person_key,
    month,
    registration_no,
    occupation_code,
    governorate_code,
    office_code,
    registered_on,
    is_available
from final
