"""What every `Broker` does."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Protocol

import pytest

from abutre.domain.facts import OutcomeUnknown, Purchased, Refused, Settled, Transferred
from abutre.domain.model import Direction, Order, Outcome
from abutre.domain.ports import Broker


class BrokerBench(Protocol):
    """A broker on a market that the test commands.

    Attributes:
        broker: the broker, with an account of at least 10 000 minor units.
        can_refund: whether a contract of this market can be refunded.
        can_transfer: whether others can move money on the account.
    """

    can_refund: bool
    can_transfer: bool
    broker: Broker

    async def end(self, outcome: Outcome) -> None:
        """Make the running CALL contract end so; need not wait until it has been told."""
        ...

    async def transfer(self, amount: int) -> None:
        """Pay `amount`, minor units, into the account; need not wait until it has been told."""
        ...


Updates = AsyncIterator[Settled | Purchased | Refused | Transferred]


def an_order(intent: int = 1, stake: int = 100) -> Order:
    return Order(intent=intent, direction=Direction.CALL, stake=stake)


async def bought(broker: Broker, order: Order) -> Purchased:
    answer = await broker.buy(order)
    assert isinstance(answer, Purchased)
    return answer


class BrokerSuite:
    """Subclasses provide `bench`."""

    @pytest.fixture
    async def bench(self) -> BrokerBench:
        raise NotImplementedError

    @pytest.fixture
    async def updates(self, bench: BrokerBench) -> AsyncGenerator[Updates, None]:
        updates = bench.broker.updates()
        yield updates
        if isinstance(updates, AsyncGenerator):
            await updates.aclose()

    async def test_a_purchase_takes_its_price_from_the_balance(self, bench: BrokerBench) -> None:
        before = await bench.broker.balance()
        order = an_order(intent=7, stake=150)
        purchased = await bought(bench.broker, order)
        assert purchased.intent == 7
        assert 0 < purchased.stake <= order.stake
        assert purchased.payout > purchased.stake
        assert purchased.epoch > 1_600_000_000
        assert await bench.broker.balance() == before - purchased.stake

    async def test_the_same_intent_again_buys_nothing_and_gets_the_same_answer(
        self, bench: BrokerBench
    ) -> None:
        first = await bought(bench.broker, an_order())
        balance = await bench.broker.balance()
        assert await bench.broker.buy(an_order()) == first
        assert await bench.broker.balance() == balance

    @pytest.mark.parametrize("outcome", list(Outcome))
    async def test_a_settlement_credits_what_it_says(
        self, bench: BrokerBench, updates: Updates, outcome: Outcome
    ) -> None:
        if outcome is Outcome.REFUNDED and not bench.can_refund:
            pytest.skip("nothing is refunded on this market")
        before = await bench.broker.balance()
        purchased = await bought(bench.broker, an_order())
        await bench.end(outcome)
        settled = await anext(updates)
        assert isinstance(settled, Settled)
        assert (settled.intent, settled.outcome, settled.book) == (1, outcome, purchased.book)
        expected = {Outcome.WON: purchased.payout, Outcome.LOST: 0, Outcome.REFUNDED: purchased.stake}
        assert settled.payout == expected[outcome]
        assert settled.epoch >= purchased.epoch
        if outcome is not Outcome.REFUNDED:
            assert settled.spots is not None
            assert (settled.spots.exit > settled.spots.entry) == (outcome is Outcome.WON)
        assert await bench.broker.balance() == before - purchased.stake + settled.payout

    async def test_contracts_settle_one_after_the_other_each_once(
        self, bench: BrokerBench, updates: Updates
    ) -> None:
        ids = []
        outcomes = [Outcome.LOST, Outcome.WON, Outcome.LOST]
        for intent, outcome in enumerate(outcomes, 1):
            purchased = await bought(bench.broker, an_order(intent=intent))
            ids.append(purchased.contract_id)
            await bench.end(outcome)
            settled = await anext(updates)
            assert isinstance(settled, Settled)
            assert (settled.intent, settled.outcome) == (intent, outcome)
        assert len(set(ids)) == 3

    async def test_a_settled_contract_is_still_not_bought_again(
        self, bench: BrokerBench, updates: Updates
    ) -> None:
        first = await bought(bench.broker, an_order())
        await bench.end(Outcome.LOST)
        await anext(updates)
        balance = await bench.broker.balance()
        assert await bench.broker.buy(an_order()) == first
        assert await bench.broker.balance() == balance

    async def test_a_stake_above_the_balance_is_refused_and_leaves_the_balance_alone(
        self, bench: BrokerBench
    ) -> None:
        balance = await bench.broker.balance()
        await _refused(bench.broker, an_order(stake=balance + 1))
        assert await bench.broker.balance() == balance

    async def test_a_stake_below_the_minimum_is_refused_and_leaves_the_balance_alone(
        self, bench: BrokerBench
    ) -> None:
        balance = await bench.broker.balance()
        least = (await bench.broker.quote()).min_stake
        await _refused(bench.broker, an_order(stake=least - 1))
        assert await bench.broker.balance() == balance
        await bought(bench.broker, an_order(intent=2, stake=least))

    async def test_the_quote_is_what_a_purchase_gets(self, bench: BrokerBench) -> None:
        quote = await bench.broker.quote()
        assert quote.payout_rate_ppm > 0
        assert quote.min_stake > 0
        assert quote.max_stake is None or quote.max_stake > quote.min_stake
        purchased = await bought(bench.broker, an_order(stake=10_000))
        profit = purchased.payout - purchased.stake
        assert abs(profit * 1_000_000 - purchased.stake * quote.payout_rate_ppm) <= 1_000_000

    async def test_money_that_others_move_is_told_once(self, bench: BrokerBench, updates: Updates) -> None:
        if not bench.can_transfer:
            pytest.skip("nobody else moves money on this account")
        before = await bench.broker.balance()
        await bench.transfer(2_550)
        told = await anext(updates)
        assert isinstance(told, Transferred)
        assert told.amount == 2_550
        assert told.epoch > 1_600_000_000
        assert await bench.broker.balance() == before + 2_550
        await bought(bench.broker, an_order())
        await bench.end(Outcome.LOST)
        assert isinstance(await anext(updates), Settled)

    async def test_resolving_a_purchase_sends_nothing(self, bench: BrokerBench) -> None:
        purchased = await bought(bench.broker, an_order())
        balance = await bench.broker.balance()
        assert await bench.broker.resolve(an_order(), purchased.contract_id) == purchased
        assert await bench.broker.balance() == balance

    @pytest.mark.parametrize("contract_id", [None, 2**32 + 99])
    async def test_resolving_an_order_never_seen_buys_nothing(
        self, bench: BrokerBench, contract_id: int | None
    ) -> None:
        balance = await bench.broker.balance()
        answer = await bench.broker.resolve(an_order(intent=99), contract_id)
        assert answer.intent == 99
        assert isinstance(answer, Refused | Settled | OutcomeUnknown)
        credited = answer.payout if isinstance(answer, Settled) else 0
        assert await bench.broker.balance() == balance + credited
        assert await bench.broker.resolve(an_order(intent=99), contract_id) == answer
        assert await bench.broker.balance() == balance + credited


async def _refused(broker: Broker, order: Order) -> None:
    answer = await broker.buy(order)
    assert isinstance(answer, Refused)
    assert answer.intent == order.intent
    assert answer.reason
    assert not answer.fatal
    assert await broker.buy(order) == answer
