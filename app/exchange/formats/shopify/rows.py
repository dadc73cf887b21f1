"""Shopify's product CSV: what its rows say, checked value by value. No database here.

A product is consecutive rows with the same `Handle`. The first row has its texts; a row with an option value, a SKU or
a price is a variant; a row with an image address is a picture (one row is often both). Empty cells are left out, and so
are 0 grams, which is what Shopify writes for "not given", and a price to compare with that is not above the price,
which Shopify takes and does not show. A variant without SKU gets one made of the handle and its
option values (`classic-top:small`), the same at every import.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.exchange.errors import RowErrorCode
from app.exchange.formats.cells import unescaped
from app.exchange.formats.csv_rows import BadRow, Row
from app.exchange.formats.values import Values
from app.exchange.records import problem
from app.exchange.report import RowProblem

REQUIRED_COLUMNS: Final = ("Handle", "Title", "Variant Price")

COMPARE_AT: Final = "Variant Compare At Price"

MAX_ROWS: Final = 5_000
"""Rows of one product that are held in memory: more than Shopify allows variants and pictures together."""

NO_OPTION: Final = ("Title", "Default Title")
"""The option, and its value, of a product that has none."""

_LONGEST: Final[Mapping[str, int]] = {"Body (HTML)": 500_000, "Tags": 10_000, "Image Src": 2_000}
_LONGEST_OTHERS: Final = 1_000
_OPTION_NUMBERS: Final = (1, 2, 3)


@dataclass(frozen=True)
class ShopifyVariant:
    """One article."""

    line: int
    sku: str
    option_values: tuple[str, ...]
    price: int
    """Minor units of the file's currency."""
    compare_at: int | None
    """Likewise, above the price. None: it is compared with nothing."""
    quantity: int | None
    grams: int | None
    barcode: str | None


@dataclass(frozen=True)
class ShopifyImage:
    """A picture on a server of Shopify's, or anywhere."""

    url: str
    alt: str


@dataclass(frozen=True)
class ShopifyProduct:
    """What the rows of one handle come to."""

    line: int
    handle: str
    title: str
    body_html: str
    vendor: str
    type: str
    tags: tuple[str, ...]
    published: bool
    option_names: tuple[str, ...]
    variants: tuple[ShopifyVariant, ...]
    images: tuple[ShopifyImage, ...]


@dataclass
class Group:
    """Consecutive rows with the same handle; without a handle, one row that belongs to no product."""

    handle: str
    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    count: int = 0
    """Of all its rows, those included that could not be read."""
    is_full: bool = False

    @property
    def first_line(self) -> int:
        """Where it begins."""
        return min([row.line for row in self.rows] + [problem.line for problem in self.problems])


def groups(rows: Iterator[Row | BadRow]) -> Iterator[Group]:
    """The rows by product. A row that cannot be read spoils its product; one without a handle stands alone."""
    current: Group | None = None
    for row in rows:
        handle = unescaped(row.values.get("Handle", "").strip())
        if not handle:
            wrong = row.problem if isinstance(row, BadRow) else problem(row.line, "Handle", RowErrorCode.MISSING)
            yield Group("", problems=[wrong], count=1)
            continue
        if current is None or handle != current.handle:
            if current:
                yield current
            current = Group(handle)
        current.count += 1
        if isinstance(row, BadRow):
            current.problems.append(row.problem)
        elif len(current.rows) < MAX_ROWS:
            current.rows.append(row)
        elif not current.is_full:
            current.is_full = True
            current.problems.append(problem(row.line, "", RowErrorCode.TOO_MANY_ROWS, most=MAX_ROWS))
    if current:
        yield current


def read_product(group: Group, currency_code: str) -> ShopifyProduct | list[RowProblem]:
    """The product that the rows describe, or everything that is wrong with them."""
    reader = _ProductReader(group, currency_code)
    product = reader.read()
    return product if product and not reader.problems else reader.problems


class _ProductReader(Values):
    def __init__(self, group: Group, currency_code: str) -> None:
        super().__init__()
        self._group = group
        self._currency_code = currency_code
        self.problems += group.problems

    def read(self) -> ShopifyProduct | None:
        for row in self._group.rows:
            self.check_characters(row, _LONGEST, _LONGEST_OTHERS)
        if self.problems or not self._group.rows:
            return None
        first = self._group.rows[0]
        title = _text(first, "Title")
        if not title:
            self.complain(first.line, "Title", RowErrorCode.MISSING)
        options = self._option_names(first)
        return ShopifyProduct(
            line=first.line,
            handle=self._group.handle,
            title=title,
            body_html=_text(first, "Body (HTML)"),
            vendor=_text(first, "Vendor"),
            type=_text(first, "Type"),
            tags=tuple(dict.fromkeys(tag for part in _text(first, "Tags").split(",") if (tag := part.strip()))),
            published=self._published(first),
            option_names=tuple(options.values()),
            variants=self._variants(options),
            images=self._images(),
        )

    def _option_names(self, first: Row) -> dict[int, str]:
        names = {number: name for number in _OPTION_NUMBERS if (name := _text(first, f"Option{number} Name"))}
        if names == {1: NO_OPTION[0]} and _text(first, "Option1 Value") in ("", NO_OPTION[1]):
            return {}
        for number, name in names.items():
            if list(names.values()).count(name) > 1:
                self.complain(first.line, f"Option{number} Name", RowErrorCode.REPEATED, value=name, line=first.line)
        return names

    def _published(self, first: Row) -> bool:
        published = _text(first, "Published").lower()
        if published not in ("", "true", "false"):
            self.complain(first.line, "Published", RowErrorCode.NOT_ONE_OF, value=published, known="true, false")
        return published != "false" and _text(first, "Status").lower() in ("", "active")

    def _variants(self, options: Mapping[int, str]) -> tuple[ShopifyVariant, ...]:
        rows = [row for row in self._group.rows if _is_variant(row)]
        variants = [variant for row in rows if (variant := self._variant(row, options))]
        skus: dict[str, int] = {}
        choices: dict[tuple[str, ...], int] = {}
        for variant in variants:
            line = skus.setdefault(variant.sku, variant.line)
            if line != variant.line:
                self.complain(variant.line, "Variant SKU", RowErrorCode.REPEATED, value=variant.sku, line=line)
            line = choices.setdefault(variant.option_values, variant.line)
            if line != variant.line:
                values = " / ".join(variant.option_values)
                self.complain(variant.line, "Option1 Value", RowErrorCode.REPEATED, value=values, line=line)
        if not rows:
            self.complain(self._group.rows[0].line, "Variant Price", RowErrorCode.MISSING)
        return tuple(variants)

    def _variant(self, row: Row, options: Mapping[int, str]) -> ShopifyVariant | None:
        values = tuple(_text(row, f"Option{number} Value") for number in options)
        for number, value in zip(options, values, strict=True):
            if not value:
                self.complain(row.line, f"Option{number} Value", RowErrorCode.MISSING)
        price = self.amount(row.line, "Variant Price", _text(row, "Variant Price"), self._currency_code)
        quantity = self.integer(row.line, "Variant Inventory Qty", _text(row, "Variant Inventory Qty"))
        grams = self.integer(row.line, "Variant Grams", _text(row, "Variant Grams"))
        compare_at = None
        if text := _text(row, COMPARE_AT):
            compare_at = self.amount(row.line, COMPARE_AT, text, self._currency_code)
        if price is None:
            return None
        return ShopifyVariant(
            line=row.line,
            sku=_text(row, "Variant SKU") or derived_sku(self._group.handle, values),
            option_values=values,
            price=price,
            compare_at=compare_at if compare_at is not None and compare_at > price else None,
            quantity=quantity,
            grams=grams or None,
            barcode=_text(row, "Variant Barcode") or None,
        )

    def _images(self) -> tuple[ShopifyImage, ...]:
        placed: dict[str, tuple[int, ShopifyImage]] = {}
        for row in self._group.rows:
            url = _text(row, "Image Src")
            if not url:
                continue
            self.https(row.line, "Image Src", url)
            position = self.integer(row.line, "Image Position", _text(row, "Image Position"))
            image = ShopifyImage(url, _text(row, "Image Alt Text"))
            placed.setdefault(url, (len(placed) + 1 if position is None else position, image))
        return tuple(image for _, image in sorted(placed.values(), key=lambda each: each[0]))


def derived_sku(handle: str, option_values: Sequence[str]) -> str:
    """The SKU of a variant that has none: `classic-top:small/navy-blue`, or the handle where there are no options."""
    values = "/".join(re.sub(r"[\s/:]+", "-", value.strip().casefold()) for value in option_values)
    return f"{handle}:{values}" if values else handle


def _is_variant(row: Row) -> bool:
    return any(_text(row, name) for name in ("Option1 Value", "Variant SKU", "Variant Price"))


def _text(row: Row, name: str) -> str:
    return unescaped(row.values.get(name, "").strip())
