"""What shoppers of a market see, as items of a feed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from app.catalog import VariantDraft, media_url
from app.exchange.formats.goods import Goods, major, text_in, texts_in
from app.exchange.formats.google.items import OPTION_NAMES
from app.exchange.formats.google.measures import measure_text
from app.exchange.formats.values import moment_text

_NAMESPACE: Final = "http://base.google.com/ns/1.0"
_MOST_PICTURES: Final = 10
_UNPRINTABLE: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
"""What XML 1.0 cannot have."""


@dataclass(frozen=True)
class FeedView:
    """For whom a feed is written."""

    language_chain: tuple[str, ...]
    currency_code: str
    brand_names: Mapping[str, str]
    category_paths: Mapping[str, str]
    """By slug: `Home > Kitchen > Mugs`."""
    product_url: str
    """With `{slug}` and `{language}`."""
    public_url: str

    def link(self, slug: str, sku: str) -> str:
        """The address of a variant's page."""
        page = self.product_url.replace("{slug}", quote(slug)).replace("{language}", self.language_chain[0])
        return f"{page}{'&' if '?' in page else '?'}variant={quote(sku, safe='')}"


@dataclass(frozen=True)
class FeedPrice:
    """What a variant is shown to cost. Minor units."""

    amount: int
    regular: int | None = None
    """What it is reduced from; None where it is not."""
    reduced_from: datetime | None = None
    reduced_until: datetime | None = None


def feed_items(goods: Goods, prices: Mapping[str, FeedPrice], view: FeedView) -> Iterator[dict[str, Sequence[str]]]:
    """An item for each variant that has a price in the market. `prices`: by SKU."""
    draft = goods.draft
    brand = view.brand_names.get(draft.brand or "")
    path = view.category_paths.get(draft.category or "")
    words = texts_in(draft.translations, view.language_chain)
    options = {option.code: option for option in draft.options}
    for variant in draft.variants:
        price = prices.get(variant.sku)
        if price is None:
            continue
        values = {
            code: text_in(
                next(value.names for value in options[code].values if value.code == chosen), view.language_chain
            )
            for code, chosen in variant.choices.items()
        }
        named = ", ".join([words.name, *values.values()])
        pictures = _pictures(goods, variant, view)
        pieces = goods.available.get(variant.sku, 0)
        item: dict[str, Sequence[str]] = {
            "id": [variant.sku],
            "item_group_id": [draft.slug] if draft.options else [],
            "title": [named],
            "description": [plain_text(words.description) or words.name],
            "link": [view.link(words.slug or draft.slug, variant.sku)],
            "image_link": pictures[:1],
            "additional_image_link": pictures[1 : _MOST_PICTURES + 1],
            "availability": ["in_stock" if pieces else "out_of_stock"],
            "quantity_to_sell_on_facebook": [str(pieces)],
            **_prices(price, view.currency_code),
            "brand": [brand] if brand else [],
            "gtin": [variant.gtin] if variant.gtin else [],
            "mpn": [str(variant.metadata["mpn"])] if variant.metadata.get("mpn") else [],
            "condition": ["new"],
            "product_type": [path] if path else [],
            **{_OPTION_COLUMNS[code]: [text] for code, text in values.items() if code in _OPTION_COLUMNS},
            **_measures(variant),
        }
        yield {name: texts for name, texts in item.items() if texts}


def _prices(price: FeedPrice, currency_code: str) -> dict[str, Sequence[str]]:
    def money(amount: int) -> str:
        return f"{major(amount, currency_code)} {currency_code}"

    if price.regular is None:
        return {"price": [money(price.amount)]}
    found: dict[str, Sequence[str]] = {"price": [money(price.regular)], "sale_price": [money(price.amount)]}
    if price.reduced_from and price.reduced_until:
        span = f"{moment_text(price.reduced_from)}/{moment_text(price.reduced_until)}"
        found["sale_price_effective_date"] = [span]
    return found


_OPTION_COLUMNS: Final = {**{name: name for name in OPTION_NAMES}, "colour": "color"}


def _measures(variant: VariantDraft) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {}
    if variant.weight_grams:
        found["shipping_weight"] = [f"{variant.weight_grams} g"]
    content = variant.content
    if content and (text := measure_text(content.quantity, content.unit)):
        found["unit_pricing_measure"] = [text]
        if content.reference and (base := measure_text(content.reference, content.unit)):
            found["unit_pricing_base_measure"] = [base]
    return found


def _pictures(goods: Goods, variant: VariantDraft, view: FeedView) -> list[str]:
    """The variant's own first."""
    own = set(variant.media)
    sources = [medium.source for medium in goods.draft.media if medium.type == "IMAGE"]
    return [media_url(each, view.public_url, None, None) for each in sorted(sources, key=lambda each: each not in own)]


class XmlWriter:
    """Items as RSS 2.0 with Google's elements."""

    def __init__(self, title: str, link: str) -> None:
        self._title = title
        self._link = link

    def header(self) -> bytes:
        """All before the first item."""
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="{_NAMESPACE}">\n<channel>\n'
            f"<title>{_text(self._title)}</title>\n<link>{_text(self._link)}</link>\n"
            f"<description>{_text(self._title)}</description>\n"
        ).encode()

    def item(self, item: Mapping[str, Sequence[str]]) -> bytes:
        """One item."""
        lines = [f"<g:{name}>{_text(text)}</g:{name}>" for name, texts in item.items() for text in texts]
        return ("<item>\n" + "\n".join(lines) + "\n</item>\n").encode()

    def footer(self) -> bytes:
        """All after the last."""
        return b"</channel>\n</rss>\n"


def _text(text: str) -> str:
    return escape(text.translate(_UNPRINTABLE))


def plain_text(description: str) -> str:
    """The words of safe HTML, blocks apart by line breaks."""
    reader = _WordsOnly()
    reader.feed(description)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


class _WordsOnly(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base's
        if tag in ("br", "p", "li", "tr", "h2", "h3", "h4", "h5", "h6"):
            self.parts.append("\n")
