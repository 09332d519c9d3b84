-- Requests of the last 12 months, decided or pending; the estimator draws the curves of waiting for all
-- offices, each governorate and each office, and compares offices with what was to be expected.
with

last_month as (
    select max(month) as month, max(month_end) as month_end from core_month
),

final as (
    select
        core_service_request.service,
        core_service_request.request_no,
        core_service_request.office_code,
        core_service_request.governorate_code,
        core_service_request.channel,
        -- a decision after the last day known is not known
        case
            when core_service_request.decided_on <= last_month.month_end
                then core_service_request.decided_on - core_service_request.applied_on
        end as days_to_decision,
        last_month.month_end - core_service_request.applied_on as days_observed
    from core_service_request
    cross join last_month
    where core_service_request.applied_on <= last_month.month_end
        and core_service_request.applied_on >= last_month.month - interval '11 months'
)

select
    service,
    request_no,
    office_code,
    governorate_code,
    channel,
    days_to_decision,
    days_observed
from final
order by service, request_no
