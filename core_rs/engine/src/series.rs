//! Arrays of candles for research: prices as integer pips, or as floats on a pip grid.

use crate::error::EngineError;
use crate::settings::DojiPolicy;
use crate::streak::Color;

/// Opens and closes of candles, oldest first, of equal length.
#[derive(Debug, Clone, Copy)]
pub enum Prices<'a> {
    /// Integer pips.
    Pips {
        /// First prices.
        opens: &'a [i64],
        /// Last prices.
        closes: &'a [i64],
    },
    /// Price units on a grid of `pip_size`; float noise below half a pip is no difference (R1).
    Floats {
        /// First prices.
        opens: &'a [f64],
        /// Last prices.
        closes: &'a [f64],
        /// Smallest price step, price units.
        pip_size: f64,
    },
}

impl Prices<'_> {
    /// Number of candles.
    ///
    /// # Errors
    /// `Series` when opens and closes differ in length, or the pip size is no positive number.
    pub fn checked_len(&self) -> Result<usize, EngineError> {
        let (opens, closes) = match self {
            Self::Pips { opens, closes } => (opens.len(), closes.len()),
            Self::Floats { opens, closes, pip_size } => {
                if !(pip_size.is_finite() && *pip_size > 0.0) {
                    return Err(EngineError::Series(format!("pip_size must be positive, was {pip_size}")));
                }
                (opens.len(), closes.len())
            }
        };
        if opens == closes {
            Ok(opens)
        } else {
            Err(EngineError::Series(format!(
                "opens and closes must be of equal length, were {opens} and {closes}"
            )))
        }
    }
}

impl Prices<'_> {
    /// Writes the signs of the candles from `first` on into `block`, as many as there are; the part written.
    pub(crate) fn signs_from<'b>(&self, first: usize, block: &'b mut [i8]) -> &'b [i8] {
        let written = match self {
            Self::Pips { opens, closes } => fill(opens, closes, first, block, sign_of_pips),
            Self::Floats { opens, closes, pip_size } => {
                let half = pip_size / 2.0;
                fill(opens, closes, first, block, |open, close| sign_of_floats(open, close, half))
            }
        };
        block.get(..written).unwrap_or_default()
    }
}

fn fill<P: Copy>(
    opens: &[P],
    closes: &[P],
    first: usize,
    block: &mut [i8],
    sign: impl Fn(P, P) -> i8,
) -> usize {
    let opens = opens.get(first..).unwrap_or_default();
    let closes = closes.get(first..).unwrap_or_default();
    for (slot, (open, close)) in block.iter_mut().zip(opens.iter().zip(closes)) {
        *slot = sign(*open, *close);
    }
    block.len().min(opens.len())
}

/// Sign of a candle: 1 GREEN, −1 RED, 0 DOJI.
#[inline]
pub(crate) fn sign_of_pips(open: i64, close: i64) -> i8 {
    i8::from(close > open) - i8::from(close < open)
}

/// As [`sign_of_pips`] for floats; `half_pip` is half the pip size.
#[inline]
pub(crate) fn sign_of_floats(open: f64, close: f64, half_pip: f64) -> i8 {
    let move_ = close - open;
    i8::from(move_ > half_pip) - i8::from(move_ < -half_pip)
}

/// The colour of a sign.
pub(crate) fn color_of_sign(sign: i8) -> Color {
    match sign {
        1.. => Color::Green,
        0 => Color::Doji,
        _ => Color::Red,
    }
}

/// The signed streak after a candle: +n is n GREEN, −n is n RED, 0 is none.
///
/// The colour is a coin toss that no branch predictor learns, so nothing here branches on it.
#[inline]
pub(crate) fn streak_after<const BREAK: bool>(streak: i32, sign: i8) -> i32 {
    let step = i32::from(sign);
    let same = i32::from((streak ^ step) >= 0);
    let counted = step.wrapping_add(streak * same);
    if sign == 0 { if BREAK { 0 } else { streak } } else { counted }
}

/// Refuses floats that are no numbers: they have no colour.
pub(crate) fn check_finite(opens: &[f64], closes: &[f64]) -> Result<(), EngineError> {
    // Without an early exit this is vectorised; the rare bad array is searched again for its place.
    let all_finite = |prices: &[f64]| prices.iter().fold(true, |all, price| all & price.is_finite());
    if all_finite(opens) && all_finite(closes) {
        return Ok(());
    }
    let odd = opens.iter().zip(closes).position(|(open, close)| !(open.is_finite() && close.is_finite()));
    Err(EngineError::Series(format!(
        "prices must be finite numbers, candle {} has others",
        odd.unwrap_or_default()
    )))
}

/// The sign of every candle: 1 GREEN, −1 RED, 0 DOJI.
///
/// # Errors
/// `Series` when the arrays do not fit each other or hold something else than prices.
pub fn signs(prices: Prices<'_>) -> Result<Vec<i8>, EngineError> {
    let mut signs = vec![0; prices.checked_len()?];
    if let Prices::Floats { opens, closes, .. } = prices {
        check_finite(opens, closes)?;
    }
    prices.signs_from(0, &mut signs);
    Ok(signs)
}

/// The signed streak after every candle: +n is n GREEN, −n is n RED, 0 is none (R2).
///
/// # Errors
/// As [`signs`].
pub fn streaks(prices: Prices<'_>, policy: DojiPolicy) -> Result<Vec<i32>, EngineError> {
    streaks_from(0, prices, policy)
}

/// As [`streaks`], going on from the signed streak `before` the first candle.
///
/// # Errors
/// As [`signs`].
pub fn streaks_from(before: i32, prices: Prices<'_>, policy: DojiPolicy) -> Result<Vec<i32>, EngineError> {
    let mut streak = before;
    let mut counted: Vec<i32> = Vec::new();
    let signs = signs(prices)?;
    counted.reserve_exact(signs.len());
    for sign in signs {
        streak = match policy {
            DojiPolicy::Break => streak_after::<true>(streak, sign),
            DojiPolicy::Ignore => streak_after::<false>(streak, sign),
        };
        counted.push(streak);
    }
    Ok(counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_and_pips_agree_and_noise_is_no_difference() -> Result<(), EngineError> {
        let pips = Prices::Pips { opens: &[10, 10, 10], closes: &[11, 9, 10] };
        let floats =
            Prices::Floats { opens: &[0.1, 0.1, 0.3], closes: &[0.11, 0.09, 0.1 + 0.2], pip_size: 0.01 };
        assert_eq!(signs(pips)?, [1, -1, 0]);
        assert_eq!(signs(floats)?, [1, -1, 0]);
        Ok(())
    }

    #[test]
    fn streaks_are_signed() -> Result<(), EngineError> {
        let prices = Prices::Pips { opens: &[1, 1, 5, 5, 5], closes: &[2, 2, 5, 4, 4] };
        assert_eq!(streaks(prices, DojiPolicy::Break)?, [1, 2, 0, -1, -2]);
        assert_eq!(streaks(prices, DojiPolicy::Ignore)?, [1, 2, 2, -1, -2]);
        Ok(())
    }

    #[test]
    fn what_is_no_price_is_refused() {
        assert!(signs(Prices::Pips { opens: &[1], closes: &[] }).is_err());
        assert!(signs(Prices::Floats { opens: &[1.0], closes: &[f64::NAN], pip_size: 0.01 }).is_err());
        assert!(signs(Prices::Floats { opens: &[1.0], closes: &[1.0], pip_size: 0.0 }).is_err());
    }
}
