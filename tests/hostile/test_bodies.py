"""Bodies and heads: too large, too slow, or not what they say they are."""

import asyncio
import gzip
import json

import pytest

from tests.hostile.target import RESPONSE_JSON, Target, at_once, endure, head

pytestmark = pytest.mark.slow

SMALL = b'{"query":"{ __typename }"}'
MEBIBYTE = 2**20


def padded(size: int) -> bytes:
    """A right question of so many bytes."""
    return SMALL + b" " * (size - len(SMALL))


def with_variable(value: bytes) -> bytes:
    return b'{"query":"query ($n: Int) { products(first: $n) { nodes { id } } }","variables":{"n":' + value + b"}}"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


CHUNKED = head(None, Transfer_Encoding="chunked")


@pytest.mark.parametrize("size", [1_000_001, 2 * MEBIBYTE, 10**15])
async def test_a_body_that_says_that_it_is_too_large_is_not_read(target: Target, size: int) -> None:
    async def attack() -> None:
        async with target.line() as line:
            await line.send(head(size))
            assert (await line.answer()).code == (413, "BODY_TOO_LARGE")

    await endure(target, lambda: at_once(20, attack, rounds=5))


async def test_a_body_that_grows_too_large_is_not_read_on(target: Target) -> None:
    """Twenty clients send for as long as they are let."""
    part = chunk(b" " * 65_536)

    async def attack() -> None:
        async with target.line() as line:
            endless = asyncio.create_task(line.send(CHUNKED, *[part] * 1_600))
            try:
                assert (await line.answer()).code == (413, "BODY_TOO_LARGE")
            finally:
                endless.cancel()

    await endure(target, lambda: at_once(20, attack), mebibytes=60)


async def test_a_body_of_single_bytes_is_read(target: Target) -> None:
    body = b"".join(chunk(bytes([byte])) for byte in padded(20_000)) + b"0\r\n\r\n"

    async def attack() -> None:
        assert (await target.ask(CHUNKED, body)).json["data"] == {"__typename": "Query"}

    await endure(target, lambda: at_once(4, attack), mebibytes=60)


async def test_large_bodies_within_the_limit_are_read_one_beside_the_other(target: Target) -> None:
    async def attack() -> None:
        assert (await target.post(padded(999_000))).json["data"] == {"__typename": "Query"}

    await endure(target, lambda: at_once(20, attack, rounds=2), mebibytes=100)


NO_JSON = {
    "nothing": b"",
    "null bytes": b"\x00" * 50_000,
    "half": SMALL[:-9],
    "a half after a whole": SMALL + SMALL[:-9],
    "invalid UTF-8": b'{"query":"{ __typename # \xff\xfe }"}',
    "an overlong null": b'{"query":"\xc0\x80"}',
    "UTF-16": '{"query":"{ __typename }"}'.encode("utf-16"),
    "UTF-16 without a mark": '{"query":"{ __typename }"}'.encode("utf-16-le"),
    "UTF-32": '{"query":"{ __typename }"}'.encode("utf-32"),
    "gzip": gzip.compress(SMALL),
    "NaN": with_variable(b"NaN"),
    "-Infinity": with_variable(b"-Infinity"),
    "a number of many digits": with_variable(b"1" * 5_000),
    "a number of all digits": with_variable(b"9" * 900_000),
    "deep objects": with_variable(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "a number": b"7",
    "a list of nothing": b"[]",
    "a text": b'"{ __typename }"',
    "a document": b"{ __typename }",
    "a form": b"query=%7B__typename%7D",
}


async def test_what_is_no_json_object_is_refused(target: Target) -> None:
    async def attack() -> None:
        answers = {name: await target.post(body) for name, body in NO_JSON.items()}
        assert {name: answer.code for name, answer in answers.items()} == dict.fromkeys(NO_JSON, (400, "BAD_REQUEST"))
        assert max(len(answer.body) for answer in answers.values()) < 2_000

    await endure(target, lambda: at_once(4, attack))


NO_INT = {
    "1e400": b"1e400",
    "-1e999999999": b"-1e999999999",
    "2^63": b"9223372036854775808",
    "4,000 digits": b"1" * 4_000,
    "500,000 decimals": b"1." + b"1" * 500_000,
    "half a pair": b'"\\ud800"',
}


async def test_a_number_that_is_no_int_is_refused(target: Target) -> None:
    """By the name of its variable, or as no number at all."""

    async def attack() -> None:
        for name, value in NO_INT.items():
            code = (await target.post(with_variable(value))).code
            assert code in ((400, "GRAPHQL_VALIDATION_FAILED"), (400, "BAD_REQUEST")), name

    await endure(target, lambda: at_once(4, attack))


async def test_of_a_key_that_comes_twice_the_last_counts(target: Target) -> None:
    keys = b",".join([b'"query":"{ nothing }"'] * 20_000)

    async def attack() -> None:
        answer = await target.post(b"{" + keys + b',"query":"{ __typename }"}')
        assert answer.json["data"] == {"__typename": "Query"}

    await endure(target, lambda: at_once(4, attack, rounds=2))


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/jsonp",
        "",
        "application/json" + ";" * 5_000 + "charset=x",
    ],
)
async def test_a_body_of_another_type_is_not_read(target: Target, content_type: str) -> None:
    assert (await target.post(SMALL, Content_Type=content_type)).code == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "QUERY"])
async def test_other_methods_are_not_allowed(target: Target, method: str) -> None:
    answer = await target.ask(head(len(SMALL)).replace(b"POST", method.encode()) + SMALL)

    assert answer.status in (400, 405, 501)
    if answer.status == 405:
        assert answer.code == (405, "METHOD_NOT_ALLOWED")
        assert answer.headers["allow"] == "GET, POST, OPTIONS"


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: 26\r\nContent-Length: 5\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 26abc\r\n",
        b"Content-Length: 99999999999999999999999\r\n",
        b"Content-Length: 26\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Content-Length : 26\r\n",
        b"No colon\r\n",
        b"X-Null: \x00\r\n",
    ],
    ids=["two lengths", "negative", "letters", "huge", "length and chunks", "identity", "space", "no colon", "null"],
)
async def test_a_head_that_can_be_read_in_two_ways_is_refused(target: Target, lines: bytes) -> None:
    wire = b"POST /graphql HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/json\r\n" + lines + b"\r\n" + SMALL

    async with target.line() as line:
        await line.send(wire)
        answer = await line.answer()
        assert answer.status in (400, 413)
        assert answer.json["errors"][0]["extensions"]["code"] in ("BAD_REQUEST", "BODY_TOO_LARGE")
        assert await line.is_closed()


@pytest.mark.parametrize(
    "garbage", [b"\x16\x03\x01\x02\x00" * 100, b"\x00" * 5_000, b"HELO\r\n\r\n", b"\r\n" * 50 + b"x y z\r\n\r\n"]
)
async def test_what_is_not_http_is_refused_and_cut_off(target: Target, garbage: bytes) -> None:
    async with target.line() as line:
        await line.send(garbage)
        assert (await line.answer()).code == (400, "BAD_REQUEST")
        assert await line.is_closed()


@pytest.mark.parametrize(
    "lines",
    [
        b"".join(b"X-%d: 1\r\n" % number for number in range(5_000)),
        b"X: " + b"y" * 500_000 + b"\r\n",
        b"Y" * 500_000 + b": x\r\n",
        b"Cookie: " + b"a=1; " * 100_000 + b"\r\n",
    ],
    ids=["many", "a long value", "a long name", "cookies"],
)
async def test_a_head_that_is_too_large_is_refused(target: Target, lines: bytes) -> None:
    wire = b"POST /graphql HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/json\r\n" + lines + b"\r\n"

    async def attack() -> None:
        assert (await target.ask(wire)).code == (431, "HEADERS_TOO_LARGE")

    await endure(target, lambda: at_once(10, attack, rounds=2))


async def test_an_address_that_is_too_long_is_refused(target: Target) -> None:
    wire = b"GET /graphql?query=" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: shop.test\r\n\r\n"

    async def attack() -> None:
        assert (await target.ask(wire)).code == (431, "HEADERS_TOO_LARGE")

    await endure(target, lambda: at_once(10, attack, rounds=2))


INJECTIONS = ["a\tb", "ÿþ", "%0d%0aSet-Cookie:%20a=b", "a" * 20_000, "${jndi:ldap://x}", "'; DROP TABLE cart; --"]


@pytest.mark.parametrize(
    "name", ["X-Request-ID", "Tradewind-Country", "Tradewind-Language", "Origin", "Accept-Encoding"]
)
@pytest.mark.parametrize("value", INJECTIONS, ids=["tab", "latin", "escaped", "long", "jndi", "sql"])
async def test_a_header_gets_nothing_into_the_answer(target: Target, name: str, value: str) -> None:
    answer = await target.post(SMALL, **{name.replace("-", "_"): value})

    assert answer.status < 500
    assert "set-cookie" not in answer.headers
    assert len(json.dumps(dict(answer.headers))) < 4_000
    assert all(value not in sent for sent in answer.headers.values() if len(value) > 100)


@pytest.mark.parametrize("token", ["x" * 20_000, "\t", "Ω".encode().decode("latin-1"), "a b c"])
async def test_a_forged_token_opens_nothing(target: Target, token: str) -> None:
    async def attack() -> None:
        answer = await target.post(SMALL, Authorization=f"Bearer {token}")
        assert answer.code == (401, "INVALID_TOKEN")

    await endure(target, lambda: at_once(8, attack, rounds=10))


@pytest.mark.parametrize("part", ["head", "body"])
async def test_who_sends_slowly_is_not_waited_for(hasty: Target, part: str) -> None:
    """A hundred at once, each a byte now and then: after a second they are told so, and cut off."""
    data = head(1_000) if part == "head" else SMALL * 10

    async def attack() -> None:
        async with hasty.line() as line:
            if part == "body":
                await line.send(head(10_000))
            answer = asyncio.create_task(line.answer())
            for byte in data:
                await line.send(bytes([byte]))
                done, _ = await asyncio.wait({answer}, timeout=0.2)
                if done:
                    break
            assert (await answer).code == (408, "REQUEST_TIMEOUT")
            assert await line.is_closed()

    await endure(hasty, lambda: at_once(100, attack))


async def test_connections_that_say_nothing_are_in_nobodys_way(hasty: Target) -> None:
    async def attack() -> None:
        async with hasty.line():
            await asyncio.sleep(1)

    await endure(hasty, lambda: at_once(500, attack))


async def test_who_does_not_read_its_answers_is_cut_off(hasty: Target) -> None:
    """Ten clients ask for lists, over and over, and read nothing."""
    asked = json.dumps({"query": "{ products(first: 100) { nodes { id name slug description } } }"}).encode()
    wire = head(len(asked), Accept=RESPONSE_JSON) + asked

    async def attack() -> None:
        async with hasty.line() as line:
            line.writer.transport.pause_reading()  # type: ignore[attr-defined] # a socket's transport can
            with_deadline = asyncio.create_task(line.send(*[wire] * 2_000))
            try:
                done, _ = await asyncio.wait({with_deadline}, timeout=15)
                assert done, "the server neither read on nor hung up"
                async with asyncio.timeout(15):
                    while not line.writer.transport.is_closing():
                        await line.send(b"\r\n")
                        await asyncio.sleep(0.1)
            finally:
                with_deadline.cancel()

    await endure(hasty, lambda: at_once(10, attack), mebibytes=80)


async def test_requests_that_come_all_at_once_are_answered_in_turn_or_refused(target: Target) -> None:
    """A thousand on one connection without waiting for an answer."""

    async def attack() -> None:
        async with target.line() as line:
            sending = asyncio.create_task(line.send(*[head(len(SMALL)) + SMALL] * 1_000))
            answered = 0
            try:
                async with asyncio.timeout(15):
                    while answered < 1_000:
                        answer = await line.answer()
                        assert answer.status in (200, 400)
                        answered += 1
                        if answer.status == 400:
                            break
            except (ConnectionError, asyncio.IncompleteReadError):
                pass
            finally:
                sending.cancel()
            assert answered > 0

    await endure(target, lambda: at_once(5, attack))
