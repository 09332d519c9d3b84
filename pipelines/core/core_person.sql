-- Persons known from any source, with what the records say about them.
with

link as (
    select person_pseudonym, person_key from core_person_link
),

registration as (
    select
        person_pseudonym,
        birth_date,
        governorate_code,
        qualification_level,
        registration_no,
        coalesce(registered_on, applied_on) as known_on  -- day the residence was stated
    from stg_work_registrations
),

irregular_worker as (
    select person_pseudonym, governorate_code, worker_no, registered_on as known_on
    from stg_irregular_workers
),

observed as (
    select person_pseudonym, person_birth_year, person_sex from stg_work_registrations
    union
    select person_pseudonym, person_birth_year, person_sex from stg_skill_assessments
    union
    select person_pseudonym, person_birth_year, person_sex from stg_craft_licences
    union
    select person_pseudonym, person_birth_year, person_sex from stg_irregular_workers
    union
    select person_pseudonym, person_birth_year, person_sex from stg_support_payments
    union
    select person_pseudonym, person_birth_year, person_sex from stg_employment_contracts
    union
    select person_pseudonym, person_birth_year, person_sex from stg_training_enrolments
    union
    select person_pseudonym, person_birth_year, person_sex from stg_referrals
    union
    select person_pseudonym, person_birth_year, person_sex from stg_hires
    union
    select person_pseudonym, person_birth_year, person_sex from stg_insurance_contributions
),

-- A number gives one birth year and sex; linked numbers that differ take the lowest.
identity as (
    select
        link.person_key,
        min(observed.person_birth_year) as birth_year,
        min(observed.person_sex) as sex
    from link
    left join observed
        on link.person_pseudonym = observed.person_pseudonym
    group by link.person_key
),

-- A number holds the whole day of birth; linked numbers that differ take the first.
numbered_birth as (
    select
        link.person_key as numbered_person_key,
        min(cast(number.birth_date as date)) as birth_date
    from link_birth_date as number
    inner join link
        on number.person_pseudonym = link.person_pseudonym
    group by link.person_key
),

registration_ranked as (
    select
        link.person_key,
        registration.birth_date,
        registration.governorate_code,
        registration.qualification_level,
        row_number() over (
            partition by link.person_key
            order by registration.known_on desc, registration.registration_no desc
        ) as recency  -- 1 = the last registration
    from registration
    inner join link
        on registration.person_pseudonym = link.person_pseudonym
),

irregular_worker_ranked as (
    select
        link.person_key,
        irregular_worker.governorate_code,
        row_number() over (
            partition by link.person_key
            order by irregular_worker.known_on desc, irregular_worker.worker_no desc
        ) as recency  -- 1 = the last entry
    from irregular_worker
    inner join link
        on irregular_worker.person_pseudonym = link.person_pseudonym
),

final as (
    select
        identity.person_key,
        identity.birth_year,
        -- the day in the number, else the day stated at registration; either only where the year agrees
        case
            when date_part('year', numbered_birth.birth_date) = identity.birth_year
                then numbered_birth.birth_date
            when date_part('year', registration_ranked.birth_date) = identity.birth_year
                then registration_ranked.birth_date
        end as birth_date,
        identity.sex,
        -- residence as last stated to a work office, else place of irregular work; never birthplace
        coalesce(
            registration_ranked.governorate_code,
            irregular_worker_ranked.governorate_code
        ) as governorate_code,
        registration_ranked.qualification_level
    from identity
    left join registration_ranked
        on identity.person_key = registration_ranked.person_key
        and registration_ranked.recency = 1
    left join numbered_birth
        on identity.person_key = numbered_birth.numbered_person_key
    left join irregular_worker_ranked
        on identity.person_key = irregular_worker_ranked.person_key
        and irregular_worker_ranked.recency = 1
)

select
    person_key,
    birth_year,
    birth_date,
    sex,
    governorate_code,
    qualification_level
from final
order by person_key
