"""Shopify's product CSV: what its rows say, checked value by value. No database here.

A product is consecutive rows with the same `Handle`. The first row has its texts; a row with an option value, a SKU or
a price is a variant; a row with an image address is a picture (one row is often both). Empty cells are left out, and so
are 0 grams, which is what Shopify writes for "not given". A variant without SKU gets one made of the handle and its
option values (`classic-top:small`), the same at every import.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.core.money import InvalidAmountError, parse_amount
from app.imports.csv_rows import BadRow, Row

REQUIRED_COLUMNS: Final = ("Handle", "Title", "Variant Price")

MAX_ROWS: Final = 5_000
"""Rows of one product that are held in memory: more than Shopify allows variants and pictures together."""

_LONGEST: Final[Mapping[str, int]] = {"Body (HTML)": 500_000, "Tags": 10_000, "Image Src": 2_000}
_LONGEST_OTHERS: Final = 1_000
_LARGEST_INTEGER: Final = 1_000_000_000
_OPTION_NUMBERS: Final = (1, 2, 3)
_NO_OPTIONS: Final = ("Title", "Default Title")
_INTEGER = re.compile(r"-?[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_UTF_8 = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a row, or with one field of it."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True)
class ShopifyVariant:
    """One article."""

    line: int
    sku: str
    option_values: tuple[str, ...]
    price: int
    """Minor units of the file's currency."""
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
    complaints: list[Complaint] = field(default_factory=list)
    is_full: bool = False

    @property
    def first_line(self) -> int:
        """Where it begins."""
        return min([row.line for row in self.rows] + [complaint.line for complaint in self.complaints])


def groups(rows: Iterator[Row | BadRow]) -> Iterator[Group]:
    """The rows by product. A row that cannot be read spoils its product; one without a handle stands alone."""
    current: Group | None = None
    for row in rows:
        handle = row.values.get("Handle", "").strip()
        if not handle:
            field, reason = (
                ("", row.reason) if isinstance(row, BadRow) else ("Handle", "is missing: whose row is this?")
            )
            yield Group("", complaints=[Complaint(row.line, field, reason)])
            continue
        if current is None or handle != current.handle:
            if current:
                yield current
            current = Group(handle)
        if isinstance(row, BadRow):
            current.complaints.append(Complaint(row.line, "", row.reason))
        elif len(current.rows) < MAX_ROWS:
            current.rows.append(row)
        elif not current.is_full:
            current.is_full = True
            current.complaints.append(Complaint(row.line, "", f"a product has at most {MAX_ROWS:,} rows"))
    if current:
        yield current


def read_product(group: Group, currency_code: str) -> ShopifyProduct | list[Complaint]:
    """The product that the rows describe, or everything that is wrong with them."""
    reader = _ProductReader(group, currency_code)
    product = reader.read()
    return product if product and not reader.complaints else reader.complaints


class _ProductReader:
    def __init__(self, group: Group, currency_code: str) -> None:
        self._group = group
        self._currency_code = currency_code
        self.complaints = list(group.complaints)

    def read(self) -> ShopifyProduct | None:
        for row in self._group.rows:
            self._check_characters(row)
        if self.complaints or not self._group.rows:
            return None
        first = self._group.rows[0]
        title = _text(first, "Title")
        if not title:
            self._complain(first, "Title", "is missing in the first row of the product")
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

    def _check_characters(self, row: Row) -> None:
        for name, value in row.values.items():
            limit = _LONGEST.get(name, _LONGEST_OTHERS)
            if len(value) > limit:
                self._complain(row, name, f"has {len(value):,} characters; at most {limit:,} are taken")
            elif _NOT_UTF_8.search(value):
                self._complain(row, name, "is not UTF-8: save the file as CSV in UTF-8")
            elif unprintable := _UNPRINTABLE.search(value):
                self._complain(row, name, f"has a control character (U+{ord(unprintable[0]):04X})")

    def _option_names(self, first: Row) -> dict[int, str]:
        names = {number: name for number in _OPTION_NUMBERS if (name := _text(first, f"Option{number} Name"))}
        if names == {1: _NO_OPTIONS[0]} and _text(first, "Option1 Value") in ("", _NO_OPTIONS[1]):
            return {}
        for number, name in names.items():
            if list(names.values()).count(name) > 1:
                self._complain(first, f"Option{number} Name", f"is {name!r} twice")
        return names

    def _published(self, first: Row) -> bool:
        published = _text(first, "Published").lower()
        if published not in ("", "true", "false"):
            self._complain(first, "Published", f"is {published!r}; write true or false")
        return published != "false" and _text(first, "Status").lower() in ("", "active")

    def _variants(self, options: Mapping[int, str]) -> tuple[ShopifyVariant, ...]:
        rows = [row for row in self._group.rows if _is_variant(row)]
        variants = [variant for row in rows if (variant := self._variant(row, options))]
        for what, column in (("sku", "Variant SKU"), ("option_values", "Option1 Value")):
            seen: dict[object, int] = {}
            for variant in variants:
                value = getattr(variant, what)
                if value in seen:
                    shown = value if isinstance(value, str) else " / ".join(value)
                    reason = (
                        f"{shown!r} is that of line {seen[value]} already"
                        if shown
                        else f"is the same as in line {seen[value]}"
                    )
                    self.complaints.append(Complaint(variant.line, column, reason))
                seen.setdefault(value, variant.line)
        if not rows:
            self._complain(self._group.rows[0], "Variant Price", "is missing: the product has no variant")
        return tuple(variants)

    def _variant(self, row: Row, options: Mapping[int, str]) -> ShopifyVariant | None:
        values = tuple(_text(row, f"Option{number} Value") for number in options)
        for number, value in zip(options, values, strict=True):
            if not value:
                self._complain(
                    row, f"Option{number} Value", f"is missing: the product has the option {options[number]!r}"
                )
        price = self._price(row)
        quantity = self._integer(row, "Variant Inventory Qty")
        grams = self._integer(row, "Variant Grams")
        if price is None:
            return None
        return ShopifyVariant(
            line=row.line,
            sku=_text(row, "Variant SKU") or derived_sku(self._group.handle, values),
            option_values=values,
            price=price,
            quantity=quantity,
            grams=grams or None,
            barcode=_text(row, "Variant Barcode") or None,
        )

    def _price(self, row: Row) -> int | None:
        text = _text(row, "Variant Price")
        if not text:
            self._complain(row, "Variant Price", "is missing")
            return None
        if not _DECIMAL.fullmatch(text):
            self._complain(row, "Variant Price", f"{text!r} is not a number; write it like 1234.50")
            return None
        try:
            return parse_amount(text, self._currency_code)
        except InvalidAmountError as error:
            self._complain(row, "Variant Price", str(error))
            return None

    def _integer(self, row: Row, name: str) -> int | None:
        text = _text(row, name)
        if not text:
            return None
        if not _INTEGER.fullmatch(text):
            self._complain(row, name, f"{text!r} is not a whole number")
        elif text.startswith("-"):
            self._complain(row, name, f"{text!r} is negative")
        elif int(text[: len(str(_LARGEST_INTEGER)) + 1]) > _LARGEST_INTEGER:
            self._complain(row, name, f"is larger than {_LARGEST_INTEGER:,}")
        else:
            return int(text)
        return None

    def _images(self) -> tuple[ShopifyImage, ...]:
        placed: dict[str, tuple[int, ShopifyImage]] = {}
        for row in self._group.rows:
            url = _text(row, "Image Src")
            if not url:
                continue
            if not url.startswith("https://") or any(character.isspace() for character in url):
                self._complain(row, "Image Src", f"{url[:80]!r} is not an address that starts with https://")
            position = self._integer(row, "Image Position")
            image = ShopifyImage(url, _text(row, "Image Alt Text"))
            placed.setdefault(url, (len(placed) + 1 if position is None else position, image))
        return tuple(image for _, image in sorted(placed.values(), key=lambda each: each[0]))

    def _complain(self, row: Row, name: str, reason: str) -> None:
        self.complaints.append(Complaint(row.line, name, reason))


def derived_sku(handle: str, option_values: Sequence[str]) -> str:
    """The SKU of a variant that has none: `classic-top:small/navy-blue`, or the handle where there are no options."""
    values = "/".join(re.sub(r"[\s/:]+", "-", value.strip().casefold()) for value in option_values)
    return f"{handle}:{values}" if values else handle


def _is_variant(row: Row) -> bool:
    return any(_text(row, name) for name in ("Option1 Value", "Variant SKU", "Variant Price"))


def _text(row: Row, name: str) -> str:
    return row.values.get(name, "").strip()
