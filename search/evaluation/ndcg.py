"""The figure: normalized discounted cumulated gain."""

from collections.abc import Mapping, Sequence
from math import log2
from typing import Final

DEPTH: Final = 10
"""How many hits are looked at: about a first screen."""


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """How good a list is, from 0 to 1, which is the best possible order (K. Järvelin and J. Kekäläinen, "Cumulated
    Gain-Based Evaluation of IR Techniques", ACM TOIS 20, 2002).

    The gain of a hit is its grade, divided by log2 of its rank plus 1; the paper leaves the first two ranks undivided,
    and later work tells them apart as well:

        DCG = Σ grade(rank) / log2(rank + 1), rank = 1 … depth        NDCG = DCG / DCG of the best order
    """
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(each, 0) for each in found[:depth]]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades, 1))
