"""What the log tells of the trading."""

import logging

import pytest

from abutre.app.services.chronicle import Chronicle
from abutre.domain.effects import ContractOpened
from abutre.domain.events import AlertLevel, SystemAlert
from abutre.domain.model import Book, Direction
from abutre.domain.records import Entry


def test_a_contract_is_one_line_with_its_numbers_bound_and_an_alert_keeps_its_level(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "abutre")
    opened = ContractOpened(
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
    alert = SystemAlert(level=AlertLevel.WARNING, message="Martingale Level 2", epoch=1)
    kept = Entry(run_id=1, facts=(), effects=(opened, alert), events=(), state="", epoch=1)
    Chronicle().observe(kept, kept_in=0.001)
    first, second = caplog.records
    assert (first.message, first.__dict__["trade"], first.__dict__["contract"]) == (
        "contract opened",
        12,
        281_354,
    )
    assert (second.levelno, second.__dict__["alert"]) == (logging.WARNING, "Martingale Level 2")
