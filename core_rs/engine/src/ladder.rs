//! Stakes of the levels of a sequence (R6).

use crate::money::{MAX_MONEY, PPM, win_profit};
use crate::settings::{Settings, StakePolicy};
use crate::wide::Wide;

/// Levels that settings may ask for.
pub const MAX_LEVELS: usize = 20;

/// The stakes under one version of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    policy: StakePolicy,
    initial_stake: i64,
    /// By level − 1, under the multiplier policy; none past [`MAX_MONEY`].
    multiplied: [Option<i64>; MAX_LEVELS],
}

impl Ladder {
    /// The ladder of `settings`, which must be valid.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let mut multiplied = [None; MAX_LEVELS];
        for (raises, stake) in multiplied.iter_mut().enumerate() {
            *stake = multiplied_stake(settings.initial_stake, settings.multiplier_e4, raises);
        }
        Self { policy: settings.stake_policy, initial_stake: settings.initial_stake, multiplied }
    }

    /// Stake of `level` (1-based) after `lost` minor units of lost stakes, at a profit of `rate_ppm`
    /// millionths per stake. None when it passes [`MAX_MONEY`] or the level does not exist.
    #[must_use]
    pub fn stake(&self, level: u32, lost: i64, rate_ppm: i64) -> Option<i64> {
        let raises = usize::try_from(level).ok()?.checked_sub(1)?;
        if raises >= MAX_LEVELS {
            return None;
        }
        match self.policy {
            StakePolicy::Multiplier => self.multiplied.get(raises).copied().flatten(),
            StakePolicy::Recover if raises == 0 => Some(self.initial_stake),
            StakePolicy::Recover => recovering_stake(self.initial_stake, lost, rate_ppm),
        }
    }
}

/// `initial × (multiplier_e4 / 10⁴)^raises`, rounded half up once.
fn multiplied_stake(initial: i64, multiplier_e4: u32, raises: usize) -> Option<i64> {
    let mut product = Wide::new(u64::try_from(initial).ok()?);
    let mut divisor = Wide::new(1);
    for _ in 0..raises {
        product = product.times(multiplier_e4.into())?;
        divisor = divisor.times(10_000)?;
    }
    // floor((2 × product + divisor) / (2 × divisor)); floors of quotients may be taken one factor at a time.
    let mut rounded = product.times(2)?.plus(divisor)?.over(2);
    for _ in 0..raises {
        rounded = rounded.over(10_000);
    }
    rounded.to_i64().filter(|stake| *stake <= MAX_MONEY)
}

/// The smallest stake whose win, as it is paid (rounded half up), makes up for `lost` and the first level's win.
fn recovering_stake(initial: i64, lost: i64, rate_ppm: i64) -> Option<i64> {
    let target = i128::from(lost) + i128::from(win_profit(initial, rate_ppm));
    // round_half_up(stake × rate) ≥ target  ⇔  2 × stake × rate ≥ 2 × target − 1
    let numerator = (2 * target - 1) * i128::from(PPM);
    let denominator = 2 * i128::from(rate_ppm);
    if denominator <= 0 {
        return None;
    }
    let stake = (numerator + denominator - 1) / denominator;
    i64::try_from(stake).ok().filter(|stake| *stake <= MAX_MONEY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ladder(multiplier_e4: u32, policy: StakePolicy) -> Ladder {
        Ladder::new(&Settings { multiplier_e4, stake_policy: policy, ..Settings::default() })
    }

    #[test]
    fn doubling_from_one() {
        let ladder = ladder(20_000, StakePolicy::Multiplier);
        let stakes: Vec<_> = (1..=10).filter_map(|level| ladder.stake(level, 0, 950_000)).collect();
        assert_eq!(stakes, [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200]);
    }

    #[test]
    fn one_rounding_and_not_one_per_level() {
        // 1.00 × 1.335² = 1.782225 → 1.78; level by level 1.335 → 1.34, × 1.335 = 1.7889 → 1.79.
        let ladder = ladder(13_350, StakePolicy::Multiplier);
        assert_eq!(ladder.stake(3, 0, 950_000), Some(178));
    }

    #[test]
    fn half_cents_round_up() {
        let ladder =
            Ladder::new(&Settings { initial_stake: 35, multiplier_e4: 15_000, ..Settings::default() });
        assert_eq!(ladder.stake(2, 0, 950_000), Some(53));
    }

    #[test]
    fn what_passes_the_bound_has_no_stake() {
        let ladder = Ladder::new(&Settings {
            initial_stake: 1_000_000,
            multiplier_e4: 100_000,
            ..Settings::default()
        });
        assert_eq!(ladder.stake(10, 0, 950_000), Some(MAX_MONEY));
        assert_eq!(ladder.stake(11, 0, 950_000), None);
        assert_eq!(ladder.stake(20, 0, 950_000), None);
        assert_eq!(ladder.stake(21, 0, 950_000), None);
        assert_eq!(ladder.stake(0, 0, 950_000), None);
    }

    #[test]
    fn recover_is_the_smallest_stake_that_does() {
        let ladder = ladder(20_000, StakePolicy::Recover);
        assert_eq!(ladder.stake(1, 0, 923_000), Some(100));
        for lost in 1..5_000 {
            let stake = ladder.stake(2, lost, 950_000).unwrap_or_default();
            assert!(win_profit(stake, 950_000) >= lost + 95);
            assert!(win_profit(stake - 1, 950_000) < lost + 95);
        }
    }
}
