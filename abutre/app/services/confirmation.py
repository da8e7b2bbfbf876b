"""What one sequence can lose at worst, held against what the operator has confirmed for real money."""

from collections.abc import Callable

from abutre.domain.errors import SettingsError, UserError
from abutre.domain.parts import StakeLadder
from abutre.domain.ports import Broker
from abutre.domain.settings import Settings, StakePolicy, presented

_LADDER = ("max_level", "initial_stake", "multiplier", "stake_policy")
"""Settings that the worst loss depends on, by their wire names."""
_NO_MATTER = 1
"""A payout rate for the policy that asks for none."""


class Confirmation:
    """One for a process.

    Attributes:
        most: what was confirmed, minor units; None while no real money is at stake.
    """

    def __init__(self, *, broker: Broker, ladders: Callable[[Settings], StakeLadder]) -> None:
        """`broker` is the account's, whose quote counts where stakes follow the payout."""
        self.most: int | None = None
        self._broker = broker
        self._ladders = ladders

    async def worst_loss(self, settings: Settings) -> int:
        """All stakes of one sequence lost, minor units.

        Raises:
            UserError: there is no bound, or no quote.
        """
        recovers = settings.stake_policy is StakePolicy.RECOVER
        rate = (await self._broker.quote()).payout_rate_ppm if recovers else _NO_MATTER
        ladder = self._ladders(settings)
        lost = 0
        for level in range(1, settings.max_level + 1):
            stake = ladder.stake(level, lost, rate)
            if stake is None:
                raise UserError(
                    f"level {level} of a sequence would stake more than any account holds; lower max_level, "
                    "initial_stake or multiplier"
                )
            lost += stake
        return lost

    async def check(self, present: Settings, wanted: Settings) -> None:
        """See that a change of settings risks no more real money than was confirmed.

        Raises:
            SettingsError: it does; the message says what to do.
        """
        before, after = presented(present), presented(wanted)
        changed = [name for name in _LADDER if before[name] != after[name]]
        if self.most is None or not changed:
            return
        try:
            worst = await self.worst_loss(wanted)
        except UserError as error:
            raise SettingsError(dict.fromkeys(changed, str(error))) from None
        if worst > self.most:
            message = (
                f"one sequence could lose {worst / 100:.2f}, and {self.most / 100:.2f} is confirmed for real "
                f"money; stop the bot, use `abutre settings set`, and restart with "
                f"--confirm-max-loss {worst / 100:.2f}"
            )
            raise SettingsError(dict.fromkeys(changed, message))
