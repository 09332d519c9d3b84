-- What training led to, by cohort. Every rate has its own denominator: those who are due.
-- Who is not yet at the horizon is censored and counted apart, never as a failure.
-- These are raw outcomes of trainees, not the effect of the training.
with

cohort as (
    select
        core_cohort.cohort_code,
        core_cohort.programme_code,
        core_cohort.provider_code,
        core_cohort.provider_name_ar,
        core_cohort.provider_name_en,
        core_cohort.title_ar,
        core_cohort.title_en,
        core_cohort.occupation_code,
        core_cohort.governorate_code,
        core_cohort.starts_on,
        core_cohort.ends_on,
        core_cohort.seats,
        core_cohort.enrolled,
        core_cohort.cost_egp
    from core_cohort
    inner join core_month
        on core_month.is_as_of
        and core_cohort.starts_on <= core_month.month_end
),

enrolment as (
    select
        cohort_code,
        count(*) filter (where pre_score is not null and post_score is not null and is_started)
            as scored,
        sum(post_score - pre_score) filter (where is_started) as score_gain_total
    from core_enrolment
    group by cohort_code
),

outcome as (
    select
        cohort_code,
        count(*) as started,
        count(*) filter (where sex = 'f') as started_women,
        count(*) filter (where exited_on is not null) as exited,
        count(*) filter (where is_completed) as completed,
        count(*) filter (where is_certified) as certified,
        count(*) filter (where was_employed_before) as employed_before,
        count(*) filter (where is_due_90d) as due_90d,
        count(*) filter (where is_due_90d and is_placed_90d) as placed_90d,
        count(*) filter (where is_due_90d and is_completed) as completed_due_90d,
        count(*) filter (where is_due_90d and is_completed and is_placed_90d) as completed_placed_90d,
        count(*) filter (where is_due_90d and is_placed_90d and evidence_tier_90d = 'A')
            as placed_90d_tier_a,
        count(*) filter (where is_due_90d and is_placed_90d and evidence_tier_90d = 'B')
            as placed_90d_tier_b,
        count(*) filter (where is_due_m6) as due_m6,
        count(*) filter (where is_past_m6) as past_m6,
        count(*) filter (where is_due_m6 and is_employed_m6) as employed_m6,
        count(*) filter (where is_due_m6 and sex = 'f') as due_m6_women,
        count(*) filter (where is_due_m6 and is_employed_m6 and sex = 'f') as employed_m6_women,
        count(*) filter (where is_due_m6 and is_employed_m6 and evidence_tier_m6 = 'A')
            as employed_m6_tier_a,
        count(*) filter (where is_due_m6 and is_employed_m6 and evidence_tier_m6 = 'B')
            as employed_m6_tier_b,
        count(*) filter (where is_due_m12) as due_m12,
        count(*) filter (where is_due_m12 and is_employed_m12) as employed_m12,
        count(*) filter (where is_due_sustained_6) as due_sustained_6,
        count(*) filter (where is_due_sustained_6 and is_sustained_6) as sustained_6,
        count(wage_egp_month_m6) filter (where is_due_m6 and is_employed_m6) as wage_m6_known,
        -- between two amounts: taken with a third decimal, then rounded to the piastre
        cast(
            median(cast(wage_egp_month_m6 as decimal(17, 3)))
                filter (where is_due_m6 and is_employed_m6)
            as decimal(14, 2)
        ) as wage_egp_month_m6_median
    from core_trainee_outcome
    group by cohort_code
),

-- the first job against the course, and the wage at M6 against the usual one of its cell
fit as (
    select
        core_trainee_outcome.cohort_code,
        count(*) filter (
            where core_trainee_outcome.is_placed_90d
            and core_trainee_outcome.first_job_occupation_code is not null
        ) as placed_90d_occupation_known,
        -- the same minor group, three digits of ISCO-08
        count(*) filter (
            where core_trainee_outcome.is_placed_90d
            and left(core_trainee_outcome.first_job_occupation_code, 3)
                = left(core_cohort.occupation_code, 3)
        ) as placed_90d_related,
        count(*) filter (
            where core_trainee_outcome.is_employed_m6
            and core_trainee_outcome.wage_egp_month_m6 is not null
            and wage.wage_paid_egp_month_median is not null
        ) as wage_m6_compared,
        count(*) filter (
            where core_trainee_outcome.is_employed_m6
            and core_trainee_outcome.wage_egp_month_m6 >= wage.wage_paid_egp_month_median
        ) as wage_m6_at_cell
    from core_trainee_outcome
    inner join core_cohort
        on core_trainee_outcome.cohort_code = core_cohort.cohort_code
    left join mart_wages_by_occupation_governorate_month as wage
        on core_trainee_outcome.first_job_occupation_code = wage.occupation_code
        and core_cohort.governorate_code = wage.governorate_code
        and cast(core_trainee_outcome.month_1 + interval '5 months' as date) = wage.month
    where core_trainee_outcome.is_due_90d
    group by core_trainee_outcome.cohort_code
),

final as (
    select
        cohort.cohort_code,
        cohort.programme_code,
        cohort.provider_code,
        cohort.provider_name_ar,
        cohort.provider_name_en,
        cohort.title_ar,
        cohort.title_en,
        cohort.occupation_code,
        cohort.governorate_code,
        cohort.starts_on,
        cohort.ends_on,
        cast(date_trunc('month', cohort.ends_on) as date) as month,  -- the cohort counts when it ends
        cohort.seats,
        cohort.enrolled,
        coalesce(outcome.started, 0) as started,
        coalesce(outcome.started_women, 0) as started_women,
        coalesce(outcome.exited, 0) as exited,
        coalesce(outcome.completed, 0) as completed,
        coalesce(outcome.certified, 0) as certified,
        coalesce(enrolment.scored, 0) as scored,
        coalesce(enrolment.score_gain_total, 0) as score_gain_total,
        coalesce(outcome.employed_before, 0) as employed_before,
        coalesce(outcome.due_90d, 0) as due_90d,
        coalesce(outcome.placed_90d, 0) as placed_90d,
        coalesce(outcome.completed_due_90d, 0) as completed_due_90d,
        coalesce(outcome.completed_placed_90d, 0) as completed_placed_90d,
        coalesce(outcome.placed_90d_tier_a, 0) as placed_90d_tier_a,
        coalesce(outcome.placed_90d_tier_b, 0) as placed_90d_tier_b,
        coalesce(outcome.started - outcome.due_90d, 0) as censored_90d,
        coalesce(outcome.due_m6, 0) as due_m6,
        coalesce(outcome.past_m6, 0) as past_m6,
        coalesce(outcome.employed_m6, 0) as employed_m6,
        coalesce(outcome.due_m6_women, 0) as due_m6_women,
        coalesce(outcome.employed_m6_women, 0) as employed_m6_women,
        coalesce(outcome.employed_m6_tier_a, 0) as employed_m6_tier_a,
        coalesce(outcome.employed_m6_tier_b, 0) as employed_m6_tier_b,
        coalesce(outcome.started - outcome.due_m6, 0) as censored_m6,
        coalesce(outcome.due_m12, 0) as due_m12,
        coalesce(outcome.employed_m12, 0) as employed_m12,
        coalesce(outcome.started - outcome.due_m12, 0) as censored_m12,
        coalesce(outcome.due_sustained_6, 0) as due_sustained_6,
        coalesce(outcome.sustained_6, 0) as sustained_6,
        coalesce(outcome.started - outcome.due_sustained_6, 0) as censored_sustained_6,
        -- what the shares would be if everybody still censored were employed
        coalesce(outcome.started - outcome.due_m6 + outcome.employed_m6, 0) as employed_m6_upper,
        coalesce(outcome.started - outcome.due_sustained_6 + outcome.sustained_6, 0)
            as sustained_6_upper,
        coalesce(fit.placed_90d_occupation_known, 0) as placed_90d_occupation_known,
        coalesce(fit.placed_90d_related, 0) as placed_90d_related,
        coalesce(fit.wage_m6_compared, 0) as wage_m6_compared,
        coalesce(fit.wage_m6_at_cell, 0) as wage_m6_at_cell,
        coalesce(outcome.wage_m6_known, 0) as wage_m6_known,
        outcome.wage_egp_month_m6_median,
        cohort.cost_egp,
        -- cost and result of cohorts whose every trainee is due: what cost per job may divide
        case when outcome.started = outcome.due_sustained_6 then cohort.cost_egp else 0 end
            as cost_egp_mature,
        case when outcome.started = outcome.due_sustained_6 then outcome.sustained_6 else 0 end
            as sustained_6_mature,
        -- empty while a trainee is censored or when nobody kept a job
        case
            when outcome.started = outcome.due_sustained_6
                then cast(cohort.cost_egp / nullif(outcome.sustained_6, 0) as decimal(14, 2))
        end as cost_egp_sustained_job
    from cohort
    left join enrolment
        on cohort.cohort_code = enrolment.cohort_code
    left join outcome
        on cohort.cohort_code = outcome.cohort_code
    left join fit
        on cohort.cohort_code = fit.cohort_code
)

select
    cohort_code,
    programme_code,
    provider_code,
    provider_name_ar,
    provider_name_en,
    title_ar,
    title_en,
    occupation_code,
    governorate_code,
    starts_on,
    ends_on,
    month,
    seats,
    enrolled,
    started,
    started_women,
    exited,
    completed,
    certified,
    scored,
    score_gain_total,
    employed_before,
    due_90d,
    placed_90d,
    completed_due_90d,
    completed_placed_90d,
    placed_90d_tier_a,
    placed_90d_tier_b,
    censored_90d,
    due_m6,
    past_m6,
    employed_m6,
    due_m6_women,
    employed_m6_women,
    employed_m6_tier_a,
    employed_m6_tier_b,
    censored_m6,
    due_m12,
    employed_m12,
    censored_m12,
    due_sustained_6,
    sustained_6,
    censored_sustained_6,
    employed_m6_upper,
    sustained_6_upper,
    placed_90d_occupation_known,
    placed_90d_related,
    wage_m6_compared,
    wage_m6_at_cell,
    wage_m6_known,
    wage_egp_month_m6_median,
    cost_egp,
    cost_egp_mature,
    sustained_6_mature,
    cost_egp_sustained_job
from final
order by cohort_code
