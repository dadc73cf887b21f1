"""What a delivery costs: a base, and an amount for every started kilogram. Minor units and grams, never a float."""

from collections.abc import Iterable

GRAMS_PER_KILOGRAM = 1000

UNKNOWN_PIECE_GRAMS = GRAMS_PER_KILOGRAM
"""What a piece counts as whose weight nobody entered. Unknown is not zero: it would travel for free."""


def parcel_grams(pieces: Iterable[tuple[int | None, int]]) -> int:
    """The weight of pieces, each given as grams (None is unknown) and how many."""
    return sum((UNKNOWN_PIECE_GRAMS if grams is None else grams) * quantity for grams, quantity in pieces)


def delivery_amount(base_amount: int, per_kilogram_amount: int, grams: int) -> int:
    """The price of a parcel of this weight: 1 g is a started kilogram, 1000 g are one, 1001 g are two."""
    started_kilograms = -(-grams // GRAMS_PER_KILOGRAM)
    return base_amount + per_kilogram_amount * started_kilograms
