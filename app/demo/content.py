"""What the demo shop consists of, as its files in `shop/` say it. Amounts are text in major units: never a float."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import TypeAdapter

from app.catalog import AttributeKind
from app.demo.entries import Entry, ExactNumber, Names
from app.demo.merchandising_entries import MerchandisingEntry
from app.demo.pricing_entries import PricingEntry
from app.payments.status import PaymentMethodKind

EntryT = TypeVar("EntryT")

PRODUCT_FILES = ("clothing", "beauty", "home", "electronics", "food")


class LanguageEntry(Entry):
    tag: str
    fallback: str | None


class MarketEntry(Entry):
    code: str
    names: Names
    currency_code: str
    more_currency_codes: Sequence[str]
    time_zone: str
    displays_tax: bool
    default_country_code: str
    default_language_tag: str
    country_codes: Sequence[str]
    language_tags: Sequence[str]
    is_default: bool


class WarehouseEntry(Entry):
    code: str
    names: Names
    country_code: str
    time_zone: str
    cut_off_hour: int


class CarrierEntry(Entry):
    code: str
    name: str
    tracking_url: str | None


class ZoneEntry(Entry):
    code: str
    country_codes: Sequence[str]


class DeliveryPriceEntry(Entry):
    base: str
    per_kilogram: str


class DeliveryOptionEntry(Entry):
    code: str
    warehouse: str
    zone: str
    carrier: str
    names: Names
    min_days: int
    max_days: int
    customs_days: int
    position: int
    prices: Mapping[str, DeliveryPriceEntry]
    """By currency."""


class PaymentMethodEntry(Entry):
    code: str
    provider_code: str
    kind: PaymentMethodKind
    names: Names
    country_codes: Sequence[str] | None
    currency_codes: Sequence[str] | None


class OperatorEntry(Entry):
    code: str
    name: str
    address_lines: Sequence[str]
    country_code: str
    email: str
    website: str


class AttributeValueEntry(Entry):
    code: str
    names: Names


class AttributeEntry(Entry):
    code: str
    names: Names
    kind: AttributeKind
    unit: str | None = None
    is_localizable: bool = False
    is_filterable: bool = False
    is_searchable: bool = False
    values: Sequence[AttributeValueEntry] = ()


class ProductTypeEntry(Entry):
    code: str
    names: Names
    attributes: Sequence[str]


class BrandEntry(Entry):
    slug: str
    name: str
    manufacturer: str
    """The operator's code, of all its products."""
    responsible_person: str | None
    """The operator's code, where the manufacturer is outside the European Economic Area."""


class Words(Entry):
    name: str
    description: str


class CollectionEntry(Entry):
    slug: str
    translations: Mapping[str, Words]


class CategoryEntry(CollectionEntry):
    parent: str | None


class OptionValueEntry(Entry):
    names: Names
    swatch: str | None = None


class OptionEntry(Entry):
    names: Names
    values: Mapping[str, OptionValueEntry]


class ImageEntry(Entry):
    """What `app.demo.art.draw` is told."""

    shape: str
    background: str
    foreground: str


class ContentEntry(Entry):
    quantity: ExactNumber
    unit: str


class VariantEntry(Entry):
    sku: str
    options: Mapping[str, str]
    content: ContentEntry | None = None
    """Where no option says it."""
    weight_grams: int
    prices: Mapping[str, str]
    """By currency."""
    stock: Mapping[str, int]
    """Pieces by warehouse."""


class ProductEntry(Entry):
    slug: str
    product_type: str
    brand: str
    category: str
    collections: Sequence[str]
    hs_code: str
    origin_country_code: str
    tags: Sequence[str]
    attributes: Mapping[str, Any] = {}
    translations: Mapping[str, Words]
    image: ImageEntry
    options: Sequence[str]
    variants: Sequence[VariantEntry]


@dataclass(frozen=True)
class ShopContent:
    """All of it. Products are in the order of the files, categories with parents first."""

    languages: Sequence[LanguageEntry]
    markets: Sequence[MarketEntry]
    warehouses: Sequence[WarehouseEntry]
    pricing: PricingEntry
    merchandising: MerchandisingEntry
    carriers: Sequence[CarrierEntry]
    zones: Sequence[ZoneEntry]
    delivery_options: Sequence[DeliveryOptionEntry]
    payment_methods: Sequence[PaymentMethodEntry]
    operators: Sequence[OperatorEntry]
    attributes: Sequence[AttributeEntry]
    product_types: Sequence[ProductTypeEntry]
    brands: Sequence[BrandEntry]
    categories: Sequence[CategoryEntry]
    collections: Sequence[CollectionEntry]
    options: Mapping[str, OptionEntry]
    products: Sequence[ProductEntry]


def shop_folder() -> Traversable:
    """Where the files are."""
    return files("app.demo") / "shop"


@cache
def shop_content() -> ShopContent:
    """Read the files; a field that is missing, unknown or of another type is an error that names it."""
    return ShopContent(
        languages=_list_of(LanguageEntry, "languages.json"),
        markets=_list_of(MarketEntry, "markets.json"),
        warehouses=_list_of(WarehouseEntry, "warehouses.json"),
        pricing=PricingEntry.model_validate_json(_bytes("pricing.json")),
        merchandising=MerchandisingEntry.model_validate_json(_bytes("merchandising.json")),
        carriers=_list_of(CarrierEntry, "carriers.json"),
        zones=_list_of(ZoneEntry, "zones.json"),
        delivery_options=_list_of(DeliveryOptionEntry, "delivery_options.json"),
        payment_methods=_list_of(PaymentMethodEntry, "payment_methods.json"),
        operators=_list_of(OperatorEntry, "operators.json"),
        attributes=_list_of(AttributeEntry, "attributes.json"),
        product_types=_list_of(ProductTypeEntry, "product_types.json"),
        brands=_list_of(BrandEntry, "brands.json"),
        categories=_list_of(CategoryEntry, "categories.json"),
        collections=_list_of(CollectionEntry, "collections.json"),
        options=TypeAdapter(dict[str, OptionEntry]).validate_json(_bytes("options.json")),
        products=[product for name in PRODUCT_FILES for product in _list_of(ProductEntry, f"products/{name}.json")],
    )


@cache
def content_digest() -> str:
    """SHA-256 over the files: another version of the shop is another digest."""
    digest = hashlib.sha256()
    for name in sorted(_file_names(shop_folder())):
        digest.update(f"{name}\n".encode() + _bytes(name))
    return digest.hexdigest()


def _list_of(kind: type[EntryT], name: str) -> list[EntryT]:
    return TypeAdapter(list[kind]).validate_json(_bytes(name))  # type: ignore[valid-type] # made at run time


def _bytes(name: str) -> bytes:
    return (shop_folder() / name).read_bytes()


def _file_names(folder: Traversable, prefix: str = "") -> list[str]:
    found: list[str] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _file_names(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".json"):
            found.append(prefix + entry.name)
    return found
