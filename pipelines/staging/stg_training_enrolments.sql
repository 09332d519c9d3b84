-- Enrolments in cohorts: the last record of each enrolment.
with

raw as (
    select
        enrolment_no,
        cohort_code,
        person_pseudonym,
        person_birth_year,
        person_sex,
        enrolled_on,
        ended_on,
        end_reason,
        attendance_share,
        pre_score,
        post_score,
        certificate_no,
        _delivery_month as delivery_month,
        row_number() over (
            partition by enrolment_no
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_training_enrolments
),

final as (
    select
        enrolment_no,
        cohort_code,
        person_pseudonym,
        person_birth_year,
        person_sex,
        enrolled_on,
        ended_on,
        end_reason,
        attendance_share,
        pre_score,
        post_score,
        certificate_no,
        delivery_month
    from raw
    where recency = 1
)

select * from final
