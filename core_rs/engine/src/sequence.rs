//! One delayed-Martingale run, and its contract in flight.

use serde::{Deserialize, Serialize};

use crate::book::Direction;
use crate::fact::OpenSequence;

/// How far a purchase has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ContractState {
    /// Asked for, not answered.
    Sent,
    /// Nobody knows (R18).
    Unknown,
    /// Confirmed and running.
    Open,
    /// Settled; the sequence waits for the operator before its next contract.
    Ended,
}

/// The contract in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// Number of the purchase.
    pub intent: u64,
    /// Stake asked for, then stake paid, minor units.
    pub stake: i64,
    /// The broker's number, once confirmed.
    pub contract_id: Option<i64>,
    /// How far it has come.
    pub state: ContractState,
}

impl Contract {
    /// A purchase that has just been decided on.
    #[must_use]
    pub fn sent(intent: u64, stake: i64) -> Self {
        Self { intent, stake, contract_id: None, state: ContractState::Sent }
    }
}

/// One delayed-Martingale run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Given when the first contract is confirmed.
    pub trade_id: Option<u64>,
    /// Side of every contract of it.
    pub direction: Direction,
    /// Level of the contract in flight, 1-based.
    pub level: u32,
    /// When the first contract was confirmed.
    pub entry_epoch: Option<i64>,
    /// The streak at the trigger.
    pub entry_streak: u32,
    /// Stakes lost so far, minor units.
    pub lost: i64,
    /// Payouts minus stakes so far, the running stake spent, minor units (R8).
    pub profit: i64,
    /// Level of the last confirmed contract.
    pub confirmed_level: u32,
    /// The contract in flight, or the one that would be next.
    pub contract: Contract,
    /// What the last start wants of it.
    #[serde(default)]
    pub plan: OpenSequence,
}

impl Sequence {
    /// Whether its contract is settled, and the operator is asked whether another follows.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.contract.state == ContractState::Ended
    }
}
