"""Products by where they came from, for imports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB

from app.catalog.models import Product, ProductTranslation, ProductVariant
from app.catalog.rules import Texts
from app.core.db import Database
from app.core.reads import Read, table_of

_product = table_of(Product).c
_text = table_of(ProductTranslation).c
_variant = table_of(ProductVariant).c


class CustomsFacts(NamedTuple):
    """What customs ask of a variant; None is not known."""

    hs_code: str | None
    origin_country_code: str | None


@dataclass(frozen=True)
class KnownProduct:
    """What the shop says of an imported product that the file it came from does not say."""

    category_id: UUID | None
    translations: Mapping[str, Texts]
    customs: Mapping[str, CustomsFacts]
    """By SKU."""


class _Row(NamedTuple):
    category_id: UUID | None
    translations: dict[str, tuple[str, str]] | None
    customs: dict[str, tuple[str | None, str | None]] | None


_by_external_id = Read(
    select(
        _product.category_id,
        select(
            func.jsonb_object_agg(
                _text.language_tag, func.jsonb_build_array(_text.name, _text.description), type_=JSONB
            )
        )
        .where(_text.product_id == _product.id)
        .scalar_subquery()
        .label("translations"),
        select(
            func.jsonb_object_agg(
                _variant.sku, func.jsonb_build_array(_variant.hs_code, _variant.origin_country_code), type_=JSONB
            )
        )
        .where(_variant.product_id == _product.id)
        .scalar_subquery()
        .label("customs"),
    ).where(_product.external_id == bindparam("external_id", type_=Text())),
    _Row,
)


async def product_of_origin(database: Database, external_id: str) -> KnownProduct | None:
    """The product that came from there, published or not."""
    row = await _by_external_id.first(database, external_id=external_id)
    if row is None:
        return None
    return KnownProduct(
        category_id=row.category_id,
        translations={tag: Texts(*texts) for tag, texts in (row.translations or {}).items()},
        customs={sku: CustomsFacts(*facts) for sku, facts in (row.customs or {}).items()},
    )
