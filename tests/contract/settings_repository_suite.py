"""What every settings repository must do."""

from collections.abc import AsyncIterator

import pytest

from abutre.domain.archive import SettingsRepository
from abutre.domain.settings import DojiPolicy, Settings, StakePolicy, StoredSettings

DEFAULTS = StoredSettings(settings=Settings(), version=1, stored_at=0)
EVERY_FIELD = Settings(
    delay_threshold=5,
    max_level=7,
    initial_stake=35,
    multiplier_e4=21_500,
    max_drawdown_bp=1_250,
    auto_trading=False,
    doji_policy=DojiPolicy.IGNORE,
    stake_policy=StakePolicy.RECOVER,
    max_daily_loss=12_345,
    require_full_ladder=True,
)


class SettingsRepositorySuite:
    """A subclass provides the fixture `repository`, empty."""

    @pytest.fixture
    def repository(self) -> SettingsRepository | AsyncIterator[SettingsRepository]:
        raise NotImplementedError

    async def test_the_defaults_are_version_1_until_something_is_stored(
        self, repository: SettingsRepository
    ) -> None:
        assert await repository.load() == DEFAULTS
        assert list(await repository.history()) == [DEFAULTS]

    async def test_what_is_stored_becomes_the_next_version(self, repository: SettingsRepository) -> None:
        stored = await repository.store(EVERY_FIELD, stored_at=1_700_000_000)

        assert stored == StoredSettings(settings=EVERY_FIELD, version=2, stored_at=1_700_000_000)
        assert await repository.load() == stored

    async def test_every_version_is_kept_newest_first(self, repository: SettingsRepository) -> None:
        second = await repository.store(EVERY_FIELD, stored_at=10)
        third = await repository.store(Settings(), stored_at=20)

        assert [second.version, third.version] == [2, 3]
        assert list(await repository.history()) == [third, second, DEFAULTS]

    async def test_loading_does_not_store(self, repository: SettingsRepository) -> None:
        await repository.load()
        await repository.history()

        assert (await repository.store(EVERY_FIELD, stored_at=10)).version == 2
