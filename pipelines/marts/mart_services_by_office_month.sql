-- Service performance by office and month: applications, decisions, waiting days, backlog, channel.
with

request as (
    select
        service,
        request_no,
        office_code,
        governorate_code,
        channel,
        cast(date_trunc('month', applied_on) as date) as applied_month,
        cast(date_trunc('month', decided_on) as date) as decided_month,
        decision,
        days_to_decision
    from core_service_request
),

office_governorate as (
    select
        service,
        office_code,
        governorate_code,
        row_number() over (
            partition by service, office_code
            order by count(*) desc, governorate_code asc
        ) as preference  -- 1 = where most of its requests come from
    from request
    group by service, office_code, governorate_code
),

office as (
    select service, office_code, governorate_code
    from office_governorate
    where preference = 1
),

calendar as (
    select month from core_month
),

first_month as (
    select min(month) as month from core_month
),

applied as (
    select
        service,
        office_code,
        applied_month as month,
        count(*) as applications,
        count(*) filter (where channel = 'paper') as applications_paper,
        count(*) filter (where channel = 'electronic') as applications_electronic,
        count(*) filter (where channel = 'mobile') as applications_mobile,
        count(*) filter (where channel = 'outlet') as applications_outlet
    from request
    group by service, office_code, applied_month
),

decided as (
    select
        service,
        office_code,
        decided_month as month,
        count(*) as decisions,
        count(*) filter (where decision = 'approved') as approved,
        count(*) filter (where decision = 'rejected') as rejected,
        count(*) filter (where decision = 'incomplete') as incomplete,
        count(days_to_decision) as decisions_timed,
        coalesce(sum(days_to_decision), 0) as days_total,
        count(*) filter (where days_to_decision <= 14) as decisions_within_14_days,
        median(cast(days_to_decision as double)) as days_median
    from request
    where decided_month is not null
    group by service, office_code, decided_month
),

-- What came before the calendar opens the backlog of its first month.
movement as (
    select
        applied.service,
        applied.office_code,
        greatest(applied.month, first_month.month) as month,
        applied.applications as pending_change
    from applied
    cross join first_month
    union all
    select
        decided.service,
        decided.office_code,
        greatest(decided.month, first_month.month) as month,
        - decided.decisions as pending_change
    from decided
    cross join first_month
),

movement_month as (
    select
        service,
        office_code,
        month,
        sum(pending_change) as pending_change
    from movement
    group by service, office_code, month
),

office_month as (
    select
        office.service,
        office.office_code,
        office.governorate_code,
        calendar.month
    from office
    cross join calendar
),

final as (
    select
        office_month.service,
        office_month.office_code,
        office_month.governorate_code,
        office_month.month,
        coalesce(applied.applications, 0) as applications,
        coalesce(applied.applications_paper, 0) as applications_paper,
        coalesce(applied.applications_electronic, 0) as applications_electronic,
        coalesce(applied.applications_mobile, 0) as applications_mobile,
        coalesce(applied.applications_outlet, 0) as applications_outlet,
        -- every way but paper
        coalesce(applied.applications - applied.applications_paper, 0) as applications_digital,
        coalesce(decided.decisions, 0) as decisions,
        coalesce(decided.approved, 0) as approved,
        coalesce(decided.rejected, 0) as rejected,
        coalesce(decided.incomplete, 0) as incomplete,
        coalesce(decided.decisions_timed, 0) as decisions_timed,
        coalesce(decided.days_total, 0) as days_total,
        coalesce(decided.decisions_within_14_days, 0) as decisions_within_14_days,
        decided.days_median,
        -- applications so far less decisions so far: pending on the last day of the month
        cast(
            sum(coalesce(movement_month.pending_change, 0)) over (
                partition by office_month.service, office_month.office_code
                order by office_month.month
                rows between unbounded preceding and current row
            ) as bigint
        ) as backlog,
        cast(applied.applications - applied.applications_paper as double)
            / nullif(cast(applied.applications as double), 0) as digital_share
    from office_month
    left join applied
        on office_month.service = applied.service
        and office_month.office_code = applied.office_code
        and office_month.month = applied.month
    left join decided
        on office_month.service = decided.service
        and office_month.office_code = decided.office_code
        and office_month.month = decided.month
    left join movement_month
        on office_month.service = movement_month.service
        and office_month.office_code = movement_month.office_code
        and office_month.month = movement_month.month
)

select
    service,
    office_code,
    governorate_code,
    month,
    applications,
    applications_paper,
    applications_electronic,
    applications_mobile,
    applications_outlet,
    applications_digital,
    decisions,
    approved,
    rejected,
    incomplete,
    decisions_timed,
    days_total,
    decisions_within_14_days,
    days_median,
    backlog,
    digital_share
from final
order by service, office_code, month
