"""On a network: by which names the server is called, and through which proxies."""

from ipaddress import ip_network

import pytest
from aiohttp import ClientSession

from abutre.adapters.web.access import Hosts, Origins
from abutre.adapters.web.entry.callers import Proxies
from abutre.adapters.web.entry.rates import Rates
from abutre.domain.errors import UserError
from tests.tokens import guarded, token
from tests.web_client import running_site

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
