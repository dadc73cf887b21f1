"""From which warehouses the lines of an order leave.

In this order: as few parcels as can be; a line whole from one warehouse, if any has it whole; a warehouse of the
destination's own country, then one of its customs area, then the others, the fastest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.shipping.rules.customs import crosses_customs_border


@dataclass(frozen=True)
class Origin:
    """A warehouse that delivers to the destination."""

    id: UUID
    country_code: str
    days: int
    """Working days that its fastest option takes at most."""
    code: str


@dataclass(frozen=True)
class Demand:
    """A line: how many pieces it needs, and how many of them each warehouse has."""

    line_id: UUID
    quantity: int
    available: Mapping[UUID, int]


@dataclass(frozen=True)
class Allocation:
    """Which pieces leave from where, and what no warehouse has."""

    groups: Mapping[UUID, tuple[tuple[UUID, int], ...]]
    """`{warehouse: ((line, quantity), …)}`, the best warehouse first; no quantity is zero."""
    missing: Mapping[UUID, int]
    """`{line: pieces that are short}`, for lines that are short only."""


def rank_origins(origins: Sequence[Origin], destination: str) -> list[UUID]:
    """Warehouses, the best for this country first."""

    def rank(origin: Origin) -> tuple[bool, bool, int, str]:
        return (
            origin.country_code != destination,
            crosses_customs_border(origin.country_code, destination),
            origin.days,
            origin.code,
        )

    return [origin.id for origin in sorted(origins, key=rank)]


def allocate(demands: Sequence[Demand], origins: Sequence[Origin], destination: str) -> Allocation:
    """Choose warehouses for all lines.

    The warehouse that can send the most lines whole goes first, the better one of two that can send as many; then the
    same for what remains. Lines that no warehouse has whole are split at the end.
    """
    ranked = rank_origins(origins, destination)
    pieces: dict[UUID, dict[UUID, int]] = {}
    open_demands = {demand.line_id: demand for demand in demands}
    while open_demands:
        whole = {
            warehouse: [each for each in open_demands.values() if each.available.get(warehouse, 0) >= each.quantity]
            for warehouse in ranked
        }
        best = max(ranked, key=lambda warehouse: len(whole[warehouse]), default=None)
        if best is None or not whole[best]:
            break
        for demand in whole[best]:
            pieces.setdefault(best, {})[demand.line_id] = demand.quantity
            del open_demands[demand.line_id]
    missing = {}
    for demand in open_demands.values():
        left = _split(demand, ranked, pieces)
        if left:
            missing[demand.line_id] = left
    order = [demand.line_id for demand in demands]
    return Allocation(
        groups={
            warehouse: tuple((line, pieces[warehouse][line]) for line in order if line in pieces[warehouse])
            for warehouse in ranked
            if warehouse in pieces
        },
        missing=missing,
    )


def _split(demand: Demand, ranked: Sequence[UUID], pieces: dict[UUID, dict[UUID, int]]) -> int:
    """Take what there is, warehouse by warehouse; the answer is what is still short.

    The next one is the best that has all the rest, else the one that has the most. Among equals, warehouses that send
    something anyway go first.
    """
    left = demand.quantity
    candidates = sorted(ranked, key=lambda each: each not in pieces)  # stable: the ranking decides among equals
    while left and candidates:
        has = {warehouse: min(left, demand.available.get(warehouse, 0)) for warehouse in candidates}
        best = max(candidates, key=lambda warehouse: has[warehouse])
        candidates.remove(best)
        if has[best] <= 0:
            break
        pieces.setdefault(best, {})[demand.line_id] = has[best]
        left -= has[best]
    return left
