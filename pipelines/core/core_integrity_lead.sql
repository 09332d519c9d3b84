-- Rows of grant payments worth a second look: one row per rule, person and occasion.
-- A lead is no verdict: it names the rule, the facts and where they stand; a person decides.
-- Judged on the day of the payment run. Possible wrong exclusion stands beside possible wrong inclusion.
with

rule as (
    select column1 as rule_code, column2 as direction, column3 as reason_ar, column4 as reason_en
    from (values
        (
            'paid_twice', 'inclusion',
            'للشخص نفسه أكثر من أمر صرف قائم للمناسبة نفسها',
            'The same person has more than one standing payment order for one occasion'
        ),
        (
            'paid_while_insured', 'inclusion',
            'صدر أمر الصرف وللشخص اشتراك تأميني قائم في فئة تمنع المنحة',
            'Payment was ordered while the person was insured in a category that excludes the grant'
        ),
        (
            'paid_outside_age', 'inclusion',
            'صدر أمر الصرف وسن الشخص أقل من 20 سنة أو أكثر من 60 سنة',
            'Payment was ordered while the person was younger than 20 or older than 60'
        ),
        (
            'paid_register_owner', 'inclusion',
            'صدر أمر الصرف وللشخص قيد سارٍ في السجل التجاري',
            'Payment was ordered while the person owned an active entry in the commercial register'
        ),
        (
            'entitled_never_paid', 'exclusion',
            'استوفى الشخص شروط المنحة في ثلاث مناسبات على الأقل ولم يصدر له أي أمر صرف',
            'The person met the conditions at three occasions or more, and no payment was ever ordered'
        )
    ) as listed
),

link as (
    select person_pseudonym, person_key from core_person_link
),

payment_order as (
    select
        link.person_key,
        ordered.occasion_code,
        ordered.payment_no,
        ordered.run_date,
        ordered.governorate_code,
        ordered.paid_on,
        case when ordered.paid_on is not null then ordered.amount_egp else 0 end as amount_paid_egp,
        ordered.paid_on is null and ordered.return_reason is not null as is_returned,
        max(ordered.run_date) over (
            partition by link.person_key, ordered.occasion_code
        ) as last_run_date
    from stg_support_payments as ordered
    inner join link
        on ordered.person_pseudonym = link.person_pseudonym
),

-- An order returned uncollected and issued again later is one payment.
payment as (
    select
        person_key,
        occasion_code,
        min(run_date) as run_date,
        cast(date_trunc('month', min(run_date)) as date) as run_month,
        max(governorate_code) as governorate_code,
        count(*) as orders,
        sum(amount_paid_egp) as amount_paid_egp,
        sum(amount_paid_egp) - max(amount_paid_egp) as amount_beyond_one_egp,
        string_agg(payment_no, ' ' order by payment_no) as payment_nos
    from payment_order
    where not (is_returned and run_date < last_run_date)
    group by person_key, occasion_code
),

paid_twice as (
    select
        'paid_twice' as rule_code,
        person_key,
        occasion_code,
        run_date as observed_on,
        governorate_code,
        amount_beyond_one_egp as amount_egp,
        'support_payments: ' || payment_nos as evidence
    from payment
    where orders > 1
),

-- A month from the run onwards whose spell began by then and had not ended covers the day,
-- also where the employer posted the month itself late.
insured as (
    select
        payment.person_key,
        payment.occasion_code,
        max(payment.run_date) as run_date,
        max(payment.governorate_code) as governorate_code,
        max(payment.amount_paid_egp) as amount_paid_egp,
        max(payment.payment_nos) as payment_nos,
        min(employment.month) as month,
        min(employment.establishment_key) as establishment_key
    from payment
    inner join core_employment_month as employment
        on payment.person_key = employment.person_key
    where employment.is_regular
        and employment.month >= payment.run_month
        and employment.started_on <= payment.run_date
        and (employment.ended_on is null or employment.ended_on >= payment.run_date)
    group by payment.person_key, payment.occasion_code
),

paid_while_insured as (
    select
        'paid_while_insured' as rule_code,
        person_key,
        occasion_code,
        run_date as observed_on,
        governorate_code,
        amount_paid_egp as amount_egp,
        'support_payments: ' || payment_nos
            || '; core_employment_month: ' || cast(month as varchar) || ' ' || establishment_key
            as evidence
    from insured
),

aged as (
    select
        payment.person_key,
        payment.occasion_code,
        payment.run_date,
        payment.governorate_code,
        payment.amount_paid_egp,
        payment.payment_nos,
        person.birth_year,
        cast(date_part('year', payment.run_date) - person.birth_year as bigint) as years,
        -- the birthday of the year is still to come on the day of the run; null where the day is unknown
        date_part('month', payment.run_date) * 100 + date_part('day', payment.run_date)
            < date_part('month', person.birth_date) * 100 + date_part('day', person.birth_date)
            as is_birthday_ahead
    from payment
    inner join core_person as person
        on payment.person_key = person.person_key
    where person.birth_year is not null
),

-- Without the day of birth only ages that no birthday can bring inside the limits count.
paid_outside_age as (
    select
        'paid_outside_age' as rule_code,
        person_key,
        occasion_code,
        run_date as observed_on,
        governorate_code,
        amount_paid_egp as amount_egp,
        'support_payments: ' || payment_nos || '; core_person: birth_year ' || cast(birth_year as varchar)
            as evidence
    from aged
    where years - case when coalesce(is_birthday_ahead, false) then 1 else 0 end < 20
        or years - case when coalesce(is_birthday_ahead, true) then 1 else 0 end > 60
),

owner as (
    select
        link.person_key,
        entry.register_office_code || '/' || entry.register_no as register_key,
        entry.registered_on,
        -- an entry struck off without a day counts as inactive
        case when entry.struck_off_on is null and entry.status = 'struck_off'
            then entry.registered_on
            else entry.struck_off_on
        end as struck_off_on
    from stg_commercial_register as entry
    inner join link
        on entry.owner_person_pseudonym = link.person_pseudonym
),

paid_register_owner as (
    select
        'paid_register_owner' as rule_code,
        payment.person_key,
        payment.occasion_code,
        max(payment.run_date) as observed_on,
        max(payment.governorate_code) as governorate_code,
        max(payment.amount_paid_egp) as amount_egp,
        'support_payments: ' || max(payment.payment_nos)
            || '; commercial_register: ' || string_agg(owner.register_key, ' ' order by owner.register_key)
            as evidence
    from payment
    inner join owner
        on payment.person_key = owner.person_key
    where owner.registered_on <= payment.run_date
        and (owner.struck_off_on is null or owner.struck_off_on > payment.run_date)
    group by payment.person_key, payment.occasion_code
),

never_paid as (
    select
        person_key as never_paid_key,
        max(occasion_date) filter (where entitlement = 'entitled') as observed_on,
        max(governorate_code) as governorate_code,
        sum(amount_egp) filter (where entitlement = 'entitled') as amount_egp,
        string_agg(occasion_code, ' ' order by occasion_code) filter (where entitlement = 'entitled')
            as occasion_codes
    from core_grant_entitlement
    group by person_key
    having sum(payments_ordered) = 0
        and count(*) filter (where entitlement = 'entitled') >= 3
),

register_number as (
    select
        link.person_key,
        string_agg(worker.worker_no, ' ' order by worker.worker_no) as worker_nos
    from stg_irregular_workers as worker
    inner join link
        on worker.person_pseudonym = link.person_pseudonym
    group by link.person_key
),

entitled_never_paid as (
    select
        'entitled_never_paid' as rule_code,
        register_number.person_key,
        cast(null as varchar) as occasion_code,
        never_paid.observed_on,
        never_paid.governorate_code,
        never_paid.amount_egp,
        'irregular_workers: ' || register_number.worker_nos
            || '; core_grant_entitlement: ' || never_paid.occasion_codes
            as evidence
    from never_paid
    inner join register_number
        on never_paid.never_paid_key = register_number.person_key
),

lead as (
    select rule_code, person_key, occasion_code, observed_on, governorate_code, amount_egp, evidence
    from paid_twice
    union all
    select rule_code, person_key, occasion_code, observed_on, governorate_code, amount_egp, evidence
    from paid_while_insured
    union all
    select rule_code, person_key, occasion_code, observed_on, governorate_code, amount_egp, evidence
    from paid_outside_age
    union all
    select rule_code, person_key, occasion_code, observed_on, governorate_code, amount_egp, evidence
    from paid_register_owner
    union all
    select rule_code, person_key, occasion_code, observed_on, governorate_code, amount_egp, evidence
    from entitled_never_paid
),

final as (
    select
        lead.rule_code || '/' || lead.person_key || '/' || coalesce(lead.occasion_code, 'all') as lead_key,
        lead.rule_code,
        rule.direction,
        lead.person_key,
        lead.occasion_code,
        lead.observed_on,
        coalesce(lead.governorate_code, 'unknown') as governorate_code,
        cast(lead.amount_egp as decimal(14, 2)) as amount_egp,
        rule.reason_ar,
        rule.reason_en,
        lead.evidence
    from rule
    inner join lead
        on rule.rule_code = lead.rule_code
)

select
    lead_key,
    rule_code,
    direction,
    person_key,
    occasion_code,
    observed_on,
    governorate_code,
    amount_egp,
    reason_ar,
    reason_en,
    evidence
from final
order by lead_key
