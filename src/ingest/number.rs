//! Reads numbers from delivered text: Western digits with the marks of either language.

/// A decimal number: `mantissa` × 10^−`scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) mantissa: i64,
    pub(crate) scale: u32,
}

/// Digits an `i64` mantissa certainly holds.
const MOST_DIGITS: u32 = 18;

impl Decimal {
    /// Reads text whose digits are already Western. Allowed are one sign, thousands marks `,` or `٬`
    /// in groups of three, and one decimal mark `.` or `٫`; exponents, infinities and blanks are not.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (is_negative, digits) = match bytes.split_first()? {
            (b'-', rest) => (true, rest),
            (b'+', rest) => (false, rest),
            _ => (false, bytes),
        };
        let parsed =
            Self::plain(digits).or_else(|| Self::marked(&text[bytes.len() - digits.len()..]))?;
        Some(if is_negative { Self { mantissa: -parsed.mantissa, ..parsed } } else { parsed })
    }

    /// The usual case: digits with at most one full stop between them.
    fn plain(bytes: &[u8]) -> Option<Self> {
        let mut mantissa: i64 = 0;
        let mut digits = 0;
        let mut point = None;
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                    digits += 1;
                }
                b'.' if point.is_none() && at > 0 => point = Some(at),
                _ => return None,
            }
        }
        let scale = point.map_or(0, |at| bytes.len() - at - 1) as u32;
        let is_number = digits > 0 && digits <= MOST_DIGITS && (point.is_none() || scale > 0);
        is_number.then_some(Self { mantissa, scale })
    }

    /// Digits with thousands marks or an Arabic decimal mark.
    fn marked(text: &str) -> Option<Self> {
        let (whole, fraction) = match text.split_once(['.', '\u{66b}']) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let mut plain = String::with_capacity(text.len());
        let mut groups = whole.split([',', '\u{66c}']);
        let first = groups.next()?;
        plain.push_str(first);
        for group in groups {
            if group.len() != 3 || !(1..=3).contains(&first.len()) {
                return None;
            }
            plain.push_str(group);
        }
        if let Some(fraction) = fraction {
            plain.push('.');
            plain.push_str(fraction);
        }
        Self::plain(plain.as_bytes())
    }

    /// The whole number, where there is no fraction but zeros.
    pub(crate) fn integer(self) -> Option<i64> {
        let unit = 10_i64.checked_pow(self.scale)?;
        (self.mantissa % unit == 0).then_some(self.mantissa / unit)
    }

    /// Hundredths, where there are at most two decimals but zeros.
    pub(crate) fn hundredths(self) -> Option<i64> {
        match self.scale {
            0 => self.mantissa.checked_mul(100),
            1 => self.mantissa.checked_mul(10),
            2 => Some(self.mantissa),
            scale => Self { mantissa: self.mantissa, scale: scale - 2 }.integer(),
        }
    }

    /// The nearest floating-point number.
    pub(crate) fn float(self) -> f64 {
        const EXACT: i64 = 1 << 53;
        if self.scale <= 22 && self.mantissa.abs() <= EXACT {
            // Both are exact, so that the quotient is rounded once.
            return self.mantissa as f64 / POWERS[self.scale as usize];
        }
        format!("{}e-{}", self.mantissa, self.scale).parse().unwrap_or(f64::NAN)
    }
}

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
