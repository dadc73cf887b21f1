"""What readers make of a file: one record for each thing that it says. No database here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from app.catalog import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CheckedDraft,
    CollectionDraft,
    OperatorDraft,
    ProductDraft,
    ProductTypeDraft,
)
from app.core.errors import Problem
from app.exchange.errors import RowErrorCode
from app.exchange.report import RowProblem
from app.translations import Edit

ThingDraft: TypeAlias = OperatorDraft | AttributeDraft | ProductTypeDraft | BrandDraft | CategoryDraft | CollectionDraft


@dataclass(frozen=True)
class Bad:
    """A record that could not be read."""

    line: int
    problems: Sequence[RowProblem]
    rows: int = 1
    is_thing: bool = True
    """Whether it counts as a thing that failed; a line without a name does not, nor does the end of a damaged file."""


@dataclass(frozen=True)
class Thing:
    """Something that is no product, whole."""

    line: int
    draft: ThingDraft
    rows: int = 1


class MorePrice(NamedTuple):
    """A price for more than one piece, or for a while. Minor units."""

    amount: int
    compare_at: int | None = None
    min_quantity: int = 1
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class StatedProduct:
    """What a file says of a product, its prices and its pieces."""

    line: int
    key: str
    """By which the file names it, and which no other product of the file has."""
    draft: ProductDraft
    data: bytes | None = None
    """The line itself, where it refers to what may stand further down; it is then read once more."""
    checked: CheckedDraft | None = None
    """The draft as its reader has looked at it already; None where it is still to be completed."""
    complete: Callable[[ProductDraft, ProductDraft], ProductDraft] | None = None
    """Makes of the product as it is known and this draft what it is to be. None: the draft says everything."""
    needs: Sequence[ThingDraft] = ()
    """What the draft names and is made on the way where the shop does not have it."""
    prices: Mapping[str, Mapping[str, int]] | None = None
    """SKU → price list code → minor units: exactly these in the lists of `price_lists`. None: they stay."""
    compare_at: Mapping[str, Mapping[str, int]] | None = None
    """Likewise, what these are compared with. None: the file does not say, and it stays where it is above."""
    more_prices: Mapping[str, Mapping[str, Sequence[MorePrice]]] | None = None
    """SKU → price list code → its other prices, exactly these. None: the file does not say, and they stay."""
    price_lists: Sequence[str] | None = None
    """Codes. None: all that the shop has."""
    stock: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """SKU → warehouse code → pieces on hand. Where nothing is said, they stay."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the file calls the fields of the draft. None: as the draft does."""
    variant_lines: Sequence[int] = ()
    """Where each variant stands; empty: in the line of the product."""
    rows: int = 1


@dataclass(frozen=True)
class PriceRow:
    """What a variant costs in a price list."""

    line: int
    sku: str
    price_list: str
    amount: str
    """In major units; empty: it has no such price."""
    compare_at: str | None = None
    """The same; empty: none. None: the file does not say, and it stays where it is above the amount."""
    min_quantity: int = 1
    starts_at: datetime | None = None
    """None: until further notice."""
    ends_at: datetime | None = None
    is_alone: bool = False
    """Whether the file tells prices of one variant in one list apart, by quantity or dates. If not, an empty amount
    takes the variant out of the list."""
    rows: int = 1


@dataclass(frozen=True)
class SettingRow:
    """Something that decides prices, or what was charged before."""

    line: int
    key: str
    """What it is found again by, and what no other row of the file may be."""
    said: Any
    """What the file says of it: a value of `app.exchange.formats.settings`."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the file calls the fields of the domain's input, where it is something else."""
    rows: int = 1


@dataclass(frozen=True)
class StockRow:
    """How many pieces stand in a warehouse."""

    line: int
    sku: str
    warehouse: str
    on_hand: int
    rows: int = 1


@dataclass(frozen=True)
class TranslationRow:
    """One text in one language."""

    line: int
    kind: str
    key: str
    language: str
    field: str
    text: str
    rows: int = 1


@dataclass(frozen=True)
class TranslatedUnit:
    """One text of a translator's file."""

    line: int
    edit: Edit
    rows: int = 1


Record: TypeAlias = Bad | Thing | StatedProduct | PriceRow | SettingRow | StockRow | TranslationRow | TranslatedUnit


class Reader(Protocol):
    """A stream of records."""

    def __iter__(self) -> Iterator[Record]: ...


MAY_COME: Final = frozenset({"product", "collection"})
"""Kinds of things that products refer to, and that may stand further down in a file."""


def problem(line: int, field: str, code: RowErrorCode, /, **facts: object) -> RowProblem:
    """A problem of a row."""
    return RowProblem(line, field, Problem(code, facts=facts))


def may_wait(draft: ProductDraft) -> bool:
    """Whether the draft refers to something that can stand further down."""
    values = (*draft.attributes.values(), *(each for one in draft.variants for each in one.attributes.values()))
    return any(isinstance(each, dict) and each.get("kind") in MAY_COME for each in values)
