-- Skills a person can prove: one row per person and skill, the best proof where there are several.
with

link as (
    select person_pseudonym, person_key from core_person_link
),

-- A skill certificate proves the essential skills of the occupation tested.
assessed as (
    select
        link.person_key,
        ref_occupation_skill.skill_code,
        'assessment' as proof,
        stg_skill_assessments.level_code,
        coalesce(stg_skill_assessments.issued_on, stg_skill_assessments.tested_on) as certified_on,
        stg_skill_assessments.occupation_code,
        -- place of the level in the ladder, assistant lowest
        case stg_skill_assessments.level_code
            when 'technician' then 5
            when 'skilled' then 4
            when 'medium' then 3
            when 'limited' then 2
            when 'assistant' then 1
        end as level_no
    from stg_skill_assessments
    inner join link
        on stg_skill_assessments.person_pseudonym = link.person_pseudonym
    inner join ref_occupation_skill
        on stg_skill_assessments.occupation_code = ref_occupation_skill.occupation_code
    where stg_skill_assessments.certificate_no is not null
        and stg_skill_assessments.level_code is not null
        and ref_occupation_skill.is_essential
),

cohort_skill as (
    select
        cohort_code,
        occupation_code,
        unnest(string_to_array(skills, ';')) as skill_code
    from core_cohort
),

-- A certificate of completion proves the skills the programme teaches, without a level.
trained as (
    select
        core_enrolment.person_key,
        cohort_skill.skill_code,
        'training' as proof,
        cast(null as varchar) as level_code,
        core_enrolment.exited_on as certified_on,
        cohort_skill.occupation_code,
        0 as level_no
    from core_enrolment
    inner join cohort_skill
        on core_enrolment.cohort_code = cohort_skill.cohort_code
    where core_enrolment.is_certified
),

proof as (
    select person_key, skill_code, proof, level_code, certified_on, occupation_code, level_no
    from assessed
    union all
    select person_key, skill_code, proof, level_code, certified_on, occupation_code, level_no
    from trained
),

ranked as (
    select
        person_key,
        skill_code,
        proof,
        level_code,
        certified_on,
        occupation_code,
        row_number() over (
            partition by person_key, skill_code
            order by level_no desc, certified_on desc, occupation_code asc
        ) as preference  -- 1 = the highest level, then the latest
    from proof
    where skill_code <> ''
),

final as (
    select person_key, skill_code, proof, level_code, certified_on, occupation_code
    from ranked
    where preference = 1
)

select
    person_key,
    skill_code,
    proof,
    level_code,
    certified_on,
    occupation_code
from final
order by person_key, skill_code
