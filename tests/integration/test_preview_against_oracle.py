"""The engine's preview and the oracle's agree on whatever settings, funds and quotes there are."""

from hypothesis import given, settings
from hypothesis import strategies as st

from abutre.adapters.core.engine import RustEngineFactory
from abutre.domain.facts import Quoted
from abutre.domain.ports import EngineFactory
from abutre.domain.preview import Preview
from abutre.domain.settings import Settings, StakePolicy
from tests.contract.engine_bench import EngineBench
from tests.fakes.engine import FakeEngineFactory

WISHES = st.builds(
    Settings,
    max_level=st.integers(1, 20),
    initial_stake=st.integers(35, 1_000_000),
    multiplier_e4=st.integers(10_000, 100_000),
    max_drawdown_bp=st.integers(100, 10_000),
    stake_policy=st.sampled_from(StakePolicy),
    max_daily_loss=st.none() | st.integers(1, 10_000_000),
)


@settings(max_examples=100)
@given(
    wished=WISHES, balance=st.integers(0, 10**9), low=st.integers(35, 1_000), rate=st.integers(1, 3_000_000)
)
def test_the_engine_and_its_oracle_see_the_same(wished: Settings, balance: int, low: int, rate: int) -> None:
    def seen(factory: EngineFactory) -> Preview:
        bench = EngineBench(factory, Settings(), balance=balance)
        bench.see(Quoted(payout_rate_ppm=rate, min_stake=low, max_stake=10_000_000))
        return bench.engine.preview(wished)

    assert seen(RustEngineFactory()) == seen(FakeEngineFactory())
