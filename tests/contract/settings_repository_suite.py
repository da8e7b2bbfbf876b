"""What every settings repository must do, and whoever only reads one."""

from collections.abc import AsyncIterator

import pytest

from abutre.domain.archive import SettingsReading, SettingsRepository
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


Kept = tuple[SettingsRepository, SettingsReading]


class SettingsReadingSuite:
    """A subclass provides the fixture `kept`: an empty repository, and what reads it."""

    @pytest.fixture
    def kept(self) -> Kept | AsyncIterator[Kept]:
        raise NotImplementedError

    async def test_the_defaults_are_version_1_until_something_is_stored(self, kept: Kept) -> None:
        _, reading = kept

        assert await reading.load() == DEFAULTS
        assert list(await reading.history()) == [DEFAULTS]

    async def test_what_was_stored_last_is_read_with_every_field(self, kept: Kept) -> None:
        repository, reading = kept
        stored = await repository.store(EVERY_FIELD, stored_at=1_700_000_000)

        assert stored == StoredSettings(settings=EVERY_FIELD, version=2, stored_at=1_700_000_000)
        assert await reading.load() == stored

    async def test_every_version_is_kept_newest_first(self, kept: Kept) -> None:
        repository, reading = kept
        second = await repository.store(EVERY_FIELD, stored_at=10)
        third = await repository.store(Settings(), stored_at=20)

        assert [second.version, third.version] == [2, 3]
        assert list(await reading.history()) == [third, second, DEFAULTS]

    async def test_reading_does_not_store(self, kept: Kept) -> None:
        repository, reading = kept
        await reading.load()
        await reading.history()

        assert (await repository.store(EVERY_FIELD, stored_at=10)).version == 2


class SettingsRepositorySuite(SettingsReadingSuite):
    """A subclass provides the fixture `repository`, empty."""

    @pytest.fixture
    def repository(self) -> SettingsRepository | AsyncIterator[SettingsRepository]:
        raise NotImplementedError

    @pytest.fixture
    def kept(self, repository: SettingsRepository) -> Kept:
        return repository, repository
