"""Several processes of one server: their metrics add up, and what one counted outlives it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.telemetry import metrics_folder

pytestmark = pytest.mark.slow

COUNT = """
import sys
from app.telemetry import Cache, Finished, Outcome, Telemetry
from app.telemetry.metrics import PROCESSES
from app.telemetry.tallies import hand_over

telemetry = Telemetry(slow_ms=1e9)
for _ in range(int(sys.argv[1])):
    telemetry.finished(Finished("Page", "query", Outcome.OK, Cache.MISS, 0.25))
PROCESSES.set(1)
hand_over()
print("counted", flush=True)
sys.stdin.read()
"""
SHOW = """
from app.telemetry.exposition import exposition
print(exposition().decode())
"""
LABELS = '{kind="query",operation="Page",outcome="ok"}'


def counting(operations: int) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", COUNT, str(operations)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def shown() -> list[str]:
    return subprocess.run(
        [sys.executable, "-c", SHOW], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()


def test_two_processes_add_up_and_a_killed_one_stays_counted() -> None:
    with metrics_folder():
        folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
        first, second = counting(3), counting(4)
        both = shown()
        first.kill()
        first.communicate()
        one = shown()
        second.communicate()
        assert folder.is_dir()

    assert not folder.exists()
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ
    for lines in (both, one):
        assert f"tradewind_operation_seconds_count{LABELS} 7.0" in lines
        assert f"tradewind_operation_seconds_sum{LABELS} 1.75" in lines
        assert 'tradewind_operation_cache_total{cache="miss"} 7.0' in lines
    assert "tradewind_processes 2.0" in both
    assert "tradewind_processes 1.0" in one
