"""What the oracle does about operators: the start of a process, commands, settings, the market's end."""

from dataclasses import replace

from abutre.domain.commands import Verb
from abutre.domain.effects import Reconcile
from abutre.domain.events import AlertLevel, SettingsChanged
from abutre.domain.facts import CommandGiven, Held, MarketEnded, SettingsStored, Started, Transferred
from abutre.domain.model import BotState, OpenSequence
from abutre.domain.settings import StoredSettings
from tests.fakes.book import Phase
from tests.fakes.closing import apply, drop_paper, open_paper
from tests.fakes.contracts import decide_on_waiting
from tests.fakes.turn import State, Turn


def started(turn: Turn, fact: Started) -> None:
    state = turn.state
    account = state.account
    state.account_allowed = fact.account_allowed
    state.note = fact.note
    state.held = None
    state.market.start_again()
    transfer = 0
    if not state.started:
        state.started = True
        account.balance = account.peak = account.starting = fact.balance
    elif not account.in_flight:
        transfer = fact.balance - account.balance
        account.transfer(transfer)
    state.status = _status_at_start(state)
    _plan(state, fact.open_sequence)
    if state.status is BotState.PAUSED and state.paper is None and account.sequence is None:
        open_paper(state)
    turn.status(_explained(state))
    if state.status is not BotState.PAUSED:
        drop_paper(turn, show_account=False)
    turn.show_balance(state.active)
    turn.tell(state.active.risk_stats())
    turn.show_position(state.active)
    if transfer:
        turn.alert(AlertLevel.INFO, f"Transfer of {transfer} noticed")
    sequence = account.sequence
    if sequence is not None and sequence.plan is not OpenSequence.CONTINUE:
        turn.alert(AlertLevel.WARNING, f"A sequence was left open: {sequence.plan}")
    if sequence is None or sequence.contract.phase is not Phase.ENDED:
        _reconcile(turn)
    elif sequence.plan is not OpenSequence.ASK:
        decide_on_waiting(turn)


def _plan(state: State, open_sequence: OpenSequence) -> None:
    sequence = state.account.sequence
    if sequence is None:
        return
    sequence.plan = open_sequence
    if open_sequence is OpenSequence.ASK:
        if state.status is BotState.RUNNING:
            state.status = BotState.PAUSED
        else:
            sequence.plan = OpenSequence.CONTINUE


def _status_at_start(state: State) -> BotState:
    if state.account.halt is not None:
        return BotState.STOPPED
    finishing = state.pause_after_sequence and state.account.sequence is not None
    if state.desired is BotState.RUNNING or finishing:
        return _running_if_allowed(state)
    return state.desired


def _running_if_allowed(state: State) -> BotState:
    allowed = state.account_allowed and state.stored.settings.auto_trading
    return BotState.RUNNING if allowed else BotState.PAUSED


def _reconcile(turn: Turn) -> None:
    for ledger in (turn.state.account, turn.state.paper):
        if ledger is not None and ledger.sequence is not None:
            contract = ledger.sequence.contract
            turn.tell(
                Reconcile(
                    book=ledger.book,
                    intent=contract.intent,
                    contract_id=contract.contract_id,
                    direction=ledger.sequence.direction,
                    stake=contract.stake,
                )
            )
            return


def _explained(state: State) -> str:
    held = "" if state.held is None else f" Held: {state.held}."
    return f"{state.status}.{held} {state.note}".strip()


def command_given(turn: Turn, fact: CommandGiven) -> None:
    state = turn.state
    state.pause_after_sequence = False
    match fact.verb:
        case Verb.START:
            _start(turn)
        case Verb.PAUSE:
            state.desired = BotState.PAUSED
            _pause(turn, after_sequence=fact.after_sequence)
        case Verb.STOP:
            state.desired = BotState.STOPPED
            _stop(turn)
        case Verb.SHUTDOWN:
            _stop(turn)
    sequence = state.account.sequence
    done = fact.verb is not Verb.START or state.status is BotState.RUNNING
    if fact.verb is not Verb.SHUTDOWN and done and sequence is not None:
        if sequence.plan is OpenSequence.ASK:
            sequence.plan = OpenSequence.CONTINUE
        decide_on_waiting(turn)


def _start(turn: Turn) -> None:
    state = turn.state
    account = state.account
    state.desired = BotState.RUNNING
    lifted = account.halt is not None
    if lifted:
        account.halt = None
        account.peak = account.balance
        account.warned = False
    state.status = _running_if_allowed(state)
    turn.status(_explained(state))
    if state.status is BotState.RUNNING:
        turn.alert(AlertLevel.INFO, "Started")
        if lifted:
            turn.show_balance(account)
        drop_paper(turn, show_account=True)
    else:
        turn.alert(AlertLevel.WARNING, "Not started: orders to the account are not allowed")
        _open_paper_when_idle(turn)


def _pause(turn: Turn, *, after_sequence: bool) -> None:
    state = turn.state
    if state.account.halt is not None:
        turn.status("Halted")
        turn.alert(AlertLevel.WARNING, "Not paused: trading is halted until it is started")
    elif after_sequence and state.account.sequence is not None and state.status is BotState.RUNNING:
        state.pause_after_sequence = True
        turn.status(_explained(state))
        turn.alert(AlertLevel.INFO, "Pausing when the sequence has ended")
    else:
        state.status = BotState.PAUSED
        turn.status(_explained(state))
        turn.alert(AlertLevel.INFO, "Paused")
        _open_paper_when_idle(turn)


def _open_paper_when_idle(turn: Turn) -> None:
    state = turn.state
    if state.paper is None and state.account.sequence is None:
        open_paper(state)
        turn.show_balance(state.active)
        turn.tell(state.active.risk_stats())


def _stop(turn: Turn) -> None:
    state = turn.state
    in_flight = state.active.in_flight
    state.status = BotState.STOPPING if in_flight else BotState.STOPPED
    turn.status(_explained(state))
    turn.alert(AlertLevel.INFO, "Stopping" if in_flight else "Stopped")
    if not in_flight:
        drop_paper(turn, show_account=True)


def market_ended(turn: Turn, _fact: MarketEnded) -> None:
    state = turn.state
    state.pause_after_sequence = False
    state.status = BotState.STOPPED
    turn.status("The market has ended")
    turn.alert(AlertLevel.INFO, "The market has ended")
    drop_paper(turn, show_account=True)


def transferred(turn: Turn, fact: Transferred) -> None:
    state = turn.state
    if state.started and fact.amount:
        state.account.transfer(fact.amount)
        if state.paper is None:
            turn.show_balance(state.account)
        turn.alert(AlertLevel.INFO, f"Transfer of {fact.amount}")


def held(turn: Turn, fact: Held) -> None:
    state = turn.state
    if state.held != fact.reason:
        state.held = fact.reason
        turn.status(_explained(state))
        if fact.reason is None:
            turn.alert(AlertLevel.INFO, "Held no more")
        else:
            turn.alert(AlertLevel.WARNING, f"Held: {fact.reason}")


def settings_stored(turn: Turn, fact: SettingsStored) -> None:
    state = turn.state
    stored = StoredSettings(settings=fact.settings, version=fact.version, stored_at=fact.epoch)
    turn.tell(SettingsChanged(settings=fact.settings, version=fact.version))
    turn.alert(AlertLevel.INFO, f"Settings version {fact.version} stored")
    if state.sequence_runs():
        now = state.stored.settings
        at_once = replace(
            now,
            max_drawdown_bp=fact.settings.max_drawdown_bp,
            max_daily_loss=fact.settings.max_daily_loss,
            auto_trading=now.auto_trading and fact.settings.auto_trading,
        )
        apply(state, replace(state.stored, settings=at_once))
        state.waiting = stored
    else:
        apply(state, stored)
    if state.status is BotState.RUNNING and not state.stored.settings.auto_trading:
        state.pause_after_sequence = False
        _pause(turn, after_sequence=False)
