"""Lines of JSONL and the drafts that they stand for.

The shape of a line is made from the draft's own fields, once, when this module is imported: what a draft can say can be
written, and a field that no draft has is refused.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from types import UnionType
from typing import Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from app.catalog import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    OperatorDraft,
    ProductDraft,
    ProductTypeDraft,
    VariantDraft,
)
from app.exchange.formats.goods import major
from app.exchange.formats.values import moment_text
from app.exchange.records import MorePrice, ThingDraft

FORMAT: Final = "tradewind"
VERSION: Final = 1
MOST_BYTES: Final = 32 * 1024 * 1024
"""Of one line: some hundred thousand products of a collection that is put together by hand."""

_KINDS: Final[Mapping[str, type[Any]]] = {
    "operator": OperatorDraft,
    "attribute": AttributeDraft,
    "product_type": ProductTypeDraft,
    "brand": BrandDraft,
    "category": CategoryDraft,
    "product": ProductDraft,
    "collection": CollectionDraft,
}
"""In the order in which they are written: each names only what stands before it."""

_Field = tuple[str, Any] | tuple[str, Any, Any]


class MorePriceLine(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """A price for more pieces or for a while: amounts in major units, moments in ISO 8601 with their offset."""

    amount: str
    compare_at: str | None = None
    min_quantity: int = 1
    starts_at: str | None = None
    ends_at: str | None = None


class VariantPrices(NamedTuple):
    """What a line says of the prices of a variant, by the code of the price list, in major units."""

    plain: Mapping[str, str] = {}
    """Of one piece, until further notice."""
    compare_at: Mapping[str, str] = {}
    more: Mapping[str, Sequence[MorePriceLine]] = {}


_BESIDES: Final[Mapping[type[Any], tuple[_Field, ...]]] = {
    VariantDraft: (
        ("prices", Mapping[str, str] | None, None),
        ("compare_at", Mapping[str, str] | None, None),
        ("more_prices", Mapping[str, list[MorePriceLine]] | None, None),
        ("stock", Mapping[str, int] | None, None),
    )
}
"""What a line says that no draft does."""


class Header(msgspec.Struct, tag="header", tag_field="record", forbid_unknown_fields=True):
    """The first line."""

    format: str
    version: int


_shapes: dict[type[Any], type[msgspec.Struct]] = {}


def _shape_of(draft: type[Any], kind: str | None = None) -> type[msgspec.Struct]:
    """The struct whose fields are those of a draft, with structs for the drafts within it."""
    if draft not in _shapes:
        hints = get_type_hints(draft)
        own: list[_Field] = []
        for each in fields(draft):
            hint = _shaped(hints[each.name])
            if each.default_factory is not MISSING:
                own.append((each.name, hint, msgspec.field(default_factory=each.default_factory)))
            elif each.default is not MISSING:
                own.append((each.name, hint, each.default))
            else:
                own.append((each.name, hint))
        _shapes[draft] = msgspec.defstruct(
            draft.__name__,
            [*own, *_BESIDES.get(draft, ())],
            tag=kind,
            tag_field="record" if kind else None,
            omit_defaults=True,
            forbid_unknown_fields=True,
            kw_only=True,
        )
    return _shapes[draft]


def _shaped(hint: Any) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        return _shape_of(hint)
    arguments = tuple(_shaped(each) for each in get_args(hint))
    if not arguments:
        return hint
    origin: Any = get_origin(hint)
    return Union[arguments] if origin in (Union, UnionType) else origin[arguments]  # noqa: UP007 - made as it runs


_SHAPES: Final = {draft: _shape_of(draft, kind) for kind, draft in _KINDS.items()}
_DRAFTS: Final = {shape: draft for draft, shape in _SHAPES.items()}
_DECODER: Final = msgspec.json.Decoder(Union[(Header, *_SHAPES.values())])
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


def encode_header() -> bytes:
    """The first line."""
    return _ENCODER.encode(Header(FORMAT, VERSION)) + b"\n"


def encode_line(draft: ThingDraft | ProductDraft) -> bytes:
    """The line of a draft without prices or stock."""
    return _ENCODER.encode(_struct_of(draft)) + b"\n"


def encode_product(
    draft: ProductDraft, prices: Callable[[str], VariantPrices], stock: Callable[[str], Mapping[str, int]]
) -> bytes:
    """The line of a product with what each SKU costs, by price list, and how much of it there is, by warehouse."""
    line: Any = _struct_of(draft)
    for variant in line.variants:
        said = prices(variant.sku)
        variant.prices = said.plain
        variant.compare_at = said.compare_at or None
        variant.more_prices = {code: list(more) for code, more in said.more.items()} or None
        variant.stock = stock(variant.sku)
    return _ENCODER.encode(line) + b"\n"


def more_price_line(price: MorePrice, currency_code: str) -> MorePriceLine:
    """Such a price as a line has it."""
    return MorePriceLine(
        amount=major(price.amount, currency_code),
        compare_at=None if price.compare_at is None else major(price.compare_at, currency_code),
        min_quantity=price.min_quantity,
        starts_at=moment_text(price.starts_at) or None,
        ends_at=moment_text(price.ends_at) or None,
    )


def _struct_of(draft: ThingDraft | ProductDraft) -> msgspec.Struct:
    if isinstance(draft, ProductDraft | CategoryDraft | CollectionDraft):  # what is as usual is known by identity
        draft = replace(draft, source_language_tag=sys.intern(draft.source_language_tag))
    if isinstance(draft, ProductDraft):
        draft = replace(draft, tax_class=sys.intern(draft.tax_class))
    return msgspec.convert(draft, _SHAPES[type(draft)], from_attributes=True)


class Line(msgspec.Struct):
    """What a line says."""

    draft: ThingDraft | ProductDraft
    prices: Mapping[str, VariantPrices] | None = None
    """By SKU. None: nothing is said of prices."""
    says_more: bool = False
    """Whether something is said of more than plain prices."""
    stock: Mapping[str, Mapping[str, int]] = {}
    """SKU → warehouse code → pieces. A SKU that is missing: nothing is said of its pieces."""


def decode_line(data: bytes) -> Line | Header:
    """The draft that a line stands for. Raises `msgspec.DecodeError`, and its `ValidationError` for wrong fields."""
    found: Any = _DECODER.decode(data)
    if isinstance(found, Header):
        return found
    kind = _DRAFTS[type(found)]
    draft = msgspec.convert(found, kind, from_attributes=True)
    if kind is not ProductDraft:
        return Line(draft)
    says_more = any(variant.compare_at is not None or variant.more_prices is not None for variant in found.variants)
    says_prices = says_more or any(variant.prices is not None for variant in found.variants)
    return Line(
        draft,
        {
            variant.sku: VariantPrices(variant.prices or {}, variant.compare_at or {}, variant.more_prices or {})
            for variant in found.variants
        }
        if says_prices
        else None,
        says_more,
        {variant.sku: variant.stock for variant in found.variants if variant.stock is not None},
    )
