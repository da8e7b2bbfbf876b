"""The host suite on every host."""

from pathlib import Path

import pytest

from abutre.adapters.system.host import SystemHost
from abutre.domain.host import Host
from abutre.domain.records import Vitals
from tests.contract.host_suite import HostSuite
from tests.fakes.host import FakeHost


class TestSystemHost(HostSuite):
    @pytest.fixture
    def host(self, tmp_path: Path) -> Host:
        return SystemHost(tmp_path)


class TestFakeHost(HostSuite):
    @pytest.fixture
    def host(self) -> Host:
        return FakeHost()


async def test_what_the_system_does_not_say_is_none(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    host = SystemHost(nowhere, memory_file=nowhere)
    assert await host.vitals() == Vitals(free_disk=None, free_memory=None)


async def test_memory_is_what_linux_calls_available(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal:  4000 kB\nMemFree:  20 kB\nMemAvailable:     300 kB\n")
    vitals = await SystemHost(tmp_path, memory_file=tmp_path / "meminfo").vitals()
    assert vitals.free_memory == 300 * 1024
