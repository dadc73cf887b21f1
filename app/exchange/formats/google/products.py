"""Items of a feed as products."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.catalog import (
    BrandDraft,
    CategoryDraft,
    MediaDraft,
    OptionDraft,
    ProductDraft,
    ProductTypeDraft,
    Texts,
    VariantDraft,
)
from app.exchange.errors import RowErrorCode
from app.exchange.formats.csv_rows import Row
from app.exchange.formats.foreign import Defaults, completed
from app.exchange.formats.google.items import OPTION_NAMES, BadItem, Item
from app.exchange.formats.google.measures import content, grams, price_parts
from app.exchange.formats.names import code_of, in_english_too, option_of, slug_of
from app.exchange.formats.values import Values, shown
from app.exchange.records import Bad, Record, StatedProduct, ThingDraft, problem
from app.exchange.report import RowProblem

MAX_ITEMS: Final = 2_000
"""Variants of one product that are held in memory."""

TYPE: Final = "other"
"""The product type of everything: a feed sorts products into categories and knows no types."""

FIELDS: Final = {"sku": "id", "translations": "title", "choices": "color", "prices": "price", "slug": "title",
                 "stock": "availability", "media": "image_link", "hs_code": "id"}  # fmt: skip

_LONGEST: Final[Mapping[str, int]] = {"description": 500_000, "additional_image_link": 40_000}
_LONGEST_OTHERS: Final = 2_000
_AVAILABILITY: Final = ("in_stock", "out_of_stock", "preorder", "backorder", "available_for_order", "discontinued")
_MARKUP: Final = re.compile(r"<[a-zA-Z/]|&#?\w+;")


@dataclass
class _Group:
    key: str
    items: list[Item] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def first_line(self) -> int:
        return min([item.line for item in self.items] + [problem.line for problem in self.problems])


class GoogleReader:
    """The products of a feed. What is read already in another language or system stays as it is known."""

    def __init__(self, items: Iterable[Item | BadItem], defaults: Defaults) -> None:
        self._items = items
        self._defaults = defaults

    def __iter__(self) -> Iterator[Record]:
        for group in _groups(self._items):
            product = _ProductReader(group, self._defaults)
            stated = product.read() if group.items and not group.problems else None
            count = len(group.items) + len(group.problems)
            if stated is None or product.problems:
                yield Bad(group.first_line, product.problems, count, is_thing=bool(group.key))
            else:
                yield replace(stated, rows=count)


def _groups(items: Iterable[Item | BadItem]) -> Iterator[_Group]:
    current: _Group | None = None
    for item in items:
        key = item.group if isinstance(item, BadItem) else item.text("item_group_id") or item.text("id")
        if current and (not key or key != current.key):
            yield current
            current = None
        if isinstance(item, BadItem):
            current = current or _Group(key)
            current.problems.append(item.problem)
        elif not key:
            yield _Group("", problems=[problem(item.line, "id", RowErrorCode.MISSING)])
        else:
            current = current or _Group(key)
            if len(current.items) < MAX_ITEMS:
                current.items.append(item)
            elif not current.problems:
                current.problems.append(problem(item.line, "", RowErrorCode.TOO_MANY_ROWS, most=MAX_ITEMS))
    if current:
        yield current


class _ProductReader(Values):
    def __init__(self, group: _Group, defaults: Defaults) -> None:
        super().__init__()
        self._group = group
        self._defaults = defaults
        self._language = defaults.language_tag
        self.problems += group.problems

    def read(self) -> StatedProduct | None:
        for item in self._group.items:
            joined = {name: ",".join(texts) for name, texts in item.values.items()}
            self.check_characters(Row(item.line, joined), _LONGEST, _LONGEST_OTHERS)
        if self.problems:
            return None
        items, first = self._group.items, self._group.items[0]
        skus = self._skus()
        if not first.text("title"):
            self.complain(first.line, "title", RowErrorCode.MISSING)
        options = self._options()
        amounts = [self._price(item) for item in items]
        variants = tuple(self._variant(item, options) for item in items)
        pictures = [url for item in items for url in self._pictures(item)]
        categories = self._categories(first)
        brand = slug_of(first.text("brand"))
        needs: list[ThingDraft] = [ProductTypeDraft(TYPE, {"en": "Other"}), *categories]
        if brand:
            needs.append(BrandDraft(brand, first.text("brand")))
        stock = {sku: pieces for sku, item in zip(skus, items, strict=True) if (pieces := self._stock(item))}
        if self.problems:
            return None
        lists = {code for each in amounts if each for code in self._defaults.lists_of_currency[each[1]]}
        draft = ProductDraft(
            slug="-".join(part for part in (slug_of(first.text("title")), slug_of(self._group.key)) if part),
            product_type=TYPE,
            translations={self._language: Texts(first.text("title"), _as_html(first.text("description")))},
            variants=variants,
            options=tuple(options.values()),
            media=tuple(MediaDraft(url) for url in dict.fromkeys(pictures)),
            brand=brand or None,
            category=categories[-1].slug if categories else None,
            publications=self._defaults.publications(True),
            source_language_tag=self._language,
            external_id=f"google:{self._group.key}",
        )
        return StatedProduct(
            line=first.line,
            key=self._group.key,
            draft=draft,
            complete=_complete,
            needs=needs,
            prices={
                sku: dict.fromkeys(self._defaults.lists_of_currency[each[1]], each[0])
                for sku, each in zip(skus, amounts, strict=True)
                if each
            },
            price_lists=sorted(lists),
            stock=stock,
            fields=FIELDS,
            variant_lines=[item.line for item in items],
        )

    def _skus(self) -> list[str]:
        lines: dict[str, int] = {}
        for item in self._group.items:
            sku = item.text("id")
            if not sku:
                self.complain(item.line, "id", RowErrorCode.MISSING)
            elif sku in lines:
                self.complain(item.line, "id", RowErrorCode.REPEATED, value=sku, line=lines[sku])
            lines.setdefault(sku, item.line)
        return [item.text("id") for item in self._group.items]

    def _options(self) -> dict[str, OptionDraft]:
        """By the name of the column: what each item of a group of several says."""
        items = self._group.items
        if len(items) == 1 and not items[0].text("item_group_id"):
            return {}
        names = [name for name in OPTION_NAMES if any(item.text(name) for item in items)]
        chosen: dict[tuple[str, ...], int] = {}
        for item in items:
            for name in names:
                if not item.text(name):
                    self.complain(item.line, name, RowErrorCode.MISSING)
            values = tuple(item.text(name) for name in names)
            line = chosen.setdefault(values, item.line)
            if line != item.line:
                self.complain(
                    item.line,
                    names[0] if names else "color",
                    RowErrorCode.REPEATED,
                    value=" / ".join(values),
                    line=line,
                )
        return {
            name: option_of(name.capitalize(), [item.text(name) for item in items], self._language) for name in names
        }

    def _variant(self, item: Item, options: Mapping[str, OptionDraft]) -> VariantDraft:
        weight, measure = item.text("shipping_weight"), item.text("unit_pricing_measure")
        weight_grams = grams(weight) if weight else None
        if weight and weight_grams is None:
            self.complain(item.line, "shipping_weight", RowErrorCode.NOT_A_NUMBER, value=shown(weight))
        inside = content(measure, item.text("unit_pricing_base_measure")) if measure else None
        if measure and inside is None:
            self.complain(item.line, "unit_pricing_measure", RowErrorCode.NOT_A_NUMBER, value=shown(measure))
        missing = any(not item.text(name) for name in options)
        return VariantDraft(
            sku=item.text("id"),
            choices={} if missing else {each.code: code_of(each, item.text(name)) for name, each in options.items()},
            weight_grams=weight_grams,
            content=inside,
            gtin=item.text("gtin") or None,
            media=tuple(dict.fromkeys(each for each in _picture_urls(item) if each)),
            metadata={"mpn": item.text("mpn")} if item.text("mpn") else {},
        )

    def _price(self, item: Item) -> tuple[int, str] | None:
        """What is charged: the price of a sale where there is one."""
        name = "sale_price" if item.text("sale_price") else "price"
        text = item.text(name)
        if not text:
            self.complain(item.line, name, RowErrorCode.MISSING)
            return None
        parts = price_parts(text)
        if parts is None:
            self.complain(item.line, name, RowErrorCode.NOT_A_NUMBER, value=shown(text))
            return None
        amount, currency = parts
        if currency not in self._defaults.lists_of_currency:
            known = ", ".join(sorted(self._defaults.lists_of_currency))
            self.complain(item.line, name, RowErrorCode.NOT_ONE_OF, value=currency, known=known)
            return None
        minor = self.amount(item.line, name, amount, currency)
        return None if minor is None else (minor, currency)

    def _stock(self, item: Item) -> dict[str, int]:
        availability = item.text("availability").lower().replace(" ", "_")
        if availability and availability not in _AVAILABILITY:
            known = ", ".join(_AVAILABILITY)
            self.complain(item.line, "availability", RowErrorCode.NOT_ONE_OF, value=shown(availability), known=known)
        name = "quantity_to_sell_on_facebook"
        pieces = self.integer(item.line, name, item.text(name))
        if pieces is None and availability == "out_of_stock":
            pieces = 0
        return {} if pieces is None else {self._defaults.warehouse_code: pieces}

    def _pictures(self, item: Item) -> list[str]:
        return [url for url in _picture_urls(item) if self.https(item.line, "image_link", url)]

    def _categories(self, item: Item) -> list[CategoryDraft]:
        """The path of `product_type`, or of Google's own tree where that is written out, from the top down."""
        path = item.text("product_type") or item.text("google_product_category")
        names = [name.strip() for name in path.split(">") if name.strip()]
        if len(names) <= 1 and path.isdecimal():
            return []
        drafts: list[CategoryDraft] = []
        for name in names:
            above = drafts[-1].slug if drafts else None
            slug = "-".join(part for part in (above, slug_of(name)) if part)
            if slug and slug != above:
                words = {tag: Texts(text) for tag, text in in_english_too(name, self._language).items()}
                drafts.append(CategoryDraft(slug, words, parent=above))
        return drafts


def _complete(known: ProductDraft, stated: ProductDraft) -> ProductDraft:
    """A feed has no column for the slug, the type or tags, and its codes for options are ours."""
    product = completed(known, stated, ("weight_grams", "content", "gtin", "media"))
    metadata = {variant.sku: variant.metadata for variant in stated.variants}
    return replace(
        product,
        slug=known.slug,
        product_type=known.product_type,
        tags=known.tags,
        variants=tuple(
            replace(variant, metadata={**variant.metadata, **metadata[variant.sku]}) for variant in product.variants
        ),
    )


def _picture_urls(item: Item) -> Sequence[str]:
    urls = [item.text("image_link"), *item.values.get("additional_image_link", ())]
    return [url.strip() for url in urls if url.strip()]


def _as_html(text: str) -> str:
    """A description with markup as it is, and a plain one so that each line stays one."""
    return text if _MARKUP.search(text) else "<br>".join(html.escape(text, quote=False).splitlines())
