-- Enrolments with the day each trainee left training.
with

as_of as (
    select month_end from core_month where is_as_of
),

final as (
    select
        stg_training_enrolments.enrolment_no,
        stg_training_enrolments.cohort_code,
        link.person_key,
        stg_training_enrolments.enrolled_on,
        -- the cohort's last day stands in once it has passed and nobody reported the end
        coalesce(
            stg_training_enrolments.ended_on,
            case
                when core_cohort.ends_on <= as_of.month_end
                    then greatest(core_cohort.ends_on, stg_training_enrolments.enrolled_on)
            end
        ) as exited_on,
        -- came at least once; attendance not yet known counts as started
        coalesce(stg_training_enrolments.attendance_share, 1) > 0
            and core_cohort.starts_on <= as_of.month_end as is_started,
        coalesce(stg_training_enrolments.end_reason = 'completed', false) as is_completed,
        coalesce(stg_training_enrolments.end_reason = 'completed', false)
            and stg_training_enrolments.certificate_no is not null as is_certified,
        stg_training_enrolments.attendance_share,
        stg_training_enrolments.pre_score,
        stg_training_enrolments.post_score
    from stg_training_enrolments
    inner join core_person_link as link
        on stg_training_enrolments.person_pseudonym = link.person_pseudonym
    inner join core_cohort
        on stg_training_enrolments.cohort_code = core_cohort.cohort_code
    cross join as_of
)

select
    enrolment_no,
    cohort_code,
    person_key,
    enrolled_on,
    exited_on,
    is_started,
    is_completed,
    is_certified,
    attendance_share,
    pre_score,
    post_score
from final
order by enrolment_no
