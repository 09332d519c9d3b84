-- Referrals of seekers to vacancies: the last record of each referral.
with

raw as (
    select
        referral_no,
        vacancy_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        referred_on,
        outcome_code,
        outcome_on,
        _delivery_month as delivery_month,
        row_number() over (
            partition by referral_no
            order by _delivery_month desc nulls last, _received desc nulls last, _line desc
        ) as recency  -- 1 = the last record
    from raw_referrals
),

final as (
    select
        referral_no,
        vacancy_no,
        person_pseudonym,
        person_birth_year,
        person_sex,
        referred_on,
        outcome_code,
        outcome_on,
        delivery_month
    from raw
    where recency = 1
)

select * from final
