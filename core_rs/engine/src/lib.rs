//! Abutre's decisions, pure: the same code behind live trading, paper trading, replay and backtest.
//!
//! Money is minor units, prices are pips, time is the broker's epoch in seconds. Nothing here reads a clock,
//! draws a random number or does I/O. The rules are cited as R1 … R19; docs/engine.md describes the machine.

pub mod backtest;
pub mod book;
pub mod candle;
pub mod effect;
pub mod error;
pub mod fact;
pub mod ladder;
mod market;
mod messages;
pub mod money;
pub mod risk;
pub mod sequence;
pub mod series;
pub mod session;
pub mod settings;
pub mod streak;
mod wide;
