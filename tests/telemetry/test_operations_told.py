"""Exact samples after exact operations, within bounds."""

import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.telemetry import Cache, Finished, Outcome, Telemetry
from app.telemetry.metrics import REGISTRY
from app.telemetry.names import BoundedNames
from app.telemetry.tallies import hand_over

DONE = Finished("ProductPage", "query", Outcome.OK, Cache.MISS, 0.004, b"\x01" * 32, "request-1", 12)


class Samples:
    """What changed since it was made."""

    def __init__(self) -> None:
        self._before = self._now()

    def changes(self) -> dict[str, float]:
        now = self._now()
        return {
            name: value - self._before.get(name, 0) for name, value in now.items() if value != self._before.get(name, 0)
        }

    def _now(self) -> dict[str, float]:
        hand_over()
        return {
            f"{sample.name}{sorted(sample.labels.items()) or ''}": sample.value
            for family in REGISTRY.collect()
            for sample in family.samples
            if family.name.startswith("tradewind") and not sample.name.endswith("_created")
        }


def labels(**names: str) -> str:
    return str(sorted(names.items()))


def test_an_operation_is_counted_with_its_time() -> None:
    samples = Samples()
    telemetry = Telemetry(slow_ms=500)

    telemetry.finished(DONE)
    telemetry.finished(replace(DONE, seconds=0.3, outcome=Outcome.ERRORS))

    own = {"kind": "query", "operation": "ProductPage"}
    changes = samples.changes()
    assert changes.pop(f"tradewind_operation_seconds_sum{labels(**own, outcome='ok')}") == pytest.approx(0.004)
    assert changes.pop(f"tradewind_operation_seconds_sum{labels(**own, outcome='errors')}") == pytest.approx(0.3)
    buckets = {name for name in changes if "_bucket" in name}
    assert buckets == {
        f"tradewind_operation_seconds_bucket{labels(**own, le=end, outcome='ok')}"
        for end in ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "10.0", "+Inf")
    } | {
        f"tradewind_operation_seconds_bucket{labels(**own, le=end, outcome='errors')}"
        for end in ("0.5", "1.0", "2.5", "10.0", "+Inf")
    }
    assert {name: value for name, value in changes.items() if name not in buckets} == {
        f"tradewind_operation_seconds_count{labels(**own, outcome='ok')}": 1,
        f"tradewind_operation_seconds_count{labels(**own, outcome='errors')}": 1,
        f"tradewind_operation_cache_total{labels(cache='miss')}": 2,
        "tradewind_operation_cost_total": 24,
    }


def test_a_time_on_a_bound_is_within_it() -> None:
    samples = Samples()

    Telemetry(slow_ms=500).finished(replace(DONE, name="OnBound", seconds=0.005))

    key = {"kind": "query", "operation": "OnBound", "outcome": "ok"}
    assert samples.changes()[f"tradewind_operation_seconds_bucket{labels(**key, le='0.005')}"] == 1


def test_a_kept_answer_is_a_hit() -> None:
    samples = Samples()
    telemetry = Telemetry(slow_ms=500)

    for _ in range(3):
        telemetry.hit(None, "query", 0.0001)

    changes = samples.changes()
    own = labels(kind="query", operation="(anonymous)", outcome="ok")
    assert changes[f"tradewind_operation_seconds_count{own}"] == 3
    assert changes[f"tradewind_operation_cache_total{labels(cache='hit')}"] == 3


def test_connections_subscriptions_and_refusals_are_counted() -> None:
    samples = Samples()
    telemetry = Telemetry(slow_ms=500)

    telemetry.refused("COST_LIMIT_EXCEEDED")
    telemetry.refused("COST_LIMIT_EXCEEDED")
    with telemetry.connection("websocket"), telemetry.subscription(), telemetry.subscription():
        open_now = samples.changes()

    assert open_now == {
        f"tradewind_refused_total{labels(code='COST_LIMIT_EXCEEDED')}": 2,
        f"tradewind_open_connections{labels(transport='websocket')}": 1,
        "tradewind_subscriptions": 2,
    }
    assert samples.changes() == {f"tradewind_refused_total{labels(code='COST_LIMIT_EXCEEDED')}": 2}


def test_clients_cannot_make_labels_without_end() -> None:
    names = BoundedNames(3)

    assert [names.label(name) for name in ("A", "B", "A", "C", "D", "B", "E")] == [
        "A", "B", "A", "C", "(other)", "B", "(other)",
    ]  # fmt: skip
    names.trust("Trusted")
    assert names.label("Trusted") == "Trusted"
    assert names.label("Trusted") == "Trusted"
    assert names.label("D") == "(other)"
    names.trust("x" * 81)
    assert names.label("x" * 81) == "(other)"
    assert names.label(None) == names.label("") == "(anonymous)"


def test_names_of_kept_answers_are_bounded_too() -> None:
    samples = Samples()
    telemetry = Telemetry(slow_ms=500)

    for number in range(1000):
        telemetry.hit(f"Flood{number}", "query", 0.0001)
        telemetry.finished(replace(DONE, name=f"Flood{number}"))

    counts = {name: value for name, value in samples.changes().items() if "seconds_count" in name}
    assert len(counts) == 201
    assert counts[f"tradewind_operation_seconds_count{labels(kind='query', operation='(other)', outcome='ok')}"] == 1600
    assert sum(counts.values()) == 2000
    assert len(telemetry._hits) == 200  # nor is memory theirs to take


def batch(path: str, seconds: float, statements: int = 1) -> Any:
    return SimpleNamespace(
        path=path.split("."), parents=24, seconds=seconds, statements=statements, statement_seconds=seconds / 2
    )


def test_a_slow_operation_is_logged_with_its_slowest_batches() -> None:
    telemetry = Telemetry(slow_ms=500)
    trace = SimpleNamespace(spans=[batch(f"products.b{number}", number / 10, number) for number in range(7)])

    with capture_logs() as logged:
        telemetry.finished(replace(DONE, seconds=0.4999))
        telemetry.finished(replace(DONE, seconds=0.75, trace=trace))

    assert logged == [
        {
            "log_level": "warning",
            "event": "slow operation",
            "operation": "ProductPage",
            "kind": "query",
            "outcome": "ok",
            "document_sha256": "01" * 32,
            "seconds": 0.75,
            "statements": 21,
            "statement_seconds": 1.05,
            "cost": 12,
            "slowest": [
                {"path": f"products.b{number}", "parents": 24, "seconds": number / 10, "statements": number}
                for number in (6, 5, 4, 3, 2)
            ],
            "request_id": "request-1",
        }
    ]


def test_with_a_limit_of_zero_every_operation_is_logged() -> None:
    with capture_logs() as logged:
        Telemetry(slow_ms=0).finished(replace(DONE, seconds=0.0))

    assert [line["event"] for line in logged] == ["slow operation"]


def test_a_kept_answer_costs_next_to_nothing_to_tell() -> None:
    telemetry = Telemetry(slow_ms=500)
    began = time.process_time()
    for _ in range(10_000):
        telemetry.hit("ProductPage", "query", 0.0001)

    assert (time.process_time() - began) / 10_000 < 5e-6
