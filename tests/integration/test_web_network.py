"""On a network: names, proxies, TLS, and clients that take their time."""

import asyncio
import datetime as dt
import ssl
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from abutre.adapters.web import gate, site
from abutre.adapters.web.access import Hosts, Origins
from abutre.adapters.web.entry.callers import Proxies
from abutre.adapters.web.entry.rates import Rates
from abutre.adapters.web.tls import tls_context
from abutre.domain.errors import UserError
from tests.tokens import guarded, token
from tests.web_client import listening, running_site

ANYWHERE = "0.0.0.0"  # noqa: S104 (what is tested is that it is safe)
BEHIND = Proxies([ip_network("127.0.0.1"), ip_network("10.0.0.0/8")])


def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {token().token}"}


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "192.168.1.5", "[fe80::1]:80", "bot.example:8000"]
)
async def test_a_server_for_others_answers_to_addresses_and_to_the_names_it_was_given(host: str) -> None:
    entrance = guarded(hosts=Hosts(["Bot.Example"], addresses=True))
    async with (
        running_site(entrance=entrance, host=ANYWHERE) as (url, *_),
        ClientSession() as session,
    ):
        answer = await session.get(f"{url}/api/status", headers={"Host": host, **bearer()})
        page = await session.get(
            f"{url}/api/status", headers={"Host": host, "Origin": f"http://{host}", **bearer()}
        )

    assert (answer.status, page.status) == (200, 200)


@pytest.mark.parametrize("host", ["evil.example", "bot.example.evil", "xbot.example", "bot.example:8000:1"])
async def test_a_name_that_was_rebound_to_us_is_refused_on_a_network_too(host: str) -> None:
    entrance = guarded(hosts=Hosts(["bot.example"], addresses=True))
    async with (
        running_site(entrance=entrance, host=ANYWHERE) as (url, *_),
        ClientSession() as session,
    ):
        answer = await session.get(f"{url}/api/status", headers={"Host": host, **bearer()})

    assert answer.status == 403


async def test_a_foreign_page_is_refused_on_a_network_even_with_a_token() -> None:
    entrance = guarded(
        hosts=Hosts(["bot.example"], addresses=True), origins=Origins(["https://dash.example"])
    )
    async with (
        running_site(entrance=entrance, host=ANYWHERE) as (url, *_),
        ClientSession() as session,
    ):
        for origin, status in (("https://dash.example", 200), ("http://evil.example", 403), ("null", 403)):
            headers = {"Host": "bot.example", "Origin": origin, **bearer()}
            assert (await session.get(f"{url}/api/status", headers=headers)).status == status


@pytest.mark.parametrize("name", ["", "http://bot.example", "bot.example:80", "*", "*.example", "a b"])
def test_what_is_no_name_cannot_be_answered_to(name: str) -> None:
    with pytest.raises(UserError, match="not a host"):
        Hosts([name])


FORWARDED = [
    ("203.0.113.9", "203.0.113.9"),
    ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
    ("6.6.6.6, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
    ("nonsense", "127.0.0.1"),
    ("6.6.6.6, nonsense", "127.0.0.1"),
    ("::ffff:203.0.113.9", "203.0.113.9"),
    ("", "127.0.0.1"),
]


@pytest.mark.parametrize(("told", "address"), FORWARDED)
async def test_a_trusted_proxy_is_believed_about_its_own_neighbour(told: str, address: str) -> None:
    async with running_site(entrance=guarded(proxies=BEHIND)) as (url, _, controls, server):
        async with ClientSession() as session:
            await session.get(f"{url}/api/status", headers={"X-Forwarded-For": told})
        await server.stop()

    assert [record.address for record in controls.audited] == [address]


async def test_nobody_else_is_believed_about_where_they_come_from() -> None:
    entrance = guarded(rates=Rates(requests="3 per 1 minute"))
    async with running_site(entrance=entrance) as (url, _, controls, server):
        async with ClientSession() as session:
            answers = []
            for number in range(5):
                headers = {"X-Forwarded-For": f"203.0.113.{number}", "X-Forwarded-Proto": "https"}
                answers.append(await session.get(f"{url}/healthz", headers=headers))
        await server.stop()

    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    assert "Strict-Transport-Security" not in answers[0].headers
    assert {record.address for record in controls.audited} == {"127.0.0.1"}


async def test_a_trusted_proxy_that_speaks_tls_makes_cookies_and_origins_secure() -> None:
    entrance = guarded(proxies=BEHIND, hosts=Hosts(["bot.example"]))
    async with running_site(entrance=entrance) as (url, *_), ClientSession() as session:
        headers = {
            "Host": "bot.example",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "203.0.113.9",
            "Origin": "https://bot.example",
        }
        answer = await session.post(f"{url}/login", json={"token": token().token}, headers=headers)
        plain = await session.post(f"{url}/login", headers={**headers, "Origin": "http://bot.example"})

    assert plain.status == 403
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.cookies["__Host-abutre-session"]["secure"]


def test_addresses_of_one_ipv6_network_count_as_one() -> None:
    rates = Rates(requests="2 per 1 minute")
    rates.request("2001:db8::1")
    rates.request("2001:db8::2")
    rates.request("2001:db8:0:1::1")

    with pytest.raises(ValueError, match="try again"):
        rates.request("2001:db8::3")


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


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(10):
        return await reader.read()


@pytest.mark.parametrize("head", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "], ids=["silent", "slow"])
async def test_who_never_ends_a_request_is_shed(head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "IDLE_SECONDS", 0.3)
    async with running_site() as (url, *_), listening(url) as other:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(head)
        assert await until_closed(reader) == b""
        writer.close()
        assert await other.client.call("request_state") == {"ok": True}


@pytest.mark.parametrize("path", ["/login", "/socket.io/?EIO=4&transport=polling&sid={sid}"])
async def test_a_body_that_never_ends_is_not_waited_for(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_SECONDS", 0.3)
    async with running_site() as (url, *_), ClientSession() as session:
        handshake = await (await session.get(f"{url}/socket.io/?EIO=4&transport=polling")).text()
        sid = handshake.partition('"sid":"')[2].partition('"')[0]
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        request = f"POST {path.format(sid=sid)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n4"
        writer.write(request.encode())
        async with asyncio.timeout(10):
            assert (await reader.readline()).startswith(b"HTTP/1.1 ")
        writer.close()


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 9_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 100 + b"\r\n",
    ],
    ids=["url", "header", "headers"],
)
async def test_an_oversized_head_is_refused(head: bytes) -> None:
    async with running_site() as (url, *_):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(head)
        async with asyncio.timeout(10):
            assert b" 400 " in await reader.readline()
        writer.close()
