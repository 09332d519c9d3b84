-- The first insured job after training and what followed it: one row per trainee who found one.
with

trainee as (
    select enrolment_no, cohort_code, person_key, exited_on
    from core_trainee_outcome
),

observed as (
    select coalesce(max(case when has_insurance then month_end end), max(month_end)) as observed_until
    from core_month
),

spell as (
    select
        trainee.enrolment_no,
        core_insured_spell.establishment_key,
        core_insured_spell.started_on,
        core_insured_spell.ended_on,
        coalesce(core_insured_spell.ended_on, observed.observed_until) as watched_until,
        core_insured_spell.wage_egp_month_start,
        row_number() over (
            partition by trainee.enrolment_no
            order by core_insured_spell.started_on, core_insured_spell.establishment_key
        ) as spell_no
    from trainee
    inner join core_insured_spell
        on trainee.person_key = core_insured_spell.person_key
        and core_insured_spell.started_on >= trainee.exited_on
    cross join observed
    where core_insured_spell.category_code = '1'
),

spell_with_reach as (
    select
        enrolment_no,
        started_on,
        ended_on,
        watched_until,
        spell_no,
        max(watched_until) over (
            partition by enrolment_no
            order by spell_no
            rows between unbounded preceding and 1 preceding
        ) as reached_until
    from spell
),

-- employment with any employer goes on while the gap between jobs is a month at most
break_no as (
    select
        enrolment_no,
        watched_until,
        ended_on,
        sum(case when started_on > reached_until + 31 then 1 else 0 end) over (
            partition by enrolment_no
            order by spell_no
            rows between unbounded preceding and current row
        ) as breaks
    from spell_with_reach
),

employment as (
    select
        enrolment_no,
        max(watched_until) as watched_until,
        max(case when ended_on is null then 1 else 0 end) = 0 as is_ended
    from break_no
    where breaks = 0
    group by enrolment_no
),

first_spell as (
    select enrolment_no, started_on, ended_on, watched_until, wage_egp_month_start
    from spell
    where spell_no = 1
),

second_spell as (
    select
        enrolment_no as second_enrolment_no,
        started_on as second_started_on,
        wage_egp_month_start as second_wage_egp_month
    from spell
    where spell_no = 2
),

final as (
    select
        trainee.enrolment_no,
        trainee.cohort_code,
        first_spell.started_on,
        first_spell.watched_until - first_spell.started_on as job_days,
        first_spell.ended_on is not null as is_job_ended,
        -- left for another job that begins within a month and pays more
        coalesce(
            first_spell.ended_on is not null
            and second_spell.second_started_on <= first_spell.ended_on + 31
            and second_spell.second_wage_egp_month > first_spell.wage_egp_month_start,
            false
        ) as is_left_for_better,
        employment.watched_until - first_spell.started_on as employment_days,
        employment.is_ended as is_employment_ended
    from first_spell
    inner join trainee
        on first_spell.enrolment_no = trainee.enrolment_no
    inner join employment
        on first_spell.enrolment_no = employment.enrolment_no
    left join second_spell
        on first_spell.enrolment_no = second_spell.second_enrolment_no
)

select
    enrolment_no,
    cohort_code,
    started_on,
    job_days,
    is_job_ended,
    is_left_for_better,
    employment_days,
    is_employment_ended
from final
order by enrolment_no
