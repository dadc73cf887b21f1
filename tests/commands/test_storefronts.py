"""Channels, storefronts and the documents that they trust."""

from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.ids import new_id
from app.markets import ChannelDefinition, define_channel, load_atlas, resolve_place
from app.storefronts import (
    DocumentDraft,
    Pushed,
    TrustedDocumentErrorCode,
    TrustedDocuments,
    create_storefront,
    define_storefront,
    push_documents,
    remove_documents,
    service,
    storefront_by_code,
)
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

MENU = DocumentDraft("menu", "query Menu { categories { name } }", ["Menu"])
CART = DocumentDraft("cart", "query Cart { __typename }", ["Cart"])
HOME = DocumentDraft("home", "{ __typename }", [])


@pytest.fixture
async def web(shop: Shop, ctx: RequestContext) -> UUID:  # noqa: ARG001 - the shop is there before the context
    """A storefront that trusts the menu and the cart."""
    storefront_id = await create_storefront(ctx, code=f"web-{new_id().hex[-12:]}", name="Web")
    assert await push_documents(ctx, storefront_id, [MENU, CART]) == Pushed(added=2, unchanged=0, removed=0)
    return storefront_id


@pytest.fixture
def trusted(ctx: RequestContext) -> TrustedDocuments:
    """A process that remembers nothing yet."""
    return TrustedDocuments(ctx.db)


async def test_a_storefront_trusts_what_was_pushed(
    ctx: RequestContext, web: UUID, trusted: TrustedDocuments, connection: Connection
) -> None:
    other = await create_storefront(ctx, code=f"other-{new_id().hex[-12:]}", name="Other")

    assert await trusted.text_of(web, "menu") == MENU.text
    assert await trusted.text_of(web, "home") is None
    assert await trusted.text_of(other, "menu") is None
    for forged in ("", "a" * 256, "me\x00nu", "\ud800"):
        assert await trusted.text_of(web, forged) is None
    rows = await connection.fetch("SELECT * FROM trusted_document WHERE storefront_id = $1 ORDER BY document_id", web)
    assert [(row["document_id"], row["text"], row["operation_names"]) for row in rows] == [
        ("cart", CART.text, ["Cart"]),
        ("menu", MENU.text, ["Menu"]),
    ]


async def test_a_repeated_push_changes_nothing(ctx: RequestContext, web: UUID, connection: Connection) -> None:
    before = await _stored(connection)

    assert await push_documents(ctx, web, [CART, MENU]) == Pushed(added=0, unchanged=2, removed=0)
    assert await push_documents(ctx, web, []) == Pushed(added=0, unchanged=0, removed=0)

    assert await _stored(connection) == before


async def test_a_push_adds_and_prunes_only_when_asked(
    ctx: RequestContext, web: UUID, trusted: TrustedDocuments
) -> None:
    assert await push_documents(ctx, web, [HOME]) == Pushed(added=1, unchanged=0, removed=0)
    assert await trusted.text_of(web, "cart") == CART.text

    assert await push_documents(ctx, web, [HOME, MENU], prune=True) == Pushed(added=0, unchanged=2, removed=1)

    trusted.forget()
    assert [await trusted.text_of(web, each) for each in ("home", "menu", "cart")] == [HOME.text, MENU.text, None]


async def test_a_push_is_all_or_nothing(ctx: RequestContext, web: UUID, connection: Connection) -> None:
    before = await _stored(connection)
    changed = DocumentDraft("menu", "query Menu { __typename }", ["Menu"])

    with pytest.raises(Refusal) as differs:
        await push_documents(ctx, web, [HOME, changed], prune=True)
    with pytest.raises(Refusal) as invalid:
        await push_documents(ctx, web, [HOME, DocumentDraft("a b", "{ a }", []), DocumentDraft("0" * 64, "{ a }", [])])

    assert [(each.code, each.facts) for each in differs.value.problems] == [
        (TrustedDocumentErrorCode.DOCUMENT_DIFFERS, {"document": "menu"})
    ]
    assert [each.code for each in invalid.value.problems] == [
        TrustedDocumentErrorCode.INVALID_DOCUMENT_ID,
        TrustedDocumentErrorCode.DIGEST_MISMATCH,
    ]
    assert await _stored(connection) == before


async def test_a_storefront_trusts_no_more_than_it_can(
    ctx: RequestContext, web: UUID, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_DOCUMENTS", 2)
    before = await _stored(connection)

    with pytest.raises(Refusal) as refused:
        await push_documents(ctx, web, [HOME])

    assert [each.code for each in refused.value.problems] == [TrustedDocumentErrorCode.TOO_MANY_DOCUMENTS]
    assert await _stored(connection) == before
    assert await push_documents(ctx, web, [HOME, CART], prune=True) == Pushed(added=1, unchanged=1, removed=1)


async def test_documents_are_removed_by_their_ids(
    ctx: RequestContext, web: UUID, trusted: TrustedDocuments, connection: Connection
) -> None:
    assert await remove_documents(ctx, web, ["menu", "none"]) == ["menu"]
    assert await trusted.text_of(web, "menu") is None
    before = await _stored(connection)
    assert await remove_documents(ctx, web, ["menu"]) == []
    assert await _stored(connection) == before


async def test_a_text_is_read_once(ctx: RequestContext, web: UUID, trusted: TrustedDocuments) -> None:
    statements: list[str] = []
    ctx.db.observers.append(statements.append)
    try:
        assert [await trusted.text_of(web, "menu") for _ in range(3)] == [MENU.text] * 3
    finally:
        ctx.db.observers.remove(statements.append)
    assert len(statements) == 1


async def test_a_defined_storefront_stays_as_people_changed_it(ctx: RequestContext, shop: Shop) -> None:
    assert shop.markets
    for name in ("First", "Second"):
        async with ctx.transaction() as session:
            await define_storefront(session, code="demo", name=name, channel_code="default")
    row = await storefront_by_code.first(ctx.db, code="demo")
    assert row is not None
    assert (row.name, row.channel_code, row.allowed_origins, row.version) == ("First", "default", ["*"], 1)


async def test_the_first_channel_sells_everywhere(ctx: RequestContext, shop: Shop) -> None:
    assert shop.markets
    (channel,) = (await load_atlas(ctx.db)).channels

    assert (channel.code, channel.is_default, channel.market_ids, channel.default_market_id) == (
        "default",
        True,
        frozenset(),
        None,
    )


async def test_channels_are_defined_whole(ctx: RequestContext, shop: Shop) -> None:
    names = {"en": "Partner"}
    for markets in (["jp", "eu"], ["jp"], ["jp"]):
        async with ctx.transaction() as session:
            await define_channel(session, ChannelDefinition("partner", names, markets, default_market_code="jp"))
    atlas = await load_atlas(ctx.db)

    assert atlas.channel("partner").market_ids == {shop.markets["jp"]}
    place = resolve_place(atlas, "DE", None, None, "partner")
    assert (place.channel_code, place.market_code, place.country_code) == ("partner", "jp", "JP")

    async with ctx.transaction() as session:
        await define_channel(session, ChannelDefinition("partner", names, is_default=True))
    atlas = await load_atlas(ctx.db)
    assert [(each.code, each.is_default) for each in atlas.channels] == [("default", False), ("partner", True)]
    assert resolve_place(atlas, None, None, None).channel_code == "partner"
    async with ctx.transaction() as session:
        await define_channel(session, ChannelDefinition("default", {"en": "Online shop"}, is_default=True))


@pytest.mark.parametrize(
    ("channel", "message"),
    [
        (ChannelDefinition("new", {"en": "N"}, ["mars"], "mars"), "no market has the code mars"),
        (ChannelDefinition("new", {"en": "N"}, [], "mars"), "no market has the code mars"),
        (ChannelDefinition("new", {"en": "N"}, ["jp"]), "its default market eu is none that it sells in"),
        (ChannelDefinition("default", {"en": "D"}), "make another the default first"),
    ],
)
async def test_no_channel_is_without_a_market_and_no_shop_without_a_channel(
    ctx: RequestContext, shop: Shop, channel: ChannelDefinition, message: str
) -> None:
    assert shop.markets
    before = (await load_atlas(ctx.db)).channels

    with pytest.raises(ValueError, match=message):
        async with ctx.transaction() as session:
            await define_channel(session, channel)

    assert (await load_atlas(ctx.db)).channels == before


async def _stored(connection: Connection) -> list[dict[str, Any]]:
    rows = []
    for table in ("trusted_document", "audit_entry"):
        rows += [dict(row) for row in await connection.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")]  # noqa: S608 - names of this list
    return rows
