-- What became of each trainee who started: work after training, or not yet known.
-- M1 is the first full calendar month after leaving. A horizon is due once every month of its
-- window was delivered by the insurance body; before that it is censored, never a failure.
with

trainee as (
    select
        enrolment_no,
        cohort_code,
        person_key,
        enrolled_on,
        exited_on,
        is_completed,
        is_certified,
        -- M1
        cast(date_trunc('month', exited_on) + interval '1 month' as date) as month_1
    from core_enrolment
    where is_started
),

observed as (
    -- last day up to which work records are complete
    select
        coalesce(
            max(case when has_insurance then month_end end),
            max(month_end)
        ) as observed_until
    from core_month
),

as_of as (
    select month from core_month where is_as_of
),

insured_month as (
    select month from core_month where has_insurance
),

delivered as (
    select
        trainee.enrolment_no,
        count(*) filter (
            where insured_month.month >= trainee.month_1 + interval '3 months'
            and insured_month.month <= trainee.month_1 + interval '5 months'
        ) as months_4_to_6,
        count(*) filter (
            where insured_month.month >= trainee.month_1 + interval '3 months'
            and insured_month.month <= trainee.month_1 + interval '8 months'
        ) as months_4_to_9,
        count(*) filter (
            where insured_month.month >= trainee.month_1 + interval '9 months'
            and insured_month.month <= trainee.month_1 + interval '11 months'
        ) as months_10_to_12
    from trainee
    cross join insured_month
    group by trainee.enrolment_no
),

trainee_person as (
    select distinct person_key from trainee
),

-- A month is paid by an insured record (A) or by an employer's confirmed start in it (B).
paid_record as (
    select
        core_employment_month.person_key,
        core_employment_month.month,
        'A' as evidence_tier,
        core_employment_month.wage_egp_month
    from trainee_person
    inner join core_employment_month
        on trainee_person.person_key = core_employment_month.person_key
    where core_employment_month.is_regular
    union all
    select
        core_hire.person_key,
        cast(date_trunc('month', core_hire.started_on) as date) as month,
        'B' as evidence_tier,
        core_hire.wage_egp_month
    from core_hire
    inner join trainee_person
        on core_hire.person_key = trainee_person.person_key
    where core_hire.evidence_tier = 'B'
),

paid_month as (
    select
        person_key,
        month,
        min(evidence_tier) as evidence_tier,
        coalesce(
            max(wage_egp_month) filter (where evidence_tier = 'A'),
            max(wage_egp_month)
        ) as wage_egp_month
    from paid_record
    group by person_key, month
),

worked as (
    select
        trainee.enrolment_no,
        count(*) filter (
            where paid_month.month >= trainee.month_1 + interval '3 months'
            and paid_month.month <= trainee.month_1 + interval '5 months'
        ) as months_4_to_6,
        count(*) filter (
            where paid_month.month >= trainee.month_1 + interval '3 months'
            and paid_month.month <= trainee.month_1 + interval '8 months'
        ) as months_4_to_9,
        count(*) filter (
            where paid_month.month >= trainee.month_1 + interval '9 months'
            and paid_month.month <= trainee.month_1 + interval '11 months'
        ) as months_10_to_12,
        min(paid_month.evidence_tier) filter (
            where paid_month.month >= trainee.month_1 + interval '3 months'
            and paid_month.month <= trainee.month_1 + interval '5 months'
        ) as evidence_tier_m6,
        max(paid_month.month) filter (
            where paid_month.month >= trainee.month_1 + interval '3 months'
            and paid_month.month <= trainee.month_1 + interval '5 months'
        ) as last_paid_month_m6,
        count(*) filter (
            where paid_month.month >= date_trunc('month', trainee.enrolled_on) - interval '3 months'
            and paid_month.month < date_trunc('month', trainee.enrolled_on)
        ) as months_before
    from trainee
    inner join paid_month
        on trainee.person_key = paid_month.person_key
    group by trainee.enrolment_no
),

start_ranked as (
    select
        trainee.enrolment_no,
        core_hire.establishment_key,
        core_hire.started_on,
        core_hire.evidence_tier,
        core_hire.occupation_code,
        row_number() over (
            partition by trainee.enrolment_no
            order by core_hire.started_on, core_hire.evidence_tier, core_hire.establishment_key
        ) as start_no
    from trainee
    inner join core_hire
        on trainee.person_key = core_hire.person_key
        and core_hire.started_on >= trainee.exited_on
),

first_job as (
    select enrolment_no, started_on, evidence_tier, occupation_code
    from start_ranked
    where start_no = 1
),

spell_ranked as (
    select
        trainee.enrolment_no,
        core_insured_spell.started_on,
        core_insured_spell.ended_on,
        row_number() over (
            partition by trainee.enrolment_no
            order by core_insured_spell.started_on, core_insured_spell.establishment_key
        ) as spell_no
    from trainee
    inner join core_insured_spell
        on trainee.person_key = core_insured_spell.person_key
        and core_insured_spell.started_on >= trainee.exited_on
    where core_insured_spell.category_code = '1'
),

first_spell as (
    select enrolment_no, started_on, ended_on
    from spell_ranked
    where spell_no = 1
),

final as (
    select
        trainee.enrolment_no,
        trainee.cohort_code,
        trainee.person_key,
        core_person.sex,
        trainee.exited_on,
        trainee.month_1,
        trainee.is_completed,
        trainee.is_certified,
        coalesce(worked.months_before, 0) > 0 as was_employed_before,  -- paid in the 3 months before
        coalesce(trainee.exited_on + 90 <= observed.observed_until, false) as is_due_90d,
        coalesce(delivered.months_4_to_6 = 3, false) as is_due_m6,
        -- M6 lies behind, whether or not its records came
        coalesce(delivered.months_4_to_6 = 3, false)
            or coalesce(trainee.month_1 + interval '5 months' <= as_of.month, false) as is_past_m6,
        coalesce(delivered.months_4_to_9 = 6, false) as is_due_sustained_6,
        coalesce(delivered.months_10_to_12 = 3, false) as is_due_m12,
        coalesce(first_job.started_on <= trainee.exited_on + 90, false) as is_placed_90d,
        coalesce(worked.months_4_to_6, 0) >= 1 as is_employed_m6,
        coalesce(worked.months_4_to_9, 0) >= 5 as is_sustained_6,  -- 5 of the 6 months M4 to M9
        coalesce(worked.months_10_to_12, 0) >= 1 as is_employed_m12,
        case
            when first_job.started_on <= trainee.exited_on + 90 then first_job.evidence_tier
        end as evidence_tier_90d,
        worked.evidence_tier_m6,
        paid_month.wage_egp_month as wage_egp_month_m6,  -- last paid month of M4 to M6
        first_job.occupation_code as first_job_occupation_code,
        first_job.started_on - trainee.exited_on as days_to_first_job,
        -- observed length of the first insured job, and whether its end was seen
        coalesce(first_spell.ended_on, observed.observed_until)
            - first_spell.started_on as first_job_days,
        case when first_spell.started_on is not null then first_spell.ended_on is not null end
            as is_first_job_ended,
        -- days between leaving and the last day observed: censoring time for those without a job
        observed.observed_until - trainee.exited_on as days_observed
    from trainee
    cross join observed
    cross join as_of
    left join core_person
        on trainee.person_key = core_person.person_key
    left join delivered
        on trainee.enrolment_no = delivered.enrolment_no
    left join worked
        on trainee.enrolment_no = worked.enrolment_no
    left join paid_month
        on trainee.person_key = paid_month.person_key
        and worked.last_paid_month_m6 = paid_month.month
    left join first_job
        on trainee.enrolment_no = first_job.enrolment_no
    left join first_spell
        on trainee.enrolment_no = first_spell.enrolment_no
)

select
    enrolment_no,
    cohort_code,
    person_key,
    sex,
    exited_on,
    month_1,
    is_completed,
    is_certified,
    was_employed_before,
    is_due_90d,
    is_due_m6,
    is_past_m6,
    is_due_sustained_6,
    is_due_m12,
    is_placed_90d,
    is_employed_m6,
    is_sustained_6,
    is_employed_m12,
    evidence_tier_90d,
    evidence_tier_m6,
    wage_egp_month_m6,
    first_job_occupation_code,
    days_to_first_job,
    first_job_days,
    is_first_job_ended,
    days_observed
from final
order by enrolment_no
