"""The bench says what it measured: verdicts, ratios, pictures and what it believes, on figures made up here."""

import asyncio
import re
from contextlib import AsyncExitStack
from datetime import date
from functools import partial
from itertools import repeat
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts.benchmarks.client import require_computed
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.load import Answer, Ask, Round, one_by_one
from scripts.benchmarks.page import write_page
from scripts.benchmarks.page.flame import flame_graph
from scripts.benchmarks.page.verdicts import Verdict, verdicts
from scripts.benchmarks.parts.cached import Answerer, CachedResult, Verb
from scripts.benchmarks.parts.catalogs import CatalogResult
from scripts.benchmarks.parts.contenders import ScenarioResult
from scripts.benchmarks.parts.exchange import ExchangeResult, Passage
from scripts.benchmarks.parts.overhead import Layer, OverheadResult
from scripts.benchmarks.parts.profiling import Profile
from scripts.benchmarks.parts.sizes import Point
from scripts.benchmarks.parts.soak import SoakResult
from scripts.benchmarks.parts.subscriptions import SubscriptionsResult, Transport
from scripts.benchmarks.parts.trees import TreeResult
from scripts.benchmarks.parts.workers import WorkersResult
from scripts.benchmarks.results import Lengths, Run, Soak, keep, kept
from scripts.benchmarks.scenarios import Contender, Scenario
from scripts.benchmarks.turns import Measured, Method, OpenLoop, RoundFigures, milliseconds_at

METHOD = Method(rounds=3, seconds=1.0, warm_up_seconds=0.5, open_seconds=2.0)
OPEN = OpenLoop(rate=50.0, requests=100, p50=2.0, p99=9.0)
MACHINE = {"Processor": "two of them"}


def measured(*rates: float, cpu: float = 1.0, p50: float = 1.0, statements: int = 5) -> Measured:
    rounds = [RoundFigures(100, rate, p50, 2 * p50, cpu, 1.0, 0.4) for rate in rates]
    return Measured(statements, rounds)


def lists(scenario: Scenario, *, share_of_sql: float) -> ScenarioResult:
    contenders = {
        Contender.GRAPHQL: measured(share_of_sql * 100, cpu=2.0),
        Contender.RESOLVERS: measured(5.0, cpu=18.0),
        Contender.STRAWBERRY: measured(5.0, cpu=18.0),
        Contender.PLAIN: measured(90.0),
        Contender.SQL: measured(100.0, statements=1),
    }
    return ScenarioResult(scenario, contenders, OPEN)


def cached(verb: Verb, share: float, *, cpu: float = 1.0) -> CachedResult:
    answerers = {Answerer.CACHE: measured(share * 1000, cpu=cpu), Answerer.CONSTANT: measured(1000.0)}
    return CachedResult(verb, answerers, OPEN, 12_345)


def overhead(verb: Verb, *times: float) -> OverheadResult:
    """Of which the rounds cost the shop so many times what they cost the bare server."""
    shop, bare = (
        Measured(0, [RoundFigures(100, 1000.0, 1.0, 2.0, cpu, 1.0, 0.4) for cpu in cpus])
        for cpus in ([0.1 * each for each in times], [0.1] * len(times))
    )
    return OverheadResult(verb, {Layer.SHOP: shop, Layer.BARE: bare}, 12_345)


@pytest.fixture
def run() -> Run:
    return Run(
        made_on=date(2026, 11, 22),
        machine=MACHINE,
        lengths=Lengths(METHOD, METHOD, METHOD, 8.0),
        products=1000,
        scenarios=[lists(Scenario.LIST_24, share_of_sql=0.7), lists(Scenario.LIST_100, share_of_sql=0.6)],
        cached=[cached(Verb.POST, 0.85), cached(Verb.GET, 0.75)],
        overhead=[overhead(Verb.POST, 1.3, 1.4, 9.0), overhead(Verb.GET, 1.6, 1.7, 1.0)],
        subscriptions=[
            SubscriptionsResult(Transport.WEBSOCKET, 2_000, 20, 8.0, 100_000.0, 800.0, 1_200.0),
            SubscriptionsResult(Transport.SSE, 1_999, 20, 8.0, 50_000.0, 800.0, 1_200.0),
        ],
        workers=[WorkersResult("list", measured(10.0), measured(15.0), OPEN, OPEN)],
        sizes=[
            Point(contender, size, measured(10.0, cpu=float(size), p50=float(size), statements=statements))
            for size in (1, 24, 100)
            for contender, statements in ((Contender.GRAPHQL, 5), (Contender.SQL, 1))
        ],
        concurrency=[
            Point(contender, count, measured(10.0, p50=float(count)))
            for count in (1, 2, 4)
            for contender in (Contender.GRAPHQL, Contender.SQL)
        ],
        catalogs=[
            CatalogResult(1_000, 40, measured(1.0), measured(1.0, p50=9.0)),
            CatalogResult(100_000, 4_000, measured(1.0, p50=10.0), measured(1.0, p50=11.0)),
        ],
        trees=[
            TreeResult(11, 1_000, measured(1.0, p50=2.0), measured(1.0, p50=4.0)),
            TreeResult(10_000, 1_000_000, measured(1.0, p50=2.2), measured(1.0, p50=4.8)),
        ],
        exchange=ExchangeResult(
            file_bytes=300_000_000,
            price_lists=6,
            new=Passage(100_000, 80.0, 70.0, 200 * 2**20),
            again=Passage(100_000, 40.0, 40.0, 210 * 2**20),
            out=Passage(101_000, 126.25, 50.0, 301 * 2**20),
            priced_everywhere=Passage(20_000, 25.0, 20.0, 190 * 2**20),
        ),
        profile=Profile(Scenario.LIST_24, 8.0, [("schema", 0.75), ("asyncpg", 0.25)], [], {"run;app.a": 3}),
    )


def soak(*mebibytes: int) -> Soak:
    memory = [(100 * number, size * 2**20) for number, size in enumerate(mebibytes)]
    return Soak(date(2026, 11, 22), MACHINE, SoakResult(100 * (len(mebibytes) - 1), 9, 100, memory, 60.0))


def test_every_figure_has_a_verdict(run: Run) -> None:
    found = {(each.measured, each.aim): each.holds for each in verdicts(run, soak(80, 100, 110, 119))}

    assert found == {
        ("0.70", "at least 0.65"): True,
        ("0.60", "at least 0.65"): False,
        ("9.0", "at least 8.0"): True,
        ("0.85", "at least 0.80"): True,
        ("0.75", "at least 0.80"): False,
        ("1.40", "at most 1.50"): True,
        ("1.60", "at most 1.50"): False,
        ("2,000; 98 KiB", "2,000"): True,
        ("1,999; 49 KiB", "2,000"): False,
        ("4.2", "at most 4.2"): True,
        ("1.10", "at most 1.20"): True,
        ("1.20", "at most 1.30"): True,
        ("5", "at most 5"): True,
        ("1,250", "at least 1,000"): True,
        ("200", "at most 300"): True,
        ("800", "at least 1,000"): False,
        ("301", "at most 300"): False,
        ("+19%", "at most +20%"): True,
    }


def test_memory_counts_from_when_the_worker_is_warm() -> None:
    assert soak(50, 100, 100, 121).result.growth == pytest.approx(0.21)


def test_of_throughput_and_cpu_of_the_cache_the_worse_counts(run: Run) -> None:
    run.cached = [cached(Verb.POST, 0.9, cpu=1.6)]

    [found] = [each for each in verdicts(run, None) if "constant" in each.figure]

    assert found == Verdict(
        "cached answer by POST: throughput ÷ that of a handler of constant bytes, the same by CPU: the smaller",
        "at least 0.80",
        "0.62",
        holds=False,
    )


def test_ratios_are_taken_within_a_round() -> None:
    mine, its = measured(10.0, 40.0, 90.0), measured(20.0, 100.0, 100.0)

    assert mine.share_of(its) == 0.5


def test_percentiles_are_of_the_nearest_rank() -> None:
    found = Round([number / 1000 for number in range(100, 0, -1)], 1.0)

    assert [milliseconds_at(found, share) for share in (0.5, 0.99, 1.0)] == [50, 99, 100]


@pytest.mark.parametrize(
    ("status", "is_hit"),
    [
        ("Tradewind; hit", True),
        ("Tradewind; hit; ttl=30", True),
        ("Tradewind; fwd=miss; stored", False),
        ("hit", False),
        ("Tradewind; fwd=uri-miss; detail=no-hit", False),
    ],
)
def test_cache_status_tells_a_hit(status: str, *, is_hit: bool) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nCache-Status: {status}\r\nvary: Accept".encode()

    assert Answer(head, b"{}").is_hit is is_hit


def test_an_answer_from_the_cache_is_no_computed_one() -> None:
    with pytest.raises(BenchError, match="came from the response cache"):
        require_computed(Answer(b"HTTP/1.1 200 OK\r\ncache-status: Tradewind; hit", b"{}"))


def test_a_user_error_ends_the_run() -> None:
    with pytest.raises(BenchError, match="the server answered 200"):
        require_computed(Answer(b"HTTP/1.1 200 OK", b'{"data":{"cartCreate":{"userErrors":[{"message":"no"}]}}}'))


def test_what_was_kept_comes_back_as_it_was(run: Run, tmp_path: Path) -> None:
    found = soak(80, 100, 110)

    keep(tmp_path / "results", run)
    keep(tmp_path / "results", found)

    assert (kept(tmp_path / "results", Run), kept(tmp_path / "results", Soak)) == (run, found)


def test_nothing_kept_or_something_else_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "soak.json").write_text('{"made_on": "2026-11-22"}')

    assert (kept(tmp_path, Run), kept(tmp_path, Soak)) == (None, None)


def test_the_page_has_its_pictures_and_no_gaps(run: Run, tmp_path: Path) -> None:
    written = write_page(tmp_path, run, soak(80, 100, 110))

    page = (tmp_path / "performance.md").read_text()
    shown = set(re.findall(r"\]\((performance/.*?\.svg)\)", page))
    assert shown == {f"performance/{path.name}" for path in written if path.suffix == ".svg"}
    assert "$" not in page
    for name in shown:
        assert "<script" not in (tmp_path / name).read_text()
        ElementTree.parse(tmp_path / name)  # noqa: S314 - it was written a moment ago


def test_a_page_without_a_soak_says_how_to_make_one(run: Run, tmp_path: Path) -> None:
    write_page(tmp_path, run, None)

    page = (tmp_path / "performance.md").read_text()
    assert "Not measured yet: `./scripts/bench --soak --write`." in page
    assert "memory.svg" not in page


def test_a_flame_leaves_out_what_all_have_in_common_and_is_as_wide_as_the_samples() -> None:
    drawn = flame_graph({"main.run;app.http.answer;app.sql.fetch": 3, "main.run;app.http.answer;json.dumps": 1}, 8.0)

    assert re.findall("<title>(.*?)</title>", drawn) == [
        "one request: 8.00 ms, 100.0%",
        "app.sql.fetch: 6.00 ms, 75.0%",
        "json.dumps: 2.00 ms, 25.0%",
    ]


def test_a_frame_is_named_as_far_as_there_is_room() -> None:
    stacks = {"app.one_very_long_module.a_function;x": 4, "app.short.function;y": 1, "z": 995}

    assert ">a_function<" not in flame_graph(stacks, 1.0)
    assert ">app.one_very_long_module.a_function<" in flame_graph({**stacks, "z": 5}, 1.0)
    assert ">a_function<" in flame_graph({**stacks, "z": 45}, 1.0)


async def test_requests_one_by_one_go_to_every_server_in_turn_and_never_two_at_a_time() -> None:
    heard: list[str] = []
    hung_up = [asyncio.Event(), asyncio.Event()]

    async def answer(name: str, end: asyncio.Event, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            heard.append(f"{name} is asked")
            await asyncio.sleep(0.002)
            heard.append(f"{name} answers")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        writer.close()
        await writer.wait_closed()
        end.set()

    async with AsyncExitStack() as stack:
        lanes = []
        for name, end in zip(("one", "other"), hung_up, strict=True):
            server = await asyncio.start_server(partial(answer, name, end), "127.0.0.1", 0)
            await stack.enter_async_context(server)
            lanes.append((server.sockets[0].getsockname()[1], repeat(Ask(b"ask\n", lambda _: None))))
        rounds = await one_by_one(lanes, seconds=0.05)
        await asyncio.gather(*(end.wait() for end in hung_up))
    turns = len(rounds[0].latencies)
    assert turns > 1
    assert len(rounds[1].latencies) == turns
    assert all(latency >= 0.002 for each in rounds for latency in each.latencies)
    assert heard == ["one is asked", "one answers", "other is asked", "other answers"] * turns
