//! Special functions behind the intervals: gamma, chi-square and normal, to about 12 digits.

use crate::error::{Result, check_open_share, check_range};

/// Largest shape for which the incomplete gamma series is summed; beyond it the cube-root normal
/// approximation is exact to more digits than any published figure.
const SHAPE_LIMIT: f64 = 1e7;

const LANCZOS: [f64; 9] = [
    0.999_999_999_999_809_9,
    676.520_368_121_885_1,
    -1_259.139_216_722_402_8,
    771.323_428_777_653_1,
    -176.615_029_162_140_6,
    12.507_343_278_686_905,
    -0.138_571_095_265_720_12,
    9.984_369_578_019_572e-6,
    1.505_632_735_149_311_6e-7,
];

/// Returns the natural logarithm of the gamma function for `x > 0` (Lanczos, g = 7).
pub fn ln_gamma(x: f64) -> f64 {
    if x < 0.5 {
        let sine = (std::f64::consts::PI * x).sin().abs();
        return std::f64::consts::PI.ln() - sine.ln() - ln_gamma(1.0 - x);
    }
    let shifted = x - 1.0;
    let base = shifted + 7.5;
    let series = LANCZOS
        .iter()
        .enumerate()
        .skip(1)
        .fold(LANCZOS[0], |sum, (index, term)| sum + term / (shifted + index as f64));
    0.5 * (2.0 * std::f64::consts::PI).ln() + (shifted + 0.5) * base.ln() - base + series.ln()
}

/// Returns the regularised lower incomplete gamma function P(shape, x) in 0–1.
///
/// Series below `shape + 1`, continued fraction above (Abramowitz and Stegun 6.5.29 and 6.5.31).
pub fn gamma_cumulative(shape: f64, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 || shape <= 0.0 {
        return 0.0;
    }
    if shape > SHAPE_LIMIT {
        return normal_cumulative(wilson_hilferty_deviate(shape, x));
    }
    let scale = (shape * x.ln() - x - ln_gamma(shape)).exp();
    if x < shape + 1.0 {
        (scale * lower_series(shape, x)).clamp(0.0, 1.0)
    } else {
        (1.0 - scale * upper_fraction(shape, x)).clamp(0.0, 1.0)
    }
}

fn lower_series(shape: f64, x: f64) -> f64 {
    let mut term = 1.0 / shape;
    let mut sum = term;
    let mut denominator = shape;
    for _ in 0..100_000 {
        denominator += 1.0;
        term *= x / denominator;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

fn upper_fraction(shape: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for step in 1..100_000 {
        let index = f64::from(step);
        let a = -index * (index - shape);
        b += 2.0;
        d = 1.0 / away_from_zero(a * d + b, TINY);
        c = away_from_zero(b + a / c, TINY);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

fn away_from_zero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

fn wilson_hilferty_deviate(shape: f64, x: f64) -> f64 {
    let ninth = 1.0 / (9.0 * shape);
    ((x / shape).cbrt() - (1.0 - ninth)) / ninth.sqrt()
}

/// Returns the quantile of a gamma distribution with the given shape and rate 1.
pub fn gamma_quantile(shape: f64, probability: f64) -> Result<f64> {
    check_range("shape", shape, shape > 0.0 && shape.is_finite(), "0 < …")?;
    check_open_share("probability", probability)?;
    let ninth = 1.0 / (9.0 * shape);
    let start = shape * (1.0 - ninth + normal_quantile(probability)? * ninth.sqrt()).powi(3);
    if shape > SHAPE_LIMIT {
        return Ok(start);
    }
    // Near zero the cumulative function is x^shape / Γ(shape + 1).
    let small = ((probability.ln() + ln_gamma(shape + 1.0)) / shape).exp();
    let mut x = if start > 0.01 * shape { start } else { small.max(f64::MIN_POSITIVE) };
    let (mut lower, mut upper) = (0.0, f64::INFINITY);
    for _ in 0..200 {
        let excess = gamma_cumulative(shape, x) - probability;
        if excess > 0.0 {
            upper = x;
        } else {
            lower = x;
        }
        let density = ((shape - 1.0) * x.ln() - x - ln_gamma(shape)).exp();
        let newton = x - excess / density;
        let next = if newton > lower && newton < upper && newton.is_finite() {
            newton
        } else if upper.is_finite() {
            0.5 * (lower + upper)
        } else {
            2.0 * x
        };
        if (next - x).abs() <= 1e-14 * x {
            return Ok(next);
        }
        x = next;
    }
    Ok(x)
}

/// Returns the quantile of the chi-square distribution.
pub fn chi_square_quantile(degrees: f64, probability: f64) -> Result<f64> {
    Ok(2.0 * gamma_quantile(degrees / 2.0, probability)?)
}

/// Returns the probability that a standard normal variable is at most `z`.
pub fn normal_cumulative(z: f64) -> f64 {
    let tail = 0.5 * (1.0 - gamma_half(z * z / 2.0));
    if z < 0.0 { tail } else { 1.0 - tail }
}

/// P(1/2, x), kept apart so that the large-shape branch of `gamma_cumulative` cannot recurse.
fn gamma_half(x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let scale = (0.5 * x.ln() - x - ln_gamma(0.5)).exp();
    if x < 1.5 { scale * lower_series(0.5, x) } else { 1.0 - scale * upper_fraction(0.5, x) }
}

/// Upper tail of the normal distribution, accurate also where the lower part rounds to 1.
fn normal_tail(z: f64) -> f64 {
    let x = z * z / 2.0;
    if z < 0.0 || x < 1.5 {
        return 1.0 - normal_cumulative(z);
    }
    0.5 * (0.5 * x.ln() - x - ln_gamma(0.5)).exp() * upper_fraction(0.5, x)
}

/// Returns the standard normal quantile (Acklam's rational start, one Halley step).
pub fn normal_quantile(probability: f64) -> Result<f64> {
    check_open_share("probability", probability)?;
    if probability > 0.5 {
        return Ok(-lower_normal_quantile(1.0 - probability));
    }
    Ok(lower_normal_quantile(probability))
}

fn lower_normal_quantile(probability: f64) -> f64 {
    const A: [f64; 6] = [
        -39.696_830_286_653_76,
        220.946_098_424_520_5,
        -275.928_510_446_968_7,
        138.357_751_867_269,
        -30.664_798_066_147_16,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -54.476_098_798_224_06,
        161.585_836_858_040_9,
        -155.698_979_859_886_6,
        66.801_311_887_719_72,
        -13.280_681_552_885_72,
    ];
    const C: [f64; 6] = [
        -0.007_784_894_002_430_293,
        -0.322_396_458_041_136_5,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] = [
        0.007_784_695_709_041_462,
        0.322_467_129_070_039_8,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
    ];
    let polynomial = |terms: &[f64], x: f64| terms.iter().fold(0.0, |sum, term| sum * x + term);
    let start = if probability < 0.024_25 {
        let q = (-2.0 * probability.ln()).sqrt();
        polynomial(&C, q) / (polynomial(&D, q) * q + 1.0)
    } else {
        let q = probability - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
    };
    let error = normal_tail(-start) - probability;
    let step = error * (2.0 * std::f64::consts::PI).sqrt() * (start * start / 2.0).exp();
    start - step / (1.0 + start * step / 2.0)
}

/// Returns the two-sided normal deviate of a confidence level, 1.959964 for 0.95.
pub fn deviate(confidence: f64) -> Result<f64> {
    check_open_share("confidence", confidence)?;
    Ok(-lower_normal_quantile((1.0 - confidence) / 2.0))
}
