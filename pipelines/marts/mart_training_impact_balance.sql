-- Trainees against comparable others: the estimator writes the balance table of their matching.
with

candidate as (
    select
        is_treated, record_no, cohort_code, quarter, governorate_code, sex, age_years, is_seeker,
        qualification_level, months_insured_before, is_insured_last, is_insured_at_start,
        is_employed_m6,
        wage_before_6, wage_before_5, wage_before_4, wage_before_3, wage_before_2, wage_before_1,
        wage_after_1, wage_after_2, wage_after_3, wage_after_4, wage_after_5, wage_after_6
    from core_impact_candidate
)

select
    is_treated, record_no, cohort_code, quarter, governorate_code, sex, age_years, is_seeker,
    qualification_level, months_insured_before, is_insured_last, is_insured_at_start, is_employed_m6,
    wage_before_6, wage_before_5, wage_before_4, wage_before_3, wage_before_2, wage_before_1,
    wage_after_1, wage_after_2, wage_after_3, wage_after_4, wage_after_5, wage_after_6
from candidate
order by is_treated, record_no
