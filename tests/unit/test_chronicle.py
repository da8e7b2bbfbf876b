"""What the log tells of the trading."""

import logging

import pytest

from abutre.app.services.chronicle import Chronicle
from abutre.domain.effects import ContractClosed, ContractOpened, Effect
from abutre.domain.events import AlertLevel, SystemAlert
from abutre.domain.model import Book, Direction, Outcome
from abutre.domain.records import Entry


def kept(*effects: Effect) -> Entry:
    return Entry(run_id=1, facts=(), effects=effects, events=(), state="", epoch=1)


OPENED = ContractOpened(
    book=Book.ACCOUNT,
    trade_id=12,
    intent=3,
    contract_id=281_354,
    level=2,
    direction=Direction.CALL,
    stake=200,
    payout=390,
    epoch=1,
)


def test_the_end_of_a_contract_is_logged_with_its_numbers_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "abutre")
    ended = ContractClosed(
        book=Book.ACCOUNT, trade_id=12, intent=3, outcome=Outcome.WON, payout=390, epoch=61
    )
    chronicle = Chronicle()
    chronicle.observe(kept(OPENED), kept_in=0.001)
    chronicle.observe(kept(ended), kept_in=0.001)
    told = caplog.records[-1].__dict__
    assert (told["message"], told["trade"], told["contract"]) == ("contract closed", 12, 281_354)


def test_a_contract_is_one_line_with_its_numbers_bound_and_an_alert_keeps_its_level(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "abutre")
    alert = SystemAlert(level=AlertLevel.WARNING, message="Martingale Level 2", epoch=1)
    Chronicle().observe(kept(OPENED, alert), kept_in=0.001)
    first, second = caplog.records
    assert (first.message, first.__dict__["trade"], first.__dict__["contract"]) == (
        "contract opened",
        12,
        281_354,
    )
    assert (second.levelno, second.__dict__["alert"]) == (logging.WARNING, "Martingale Level 2")
