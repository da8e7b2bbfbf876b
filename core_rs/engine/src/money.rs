//! Money in minor units: exact rounding and the bounds that keep every sum inside an `i64`.

use crate::error::EngineError;

/// Bound of every amount that enters the engine, minor units.
///
/// Far above any account, and so far below `i64::MAX` that sums of a few cannot overflow.
pub const MAX_MONEY: i64 = 1_000_000_000_000_000;

/// Parts of a payout rate: it is given in millionths.
pub const PPM: i64 = 1_000_000;

/// `numerator / denominator`, rounded half away from zero.
///
/// `denominator` must be positive; the result saturates at the ends of `i64`.
#[must_use]
pub fn round_half_up(numerator: i128, denominator: i128) -> i64 {
    debug_assert!(denominator > 0, "a positive denominator");
    let magnitude =
        (2 * numerator.unsigned_abs() + denominator.unsigned_abs()) / (2 * denominator.unsigned_abs().max(1));
    let rounded = i64::try_from(magnitude).unwrap_or(i64::MAX);
    if numerator < 0 { -rounded } else { rounded }
}

/// Profit of a win: `stake` × `rate_ppm`, rounded half up to minor units.
#[must_use]
pub fn win_profit(stake: i64, rate_ppm: i64) -> i64 {
    round_half_up(i128::from(stake) * i128::from(rate_ppm), i128::from(PPM))
}

/// `amount` when it lies in 0 … [`MAX_MONEY`].
///
/// # Errors
/// `OutOfRange` otherwise.
pub fn valid_amount(field: &'static str, amount: i64) -> Result<i64, EngineError> {
    in_range(field, amount, 0, MAX_MONEY)
}

/// `value` when it lies in `low` … `high`.
///
/// # Errors
/// `OutOfRange` otherwise.
pub fn in_range(field: &'static str, value: i64, low: i64, high: i64) -> Result<i64, EngineError> {
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(EngineError::OutOfRange { field, found: value })
    }
}

/// `part / whole` in hundredths of a percent, rounded half away from zero; 0 when `whole` is not positive.
#[must_use]
pub fn basis_points(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { round_half_up(i128::from(part) * 10_000, i128::from(whole)) }
}

/// `amount` as text with two decimals, for messages.
#[must_use]
pub fn shown(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let cents = amount.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_round_away_from_zero() {
        assert_eq!(round_half_up(5, 10), 1);
        assert_eq!(round_half_up(-5, 10), -1);
        assert_eq!(round_half_up(4, 10), 0);
        assert_eq!(basis_points(-25_410, 200_000), -1271);
    }

    #[test]
    fn half_cent_wins_round_up() {
        assert_eq!(win_profit(10, 950_000), 10);
        assert_eq!(win_profit(100, 950_000), 95);
        assert_eq!(win_profit(100, 923_000), 92);
    }

    #[test]
    fn amounts_read_like_money() {
        assert_eq!(shown(-2460), "-24.60");
        assert_eq!(shown(5), "0.05");
    }
}
