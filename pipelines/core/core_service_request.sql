-- Requests to the four services: one row per application, decided or pending.
with

registration as (
    select
        'registration' as service,
        registration_no as request_no,
        office_code,
        governorate_code,
        channel,
        occupation_code,
        applied_on,
        -- the service ends with the certificate; a registration that went on without one was decided
        coalesce(
            issued_on,
            case when status <> 'active' then registered_on end
        ) as dated_decision_on,
        delivery_month,
        case
            when status = 'rejected' then 'rejected'
            when issued_on is not null or status <> 'active' then 'approved'
        end as decision
    from stg_work_registrations
),

assessment as (
    select
        'skill_assessment' as service,
        assessment_no as request_no,
        test_centre_code as office_code,
        governorate_code,
        channel,
        occupation_code,
        applied_on,
        -- the certificate ends it, or the test that awarded no level
        coalesce(
            issued_on,
            case when level_code is null then tested_on end
        ) as dated_decision_on,
        delivery_month,
        case
            when issued_on is not null then 'approved'
            when tested_on is not null and level_code is null then 'rejected'
        end as decision
    from stg_skill_assessments
),

licence as (
    select
        'craft_licence' as service,
        licence_no as request_no,
        office_code,
        governorate_code,
        channel,
        occupation_code,
        applied_on,
        decided_on as dated_decision_on,
        delivery_month,
        decision
    from stg_craft_licences
),

permit as (
    select
        'work_permit' as service,
        permit_no as request_no,
        office_code,
        governorate_code,
        channel,
        occupation_code,
        applied_on,
        decided_on as dated_decision_on,
        delivery_month,
        decision
    from stg_work_permits
),

request as (
    select
        service, request_no, office_code, governorate_code, channel, occupation_code,
        applied_on, dated_decision_on, delivery_month, decision
    from registration
    union all
    select
        service, request_no, office_code, governorate_code, channel, occupation_code,
        applied_on, dated_decision_on, delivery_month, decision
    from assessment
    union all
    select
        service, request_no, office_code, governorate_code, channel, occupation_code,
        applied_on, dated_decision_on, delivery_month, decision
    from licence
    union all
    select
        service, request_no, office_code, governorate_code, channel, occupation_code,
        applied_on, dated_decision_on, delivery_month, decision
    from permit
),

final as (
    select
        service,
        request_no,
        office_code,
        governorate_code,
        channel,
        occupation_code,
        applied_on,
        -- a decision without a day leaves the backlog in the month whose delivery tells it
        case
            when decision is not null
                then greatest(
                    applied_on,
                    coalesce(
                        dated_decision_on,
                        cast(delivery_month + interval '1 month' - interval '1 day' as date)
                    )
                )
        end as decided_on,
        decision,
        -- waiting time only where both days were delivered
        case when decision is not null then dated_decision_on - applied_on end as days_to_decision
    from request
)

select
    service,
    request_no,
    office_code,
    governorate_code,
    channel,
    occupation_code,
    applied_on,
    decided_on,
    decision,
    days_to_decision
from final
order by service, request_no
