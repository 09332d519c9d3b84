-- Establishments known from any source; the commercial register says what they are, else the insurance body.
with

tax as (
    select establishment_tax_no, establishment_key from core_establishment_tax
),

insured_no as (
    select establishment_no, establishment_key from core_establishment_alias
),

register as (
    select
        tax.establishment_key,
        trade_name,
        legal_form,
        activity_code,
        governorate_code,
        status,
        registered_on,
        workers,
        row_number() over (
            partition by tax.establishment_key
            order by
                status asc,  -- active before struck_off
                registered_on desc,
                register_office_code asc,
                register_no asc
        ) as preference  -- 1 = the entry that speaks for the establishment
    from stg_commercial_register
    inner join tax on stg_commercial_register.establishment_tax_no = tax.establishment_tax_no
),

insured as (
    select
        insured_no.establishment_key,
        stg_insured_establishments.trade_name,
        stg_insured_establishments.activity_code,
        stg_insured_establishments.governorate_code,
        row_number() over (
            partition by insured_no.establishment_key
            order by stg_insured_establishments.establishment_no
        ) as preference  -- 1 = the record that speaks where the register does not
    from stg_insured_establishments
    inner join insured_no
        on stg_insured_establishments.establishment_no = insured_no.establishment_no
),

known as (
    select establishment_key from core_establishment_alias
    union
    select establishment_key from core_establishment_tax
),

final as (
    select
        known.establishment_key,
        coalesce(register.trade_name, insured.trade_name) as trade_name,
        register.legal_form,
        coalesce(register.activity_code, insured.activity_code) as activity_code,
        coalesce(register.governorate_code, insured.governorate_code) as governorate_code,
        register.status as register_status,
        register.registered_on,
        register.workers
    from known
    left join register
        on known.establishment_key = register.establishment_key
        and register.preference = 1
    left join insured
        on known.establishment_key = insured.establishment_key
        and insured.preference = 1
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
