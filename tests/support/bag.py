"""A product that is found in six languages, older than those of the small shop, and that nobody sells."""

from typing import Final

from app.catalog import ProductDraft, Texts, VariantDraft, upsert_product
from app.core.clock import utc_now
from app.wiring import Runtime
from tests.support.shop import PUBLISHED_AT, on_sale

_NAMES: Final = {
    "en": "Canvas messenger bag",
    "de": "Umhängetasche aus Segeltuch",
    "fr": "Besace en toile",
    "zh-Hans": "帆布邮差包",
    "ja": "帆布のショルダーバッグ",
    "ar": "حقيبة كتف من القماش",
}


async def add_bag(runtime: Runtime) -> None:
    """Write it."""
    draft = ProductDraft(
        slug="messenger-bag",
        product_type="clothing",
        translations={tag: Texts(name, f"<p>{name}.</p>") for tag, name in _NAMES.items()},
        variants=(VariantDraft(sku="BAG-1"),),
        tags=("travel",),
        **on_sale(PUBLISHED_AT.replace(year=2025)),
    )
    async with runtime.database.transaction() as session:
        await upsert_product(session, draft, utc_now())
