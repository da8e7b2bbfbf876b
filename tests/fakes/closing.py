"""How the oracle ends things: a sequence, a book's trading, the paper book, and what waited for that."""

from abutre.domain.effects import ContractClosed
from abutre.domain.events import AlertLevel, TradeClosed
from abutre.domain.model import Book, BotState, Outcome, SequenceResult
from abutre.domain.settings import StoredSettings
from tests.fakes.book import Ledger, Phase, Sequence
from tests.fakes.turn import State, Turn


def end_sequence(
    turn: Turn, ledger: Ledger, reason: str, *, refusal: str | None = None, halt: str | None = None
) -> None:
    """Close the sequence (without a trade id it just vanishes), then do all that waited for its end.

    Args:
        turn: the step.
        ledger: whose sequence.
        reason: `TradeClosed.reason`.
        refusal: what the error alert says when a limit or the broker refused the next contract.
        halt: why the book halts after it, None when it goes on.
    """
    sequence, ledger.sequence = ledger.sequence, None
    if sequence is not None and sequence.trade_id is not None:
        tell_close(turn, ledger, sequence, sequence.trade_id, reason)
        if refusal is not None:
            turn.alert(AlertLevel.ERROR, refusal)
        turn.warn_of_drawdown(ledger)
    waiting = turn.state.waiting
    if waiting is not None:
        apply(turn.state, waiting)
        turn.alert(AlertLevel.INFO, f"Settings version {waiting.version} in force")
    if halt is not None:
        halt_book(turn, ledger, halt)
    follow_operator(turn)


def tell_close(turn: Turn, ledger: Ledger, sequence: Sequence, trade_id: int, reason: str) -> None:
    won = reason == "won"
    if won:
        ledger.wins += 1
    else:
        ledger.losses += 1
    result = SequenceResult.WIN if won else SequenceResult.LOSS
    turn.tell(
        TradeClosed(
            trade_id=trade_id,
            book=ledger.book,
            epoch=turn.epoch,
            result=result,
            profit=sequence.returned - sequence.paid,
            final_level=sequence.played,
            balance=ledger.balance,
            reason=reason,
        )
    )
    turn.show_position(ledger)
    turn.show_balance(ledger)
    turn.tell(ledger.risk_stats())
    turn.alert(AlertLevel.SUCCESS if won else AlertLevel.ERROR, f"Trade closed: {result}")


def apply(state: State, stored: StoredSettings) -> None:
    """Put settings in force."""
    if stored.settings.max_daily_loss != state.stored.settings.max_daily_loss:
        for ledger in (state.account, state.paper):
            if ledger is not None:
                ledger.rest_day = None
    state.stored = stored
    state.waiting = None


def halt_book(turn: Turn, ledger: Ledger, reason: str) -> None:
    """R13: no more contracts for this book until an operator says start."""
    turn.alert(AlertLevel.ERROR, f"Trading halted: {reason}")
    ledger.halt = reason
    turn.state.status = BotState.STOPPED
    turn.state.pause_after_sequence = False
    turn.status(f"Halted: {reason}")


def follow_operator(turn: Turn) -> None:
    """Carry out what an operator asked for and what had to wait until nothing was in flight."""
    state = turn.state
    if state.sequence_runs():
        return
    if state.status is BotState.STOPPING:
        state.status = BotState.STOPPED
        turn.status("Stopped")
    if state.status is BotState.STOPPED:
        drop_paper(turn, show_account=True)
    if state.pause_after_sequence:
        state.status = BotState.PAUSED
        turn.status("Paused after the sequence")
        turn.alert(AlertLevel.INFO, "Paused after the sequence")
    state.pause_after_sequence = False
    if state.status is BotState.PAUSED and state.paper is None:
        open_paper(turn.state)
        turn.show_balance(state.active)
        turn.tell(state.active.risk_stats())


def open_paper(state: State) -> None:
    """Start a PAPER book where the account stands."""
    balance = state.account.balance
    state.paper = Ledger(book=Book.PAPER, balance=balance, peak=balance, starting=balance)


def drop_paper(turn: Turn, *, show_account: bool) -> None:
    """Forget the PAPER book, if there is one: a sequence in it is abandoned, a running stake given back."""
    paper, turn.state.paper = turn.state.paper, None
    if paper is None:
        return
    sequence = paper.sequence
    if sequence is not None:
        contract = sequence.contract
        if contract.phase is Phase.OPEN:
            paper.balance += contract.stake
            sequence.returned += contract.stake
            turn.tell(
                ContractClosed(
                    book=paper.book,
                    trade_id=sequence.trade_id or 0,
                    intent=contract.intent,
                    outcome=Outcome.REFUNDED,
                    payout=contract.stake,
                    epoch=turn.epoch,
                )
            )
        end_sequence(turn, paper, "abandoned")
    if show_account:
        account = turn.state.account
        turn.show_position(account)
        turn.show_balance(account)
        turn.tell(account.risk_stats())
