"""What is worth a notification, and how it reads in both languages."""

import re
from pathlib import Path

import pytest

from abutre.adapters.notify.narrator import Narrator
from abutre.adapters.notify.phrases import PHRASES, Phrasebook
from abutre.adapters.notify.portuguese import SAID
from abutre.domain.effects import ContractOpened, Effect
from abutre.domain.events import AlertLevel, BotStatus, SystemAlert, TradeClosed, TradeOpened
from abutre.domain.facts import Fact, Held, OutcomeUnknown, TickSeen, TimePassed
from abutre.domain.model import Book, BotState, Direction, SequenceResult
from abutre.domain.observing import Language
from abutre.domain.records import Entry, Trade

NOON = 1_737_460_800
ENGINE_MESSAGES = Path(__file__).parents[2] / "core_rs" / "engine" / "src" / "messages.rs"


def narrator(language: Language = Language.ENGLISH, least_level: int = 7) -> Narrator:
    return Narrator(phrasebook=Phrasebook(language, "USD"), least_level=least_level)


def entry(*effects: Effect, epoch: int = NOON, facts: tuple[Fact, ...] | None = None) -> Entry:
    seen: tuple[Fact, ...] = (TimePassed(epoch=epoch),) if facts is None else facts
    return Entry(run_id=1, facts=seen, effects=effects, events=(), state="", epoch=epoch)


def opened(book: Book = Book.ACCOUNT) -> TradeOpened:
    return TradeOpened(
        trade_id=12, book=book, epoch=NOON, direction=Direction.CALL, level=1, stake=100, entry_streak_size=9
    )


def contract(level: int, book: Book = Book.ACCOUNT) -> ContractOpened:
    return ContractOpened(
        book=book,
        trade_id=12,
        intent=3,
        contract_id=4,
        level=level,
        direction=Direction.CALL,
        stake=12_800,
        payout=24_960,
        epoch=NOON,
    )


def closed(profit: int, result: SequenceResult, book: Book = Book.ACCOUNT) -> TradeClosed:
    return TradeClosed(
        trade_id=12,
        book=book,
        epoch=NOON,
        result=result,
        profit=profit,
        final_level=3,
        balance=199_905,
        reason="won",
    )


def kept(profit: int) -> Trade:
    """A sequence as the archive has it."""
    return Trade(
        trade_id=11,
        book=Book.ACCOUNT,
        direction=Direction.CALL,
        entry_epoch=NOON - 60,
        entry_streak_size=9,
        stake=100,
        exit_epoch=NOON,
        result=SequenceResult.WIN if profit > 0 else SequenceResult.LOSS,
        profit=profit,
        final_level=1,
        reason="won",
    )


def test_a_trade_is_told_of_when_it_opens_and_when_it_closes() -> None:
    told = [
        *narrator().messages(entry(opened(), contract(1))),
        *narrator().messages(entry(closed(95, SequenceResult.WIN))),
    ]
    assert told == [
        "T12 opened: rise after a streak of 9, stake 1.00 USD",
        "T12 closed: won at level 3, +0.95 USD; balance 1,999.05 USD",
    ]


def test_portuguese_amounts_have_a_comma() -> None:
    told = list(narrator(Language.PORTUGUESE).messages(entry(closed(-70_000, SequenceResult.LOSS))))
    assert told == ["T12 encerrada: perdida no nível 3, -700,00 USD; saldo 1.999,05 USD"]


def test_a_level_is_told_of_from_the_least_one_on() -> None:
    assert list(narrator(least_level=7).messages(entry(contract(6)))) == []
    assert list(narrator(least_level=7).messages(entry(contract(7)))) == ["T12: level 7, stake 128.00 USD"]


def test_the_first_level_is_told_of_once_only() -> None:
    assert len(list(narrator(least_level=1).messages(entry(opened(), contract(1))))) == 1


def test_paper_trades_beside_the_account_are_not_told_of() -> None:
    effects = (opened(Book.PAPER), contract(9, Book.PAPER), closed(5, SequenceResult.WIN, Book.PAPER))
    assert list(narrator().messages(entry(*effects))) == []


def test_a_status_is_told_of_when_it_changes() -> None:
    speaker = narrator()
    running = BotStatus(status=BotState.RUNNING, message="", epoch=NOON)
    halted = BotStatus(status=BotState.STOPPED, message="Halted: max_drawdown", epoch=NOON)
    told = [message for one in (running, running, halted) for message in speaker.messages(entry(one))]
    assert told == ["The bot is running.", "The bot is stopped. Halted: max_drawdown"]


STATUSES = {
    "Bot is running. Contracts settle at the simulated Deriv; a win pays what it quotes.": (
        "O robô está em operação. Os contratos liquidam na Deriv simulada; um acerto paga o que ela cota."
    ),
    "Bot is running, but no new sequence begins: the host's clock jumped back": (
        "O robô está em operação. Nenhuma nova sequência começa: o relógio da máquina saltou para trás"
    ),
    "Bot is running. Contracts settle by candle colour; a win is assumed to pay 0.92 of the stake.": (
        "O robô está em operação. Os contratos liquidam pela cor da vela; "
        "supõe-se que um acerto pague 0.92 da entrada."
    ),
}


@pytest.mark.parametrize("said", STATUSES)
def test_a_status_is_portuguese_to_its_end(said: str) -> None:
    status = BotStatus(status=BotState.RUNNING, message=said, epoch=NOON)
    assert list(narrator(Language.PORTUGUESE).messages(entry(status))) == [STATUSES[said]]


def test_a_halt_says_in_portuguese_which_limit_it_was() -> None:
    said = "Trading halted: max_daily_loss would be passed. Only start lifts it"
    status = BotStatus(status=BotState.STOPPED, message=said, epoch=NOON)
    assert list(narrator(Language.PORTUGUESE).messages(entry(status))) == [
        "O robô está parado. Operações interrompidas: max_daily_loss seria ultrapassado. Só start as retoma"
    ]


def test_every_status_and_limit_of_the_engine_is_known_in_portuguese() -> None:
    said = re.findall(r'(?:Status|Limit)::\w+ => "([^"]+)"', ENGINE_MESSAGES.read_text(encoding="utf-8"))
    assert len(said) > 8
    assert [one for one in said if one not in SAID] == []


def test_an_unknown_purchase_is_told_of() -> None:
    fact = OutcomeUnknown(book=Book.ACCOUNT, intent=7, epoch=NOON)
    (told,) = narrator().messages(entry(facts=(fact,)))
    assert told.startswith("Purchase 7: nobody knows")


@pytest.mark.parametrize("facts", [(), (TickSeen(epoch=NOON, quote=100_000),)])
def test_an_alert_that_comes_alone_is_told_whatever_ticks_waited_to_be_kept(facts: tuple[Fact, ...]) -> None:
    lost = SystemAlert(level=AlertLevel.WARNING, message="Connection to Deriv lost", epoch=NOON)
    assert list(narrator().messages(entry(lost, facts=facts))) == ["Connection to Deriv lost"]
    back = SystemAlert(level=AlertLevel.SUCCESS, message="Connection to Deriv is back", epoch=NOON)
    assert list(narrator().messages(entry(back, facts=facts))) == ["Connection to Deriv is back"]


def test_an_alert_that_comes_with_what_it_tells_of_is_not_told_twice() -> None:
    reached = SystemAlert(level=AlertLevel.WARNING, message="Martingale Level 8", epoch=NOON)
    (told,) = narrator().messages(entry(contract(8), reached))
    assert "level 8" in told


def test_an_unknown_purchase_is_told_once_though_the_engine_alerts_too() -> None:
    unknown = OutcomeUnknown(book=Book.ACCOUNT, intent=3, epoch=NOON)
    alert = SystemAlert(level=AlertLevel.ERROR, message="Nobody knows", epoch=NOON)
    (told,) = narrator().messages(entry(alert, facts=(unknown,)))
    assert told.startswith("Purchase 3: ")


def test_what_keeps_new_sequences_from_beginning_is_told_and_when_it_is_over() -> None:
    speaker = narrator(Language.PORTUGUESE)
    reason = "less than 100 MB left on the disk of the data directory"
    held, over = Held(reason=reason, epoch=NOON), Held(reason=None, epoch=NOON)
    assert list(speaker.messages(entry(facts=(held,)))) == [
        "Nenhuma nova sequência começa: menos de 100 MB livres no disco da pasta de dados."
    ]
    assert list(speaker.messages(entry(facts=(over,)))) == ["Novas sequências podem começar."]


def test_a_day_is_summed_up_when_the_next_one_begins() -> None:
    speaker = narrator()
    trades = (
        closed(95, SequenceResult.WIN),
        closed(-300, SequenceResult.LOSS),
        closed(95, SequenceResult.WIN),
    )
    for trade in trades:
        list(speaker.messages(entry(trade)))
    (told,) = speaker.messages(entry(epoch=NOON + 86_400))
    assert told == "2025-01-21: 3 sequences, 2 won, 1 lost, -1.10 USD; balance 0.00 USD"
    assert list(speaker.messages(entry(epoch=NOON + 86_401))) == []


def test_a_restart_goes_on_with_the_day_that_the_process_before_it_began() -> None:
    speaker = narrator()
    speaker.go_on(epoch=NOON, closed=[kept(-700), kept(95)], balance=199_395)
    list(speaker.messages(entry(closed(95, SequenceResult.WIN))))
    (told,) = speaker.messages(entry(epoch=NOON + 86_400))
    assert told == "2025-01-21: 3 sequences, 2 won, 1 lost, -5.10 USD; balance 1,993.95 USD"


def test_a_day_that_ended_while_no_bot_ran_is_told_of_at_the_start() -> None:
    speaker = narrator()
    speaker.go_on(epoch=NOON, closed=[kept(95)], balance=200_095)
    (told,) = speaker.messages(entry(epoch=NOON + 3 * 86_400))
    assert told == "2025-01-21: 1 sequences, 1 won, 0 lost, +0.95 USD; balance 2,000.95 USD"
    (told,) = speaker.messages(entry(epoch=NOON + 4 * 86_400))
    assert told.startswith("2025-01-24: 0 sequences")


def test_both_languages_say_the_same_things() -> None:
    english, portuguese = PHRASES[Language.ENGLISH], PHRASES[Language.PORTUGUESE]
    assert english.keys() == portuguese.keys()
    for phrase in english:
        assert _blanks(english[phrase]) == _blanks(portuguese[phrase]), phrase


def _blanks(template: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", template))


@pytest.mark.parametrize(
    ("amount", "signed", "expected"),
    [(0, True, "0,00 USD"), (123_450, True, "+1.234,50 USD"), (-5, False, "-0,05 USD")],
)
def test_amounts_read_as_in_brazil(amount: int, signed: bool, expected: str) -> None:  # noqa: FBT001 (a parameter of the table)
    assert Phrasebook(Language.PORTUGUESE, "USD").money(amount, signed=signed) == expected
