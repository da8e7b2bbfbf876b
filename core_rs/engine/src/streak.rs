//! Colour of a candle (R1) and the run of same-colour candles (R2).

use serde::{Deserialize, Serialize};

use crate::settings::DojiPolicy;

/// Colour of a candle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Color {
    /// close > open.
    Green,
    /// close < open.
    Red,
    /// close = open.
    Doji,
}

impl Color {
    /// The colour of a candle from `open` to `close`, in pips.
    #[must_use]
    pub fn of(open: i64, close: i64) -> Self {
        match close.cmp(&open) {
            std::cmp::Ordering::Greater => Self::Green,
            std::cmp::Ordering::Less => Self::Red,
            std::cmp::Ordering::Equal => Self::Doji,
        }
    }

    /// The colour's name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "GREEN",
            Self::Red => "RED",
            Self::Doji => "DOJI",
        }
    }
}

/// A run of same-colour candles; `color` is none when `count` is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streak {
    /// Length, candles.
    pub count: u32,
    /// GREEN or RED.
    pub color: Option<Color>,
}

impl Streak {
    /// The streak after one more complete candle of `color`.
    #[must_use]
    pub fn after(self, color: Color, policy: DojiPolicy) -> Self {
        match (color, policy) {
            (Color::Doji, DojiPolicy::Ignore) => self,
            (Color::Doji, DojiPolicy::Break) => Self::default(),
            _ if self.color == Some(color) => Self { count: self.count.saturating_add(1), ..self },
            _ => Self { count: 1, color: Some(color) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(colors: &[Color], policy: DojiPolicy) -> (u32, Option<Color>) {
        let streak = colors.iter().fold(Streak::default(), |streak, color| streak.after(*color, policy));
        (streak.count, streak.color)
    }

    #[test]
    fn same_colours_count_and_the_other_starts_again() {
        use Color::{Green, Red};
        assert_eq!(after(&[Red, Red, Red], DojiPolicy::Break), (3, Some(Red)));
        assert_eq!(after(&[Red, Red, Green], DojiPolicy::Break), (1, Some(Green)));
    }

    #[test]
    fn a_doji_breaks_or_is_ignored() {
        use Color::{Doji, Red};
        assert_eq!(after(&[Red, Red, Doji], DojiPolicy::Break), (0, None));
        assert_eq!(after(&[Red, Red, Doji, Red], DojiPolicy::Ignore), (3, Some(Red)));
    }
}
