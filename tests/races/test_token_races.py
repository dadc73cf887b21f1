"""Tokens and documents at the same time: in two nodes, and in two requests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.settings import Settings
from app.identity import Scope, StaffTokenErrorCode, StaffViewers, issue_staff_token, list_staff_tokens
from app.identity import revoke_staff_token as revoke_staff
from app.identity import rotate_staff_token as rotate_staff
from app.storefronts import (
    DocumentDraft,
    StorefrontChange,
    StorefrontErrorCode,
    Storefronts,
    TokenKind,
    TrustedDocuments,
    create_storefront,
    create_storefront_token,
    delete_storefront,
    live_tokens_of_storefronts,
    push_documents,
    remove_documents,
    revoke_storefront_token,
    rotate_storefront_token,
    update_storefront,
)
from app.wiring import Runtime
from tests.support.nodes import Node, open_node
from tests.support.shop import Shop

MENU = DocumentDraft("menu", "query Menu { categories { name } }", ["Menu"])


@pytest.fixture
async def other(runtime: Runtime, settings: Settings, shop: Shop) -> AsyncIterator[Node]:
    """Another node, that hears of what this one commits."""
    assert shop.markets
    async with open_node(settings, runtime.database) as node:
        yield node


@pytest.fixture(autouse=True)
def slow_to_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a node remembers it remembers until it hears: time does not help it."""
    for module in ("app.core.token_holders", "app.storefronts.memory"):
        monkeypatch.setattr(f"{module}._REMEMBERED_SECONDS", 3600.0)


async def test_a_revoked_staff_token_opens_nothing_in_any_node(ctx: RequestContext, other: Node) -> None:
    viewers: StaffViewers = other.parts[StaffViewers]
    token = await issue_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_READ])
    viewer = await viewers.of_token(token.secret)
    assert viewer is not None
    assert (viewer.token_id, viewer.name, viewer.scopes) == (token.id, "Ada", frozenset({"orders:read"}))

    await revoke_staff(ctx, token.id)
    await other.caught_up(ctx.db)

    assert await viewers.of_token(token.secret) is None


async def test_a_rotated_staff_token_without_grace_opens_nothing_in_any_node(ctx: RequestContext, other: Node) -> None:
    viewers: StaffViewers = other.parts[StaffViewers]
    old = await issue_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_READ])
    assert await viewers.of_token(old.secret)

    new = await rotate_staff(ctx, old.id, grace=timedelta())
    await other.caught_up(ctx.db)

    assert await viewers.of_token(old.secret) is None
    assert await viewers.of_token(new.secret)


async def test_a_storefront_is_the_same_in_every_node(ctx: RequestContext, other: Node) -> None:
    storefronts: Storefronts = other.parts[Storefronts]
    storefront_id = await create_storefront(ctx, code="heard", name="Heard")
    token = await create_storefront_token(ctx, storefront_id, TokenKind.PUBLIC)
    seen = await storefronts.of_token(token.token)
    assert seen is not None
    assert (seen.storefront.budget_per_minute, seen.is_secret) == (None, False)

    change = StorefrontChange(budget_per_minute=7, allowed_origins=["https://heard.example"])
    await update_storefront(ctx, storefront_id, change)
    await other.caught_up(ctx.db)
    seen = await storefronts.of_token(token.token)
    assert seen is not None
    assert (seen.storefront.budget_per_minute, seen.storefront.allowed_origins) == (7, ("https://heard.example",))

    await revoke_storefront_token(ctx, token.id)
    await other.caught_up(ctx.db)
    assert await storefronts.of_token(token.token) is None


async def test_a_removed_document_is_run_by_no_node(ctx: RequestContext, other: Node) -> None:
    documents: TrustedDocuments = other.parts[TrustedDocuments]
    storefront_id = await create_storefront(ctx, code="documents", name="Documents")
    await push_documents(ctx, storefront_id, [MENU])
    assert await documents.text_of(storefront_id, "menu") == MENU.text

    await remove_documents(ctx, storefront_id, ["menu"])
    await other.caught_up(ctx.db)
    assert await documents.text_of(storefront_id, "menu") is None

    await push_documents(ctx, storefront_id, [MENU])
    assert await documents.text_of(storefront_id, "menu") == MENU.text, "what is missing is not remembered"
    await delete_storefront(ctx, storefront_id)
    await other.caught_up(ctx.db)
    assert await documents.text_of(storefront_id, "menu") is None


async def test_of_rotations_at_once_one_makes_a_token(ctx: RequestContext, shop: Shop) -> None:
    assert shop.markets
    old = await issue_staff_token(ctx, name="raced", scopes=[Scope.ORDERS_READ])

    outcomes = await _at_once(*(rotate_staff(_own(ctx), old.id) for _ in range(4)))

    refusals = [each for each in outcomes if isinstance(each, Refusal)]
    assert [each.problems[0].code for each in refusals] == [StaffTokenErrorCode.TOKEN_ALREADY_ROTATED] * 3
    (made,) = [each for each in outcomes if not isinstance(each, Refusal)]
    assert [row.id for row in await list_staff_tokens(ctx) if row.name == "raced"] == [old.id, made.id]


async def test_of_rotations_of_a_storefronts_token_at_once_one_makes_a_token(ctx: RequestContext, shop: Shop) -> None:
    assert shop.markets
    storefront_id = await create_storefront(ctx, code="raced", name="Raced")
    old = await create_storefront_token(ctx, storefront_id, TokenKind.SECRET)

    outcomes = await _at_once(*(rotate_storefront_token(_own(ctx), old.id) for _ in range(4)))

    refusals = [each for each in outcomes if isinstance(each, Refusal)]
    assert [each.problems[0].code for each in refusals] == [StorefrontErrorCode.TOKEN_ALREADY_ROTATED] * 3
    assert len(await _tokens(ctx, storefront_id)) == 2


async def test_of_storefronts_of_one_code_at_once_one_is_made(ctx: RequestContext, shop: Shop) -> None:
    assert shop.markets

    outcomes = await _at_once(*(create_storefront(_own(ctx), code="twin", name="Twin") for _ in range(4)))

    refusals = [each for each in outcomes if isinstance(each, Refusal)]
    assert [each.problems[0].code for each in refusals] == [StorefrontErrorCode.CODE_TAKEN] * 3


async def test_a_storefront_is_deleted_while_its_tokens_are_rotated(ctx: RequestContext, shop: Shop) -> None:
    assert shop.markets
    for attempt in range(5):
        storefront_id = await create_storefront(ctx, code=f"leaving-{attempt}", name="Leaving")
        tokens = [await create_storefront_token(ctx, storefront_id, TokenKind.PUBLIC) for _ in range(3)]

        outcomes = await _at_once(
            *(rotate_storefront_token(_own(ctx), token.id) for token in tokens),
            delete_storefront(_own(ctx), storefront_id),
        )

        assert outcomes[-1] == storefront_id
        refused = [each.problems[0].code for each in outcomes if isinstance(each, Refusal)]
        assert set(refused) <= {StorefrontErrorCode.TOKEN_NOT_FOUND}
        assert await _tokens(ctx, storefront_id) == []


async def test_of_pushes_at_once_each_document_is_there_once(ctx: RequestContext, shop: Shop) -> None:
    assert shop.markets
    storefront_id = await create_storefront(ctx, code="pushed", name="Pushed")

    outcomes = await _at_once(*(push_documents(_own(ctx), storefront_id, [MENU]) for _ in range(4)))

    assert sorted(each.added for each in outcomes) == [0, 0, 0, 1]


def _own(ctx: RequestContext) -> RequestContext:
    """A context of another request."""
    return replace(ctx, loaders={})


async def _at_once(*commands: Awaitable[Any]) -> list[Any]:
    """What came of each; other exceptions than refusals are raised."""
    outcomes = await asyncio.gather(*commands, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Refusal):
            raise outcome
    return outcomes


async def _tokens(ctx: RequestContext, storefront_id: UUID) -> list[UUID]:
    rows = await live_tokens_of_storefronts.all(ctx.db, storefront_ids=[storefront_id], now=ctx.now)
    return [row.id for row in rows]
