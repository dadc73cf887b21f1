"""Classes of goods: those that the shop comes with, and the merchant's own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import asyncpg
import pytest

from app.catalog import (
    CatalogErrorCode,
    ProductDraft,
    Texts,
    VariantDraft,
    find_products,
    load_tax_classes,
    read_products,
    upsert_product,
)
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.tax import (
    RateRow,
    TaxErrorCode,
    create_tax_class,
    delete_rates,
    delete_tax_class,
    load_reference,
    set_rates,
    update_tax_class,
)
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NAMES = [("en", "Bicycles"), ("de", "Fahrräder")]


def codes_of(refusal: pytest.ExceptionInfo[Refusal]) -> list[tuple[object, tuple[str, ...]]]:
    return [(problem.code, problem.path) for problem in refusal.value.problems]


async def class_codes(ctx: RequestContext) -> list[str]:
    return [row.code for row in await load_tax_classes(ctx.db)]


async def test_a_class_is_made_renamed_and_deleted(ctx: RequestContext, shop: Shop, connection: Connection) -> None:
    assert shop
    before = await class_codes(ctx)
    noted = await connection.fetchval("SELECT count(*) FROM audit_entry")

    assert await create_tax_class(ctx, "bicycles", NAMES) == "bicycles"
    await update_tax_class(ctx, "bicycles", [("en", "Bikes")], version=1)
    await update_tax_class(ctx, "bicycles", [("en", "Bikes")], version=2)
    [row] = [row for row in await load_tax_classes(ctx.db) if row.code == "bicycles"]
    assert (row.names, row.version) == ({"en": "Bikes"}, 2), "the same again changes nothing"
    with pytest.raises(Refusal) as stale:
        await delete_tax_class(ctx, "bicycles", version=1)
    assert codes_of(stale) == [(TaxErrorCode.STALE_VERSION, ("input", "version"))]
    await delete_tax_class(ctx, "bicycles", version=2)

    assert await class_codes(ctx) == before
    actions = await connection.fetch("SELECT action FROM audit_entry ORDER BY id OFFSET $1", noted)
    assert [row["action"] for row in actions] == ["tax.class_created", "tax.class_updated", "tax.class_deleted"]


@pytest.mark.parametrize(
    ("code", "names", "expected"),
    [
        ("Bicycles", NAMES, [(TaxErrorCode.INVALID_CODE, ("input", "code"))]),
        ("food", NAMES, [(TaxErrorCode.CODE_TAKEN, ("input", "code"))]),
        ("bicycles", [("de", "Fahrräder")], [(TaxErrorCode.ENGLISH_NAME_MISSING, ("input", "names"))]),
        ("bicycles", [("en", " ")], [(TaxErrorCode.INVALID_NAME, ("input", "names", "0", "name"))]),
        (
            "bicycles",
            [("en", "a"), ("en", "b")],
            [(TaxErrorCode.LANGUAGE_REPEATED, ("input", "names", "1", "languageCode"))],
        ),
        (
            "bicycles",
            [("en", "a"), ("eo", "b")],
            [(TaxErrorCode.LANGUAGE_NOT_SPOKEN, ("input", "names", "1", "languageCode"))],
        ),
    ],
)
async def test_a_class_that_cannot_be_is_refused(
    ctx: RequestContext,
    shop: Shop,
    code: str,
    names: list[tuple[str, str]],
    expected: list[tuple[TaxErrorCode, tuple[str, ...]]],
) -> None:
    assert shop
    before = await load_tax_classes(ctx.db)

    with pytest.raises(Refusal) as refused:
        await create_tax_class(ctx, code, names)

    assert codes_of(refused) == expected
    assert await load_tax_classes(ctx.db) == before


@pytest.mark.parametrize("code", ["standard", "food"])
async def test_a_class_that_is_needed_is_not_deleted(ctx: RequestContext, shop: Shop, code: str) -> None:
    assert shop
    with pytest.raises(Refusal) as refused:
        await delete_tax_class(ctx, code)

    assert codes_of(refused) == [(TaxErrorCode.TAX_CLASS_IN_USE, ("input", "code"))]
    assert code in await class_codes(ctx)


async def test_a_class_of_the_shop_that_has_other_names_keeps_them(ctx: RequestContext, shop: Shop) -> None:
    assert shop
    await update_tax_class(ctx, "food", [("en", "Groceries")])
    async with ctx.transaction() as session:
        await load_reference(session)

    assert {row.code: row.names for row in await load_tax_classes(ctx.db)}["food"] == {"en": "Groceries"}


async def test_a_product_has_a_class_that_is_there(ctx: RequestContext, shop: Shop) -> None:
    assert shop
    await create_tax_class(ctx, "bicycles", NAMES)
    draft = ProductDraft(
        slug="bicycle", product_type="clothing", translations={"en": Texts("Bicycle")}, variants=(VariantDraft("BIKE"),)
    )

    async def write(tax_class: str) -> str:
        async with ctx.transaction() as session:
            await upsert_product(session, replace(draft, tax_class=tax_class), utc_now())
        return await stored()

    async def stored() -> str:
        ids = await find_products(ctx.db, slugs=["bicycle"])
        [product] = (await read_products(ctx.db, list(ids.values()))).values()
        return product.draft.tax_class

    assert await write("standard") == "standard"
    assert await write("bicycles") == "bicycles"
    with pytest.raises(Refusal) as refused:
        await write("boats")
    assert codes_of(refused) == [(CatalogErrorCode.REFERENCE_UNKNOWN, ("tax_class",))]
    assert await stored() == "bicycles"

    with pytest.raises(Refusal) as used:
        await delete_tax_class(ctx, "bicycles")
    assert codes_of(used) == [(TaxErrorCode.TAX_CLASS_IN_USE, ("input", "code"))]
    assert await write("standard") == "standard"
    [result] = await set_rates(
        ctx, [RateRow("NL", Decimal("0.09"), date(2027, 1, 1), "law", tax_class_code="bicycles")]
    )
    with pytest.raises(Refusal):
        await delete_tax_class(ctx, "bicycles")
    assert result.rate is not None
    await delete_rates(ctx, [result.rate.id])
    await delete_tax_class(ctx, "bicycles")
