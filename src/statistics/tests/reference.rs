//! Values computed independently with scipy 1.17.1, statsmodels 0.15.0, lifelines 0.30.3 and
//! scikit-learn 1.9.1 (Python 3.11).

use super::check;
use crate::balance::standardised_mean_difference;
use crate::competing::{CauseObservation, cumulative_incidence};
use crate::interval::{poisson, wilson};
use crate::logistic::LogisticModel;
use crate::quantile::{RobustScale, quantile, weighted_quantile};
use crate::special::{
    gamma_cumulative, gamma_quantile, ln_gamma, normal_cumulative, normal_quantile,
};
use crate::survival::{Observation, Survival};

#[test]
fn special_functions_agree_with_scipy() {
    for (x, expected) in [
        (0.1, 2.252_712_651_734_21),
        (0.5, 0.572_364_942_924_7),
        (1.0, 0.0),
        (3.3, 0.987_098_577_894_734),
        (10.0, 12.801_827_480_081_5),
        (171.5, 709.143_163_030_928),
        (1e6, 12_815_504.569_147_6),
    ] {
        check("ln_gamma", ln_gamma(x), expected, 1e-13 * (1.0 + expected.abs()));
    }
    for (shape, x, expected) in [
        (0.5, 0.2, 0.472_910_743_134_46),
        (5.0, 3.0, 0.184_736_755_476_23),
        (5.0, 20.0, 0.999_983_055_256_07),
        (1000.0, 1010.0, 0.627_678_944_736_99),
        (1e6, 1.001e6, 0.841_344_786_368_34),
    ] {
        check("gamma_cumulative", gamma_cumulative(shape, x), expected, 1e-9);
    }
    for (shape, probability, expected) in [
        (0.1, 0.01, 6.073_048_362_407_9e-21),
        (0.5, 0.5, 0.227_468_211_559_79),
        (1.0, 0.9, std::f64::consts::LN_10),
        (3.7, 0.025, 0.940_872_464_377_51),
        (50.0, 0.975, 64.780_598_592_918),
        (1000.0, 0.001, 905.120_790_934_98),
        (250_000.0, 0.3, 249_737.558_271_6),
    ] {
        let found = gamma_quantile(shape, probability).unwrap();
        check("gamma_quantile", found, expected, 1e-10 * expected);
    }
    for (probability, expected) in [
        (1e-12, -7.034_483_825_301_31),
        (1e-5, -4.264_890_793_922_82),
        (0.001, -3.090_232_306_167_81),
        (0.025, -1.959_963_984_540_05),
        (0.2, -0.841_621_233_572_914),
        (0.5, 0.0),
        (0.9, 1.281_551_565_544_6),
        (0.9999, 3.719_016_485_455_71),
    ] {
        check("normal_quantile", normal_quantile(probability).unwrap(), expected, 1e-11);
    }
    for (z, expected) in [
        (-3.09, 0.001_000_782_476_614_01),
        (-1.0, 0.158_655_253_931_457),
        (0.0, 0.5),
        (0.5, 0.691_462_461_274_013),
        (1.96, 0.975_002_104_851_78),
        (4.0, 0.999_968_328_758_167),
    ] {
        check("normal_cumulative", normal_cumulative(z), expected, 1e-13);
    }
}

#[test]
fn intervals_agree_with_statsmodels_and_scipy() {
    for (successes, trials, confidence, lower, upper) in [
        (30, 50, 0.95, 0.461_814_377_476, 0.723_916_102_697),
        (7, 7, 0.95, 0.645_669_564_933, 1.0),
        (3, 1000, 0.99, 0.000_758_101_231, 0.011_793_516_683),
        (141, 157, 0.9, 0.851_395_369_279, 0.931_295_057_719),
    ] {
        let interval = wilson(successes, trials, confidence).unwrap();
        check("wilson", interval.lower, lower, 1e-11);
        check("wilson", interval.upper, upper, 1e-11);
    }
    for (count, confidence, lower, upper) in [
        (0, 0.95, 0.0, 3.688_879_454_1),
        (1, 0.95, 0.025_317_808_0, 5.571_643_390_9),
        (10, 0.95, 4.795_388_696_1, 18.390_356_042_0),
        (350, 0.95, 314.288_576_049_6, 388.657_698_806_5),
        (12_345, 0.99, 12_060.683_132_399_8, 12_634.085_024_156_4),
    ] {
        let interval = poisson(count, confidence).unwrap();
        check("poisson", interval.lower, lower, 1e-9 * (1.0 + lower));
        check("poisson", interval.upper, upper, 1e-9 * (1.0 + upper));
    }
}

const TIMES: [u32; 40] = [
    13, 105, 12, 25, 33, 36, 48, 15, 53, 3, 41, 55, 37, 106, 56, 27, 32, 10, 73, 62, 9, 69, 56, 55,
    50, 32, 57, 9, 23, 46, 17, 3, 59, 52, 100, 12, 32, 34, 30, 109,
];
const EVENTS: [u32; 40] = [
    1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1,
    0, 1, 0, 1, 1, 0, 0, 0,
];

#[test]
fn survival_agrees_with_lifelines() {
    let observations: Vec<Observation> = TIMES
        .into_iter()
        .zip(EVENTS)
        .map(|(time, event)| Observation { time: f64::from(time), is_event: event == 1 })
        .collect();
    let curve = Survival::estimate(&observations, 0.95).unwrap();
    for (time, survival, lower, upper) in [
        (10.0, 0.875, 0.725_407_097, 0.945_971_072),
        (30.0, 0.7, 0.532_624_760, 0.817_134_470),
        (60.0, 0.369_852_370, 0.196_239_823, 0.544_688_363),
        (90.0, 0.264_180_264, 0.109_091_341, 0.449_443_725),
    ] {
        let step = curve.step_at(time).unwrap();
        let interval = step.interval.unwrap();
        check("survival", step.survival, survival, 1e-9);
        check("lower", interval.lower, lower, 1e-9);
        check("upper", interval.upper, upper, 1e-9);
    }
    // statsmodels SurvfuncRight.surv_prob_se
    check("standard error", curve.step_at(15.0).unwrap().standard_error, 0.066_025_563, 1e-9);
    assert_eq!(curve.median(), Some(56.0));
    let mean = curve.restricted_mean(90.0).unwrap();
    check("restricted mean", mean.value, 50.394_425_019_425, 1e-10);
    // Greenwood-type variance, own numpy code.
    check("its standard error", mean.standard_error, 5.158_059_930_618, 1e-10);
}

#[test]
fn competing_risks_agree_with_lifelines() {
    let times = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];
    let causes = [1, 2, 1, 0, 1, 1, 2, 0, 2, 1, 0, 1, 2, 0, 0];
    let observations: Vec<CauseObservation> = times
        .into_iter()
        .zip(causes)
        .map(|(time, cause)| CauseObservation {
            time: f64::from(time),
            cause: (cause > 0).then_some(cause),
        })
        .collect();
    let steps = cumulative_incidence(&observations, 1, 0.95).unwrap();
    for (time, incidence, variance, lower, upper) in [
        (3.0, 0.066_667, 0.004_148, 0.004_300, 0.260_322),
        (13.0, 0.206_061, 0.011_307, 0.049_958, 0.434_898),
        (31.0, 0.361_905, 0.017_125, 0.129_874, 0.602_851),
        (43.0, 0.465_801, 0.020_704, 0.184_972, 0.707_597),
    ] {
        let step = steps.iter().find(|step| step.time == time).unwrap();
        let interval = step.interval.unwrap();
        check("incidence", step.incidence, incidence, 1e-6);
        check("variance", step.standard_error.powi(2), variance, 1e-6);
        check("lower", interval.lower, lower, 1e-6);
        check("upper", interval.upper, upper, 1e-6);
    }
}

const COVARIATES: [[f64; 2]; 30] = [
    [0.0, 0.3],
    [-0.27, -0.89],
    [-0.45, -0.99],
    [0.06, 1.34],
    [-0.49, -0.62],
    [0.49, 0.36],
    [0.11, -0.93],
    [-0.03, 0.7],
    [-1.34, -0.46],
    [-1.9, -1.29],
    [-1.84, -0.24],
    [-1.27, 0.27],
    [0.16, -0.19],
    [-2.52, -0.54],
    [-0.05, 0.11],
    [-1.53, -0.48],
    [-0.98, -0.81],
    [1.06, -0.81],
    [-0.03, 0.88],
    [-0.58, -0.11],
    [0.11, 0.06],
    [-1.23, 0.08],
    [1.36, -1.55],
    [0.86, 0.12],
    [-0.64, 2.0],
    [0.76, -1.2],
    [0.07, 0.58],
    [-0.19, 0.68],
    [-0.07, 0.67],
    [1.44, -0.68],
];
const OUTCOMES: [u8; 30] =
    [0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1];

#[test]
fn logistic_regression_agrees_with_statsmodels_and_scikit_learn() {
    let rows: Vec<Vec<f64>> = COVARIATES.iter().map(|row| row.to_vec()).collect();
    let outcomes: Vec<bool> = OUTCOMES.iter().map(|one| *one == 1).collect();
    let plain = LogisticModel::fit(&rows, &outcomes, 0.0).unwrap();
    for (index, (value, error)) in [
        (-0.034_387_690_8, 0.435_734_669_6),
        (0.705_819_273_0, 0.464_726_498_2),
        (-0.944_435_012_8, 0.575_769_952_2),
    ]
    .into_iter()
    .enumerate()
    {
        check("coefficient", plain.coefficients[index], value, 1e-8);
        check("standard error", plain.standard_errors[index], error, 1e-8);
    }
    check("log-likelihood", plain.log_likelihood, -17.890_320_589_7, 1e-9);
    let ridge = LogisticModel::fit(&rows, &outcomes, 2.0).unwrap();
    for (index, value) in [-0.062_282_010_4, 0.483_602_708_3, -0.579_125_282_3].iter().enumerate() {
        check("ridge coefficient", ridge.coefficients[index], *value, 1e-8);
    }
}

#[test]
fn quantiles_agree_with_statsmodels_and_numpy() {
    let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
    let weights = [1.0, 2.0, 1.0, 3.0, 1.0, 0.5, 1.0, 1.0];
    for (share, weighted, plain) in
        [(0.1, 1.0, 1.0), (0.25, 1.0, 1.5), (0.5, 2.0, 3.5), (0.75, 4.0, 5.5), (0.9, 6.0, 9.0)]
    {
        assert_eq!(weighted_quantile(&values, &weights, share).unwrap(), weighted, "{share}");
        assert_eq!(quantile(&values, share).unwrap(), plain, "{share}");
    }
    let scale = RobustScale::measure(&values).unwrap();
    check("spread", scale.spread, 2.9652, 1e-12);
    check("robust z", scale.z(9.0, 3.0).unwrap(), 1.854_849_588_560_64, 1e-12);
    assert_eq!(scale.z(900.0, 3.0), Some(3.0));
}

#[test]
fn balance_agrees_with_numpy() {
    let found =
        standardised_mean_difference(&[1.0, 2.0, 3.0, 4.0, 7.0], &[2.0, 2.0, 5.0, 6.0]).unwrap();
    check("difference", found, -0.160_170_066_684_696_67, 1e-14);
}
