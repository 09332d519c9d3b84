-- Trainees against comparable others: the estimator matches them and estimates the effect of training.
select * from core_impact_candidate
order by is_treated, record_no
