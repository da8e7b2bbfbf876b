"""TLS: what is spoken, and files that cannot be used."""

import asyncio
import datetime as dt
import socket
import ssl
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from abutre.adapters.web import session, site
from abutre.adapters.web.tls import tls_context
from abutre.domain.errors import UserError
from tests.tokens import guarded, token
from tests.web_client import Running, running_site

UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


def certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "cert.pem", folder / "key.pem"


async def test_the_server_speaks_tls(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    client = ssl.create_default_context(cafile=cert)
    async with running_site(entrance=guarded(), tls=tls_context(cert, key)) as (url, _, _, server):
        assert url.startswith("https://127.0.0.1:")
        assert (server.login_link(url) or "").startswith(f"{url}/login#code=")
        async with ClientSession(connector=TCPConnector(ssl=client)) as session:
            answer = await session.post(
                f"{url}/login", json={"token": token().token}, headers={"Origin": url}
            )
            assert answer.status == 200
            assert answer.cookies["__Host-abutre-session"]["secure"]
            assert "Strict-Transport-Security" not in answer.headers  # localhost is others' as well


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[object]:
    """What was cut after its time to close, each once that is done."""
    done: asyncio.Queue[object] = asyncio.Queue()
    really = session.cut

    def cut(transport: asyncio.Transport) -> None:
        try:
            really(transport)
        finally:
            done.put_nowait(transport)

    monkeypatch.setattr(session, "cut", cut)
    monkeypatch.setattr(session, "CLOSE_SECONDS", 0.2)
    return done


async def test_a_websocket_that_has_closed_over_tls_is_no_fault(
    tmp_path: Path, cuts: asyncio.Queue[object], caplog: pytest.LogCaptureFixture
) -> None:
    cert, key = certificate(tmp_path)
    connector = TCPConnector(ssl=ssl.create_default_context(cafile=cert))
    async with (
        running_site(tls=tls_context(cert, key)) as (url, *_),
        ClientSession(connector=connector) as client,
    ):
        async with client.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket") as opened:
            await opened.receive()
        async with asyncio.timeout(10):
            await cuts.get()

    assert caplog.text == ""


def mute(running: Running, cert: Path) -> socket.socket:
    """The connection under a WebSocket over TLS, whose peer hears and says no more."""
    where = ("127.0.0.1", int(running.url.rpartition(":")[2]))
    client = ssl.create_default_context(cafile=cert)
    with client.wrap_socket(socket.create_connection(where), server_hostname="127.0.0.1") as secured:
        secured.sendall(UPGRADE)
        assert b" 101 " in secured.recv(4_096)
        return socket.socket(fileno=secured.detach())


async def test_a_mute_peer_is_gone_soon_over_tls_too(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    async with running_site(tls=tls_context(cert, key)) as running:
        connection = await asyncio.to_thread(mute, running, cert)
        reader, writer = await asyncio.open_connection(sock=connection)
        (sid,) = running.server._sockets.eio.sockets
        running.server._sockets.eio.hang_up(sid)
        async with asyncio.timeout(10):
            with suppress(ConnectionResetError):
                await reader.read()
        writer.close()


async def test_who_never_begins_the_handshake_is_shed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "IDLE_SECONDS", 0.3)
    async with running_site(tls=tls_context(*certificate(tmp_path))) as (url, *_):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        async with asyncio.timeout(10):
            assert await reader.read() == b""
        writer.close()


def test_nothing_older_than_tls_1_2_is_spoken(tmp_path: Path) -> None:
    context = tls_context(*certificate(tmp_path))

    assert context is not None
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_files_that_cannot_prove_anything_are_told(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    (tmp_path / "other").mkdir()
    _, other = certificate(tmp_path / "other")
    (tmp_path / "junk.pem").write_text("junk")
    locked = tmp_path / "locked.pem"
    locked.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )

    assert tls_context(None, None) is None
    for given, told in (
        ((cert, None), "--tls-key"),
        ((None, key), "--tls-cert"),
        ((tmp_path / "missing", key), "--tls-cert.*No such file"),
        ((cert, tmp_path), "--tls-key.*Is a directory"),
        ((cert, other), "own private key"),
        ((tmp_path / "junk.pem", key), "PEM"),
        ((cert, locked), "without a passphrase"),
    ):
        with pytest.raises(UserError, match=told):
            tls_context(*given)
