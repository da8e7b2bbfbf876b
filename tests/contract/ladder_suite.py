"""What every `StakeLadder` does."""

from collections.abc import Callable

import pytest

from abutre.domain.parts import StakeLadder
from abutre.domain.settings import MAX_MONEY, Settings, StakePolicy

MakeLadder = Callable[[Settings], StakeLadder]

RATE = 950_000


def recovering(initial_stake: int = 100) -> Settings:
    return Settings(initial_stake=initial_stake, stake_policy=StakePolicy.RECOVER)


class LadderSuite:
    """R6. Subclasses provide the fixture `make_ladder`."""

    def test_doubling_doubles(self, make_ladder: MakeLadder) -> None:
        ladder = make_ladder(Settings())
        stakes = [ladder.stake(level, 0, RATE) for level in range(1, 11)]
        assert stakes == [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200]

    def test_a_multiplier_of_one_never_grows(self, make_ladder: MakeLadder) -> None:
        ladder = make_ladder(Settings(multiplier_e4=10_000))
        assert {ladder.stake(level, 0, RATE) for level in range(1, 21)} == {100}

    def test_growth_is_rounded_once_and_not_level_by_level(self, make_ladder: MakeLadder) -> None:
        """0.35 × 1.5³ is 1.18125; rounded at each level it would be 1.20."""
        ladder = make_ladder(Settings(initial_stake=35, multiplier_e4=15_000))
        assert [ladder.stake(level, 0, RATE) for level in range(1, 5)] == [35, 53, 79, 118]

    @pytest.mark.parametrize(
        ("initial", "multiplier_e4", "level", "stake"),
        [(35, 15_000, 2, 53), (35, 10_143, 2, 36), (50, 11_900, 2, 60), (50, 11_899, 2, 59)],
    )
    def test_half_a_cent_goes_up(
        self, make_ladder: MakeLadder, initial: int, multiplier_e4: int, level: int, stake: int
    ) -> None:
        ladder = make_ladder(Settings(initial_stake=initial, multiplier_e4=multiplier_e4))
        assert ladder.stake(level, 0, RATE) == stake

    def test_losses_and_payout_do_not_move_the_multiplier_policy(self, make_ladder: MakeLadder) -> None:
        ladder = make_ladder(Settings())
        assert ladder.stake(3, 0, 1) == ladder.stake(3, 99_999, 10**8) == 400

    def test_a_stake_past_all_money_does_not_exist(self, make_ladder: MakeLadder) -> None:
        """10 000.00 × 10⁹ is the most money there is; ten times that is too much."""
        ladder = make_ladder(Settings(initial_stake=1_000_000, multiplier_e4=100_000))
        assert ladder.stake(10, 0, RATE) == MAX_MONEY
        assert ladder.stake(11, 0, RATE) is None
        assert ladder.stake(20, 0, RATE) is None

    def test_levels_past_max_level_have_stakes_too(self, make_ladder: MakeLadder) -> None:
        assert make_ladder(Settings(max_level=2)).stake(4, 0, RATE) == 800

    def test_recovery_starts_with_the_initial_stake(self, make_ladder: MakeLadder) -> None:
        assert make_ladder(recovering()).stake(1, 0, RATE) == 100

    @pytest.mark.parametrize("rate", [1_000_000, RATE, 920_000, 500_000, 10_000, 1_500_000])
    @pytest.mark.parametrize("lost", [35, 100, 205, 1_000, 123_457])
    def test_recovery_is_the_smallest_stake_whose_win_makes_good(
        self, make_ladder: MakeLadder, lost: int, rate: int
    ) -> None:
        def profit(amount: int) -> int:
            return (amount * rate + 500_000) // 1_000_000

        stake = make_ladder(recovering()).stake(2, lost, rate)
        assert stake is not None
        assert profit(stake) >= lost + profit(100) > profit(stake - 1)

    def test_recovery_by_hand(self, make_ladder: MakeLadder) -> None:
        """1.00 lost at 0.95: 2.05 × 0.95 is 1.9475, rounded 1.95, which is 1.00 + 0.95."""
        assert make_ladder(recovering()).stake(2, 100, RATE) == 205

    def test_a_recovery_past_all_money_does_not_exist(self, make_ladder: MakeLadder) -> None:
        ladder = make_ladder(recovering())
        assert ladder.stake(2, MAX_MONEY, RATE) is None
        assert ladder.stake(2, 1_000_000_000, 1) is not None
        assert ladder.stake(2, 1_000_000_001, 1) is None
