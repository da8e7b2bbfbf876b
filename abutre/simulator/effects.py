"""What the faults do that strike more than one connection: the market, the site, an account."""

from contextlib import suppress
from decimal import Decimal

from abutre.simulator.caller import House
from abutre.simulator.errors import ApiError
from abutre.simulator.faults import Fault
from abutre.simulator.terms import Terms

MOVE = Decimal("0.010")
"""How much the commission grows when prices move: a stake of 10 pays about 0.19 less."""

ANOTHER_APP = 16_929
STAKE = Decimal("1.00")


def strike_house(house: House, fault: Fault) -> None:
    """Let a fault strike that is not of one connection; a fault that finds nothing to strike does nothing."""
    with suppress(ApiError):
        _strike(house, fault)


def _strike(house: House, fault: Fault) -> None:
    exchange = house.exchange
    if fault.fault == "gap":
        exchange.market.gap(fault.symbol, int(fault.lasting))
        exchange.keep()
    elif fault.fault == "price_moved":
        exchange.commission += MOVE
    elif fault.fault == "migrated":
        house.site.message = "migrated"
    elif fault.fault == "updating":
        house.site.status = "updating"
    elif fault.fault == "down":
        house.site.status = "down"
    elif fault.fault == "refund":
        _refund(house)
    elif fault.fault == "buy_elsewhere":
        _buy_elsewhere(house, fault.symbol or "R_100")


def _refund(house: House) -> None:
    exchange = house.exchange
    held = [contract for account in exchange.accounts.all() for contract in exchange.portfolio(account)]
    if held:
        exchange.refund(max(contract.contract_id for contract in held))


def _buy_elsewhere(house: House, symbol: str) -> None:
    account = house.exchange.accounts.all()[0]
    terms = Terms(
        symbol=symbol,
        contract_type="CALL",
        currency=account.currency,
        amount=STAKE,
        duration=1,
        duration_unit="m",
    )
    house.exchange.buy(account, terms, STAKE, app_id=ANOTHER_APP)
