-- Who was entitled to a grant and who was paid: one row per person and occasion.
-- The universe is everybody in the register on the day, and everybody paid.
-- Rules: IRR-3 age 20 to 60, IRR-4 no active commercial register, IRR-5 no regular insured job.
with

link as (
    select person_pseudonym, person_key from core_person_link
),

occasion as (
    select
        occasion_code, occasion_date, month, amount_egp, has_commercial_register, has_insurance
    from core_grant_occasion
),

register_entry as (
    select
        link.person_key,
        stg_irregular_workers.worker_no,
        stg_irregular_workers.category_code,
        stg_irregular_workers.governorate_code,
        stg_irregular_workers.registered_on,
        -- an exit without a day happened before the delivery that tells it
        coalesce(
            stg_irregular_workers.left_on,
            case
                when stg_irregular_workers.status <> 'active' then stg_irregular_workers.delivery_month
            end
        ) as left_on
    from stg_irregular_workers
    inner join link
        on stg_irregular_workers.person_pseudonym = link.person_pseudonym
),

register_ranked as (
    select
        register_entry.person_key,
        occasion.occasion_code,
        register_entry.category_code,
        register_entry.governorate_code,
        -- in the register on the day of the occasion
        register_entry.left_on is null or register_entry.left_on > occasion.occasion_date
            as is_registered,
        row_number() over (
            partition by register_entry.person_key, occasion.occasion_code
            order by
                register_entry.left_on desc nulls first,
                register_entry.registered_on desc,
                register_entry.worker_no desc
        ) as preference  -- 1 = the entry that stands, or the last that stood
    from register_entry
    cross join occasion
    where register_entry.registered_on <= occasion.occasion_date
),

register_standing as (
    select person_key, occasion_code, category_code, governorate_code, is_registered
    from register_ranked
    where preference = 1
),

payment as (
    select
        link.person_key,
        stg_support_payments.occasion_code,
        max(stg_support_payments.governorate_code) as governorate_code,
        count(*) as payments_ordered,
        count(stg_support_payments.paid_on) as payments_collected,
        coalesce(
            sum(case when stg_support_payments.paid_on is not null then stg_support_payments.amount_egp end),
            0
        ) as amount_paid_egp
    from stg_support_payments
    inner join link
        on stg_support_payments.person_pseudonym = link.person_pseudonym
    group by link.person_key, stg_support_payments.occasion_code
),

person_occasion as (
    select
        coalesce(register_standing.person_key, payment.person_key) as person_key,
        coalesce(register_standing.occasion_code, payment.occasion_code) as occasion_code,
        coalesce(register_standing.governorate_code, payment.governorate_code) as governorate_code,
        register_standing.category_code,
        register_standing.person_key is not null as was_registered,  -- on the day or before
        coalesce(register_standing.is_registered, false) as is_registered,
        coalesce(payment.payments_ordered, 0) as payments_ordered,
        coalesce(payment.payments_collected, 0) as payments_collected,
        coalesce(payment.amount_paid_egp, 0) as amount_paid_egp
    from register_standing
    full join payment
        on register_standing.person_key = payment.person_key
        and register_standing.occasion_code = payment.occasion_code
),

owner as (
    select
        link.person_key,
        occasion.occasion_code
    from stg_commercial_register
    inner join link
        on stg_commercial_register.owner_person_pseudonym = link.person_pseudonym
    cross join occasion
    where stg_commercial_register.registered_on <= occasion.occasion_date
        and case
            when stg_commercial_register.struck_off_on is not null
                then stg_commercial_register.struck_off_on > occasion.occasion_date
            else stg_commercial_register.status = 'active'
        end
    group by link.person_key, occasion.occasion_code
),

insured as (
    select
        core_employment_month.person_key,
        occasion.occasion_code
    from occasion
    inner join core_employment_month
        on occasion.month = core_employment_month.month
    where core_employment_month.is_regular
),

fact as (
    select
        person_occasion.person_key,
        person_occasion.occasion_code,
        occasion.occasion_date,
        occasion.amount_egp,
        occasion.has_commercial_register,
        occasion.has_insurance,
        person_occasion.governorate_code,
        person_occasion.category_code,
        person_occasion.was_registered,
        person_occasion.is_registered,
        person_occasion.payments_ordered,
        person_occasion.payments_collected,
        person_occasion.amount_paid_egp,
        owner.person_key is not null as has_active_register,
        insured.person_key is not null as is_insured_regular,
        -- completed years on the day; without the day of birth the lower of the two possible ages
        cast(date_part('year', occasion.occasion_date) - core_person.birth_year as bigint)
            - case
                when core_person.birth_date is null then 1
                when date_part('month', occasion.occasion_date) * 100
                    + date_part('day', occasion.occasion_date)
                    < date_part('month', core_person.birth_date) * 100
                    + date_part('day', core_person.birth_date) then 1
                else 0
            end as age_min,
        -- the same with the higher of the two possible ages
        cast(date_part('year', occasion.occasion_date) - core_person.birth_year as bigint)
            - case
                when core_person.birth_date is null then 0
                when date_part('month', occasion.occasion_date) * 100
                    + date_part('day', occasion.occasion_date)
                    < date_part('month', core_person.birth_date) * 100
                    + date_part('day', core_person.birth_date) then 1
                else 0
            end as age_max
    from person_occasion
    inner join occasion
        on person_occasion.occasion_code = occasion.occasion_code
    left join core_person
        on person_occasion.person_key = core_person.person_key
    left join owner
        on person_occasion.person_key = owner.person_key
        and person_occasion.occasion_code = owner.occasion_code
    left join insured
        on person_occasion.person_key = insured.person_key
        and person_occasion.occasion_code = insured.occasion_code
),

judged as (
    select
        person_key,
        occasion_code,
        occasion_date,
        amount_egp,
        governorate_code,
        category_code,
        is_registered,
        payments_ordered,
        payments_collected,
        amount_paid_egp,
        -- the first rule that excludes, then the first fact that is missing
        case
            when not was_registered then 'not_registered'
            when not is_registered then 'left_register'
            when age_max < 20 or age_min > 60 then 'age'
            when has_active_register then 'commercial_register'
            when is_insured_regular then 'insured_job'
            when age_min is null or age_min < 20 or age_max > 60 then 'birth_day_missing'
            when not has_commercial_register then 'register_not_delivered'
            when not has_insurance then 'insurance_not_delivered'
            else 'all_rules_met'
        end as reason_code
    from fact
),

final as (
    select
        person_key,
        occasion_code,
        occasion_date,
        governorate_code,
        category_code,
        is_registered,
        case
            when reason_code = 'all_rules_met' then 'entitled'
            when reason_code in ('birth_day_missing', 'register_not_delivered', 'insurance_not_delivered')
                then 'undetermined'
            else 'not_entitled'
        end as entitlement,
        reason_code,
        amount_egp,
        payments_ordered,
        payments_collected,
        payments_collected > 0 as is_paid,
        amount_paid_egp
    from judged
)

select
    person_key,
    occasion_code,
    occasion_date,
    governorate_code,
    category_code,
    is_registered,
    entitlement,
    reason_code,
    amount_egp,
    payments_ordered,
    payments_collected,
    is_paid,
    amount_paid_egp
from final
order by occasion_code, person_key
