//! Occupation codes of ISCO-08 and how near two of them stand.

/// Whether the text is an ISCO-08 code: one to four digits.
pub fn is_isco_code(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Leading digits two ISCO-08 codes share, 0–4.
pub fn shared_digits(left: &str, right: &str) -> usize {
    left.bytes().zip(right.bytes()).take(4).take_while(|(one, other)| one == other).count()
}
