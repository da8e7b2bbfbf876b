"""Facts that no plausible life has: about nobody's contracts, out of order, or out of bounds."""

from dataclasses import replace

from hypothesis import strategies as st

from abutre.domain.facts import (
    CandleSeen,
    Fact,
    Held,
    History,
    MarketEnded,
    OutcomeUnknown,
    Purchased,
    Quoted,
    Refused,
    Settled,
    Started,
    TickSeen,
    TimePassed,
    Transferred,
)
from abutre.domain.model import MINUTE, Book, Candle, Outcome
from abutre.domain.settings import MAX_MONEY


def circumstances(now: int) -> st.SearchStrategy[Fact]:
    """What happens around a bot, whatever it does itself."""
    reasons = st.sampled_from((None, None, "the disk is full", "the clock jumped"))
    return st.one_of(
        st.builds(Transferred, amount=st.sampled_from((0, -500, 1_000)), epoch=st.just(now)),
        st.builds(Held, reason=reasons, epoch=st.just(now)),
    )


def strays(now: int) -> st.SearchStrategy[Fact]:
    """Facts nobody waits for."""
    who = {
        "book": st.sampled_from(Book),
        "intent": st.integers(0, 80),
        "epoch": st.integers(now - 5, now + 5),
    }
    money = st.integers(1, 500)
    return st.one_of(
        st.builds(Purchased, **who, contract_id=st.just(5), stake=money, payout=money),
        st.builds(Refused, **who, reason=st.just("stray"), fatal=st.booleans()),
        st.builds(OutcomeUnknown, **who),
        st.builds(Settled, **who, outcome=st.sampled_from(Outcome), payout=money),
        st.builds(TickSeen, epoch=st.integers(now - 130, now), quote=st.just(100_000)),
        st.builds(
            CandleSeen,
            open_time=st.integers(-3, 2).map(lambda minutes: now - now % MINUTE + minutes * MINUTE),
            open=st.just(5),
            high=st.just(7),
            low=st.just(3),
            close=st.sampled_from((4, 5, 6)),
        ),
    )


def absurdities(now: int) -> st.SearchStrategy[Fact]:
    """Facts that cannot be."""
    tick = TickSeen(epoch=now, quote=1)
    candle = CandleSeen(open_time=now - now % MINUTE, open=1, high=1, low=1, close=1)
    inner = Candle(open_time=now - now % MINUTE, open=1, high=1, low=1, close=1)
    start = Started(epoch=now, balance=0, account_allowed=True, note="")
    quote = Quoted(payout_rate_ppm=1, min_stake=0, max_stake=0)
    end = Settled(book=Book.ACCOUNT, intent=71, outcome=Outcome.WON, payout=0, epoch=now)
    bought = Purchased(book=Book.ACCOUNT, intent=71, contract_id=1, stake=1, payout=1, epoch=now)
    return st.sampled_from(
        (
            Transferred(amount=-MAX_MONEY - 1, epoch=now),
            *(replace(tick, epoch=epoch) for epoch in (-1, 10**11 + 1)),
            *(replace(tick, quote=price) for price in (-1, 0, 10**15 + 1)),
            *(replace(candle, open_time=time) for time in (-MINUTE, now - now % MINUTE + 1, 10**11 + 20)),
            *(replace(candle, low=price) for price in (0, 10**15 + 1)),
            History(candles=(inner, replace(inner, close=0))),
            History(candles=(replace(inner, open_time=inner.open_time + 1),)),
            *(replace(start, balance=balance) for balance in (-1, MAX_MONEY + 1)),
            *(replace(quote, payout_rate_ppm=rate) for rate in (0, 10**8 + 1)),
            *(replace(quote, min_stake=stake) for stake in (-1, MAX_MONEY + 1)),
            *(replace(quote, max_stake=stake) for stake in (-1, MAX_MONEY + 1)),
            *(replace(end, payout=payout) for payout in (-1, MAX_MONEY + 1)),
            *(replace(bought, stake=stake) for stake in (-1, MAX_MONEY + 1)),
            *(replace(bought, payout=payout) for payout in (-1, MAX_MONEY + 1)),
            TimePassed(epoch=-1),
            MarketEnded(epoch=10**11 + 1),
        )
    )
