"""Rules of stock: sums, no SQL."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

MAX_ON_HAND = 1_000_000_000
"""More than a warehouse holds of anything, and well inside the column's 32 bits."""

LONGEST_REASON = 500

Piece = tuple[UUID, UUID, int]
"""A variant, a warehouse, and how many."""


def taken_pieces(pieces: Iterable[Piece], components: Mapping[UUID, Sequence[tuple[UUID, int]]]) -> Iterable[Piece]:
    """The pieces that leave the shelf when these are sold: of a bundle, those of its `{bundle: [(variant, how many)]}`,
    and of everything else its own."""
    for variant_id, warehouse_id, quantity in pieces:
        for component_id, each in components.get(variant_id, [(variant_id, 1)]):
            yield component_id, warehouse_id, each * quantity


def merge_pieces(pieces: Iterable[Piece]) -> dict[tuple[UUID, UUID], int]:
    """`{(warehouse, variant): quantity}`, each pair once, in the order in which rows are locked.

    Raises `ValueError` for a quantity below one: callers check what people write before they come here.
    """
    merged: dict[tuple[UUID, UUID], int] = {}
    for variant_id, warehouse_id, quantity in pieces:
        if quantity < 1:
            raise ValueError(f"{quantity} pieces of {variant_id}: a quantity is at least 1")
        key = (warehouse_id, variant_id)
        merged[key] = merged.get(key, 0) + quantity
    return dict(sorted(merged.items()))


def is_reason(text: str) -> bool:
    """Whether the text can stand in the audit log: something to read, of at most 500 characters that print."""
    return (
        bool(text.strip())
        and len(text) <= LONGEST_REASON
        and not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
    )
