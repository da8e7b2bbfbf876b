//! What settings mean, by the ladder and the gate that trade: asked, never acted on.

use serde::Serialize;

use super::Session;
use crate::book::{Book, Terms};
use crate::error::EngineError;
use crate::ladder::Ladder;
use crate::money::{PPM, round_half_up, win_profit};
use crate::risk::{Funds, Limit, gate};
use crate::settings::Settings;

/// A level of the ladder, were every one before it lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rung {
    /// 1-based.
    pub level: u32,
    /// Stake, minor units; none past what the engine counts.
    pub stake: Option<i64>,
    /// Stakes lost when this level is lost as well, minor units.
    pub lost: i64,
    /// Profit of a sequence that wins here, minor units (R8).
    pub won: Option<i64>,
    /// The limit that keeps it from being bought now.
    pub refused: Option<Limit>,
}

/// What settings mean with the present funds, quote and limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Every level up to `max_level`.
    pub rungs: Vec<Rung>,
    /// The last level that could be bought now, were every one before it lost (R14).
    pub reach: u32,
    /// Loss of a sequence that loses every level up to `reach`, minor units.
    pub worst_case: i64,
    /// Mean profit of a sequence at even odds, up to `reach`, minor units, rounded half away from zero.
    pub expected: i64,
    /// Profit of a win per stake, millionths.
    pub rate_ppm: i64,
    /// Loss that `max_drawdown` still allows, minor units; negative when it is passed.
    pub drawdown_room: i64,
    /// Loss that `max_daily_loss` still allows today, minor units.
    pub daily_room: Option<i64>,
    /// Loss of the sequence that runs, were it to lose from here on, under the settings in force.
    pub running_worst_case: Option<i64>,
}

impl Session {
    /// What `settings` mean for a sequence that began now, with no contract running.
    ///
    /// # Errors
    /// `OutOfRange` when the settings cannot be.
    pub fn preview(&self, settings: Settings) -> Result<Preview, EngineError> {
        let settings = settings.validated()?;
        let ladder = Ladder::new(&settings);
        let book = self.book(self.active()).unwrap_or(&self.account);
        let funds = Funds { balance: book.balance + book.running(), ..book.funds() };
        let rungs = climb(funds, self.terms(&settings, &ladder), 1, 0);
        let reached = || rungs.iter().take_while(|rung| rung.refused.is_none());
        let allowed = i128::from(settings.max_drawdown_bp) * i128::from(funds.peak) / 10_000;
        Ok(Preview {
            reach: reached().map(|rung| rung.level).last().unwrap_or(0),
            worst_case: reached().map(|rung| rung.lost).last().unwrap_or(0),
            expected: expected(reached(), self.rate_ppm),
            rate_ppm: self.rate_ppm,
            drawdown_room: i64::try_from(allowed).unwrap_or(i64::MAX) - (funds.peak - funds.balance),
            daily_room: settings.max_daily_loss.map(|limit| limit + funds.day_profit),
            running_worst_case: self.running_worst_case(book),
            rungs,
        })
    }

    fn running_worst_case(&self, book: &Book) -> Option<i64> {
        let sequence = book.sequence.as_ref()?;
        let running = book.running();
        let spent = Funds { day_profit: book.day_profit - running, ..book.funds() };
        let lost = sequence.lost + running;
        let further = climb(spent, self.terms(&self.settings, &self.ladder), sequence.level + 1, lost);
        let deepest = further.iter().take_while(|rung| rung.refused.is_none()).last();
        Some(deepest.map_or(lost, |rung| rung.lost))
    }

    fn terms<'a>(&self, settings: &'a Settings, ladder: &'a Ladder) -> Terms<'a> {
        Terms { settings, ladder, limits: self.limits, rate_ppm: self.rate_ppm }
    }
}

/// The levels from `first` on, after `lost`; where one is refused, those behind it are as well.
fn climb(mut funds: Funds, terms: Terms<'_>, first: u32, mut lost: i64) -> Vec<Rung> {
    let mut refused = None;
    let rung = |level| {
        let stake = terms.ladder.stake(level, lost, terms.rate_ppm);
        refused = refused.or_else(|| gate(funds, stake, terms.settings, terms.limits).err());
        let won = stake.map(|stake| win_profit(stake, terms.rate_ppm) - lost);
        lost += stake.unwrap_or(0);
        funds = funds.after_losing(stake.unwrap_or(0));
        Rung { level, stake, lost, won, refused }
    };
    (first..=terms.settings.max_level).map(rung).collect()
}

/// One sequence in 2ⁿ⁻¹ plays level n, which brings stake × (rate − 1) / 2 on average.
fn expected<'a>(rungs: impl Iterator<Item = &'a Rung>, rate_ppm: i64) -> i64 {
    const SHARES: u32 = 20;
    let staked: i128 =
        rungs.map(|rung| i128::from(rung.stake.unwrap_or(0)) << (SHARES - rung.level.min(SHARES))).sum();
    round_half_up(staked * i128::from(rate_ppm - PPM), i128::from(PPM) << SHARES)
}
