-- Available seekers and open positions of each occupation, governorate and month; the estimator weighs
-- how unlike the two are spread.
select month, occupation_code, governorate_code, seekers, open_positions
from mart_market_by_occupation_governorate_month
order by month, occupation_code, governorate_code
