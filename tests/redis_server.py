"""A real Redis for tests: Debian's program, on a loopback port, nothing kept on disk."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

PASSWORD = "r3dis-Passw0rd"  # noqa: S105 (of a server that lives for the length of a test)


class RedisServer:
    """A running redis-server; `url` reaches it, also after a restart."""

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.fail("Redis is missing: apt-get install redis-server, then run this again", pytrace=False)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])
        self._command = (
            *(program, "--port", str(self._port), "--bind", "127.0.0.1", "--requirepass", PASSWORD),
            *("--save", "", "--appendonly", "no"),
        )
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        ends = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port)).close()
            except OSError:
                assert time.monotonic() < ends
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """End it at once: kill -9."""
        self._process.kill()
        self._process.wait()

    def stall(self) -> None:
        """Let it hang: its kernel takes what is sent, nobody answers."""
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    try:
        yield server
    finally:
        server.kill()
