-- Referrals of registered seekers to vacancies, with what became of each.
with

referral as (
    select
        referral_no,
        vacancy_no,
        person_pseudonym,
        referred_on,
        outcome_code,
        outcome_on
    from stg_referrals
),

final as (
    select
        referral.referral_no,
        referral.vacancy_no,
        link.person_key,
        referral.referred_on,
        referral.outcome_code,
        referral.outcome_on,
        -- the employer would have taken the seeker: hired, or refused by the seeker
        coalesce(referral.outcome_code in ('hired', 'refused_by_seeker'), false) as is_suitable
    from referral
    inner join core_person_link as link
        on referral.person_pseudonym = link.person_pseudonym
)

select
    referral_no,
    vacancy_no,
    person_key,
    referred_on,
    outcome_code,
    outcome_on,
    is_suitable
from final
order by referral_no
