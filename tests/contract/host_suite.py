"""What every `Host` does."""

import asyncio

import pytest

from abutre.domain.host import Host


class HostSuite:
    """Subclasses provide `host`, of a machine that is well."""

    @pytest.fixture
    def host(self) -> Host:
        raise NotImplementedError

    async def test_it_says_what_is_left_in_bytes(self, host: Host) -> None:
        vitals = await host.vitals()
        for left in (vitals.free_disk, vitals.free_memory):
            assert isinstance(left, int)
            assert 2**20 < left < 2**60

    async def test_it_may_be_asked_by_many_at_once(self, host: Host) -> None:
        assert len(await asyncio.gather(*(host.vitals() for _ in range(5)))) == 5
