"""Sources of exchange rates: each keeps the same promises, however badly the server behind it does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx2
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from app.core.clock import utc_now
from app.core.codes import currency_codes
from app.currencies import RateSource
from app.currencies.providers import CommercialFeed, EcbFeed, EcbTable, RateProvider, RateProviderError
from app.currencies.providers.ecb import moment_of
from app.currencies.providers.ecb_table import newest
from app.currencies.rules import kept_rate
from app.currencies.rules.observations import HIGHEST_RATE

pytestmark = pytest.mark.slow

KEY = "key-that-nobody-may-see"

XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
    xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube><Cube time="2026-11-20">{cubes}</Cube></Cube>
</gesmes:Envelope>"""


def xml(**rates: str) -> bytes:
    return XML.format(cubes="".join(f'<Cube currency="{c}" rate="{rate}"/>' for c, rate in rates.items())).encode()


def json_of(rates: str, *, base: str = '"USD"', timestamp: str = "1763900000") -> bytes:
    return f'{{"disclaimer": "x", "base": {base}, "timestamp": {timestamp}, "rates": {rates}}}'.encode()


class Server:
    """A server that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.answer = b""
        self.asked = b""
        self.release = asyncio.Event()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked = await reader.readuntil(b"\r\n\r\n")
        writer.write(self.answer)
        await writer.drain()
        if self.answer.endswith(b"..."):
            await self.release.wait()
        writer.close()

    def says(self, body: bytes, *, status: str = "200 OK", more: str = "", length: int | None = None) -> None:
        length = len(body) if length is None else length
        head = f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{more}Connection: close\r\n\r\n"
        self.answer = head.encode() + body


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made.handle, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/rates"
    yield made
    made.release.set()
    listening.close()
    await listening.wait_closed()


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=5) as client:
        yield client


def feed_of(kind: str, http: httpx2.AsyncClient, url: str, seconds: float = 5) -> RateProvider:
    if kind == "ecb":
        return EcbFeed(http, url, seconds=seconds)
    return CommercialFeed(http, url, SecretStr(KEY), seconds=seconds)


GOOD = {"ecb": xml(USD="1.1172", JPY="175.68"), "commercial": json_of('{"EUR": 0.8951, "JPY": 157.25}')}
FEEDS = pytest.mark.parametrize("kind", ["ecb", "commercial"])


async def refused(provider: RateProvider) -> str:
    with pytest.raises(RateProviderError) as caught:
        await provider.fetch()
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value.__cause__)
    return caught.value.reason


# --- the contract


@pytest.mark.parametrize("kind", ["ecb", "commercial", "table"])
async def test_every_source_gives_credible_rates_of_one_base_each_once(
    kind: str, http: httpx2.AsyncClient, server: Server
) -> None:
    if kind != "table":
        server.says(GOOD[kind])
    provider = EcbTable() if kind == "table" else feed_of(kind, http, server.url)

    found = await provider.fetch()

    assert len({(each.base_code, each.quote_code) for each in found}) == len(found) >= 2
    assert {each.source for each in found} == {provider.source}
    assert len({each.base_code for each in found}) == 1
    for each in found:
        assert {each.base_code, each.quote_code} <= set(currency_codes())
        assert isinstance(each.rate, Decimal)
        assert kept_rate(each.rate) == each.rate
        assert each.as_of.tzinfo is not None
        assert each.as_of <= utc_now()
    assert list(await provider.fetch()) == list(found), "the same answer is the same observations"


async def test_rates_are_read_as_they_are_written(http: httpx2.AsyncClient, server: Server) -> None:
    server.says(json_of('{"EUR": 0.1, "KWD": 0.30701234567, "VND": 26345, "IRR": 1.2e6, "USD": 1}'))

    found = await feed_of("commercial", http, server.url).fetch()

    assert {each.quote_code: str(each.rate) for each in found} == {
        "EUR": "0.1",
        "IRR": "1.2E+6",
        "KWD": "0.30701234567",
        "VND": "26345",
    }
    assert {(each.base_code, each.as_of) for each in found} == {("USD", datetime(2025, 11, 23, 12, 13, 20, tzinfo=UTC))}
    assert f"authorization: token {KEY}".encode() in server.asked.lower()
    assert KEY.encode() not in server.asked.split(b"\r\n")[0], "addresses are logged, headers are not"


async def test_the_feed_of_the_ecb_says_its_latest_day(http: httpx2.AsyncClient, server: Server) -> None:
    days = '<Cube time="2026-11-19"><Cube currency="USD" rate="9"/></Cube><Cube time="2026-11-20">'
    server.says(xml(USD="1.1172").replace(b'<Cube time="2026-11-20">', days.encode()))

    (found,) = await feed_of("ecb", http, server.url).fetch()

    assert (found.base_code, found.quote_code, found.rate) == ("EUR", "USD", Decimal("1.1172"))
    assert found.as_of == datetime(2026, 11, 20, 13, 10, tzinfo=UTC), "14:10 in Frankfurt, in winter"
    assert b"authorization" not in server.asked.lower()


async def test_the_table_gives_the_newest_rate_of_each_currency_in_use_with_its_day() -> None:
    lines = ["Date,USD,RUB,CYP,JPY,", "2026-10-30,1.1172,N/A,N/A,175.68,", "2022-03-01,1.11,117.201,N/A,128,"]
    lines += ["2007-12-31,1.47,36,0.585274,165,"]

    found = {each.quote_code: (str(each.rate), each.as_of.date().isoformat()) for each in newest(iter(lines))}

    assert found == {  # the pound of Cyprus is no more
        "USD": ("1.1172", "2026-10-30"),
        "JPY": ("175.68", "2026-10-30"),
        "RUB": ("117.201", "2022-03-01"),
    }


async def test_the_packed_table_knows_the_currencies_that_the_bank_tells_today() -> None:
    found = {each.quote_code: each for each in await EcbTable().fetch()}

    newest_day = max(each.as_of for each in found.values())
    told = {code for code, each in found.items() if each.as_of == newest_day}
    # https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/: thirty less the lev
    assert told == set(
        """AUD BRL CAD CHF CNY CZK DKK GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB TRY
        USD ZAR""".split()  # noqa: SIM905 - a line is read, a list of strings is not
    )
    assert newest_day >= datetime(2026, 1, 1, tzinfo=UTC)


def test_reference_rates_are_of_the_early_afternoon() -> None:
    assert moment_of(datetime(2026, 7, 1, tzinfo=UTC).date()) == datetime(2026, 7, 1, 12, 10, tzinfo=UTC)


# --- servers that behave badly


@FEEDS
async def test_another_status_is_no_answer_and_nobody_is_followed(
    kind: str, http: httpx2.AsyncClient, server: Server
) -> None:
    for status in ("500 Internal Server Error", "401 Unauthorized", "204 No Content"):
        server.says(GOOD[kind] if status.startswith("5") else b"", status=status)
        assert await refused(feed_of(kind, http, server.url)) == f"it answers with the status {status[:3]}"
    server.says(b"", status="302 Found", more=f"Location: {server.url}/elsewhere\r\n")
    assert await refused(feed_of(kind, http, server.url)) == "it answers with the status 302"


@FEEDS
async def test_a_server_that_does_not_come_to_an_end_is_left(
    kind: str, http: httpx2.AsyncClient, server: Server
) -> None:
    server.says(GOOD[kind][:20] + b"...", length=1000)
    assert await refused(feed_of(kind, http, server.url, seconds=0.2)) == "it took longer than 0.2 seconds"


@FEEDS
async def test_an_answer_that_breaks_off_is_none(kind: str, http: httpx2.AsyncClient, server: Server) -> None:
    server.says(GOOD[kind][:60], length=len(GOOD[kind]))
    assert (await refused(feed_of(kind, http, server.url))).startswith("the connection failed (")
    server.answer = b""
    assert (await refused(feed_of(kind, http, server.url))).startswith("the connection failed (")
    server.answer = b"no HTTP at all\r\n\r\n"
    assert (await refused(feed_of(kind, http, server.url))).startswith("the connection failed (")


@FEEDS
async def test_an_answer_that_is_too_long_is_not_read_to_its_end(
    kind: str, http: httpx2.AsyncClient, server: Server
) -> None:
    server.says(b" " * 1_000_001)
    assert await refused(feed_of(kind, http, server.url)) == "the answer is longer than 1000000 bytes"


@FEEDS
async def test_nobody_answers(kind: str, http: httpx2.AsyncClient) -> None:
    assert await refused(feed_of(kind, http, "http://127.0.0.1:9/rates")) == "the connection failed (ConnectError)"


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("ecb", b"", "the answer is no XML"),
        ("ecb", b"<html><body>Down</body>", "the answer is no XML"),
        ("ecb", b"<html><body>Down</body></html>", "the answer has no day's rates"),
        ("ecb", ENTITIES, "the answer is no XML"),
        ("ecb", xml(USD="1.1").replace(b"2026-11-20", b"20/11/2026"), "the answer has a day that is none"),
        ("ecb", xml(), "no rate in the answer can be believed"),
        ("ecb", xml(USD="1.1").replace(b"2026-11-20", b"2999-11-20"), "no rate in the answer can be believed"),
        ("commercial", b"", "the answer is no JSON"),
        ("commercial", b"<html>", "the answer is no JSON"),
        ("commercial", b"\xff\xfe", "the answer is no JSON"),
        ("commercial", b"[" * 100_000, "the answer is no JSON"),
        ("commercial", b"[]", "the answer is no object"),
        ("commercial", b'{"error": true, "message": "invalid_app_id"}', "the answer has no base or no rates"),
        ("commercial", json_of("[]"), "the answer has no base or no rates"),
        ("commercial", json_of("{}", base='"XYZ"'), "the answer has no base or no rates"),
        ("commercial", json_of("{}", base="7"), "the answer has no base or no rates"),
        ("commercial", json_of("{}"), "no rate in the answer can be believed"),
        ("commercial", json_of('{"EUR": 1}', timestamp='"soon"'), "the answer has no time"),
        ("commercial", json_of('{"EUR": 1}', timestamp="null"), "the answer has no time"),
        ("commercial", json_of('{"EUR": 1}', timestamp="1e999999999"), "the answer has no time"),
        ("commercial", json_of('{"EUR": 1}', timestamp="-5"), "the answer has no time"),
        ("commercial", json_of('{"EUR": 1}', timestamp="4102444800"), "no rate in the answer can be believed"),
    ],
)
async def test_what_is_no_answer_is_told_with_its_reason(
    kind: str, body: bytes, reason: str, http: httpx2.AsyncClient, server: Server
) -> None:
    server.says(body)
    assert await refused(feed_of(kind, http, server.url)) == reason


ABSURD = ["0", "-1.1", "NaN", "Infinity", "1e400", "1e-400", str(HIGHEST_RATE)]


@pytest.mark.parametrize("wrong", ABSURD)
@FEEDS
async def test_an_absurd_rate_is_left_out_with_a_warning_and_the_rest_counts(
    kind: str, wrong: str, http: httpx2.AsyncClient, server: Server
) -> None:
    server.says(xml(JPY="175.68", CHF=wrong) if kind == "ecb" else json_of(f'{{"JPY": 175.68, "CHF": {wrong}}}'))

    with capture_logs() as logs:
        (found,) = await feed_of(kind, http, server.url).fetch()

    assert (found.quote_code, found.rate) == ("JPY", Decimal("175.68"))
    (entry,) = logs
    assert (entry["event"], entry["log_level"], entry["count"]) == ("rates left out", "warning", 1)
    assert [code for code, _ in entry["rates"]] == ["CHF"]


@FEEDS
async def test_what_is_no_currency_in_use_is_left_out_without_a_word(
    kind: str, http: httpx2.AsyncClient, server: Server
) -> None:
    rates = {"BTC": "0.00001", "XAU": "0.0002", "HRK": "7.5", "CHF": "0.9"}
    pairs = ", ".join(f'"{code}": {rate}' for code, rate in rates.items())
    server.says(xml(**rates) if kind == "ecb" else json_of(f"{{{pairs}}}"))

    with capture_logs() as logs:
        found = await feed_of(kind, http, server.url).fetch()

    assert [each.quote_code for each in found] == ["CHF"]
    assert logs == []


async def test_a_rate_of_the_near_future_is_a_clock_that_differs(http: httpx2.AsyncClient, server: Server) -> None:
    soon = int((utc_now() + timedelta(minutes=50)).timestamp())
    server.says(json_of('{"EUR": 0.9}', timestamp=str(soon)))
    (found,) = await feed_of("commercial", http, server.url).fetch()
    assert found.source is RateSource.COMMERCIAL
