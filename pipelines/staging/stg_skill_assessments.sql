-- Skill assessments: the last record of each assessment.
with

raw as (
    select
        assessment_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        governorate_code,
        test_centre_code,
        channel,
        occupation_code,
        applied_on,
        tested_on,
        theory_score,
        practical_score,
        is_prior_learning,
        level_code,
        certificate_no,
        issued_on,
        fee_paid_egp,
        exemption_code,
        _delivery_month as delivery_month,
        row_number() over (
            partition by assessment_no
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_skill_assessments
),

final as (
    select
        assessment_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        governorate_code,
        test_centre_code,
        channel,
        occupation_code,
        applied_on,
        tested_on,
        theory_score,
        practical_score,
        is_prior_learning,
        level_code,
        certificate_no,
        issued_on,
        fee_paid_egp,
        exemption_code,
        delivery_month
    from raw
    where recency = 1
)

select * from final
