-- Nationalities in the groups the national statistics office publishes permits by.
-- Continents follow UN M49; member states of the Arab League form a group of their own.
with

nationality (nationality_code, nationality_group) as (
    values
        ('ARE', 'arab'), ('BHR', 'arab'), ('COM', 'arab'), ('DJI', 'arab'),
        ('DZA', 'arab'), ('EGY', 'arab'), ('IRQ', 'arab'), ('JOR', 'arab'),
        ('KWT', 'arab'), ('LBN', 'arab'), ('LBY', 'arab'), ('MAR', 'arab'),
        ('MRT', 'arab'), ('OMN', 'arab'), ('PSE', 'arab'), ('QAT', 'arab'),
        ('SAU', 'arab'), ('SDN', 'arab'), ('SOM', 'arab'), ('SYR', 'arab'),
        ('TUN', 'arab'), ('YEM', 'arab'), ('AGO', 'africa'), ('BDI', 'africa'),
        ('BEN', 'africa'), ('BFA', 'africa'), ('BWA', 'africa'), ('CAF', 'africa'),
        ('CIV', 'africa'), ('CMR', 'africa'), ('COD', 'africa'), ('COG', 'africa'),
        ('CPV', 'africa'), ('ERI', 'africa'), ('ESH', 'africa'), ('ETH', 'africa'),
        ('GAB', 'africa'), ('GHA', 'africa'), ('GIN', 'africa'), ('GMB', 'africa'),
        ('GNB', 'africa'), ('GNQ', 'africa'), ('KEN', 'africa'), ('LBR', 'africa'),
        ('LSO', 'africa'), ('MDG', 'africa'), ('MLI', 'africa'), ('MOZ', 'africa'),
        ('MUS', 'africa'), ('MWI', 'africa'), ('NAM', 'africa'), ('NER', 'africa'),
        ('NGA', 'africa'), ('RWA', 'africa'), ('SEN', 'africa'), ('SLE', 'africa'),
        ('SSD', 'africa'), ('STP', 'africa'), ('SWZ', 'africa'), ('SYC', 'africa'),
        ('TCD', 'africa'), ('TGO', 'africa'), ('TZA', 'africa'), ('UGA', 'africa'),
        ('ZAF', 'africa'), ('ZMB', 'africa'), ('ZWE', 'africa'), ('ALB', 'europe'),
        ('AND', 'europe'), ('AUT', 'europe'), ('BEL', 'europe'), ('BGR', 'europe'),
        ('BIH', 'europe'), ('BLR', 'europe'), ('CHE', 'europe'), ('CZE', 'europe'),
        ('DEU', 'europe'), ('DNK', 'europe'), ('ESP', 'europe'), ('EST', 'europe'),
        ('FIN', 'europe'), ('FRA', 'europe'), ('GBR', 'europe'), ('GRC', 'europe'),
        ('HRV', 'europe'), ('HUN', 'europe'), ('IRL', 'europe'), ('ISL', 'europe'),
        ('ITA', 'europe'), ('LIE', 'europe'), ('LTU', 'europe'), ('LUX', 'europe'),
        ('LVA', 'europe'), ('MCO', 'europe'), ('MDA', 'europe'), ('MKD', 'europe'),
        ('MLT', 'europe'), ('MNE', 'europe'), ('NLD', 'europe'), ('NOR', 'europe'),
        ('POL', 'europe'), ('PRT', 'europe'), ('ROU', 'europe'), ('RUS', 'europe'),
        ('SMR', 'europe'), ('SRB', 'europe'), ('SVK', 'europe'), ('SVN', 'europe'),
        ('SWE', 'europe'), ('UKR', 'europe'), ('VAT', 'europe'), ('XKX', 'europe'),
        ('AFG', 'asia'), ('ARM', 'asia'), ('AZE', 'asia'), ('BGD', 'asia'),
        ('BRN', 'asia'), ('BTN', 'asia'), ('CHN', 'asia'), ('CYP', 'asia'),
        ('GEO', 'asia'), ('HKG', 'asia'), ('IDN', 'asia'), ('IND', 'asia'),
        ('IRN', 'asia'), ('ISR', 'asia'), ('JPN', 'asia'), ('KAZ', 'asia'),
        ('KGZ', 'asia'), ('KHM', 'asia'), ('KOR', 'asia'), ('LAO', 'asia'),
        ('LKA', 'asia'), ('MAC', 'asia'), ('MDV', 'asia'), ('MMR', 'asia'),
        ('MNG', 'asia'), ('MYS', 'asia'), ('NPL', 'asia'), ('PAK', 'asia'),
        ('PHL', 'asia'), ('PRK', 'asia'), ('SGP', 'asia'), ('THA', 'asia'),
        ('TJK', 'asia'), ('TKM', 'asia'), ('TLS', 'asia'), ('TUR', 'asia'),
        ('TWN', 'asia'), ('UZB', 'asia'), ('VNM', 'asia'), ('ARG', 'americas'),
        ('ATG', 'americas'), ('BHS', 'americas'), ('BLZ', 'americas'), ('BOL', 'americas'),
        ('BRA', 'americas'), ('BRB', 'americas'), ('CAN', 'americas'), ('CHL', 'americas'),
        ('COL', 'americas'), ('CRI', 'americas'), ('CUB', 'americas'), ('DMA', 'americas'),
        ('DOM', 'americas'), ('ECU', 'americas'), ('GRD', 'americas'), ('GTM', 'americas'),
        ('GUY', 'americas'), ('HND', 'americas'), ('HTI', 'americas'), ('JAM', 'americas'),
        ('KNA', 'americas'), ('LCA', 'americas'), ('MEX', 'americas'), ('NIC', 'americas'),
        ('PAN', 'americas'), ('PER', 'americas'), ('PRI', 'americas'), ('PRY', 'americas'),
        ('SLV', 'americas'), ('SUR', 'americas'), ('TTO', 'americas'), ('URY', 'americas'),
        ('USA', 'americas'), ('VCT', 'americas'), ('VEN', 'americas'), ('AUS', 'oceania'),
        ('FJI', 'oceania'), ('FSM', 'oceania'), ('KIR', 'oceania'), ('MHL', 'oceania'),
        ('NRU', 'oceania'), ('NZL', 'oceania'), ('PLW', 'oceania'), ('PNG', 'oceania'),
        ('SLB', 'oceania'), ('TON', 'oceania'), ('TUV', 'oceania'), ('VUT', 'oceania'),
        ('WSM', 'oceania')
),

final as (
    select nationality_code, nationality_group
    from nationality
)

select
    nationality_code,
    nationality_group
from final
order by nationality_code
