-- First jobs and the search for them, trainee by trainee; the estimator draws the curves for all
-- trainees, for each provider, occupation, governorate and cohort.
with

trainee as (
    select
        core_trainee_outcome.enrolment_no,
        core_trainee_outcome.cohort_code,
        core_cohort.provider_code,
        core_cohort.occupation_code,
        core_cohort.governorate_code,
        core_trainee_outcome.sex,
        core_trainee_outcome.days_to_first_job,
        core_trainee_outcome.days_observed
    from core_trainee_outcome
    inner join core_cohort
        on core_trainee_outcome.cohort_code = core_cohort.cohort_code
    where core_trainee_outcome.days_observed >= 0
),

final as (
    select
        trainee.enrolment_no,
        trainee.cohort_code,
        trainee.provider_code,
        trainee.occupation_code,
        trainee.governorate_code,
        trainee.sex,
        -- a job that starts after the observed period is not known
        case
            when trainee.days_to_first_job <= trainee.days_observed then trainee.days_to_first_job
        end as days_to_first_job,
        trainee.days_observed,
        job.job_days,
        job.is_job_ended,
        job.is_left_for_better,
        job.employment_days,
        job.is_employment_ended
    from trainee
    left join (
        select
            enrolment_no as job_enrolment_no,
            job_days,
            is_job_ended,
            is_left_for_better,
            employment_days,
            is_employment_ended
        from core_first_job
    ) as job
        on trainee.enrolment_no = job.job_enrolment_no
)

select
    enrolment_no,
    cohort_code,
    provider_code,
    occupation_code,
    governorate_code,
    sex,
    days_to_first_job,
    days_observed,
    job_days,
    is_job_ended,
    is_left_for_better,
    employment_days,
    is_employment_ended
from final
order by enrolment_no
