-- Establishments known from any source; the commercial register says what they are.
with

register as (
    select
        establishment_tax_no,
        trade_name,
        legal_form,
        activity_code,
        governorate_code,
        status,
        registered_on,
        workers,
        row_number() over (
            partition by establishment_tax_no
            order by
                status asc,  -- active before struck_off
                registered_on desc,
                register_office_code asc,
                register_no asc
        ) as preference  -- 1 = the entry that speaks for the establishment
    from stg_commercial_register
),

known as (
    select establishment_tax_no as establishment_key from stg_commercial_register
    union
    select establishment_key from core_establishment_alias
    union
    select establishment_tax_no as establishment_key from stg_vacancies
    union
    select establishment_tax_no as establishment_key from stg_hires
    union
    select establishment_tax_no as establishment_key from stg_employment_contracts
    union
    select establishment_tax_no as establishment_key from stg_work_permits
),

final as (
    select
        known.establishment_key,
        register.trade_name,
        register.legal_form,
        register.activity_code,
        register.governorate_code,
        register.status as register_status,
        register.registered_on,
        register.workers
    from known
    left join register
        on known.establishment_key = register.establishment_tax_no
        and register.preference = 1
)

select
    establishment_key,
    trade_name,
    legal_form,
    activity_code,
    governorate_code,
    register_status,
    registered_on,
    workers
from final
order by establishment_key
