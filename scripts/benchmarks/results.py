"""What was found: by a run, of everything that is measured together, and by the soak, which is measured alone.

Both are plain data, and the last of each is kept, so that docs/performance.md can be written from them again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from scripts.benchmarks.parts.cached import CachedResult
from scripts.benchmarks.parts.catalogs import CatalogResult
from scripts.benchmarks.parts.contenders import ScenarioResult
from scripts.benchmarks.parts.exchange import ExchangeResult
from scripts.benchmarks.parts.overhead import OverheadResult
from scripts.benchmarks.parts.prices import PricesResult
from scripts.benchmarks.parts.profiling import Profile
from scripts.benchmarks.parts.searches import SearchesResult
from scripts.benchmarks.parts.sizes import Point
from scripts.benchmarks.parts.soak import SoakResult
from scripts.benchmarks.parts.subscriptions import SubscriptionsResult
from scripts.benchmarks.parts.trees import TreeResult
from scripts.benchmarks.parts.workers import WorkersResult
from scripts.benchmarks.turns import Method

ResultT = TypeVar("ResultT", bound="Run | Soak")


@dataclass(frozen=True)
class Lengths:
    """How long the parts of a run take."""

    scenarios: Method
    curves: Method
    """Of what has many lanes."""
    catalogs: Method
    profiled_seconds: float


@dataclass
class Run:
    """What was found in one run on one machine."""

    made_on: date
    machine: Mapping[str, str]
    lengths: Lengths
    products: int
    scenarios: list[ScenarioResult] = field(default_factory=list)
    cached: list[CachedResult] = field(default_factory=list)
    overhead: list[OverheadResult] = field(default_factory=list)
    subscriptions: list[SubscriptionsResult] = field(default_factory=list)
    workers: list[WorkersResult] = field(default_factory=list)
    sizes: list[Point] = field(default_factory=list)
    concurrency: list[Point] = field(default_factory=list)
    catalogs: list[CatalogResult] = field(default_factory=list)
    trees: list[TreeResult] = field(default_factory=list)
    exchange: ExchangeResult | None = None
    prices: PricesResult | None = None
    searches: SearchesResult | None = None
    profile: Profile | None = None


@dataclass
class Soak:
    """What was found by the soak."""

    made_on: date
    machine: Mapping[str, str]
    result: SoakResult


def keep(folder: Path, found: Run | Soak) -> None:
    """Keep what was found, in the place of what was kept before."""
    folder.mkdir(parents=True, exist_ok=True)
    _path(folder, type(found)).write_bytes(msgspec.json.encode(found))


def kept(folder: Path, kind: type[ResultT]) -> ResultT | None:
    """What was kept last; None: nothing was, or by a bench that knew other figures."""
    try:
        return msgspec.json.decode(_path(folder, kind).read_bytes(), type=kind)
    except (OSError, msgspec.ValidationError):
        return None


def _path(folder: Path, kind: type[object]) -> Path:
    return folder / f"{kind.__name__.lower()}.json"
