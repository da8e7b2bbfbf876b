"""What the oracle does about contracts: buy, confirm, refuse, settle, and go on from there (R6 to R13)."""

from abutre.domain.effects import Buy, ContractClosed, ContractOpened
from abutre.domain.events import AlertLevel, TradeOpened
from abutre.domain.facts import OutcomeUnknown, Purchased, Refused, Settled
from abutre.domain.model import Book, BotState, Direction, OpenSequence, Outcome
from tests.fakes.book import Contract, Ledger, Phase, Sequence
from tests.fakes.closing import end_sequence
from tests.fakes.core import FakeStakeLadder
from tests.fakes.turn import State, Turn


def orders_may_go_out(state: State, ledger: Ledger) -> bool:
    """Whether the status lets this book buy."""
    wanted = BotState.RUNNING if ledger.book is Book.ACCOUNT else BotState.PAUSED
    return state.status is wanted


def send(turn: Turn, ledger: Ledger, direction: Direction, level: int, stake: int) -> Contract:
    """Ask for one contract."""
    turn.state.last_intent += 1
    intent = turn.state.last_intent
    turn.tell(Buy(book=ledger.book, intent=intent, direction=direction, level=level, stake=stake))
    return Contract(intent=intent, stake=stake, phase=Phase.SENT)


def purchased(turn: Turn, fact: Purchased) -> None:
    ledger, sequence = _meant(turn, fact)
    if sequence is not None and sequence.contract.contract_id == fact.contract_id:
        return
    if ledger is None or sequence is None or not _asked_for(sequence):
        turn.alert(AlertLevel.WARNING, f"Purchase {fact.intent} is not the one in flight")
        return
    sequence.contract.stake = fact.stake
    _confirm(turn, ledger, sequence, fact.contract_id, fact.payout)


def refused(turn: Turn, fact: Refused) -> None:
    ledger, sequence = _meant(turn, fact)
    if ledger is None or sequence is None or not _asked_for(sequence):
        turn.alert(AlertLevel.WARNING, f"Refusal of {fact.intent}, which is not in flight: {fact.reason}")
    else:
        refusal = f"Purchase refused: {fact.reason}"
        if sequence.trade_id is None:
            turn.alert(AlertLevel.ERROR, refusal)
        end_sequence(turn, ledger, "refused", refusal=refusal, halt="refused" if fact.fatal else None)


def outcome_unknown(turn: Turn, fact: OutcomeUnknown) -> None:
    ledger, sequence = _meant(turn, fact)
    if ledger is None or sequence is None or not _asked_for(sequence):
        turn.alert(AlertLevel.WARNING, f"Purchase {fact.intent} is not the one in flight")
    elif sequence.contract.phase is Phase.SENT:
        sequence.contract.phase = Phase.UNKNOWN
        turn.alert(AlertLevel.ERROR, f"Nobody knows whether purchase {fact.intent} happened")


def settled(turn: Turn, fact: Settled) -> None:
    ledger, sequence = _meant(turn, fact)
    if ledger is None or sequence is None or sequence.contract.phase is Phase.ENDED:
        turn.alert(AlertLevel.WARNING, f"Settlement of {fact.intent}, which is not in flight")
        return
    if sequence.contract.phase is not Phase.OPEN:
        _confirm(turn, ledger, sequence, contract_id=None, payout=0)
    stake = sequence.contract.stake
    ledger.balance += fact.payout
    ledger.day_profit += fact.payout - stake
    ledger.peak = max(ledger.peak, ledger.balance)
    sequence.returned += fact.payout
    turn.tell(
        ContractClosed(
            book=ledger.book,
            trade_id=sequence.trade_id or 0,
            intent=fact.intent,
            outcome=fact.outcome,
            payout=fact.payout,
            epoch=turn.epoch,
        )
    )
    settings = turn.state.stored.settings
    too_deep = ledger.drawdown() * 10_000 >= settings.max_drawdown_bp
    halt = "max_drawdown" if too_deep else None
    if fact.outcome is Outcome.WON:
        end_sequence(turn, ledger, "won", halt=halt)
        return
    if fact.outcome is Outcome.REFUNDED:
        turn.show_balance(ledger)
        turn.warn_of_drawdown(ledger)
        _buy_on(turn, ledger, sequence, sequence.level, halt)
        return
    if fact.payout > 0:
        turn.show_balance(ledger)
    sequence.lost += stake
    if sequence.level >= settings.max_level:
        end_sequence(turn, ledger, "max_level", halt=halt)
    elif too_deep:
        end_sequence(turn, ledger, "max_drawdown", halt=halt)
    else:
        _buy_on(turn, ledger, sequence, sequence.level + 1, halt)


def _meant(
    turn: Turn, fact: Purchased | Refused | OutcomeUnknown | Settled
) -> tuple[Ledger | None, Sequence | None]:
    """The book and the sequence whose contract the fact is about, None when it is about no such thing."""
    ledger = turn.state.ledger(fact.book)
    sequence = None if ledger is None else ledger.sequence
    if sequence is not None and sequence.contract.intent != fact.intent:
        sequence = None
    return ledger, sequence


def _confirm(turn: Turn, ledger: Ledger, sequence: Sequence, contract_id: int | None, payout: int) -> None:
    contract = sequence.contract
    contract.phase = Phase.OPEN
    contract.contract_id = contract_id
    ledger.balance -= contract.stake
    sequence.paid += contract.stake
    raised = sequence.level > sequence.played
    sequence.played = sequence.level
    first = sequence.trade_id is None
    if sequence.trade_id is None:
        turn.state.last_trade_id += 1
        sequence.trade_id = turn.state.last_trade_id
        sequence.entry_epoch = turn.epoch
    turn.tell(
        ContractOpened(
            book=ledger.book,
            trade_id=sequence.trade_id,
            intent=contract.intent,
            contract_id=contract_id,
            level=sequence.level,
            direction=sequence.direction,
            stake=contract.stake,
            payout=payout,
            epoch=turn.epoch,
        )
    )
    if first:
        turn.tell(
            TradeOpened(
                trade_id=sequence.trade_id,
                book=ledger.book,
                epoch=turn.epoch,
                direction=sequence.direction,
                level=sequence.level,
                stake=contract.stake,
                entry_streak_size=sequence.entry_streak_size,
            )
        )
    turn.show_position(ledger)
    turn.show_balance(ledger)
    if raised and not first:
        turn.alert(AlertLevel.WARNING, f"Martingale Level {sequence.level}")
    turn.warn_of_drawdown(ledger)


def _asked_for(sequence: Sequence) -> bool:
    return sequence.contract.phase in {Phase.SENT, Phase.UNKNOWN}


def decide_on_waiting(turn: Turn) -> None:
    """Go on with the account's sequence, or close it, if it waits and nobody needs to be asked any more."""
    account = turn.state.account
    sequence = account.sequence
    if sequence is not None and sequence.contract.phase is Phase.ENDED:
        too_deep = account.drawdown() * 10_000 >= turn.state.stored.settings.max_drawdown_bp
        _buy_on(turn, account, sequence, sequence.level, "max_drawdown" if too_deep else None)


def _wait(turn: Turn, ledger: Ledger, sequence: Sequence, level: int) -> None:
    state = turn.state
    stake = FakeStakeLadder(state.stored.settings).stake(level, sequence.lost, state.offer.payout_rate_ppm)
    sequence.level = level
    sequence.contract.stake = stake or 0
    sequence.contract.phase = Phase.ENDED
    turn.show_position(ledger)
    turn.alert(AlertLevel.WARNING, f"Level {level} waits for start, stop or pause")
    if state.status is BotState.STOPPING:
        state.status = BotState.STOPPED
        turn.status("Stopped")


def _buy_on(turn: Turn, ledger: Ledger, sequence: Sequence, level: int, halt: str | None) -> None:
    """Buy the next contract of the sequence, or close it where it stands."""
    state = turn.state
    settings = state.stored.settings
    if sequence.plan is OpenSequence.ABANDON:
        end_sequence(turn, ledger, "abandoned", halt=halt)
        return
    if sequence.plan is OpenSequence.ASK:
        _wait(turn, ledger, sequence, level)
        return
    if not orders_may_go_out(state, ledger):
        reason = "paused" if state.status is BotState.PAUSED else "stopped"
        end_sequence(turn, ledger, reason, halt=halt)
        return
    stake = FakeStakeLadder(settings).stake(level, sequence.lost, state.offer.payout_rate_ppm)
    limit = ledger.gate(stake, settings, state.offer)
    if stake is None or limit is not None:
        limit = limit or "broker_limit"
        refusal = f"Level {level} refused: {limit}"
        end_sequence(turn, ledger, limit, refusal=refusal, halt=halt)
        return
    sequence.level = level
    sequence.contract = send(turn, ledger, sequence.direction, level, stake)
