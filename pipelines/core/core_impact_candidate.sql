-- Trainees, and persons to compare them with, as the registers knew them before the training.
-- A trainee enters when insured in the six months before enrolment or registered as a seeker on the
-- first day of the course. Others enter once per quarter in which trainees enrol, in the middle of its
-- second month, unless they were trained before; who is trained later says when. Nobody is chosen by
-- what came after.
with

span as (
    select
        min(month) filter (where has_insurance) as first_month,
        max(month) filter (where has_insurance) as last_month
    from core_month
),

trained as (
    select person_key, min(enrolled_on) as first_enrolled_on
    from core_enrolment
    group by person_key
),

trainee as (
    select
        core_enrolment.enrolment_no as record_no,
        core_enrolment.person_key,
        core_enrolment.cohort_code,
        cast(date_trunc('month', core_enrolment.enrolled_on) as date) as reference_month,
        core_cohort.starts_on,
        core_trainee_outcome.month_1
    from core_enrolment
    inner join core_cohort
        on core_enrolment.cohort_code = core_cohort.cohort_code
    inner join core_trainee_outcome
        on core_enrolment.enrolment_no = core_trainee_outcome.enrolment_no
    where core_trainee_outcome.is_due_m6
),

quarter as (
    select distinct cast(date_trunc('quarter', reference_month) as date) as quarter
    from trainee
),

quarter_reference as (
    select
        quarter,
        cast(quarter + interval '4 months' as date) as month_1,
        cast(quarter + interval '1 month' as date) as reference_month
    from quarter
),

paid as (
    select person_key, month, governorate_code, wage_egp_month
    from core_employment_month
    where is_regular
),

insured as (
    select person_key, started_on, ended_on
    from core_insured_spell
    where category_code <> '4'
),

application as (
    select
        link.person_key,
        stg_work_registrations.registration_no,
        stg_work_registrations.governorate_code,
        cast(stg_work_registrations.qualification_level as bigint) as qualification_level,
        stg_work_registrations.applied_on,
        -- an end without a day ended before the delivery that tells it
        coalesce(
            stg_work_registrations.started_on,
            case
                when stg_work_registrations.status <> 'active'
                    then greatest(
                        stg_work_registrations.registered_on,
                        stg_work_registrations.delivery_month
                    )
            end
        ) as ended_on
    from stg_work_registrations
    inner join core_person_link as link
        on stg_work_registrations.person_pseudonym = link.person_pseudonym
    where stg_work_registrations.applied_on is not null
        and stg_work_registrations.status <> 'rejected'
),

-- insured work ends the search, whether or not the slip came back
search as (
    select
        application.person_key,
        application.registration_no,
        application.governorate_code,
        application.qualification_level,
        application.applied_on,
        application.ended_on,
        min(insured.started_on) as insured_on
    from application
    left join insured
        on application.person_key = insured.person_key
        and insured.started_on > application.applied_on
    group by
        application.person_key, application.registration_no, application.governorate_code,
        application.qualification_level, application.applied_on, application.ended_on
),

known as (
    select distinct quarter_reference.quarter, paid.person_key
    from quarter_reference
    inner join paid
        on paid.month >= quarter_reference.reference_month - interval '6 months'
        and paid.month < quarter_reference.reference_month
    union
    select quarter_reference.quarter, search.person_key
    from quarter_reference
    inner join search
        on search.applied_on <= quarter_reference.reference_month + 14
        and (search.ended_on is null or search.ended_on > quarter_reference.reference_month + 14)
        and (search.insured_on is null or search.insured_on > quarter_reference.reference_month + 14)
),

-- a sample that depends on the key alone keeps the comparison group of a large market in bounds
other_ranked as (
    select
        known.quarter,
        known.person_key,
        row_number() over (
            partition by known.quarter, right(known.person_key, 1)
            order by reverse(known.person_key)
        ) as place
    from known
    inner join quarter_reference
        on known.quarter = quarter_reference.quarter
    left join trained
        on known.person_key = trained.person_key
    where trained.first_enrolled_on is null
        or trained.first_enrolled_on >= quarter_reference.reference_month
),

candidate as (
    select
        true as is_treated,
        record_no,
        person_key,
        cohort_code,
        reference_month,
        starts_on,
        month_1,
        cast(date_trunc('quarter', reference_month) as date) as quarter
    from trainee
    union all
    select
        false,
        concat(other_ranked.person_key, ' ', cast(other_ranked.quarter as varchar)),
        other_ranked.person_key,
        '',
        quarter_reference.reference_month,
        quarter_reference.reference_month + 14 as starts_on,
        quarter_reference.month_1,
        other_ranked.quarter
    from other_ranked
    inner join quarter_reference
        on other_ranked.quarter = quarter_reference.quarter
    where other_ranked.place <= 400
),

within_span as (
    select
        candidate.is_treated, candidate.record_no, candidate.person_key, candidate.cohort_code,
        candidate.reference_month, candidate.starts_on, candidate.month_1, candidate.quarter,
        -- the reference month included
        cast(
            (date_part('year', span.last_month) - date_part('year', candidate.reference_month)) * 12
            + date_part('month', span.last_month) - date_part('month', candidate.reference_month) + 1
            as bigint) as months_observed
    from candidate
    cross join span
    where candidate.reference_month - interval '6 months' >= span.first_month
        and candidate.reference_month <= span.last_month
),

paid_month as (
    select
        within_span.record_no,
        paid.governorate_code,
        paid.wage_egp_month,
        -- months before the reference month are negative, months from M1 on positive
        case
            when paid.month < within_span.reference_month
                then cast(
                    (date_part('year', paid.month) - date_part('year', within_span.reference_month)) * 12
                    + date_part('month', paid.month) - date_part('month', within_span.reference_month)
                    as bigint)
            when paid.month >= within_span.month_1
                then cast(
                    (date_part('year', paid.month) - date_part('year', within_span.month_1)) * 12
                    + date_part('month', paid.month) - date_part('month', within_span.month_1) + 1
                    as bigint)
        end as period,
        cast(
            (date_part('year', paid.month) - date_part('year', within_span.reference_month)) * 12
            + date_part('month', paid.month) - date_part('month', within_span.reference_month)
            as bigint) as months_later
    from within_span
    inner join paid
        on within_span.person_key = paid.person_key
        and paid.month >= within_span.reference_month - interval '6 months'
        and paid.month <= within_span.reference_month + interval '14 months'
),

history as (
    select
        record_no as history_no,
        max(case when period < 0 then governorate_code end) as insured_governorate_code,
        count(*) filter (where period < 0) as months_insured_before,
        max(case when period = -1 then 1 else 0 end) as is_insured_last,
        max(case when period between 4 and 6 then 1 else 0 end) as is_employed_m6,
        bit_or(case when months_later >= 0 then cast(power(2, months_later) as bigint) else 0 end)
            as insured_after_bits,
        sum(case when period = -6 then wage_egp_month end) as wage_before_6,
        sum(case when period = -5 then wage_egp_month end) as wage_before_5,
        sum(case when period = -4 then wage_egp_month end) as wage_before_4,
        sum(case when period = -3 then wage_egp_month end) as wage_before_3,
        sum(case when period = -2 then wage_egp_month end) as wage_before_2,
        sum(case when period = -1 then wage_egp_month end) as wage_before_1,
        sum(case when period = 1 then wage_egp_month end) as wage_after_1,
        sum(case when period = 2 then wage_egp_month end) as wage_after_2,
        sum(case when period = 3 then wage_egp_month end) as wage_after_3,
        sum(case when period = 4 then wage_egp_month end) as wage_after_4,
        sum(case when period = 5 then wage_egp_month end) as wage_after_5,
        sum(case when period = 6 then wage_egp_month end) as wage_after_6
    from paid_month
    group by record_no
),

-- registered at the end of the month so many after the reference month
seeker_month as (
    select
        within_span.record_no as seeker_no,
        bit_or(cast(power(2,
            (date_part('year', core_seeker_month.month) - date_part('year', within_span.reference_month)) * 12
            + date_part('month', core_seeker_month.month)
            - date_part('month', within_span.reference_month)
        ) as bigint)) as seeking_after_bits
    from within_span
    inner join core_seeker_month
        on within_span.person_key = core_seeker_month.person_key
        and core_seeker_month.month >= within_span.reference_month
        and core_seeker_month.month <= within_span.reference_month + interval '14 months'
    group by within_span.record_no
),

-- insured on the first day of the course, which weighs on who is chosen
at_start as (
    select distinct within_span.record_no as start_no
    from within_span
    inner join insured
        on within_span.person_key = insured.person_key
        and insured.started_on <= within_span.starts_on
        and (insured.ended_on is null or insured.ended_on >= within_span.starts_on)
),

search_ranked as (
    select
        within_span.record_no as search_no,
        search.governorate_code as search_governorate_code,
        search.qualification_level,
        row_number() over (
            partition by within_span.record_no
            order by search.applied_on desc, search.registration_no desc
        ) as recency  -- 1 = the last application that stands
    from within_span
    inner join search
        on within_span.person_key = search.person_key
        and search.applied_on <= within_span.starts_on
        and (search.ended_on is null or search.ended_on > within_span.starts_on)
        and (search.insured_on is null or search.insured_on > within_span.starts_on)
),

last_search as (
    select search_no, search_governorate_code, qualification_level
    from search_ranked
    where recency = 1
),

final as (
    select
        within_span.is_treated,
        within_span.record_no,
        within_span.cohort_code,
        within_span.quarter,
        coalesce(last_search.search_governorate_code, history.insured_governorate_code)
            as governorate_code,
        core_person.sex,
        -- completed years where the day of birth is known
        date_part('year', within_span.starts_on) - core_person.birth_year
            - case
                when date_part('doy', within_span.starts_on) < date_part('doy', core_person.birth_date) then 1
                else 0
            end as age_years,
        last_search.search_no is not null as is_seeker,
        last_search.qualification_level,
        cast(
            (date_part('year', within_span.month_1) - date_part('year', within_span.reference_month)) * 12
            + date_part('month', within_span.month_1) - date_part('month', within_span.reference_month)
            as bigint) as gap_months,
        least(within_span.months_observed, 15) as months_observed,
        coalesce(history.insured_after_bits, 0) as insured_after_bits,
        coalesce(seeker_month.seeking_after_bits, 0) as seeking_after_bits,
        case
            when not within_span.is_treated
                then cast(
                    (date_part('year', trained.first_enrolled_on)
                        - date_part('year', within_span.reference_month)) * 12
                    + date_part('month', trained.first_enrolled_on)
                    - date_part('month', within_span.reference_month)
                    as bigint)
        end as trained_after_months,
        coalesce(history.months_insured_before, 0) as months_insured_before,
        coalesce(history.is_insured_last, 0) = 1 as is_insured_last,
        at_start.start_no is not null as is_insured_at_start,
        coalesce(history.is_employed_m6, 0) = 1 as is_employed_m6,
        coalesce(history.wage_before_6, 0) as wage_before_6,
        coalesce(history.wage_before_5, 0) as wage_before_5,
        coalesce(history.wage_before_4, 0) as wage_before_4,
        coalesce(history.wage_before_3, 0) as wage_before_3,
        coalesce(history.wage_before_2, 0) as wage_before_2,
        coalesce(history.wage_before_1, 0) as wage_before_1,
        coalesce(history.wage_after_1, 0) as wage_after_1,
        coalesce(history.wage_after_2, 0) as wage_after_2,
        coalesce(history.wage_after_3, 0) as wage_after_3,
        coalesce(history.wage_after_4, 0) as wage_after_4,
        coalesce(history.wage_after_5, 0) as wage_after_5,
        coalesce(history.wage_after_6, 0) as wage_after_6
    from within_span
    inner join core_person
        on within_span.person_key = core_person.person_key
    left join history
        on within_span.record_no = history.history_no
    left join at_start
        on within_span.record_no = at_start.start_no
    left join last_search
        on within_span.record_no = last_search.search_no
    left join seeker_month
        on within_span.record_no = seeker_month.seeker_no
    left join trained
        on within_span.person_key = trained.person_key
    where last_search.search_no is not null
        or history.months_insured_before > 0
)

select
    is_treated,
    record_no,
    cohort_code,
    quarter,
    governorate_code,
    sex,
    cast(age_years as bigint) as age_years,
    is_seeker,
    qualification_level,
    months_insured_before,
    is_insured_last,
    is_insured_at_start,
    gap_months,
    months_observed,
    insured_after_bits,
    seeking_after_bits,
    trained_after_months,
    is_employed_m6,
    wage_before_6,
    wage_before_5,
    wage_before_4,
    wage_before_3,
    wage_before_2,
    wage_before_1,
    wage_after_1,
    wage_after_2,
    wage_after_3,
    wage_after_4,
    wage_after_5,
    wage_after_6
from final
where age_years between 15 and 70
    and governorate_code is not null
order by is_treated, record_no
