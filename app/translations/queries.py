"""Reads of what there is to translate, in whatever language.

What is many (products, categories, collections) is narrowed down by PostgreSQL: it finds those that have a text in a
wanted state, behind a given one, by their ids. What is few is read whole. The states themselves are told by the pure
rules of `app.translations.rules`; a condition here that let through too much would only cost time.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.catalog.models import AttributeKind
from app.catalog.queries.drafts import read_products
from app.catalog.queries.taxonomy_drafts import all_brands, category_drafts, collection_drafts
from app.catalog.queries.type_drafts import all_attributes, all_product_types
from app.core.db import Database
from app.inventory import load_warehouses
from app.markets import load_atlas
from app.payments import all_methods
from app.shipping import all_option_names
from app.translations import statements
from app.translations.rules import (
    Content,
    Field,
    Owner,
    TranslatableKind,
    TranslationState,
    contents_of,
    owner_of,
)
from app.translations.rules.contents import ENGLISH

MANY: Final = (TranslatableKind.PRODUCT, TranslatableKind.CATEGORY, TranslatableKind.COLLECTION)
_BATCH: Final = 200
_NEVER: Final = UUID(int=0)
_ALL: Final = frozenset(TranslationState)


class LanguageStatus(NamedTuple):
    """How many things of a kind have texts in the language: all of them, some of a source that changed, or too few."""

    language_tag: str
    kind: TranslatableKind
    total: int
    translated: int
    stale: int
    missing: int


class Place(NamedTuple):
    """Behind which text a page begins."""

    kind: TranslatableKind
    position: str
    field: str


async def translation_status(database: Database, language_tags: Sequence[str]) -> list[LanguageStatus]:
    """For each of these languages and each kind, how much there is. What is written in a language is not counted in it.

    Something is missing where one of its texts is, and else stale where one is.
    """
    found = []
    for kind in MANY:
        rows = await database.fetch(statements.status_of(kind), (list(language_tags),))
        for row in rows:
            total, missing, stale = row["total"], row["missing"], row["stale"]
            found.append(LanguageStatus(row["tag"], kind, total, total - missing - stale, stale, missing))
    few = await few_owners(database)
    for tag in language_tags:
        for kind in TranslatableKind:
            if kind not in MANY:
                states = [states for each in few[kind] if (states := {text.state for text in contents_of(each, tag)})]
                missing = sum(TranslationState.MISSING in each for each in states)
                found.append(LanguageStatus(tag, kind, len(states), len(states) - missing, 0, missing))
    order = {kind: position for position, kind in enumerate(TranslatableKind)}
    return sorted(found, key=lambda each: (language_tags.index(each.language_tag), order[each.kind]))


async def texts_page(
    database: Database,
    language_tag: str,
    *,
    states: Collection[TranslationState],
    kinds: Collection[TranslatableKind],
    after: Place | None,
    limit: int,
) -> list[tuple[Place, Content]]:
    """So many texts of these kinds and states (none named: all), behind a place, kind by kind and thing by thing."""
    page: list[tuple[Place, Content]] = []
    async for place, content in texts(database, language_tag, states=states, kinds=kinds, after=after, batch=limit):
        page.append((place, content))
        if len(page) == limit:
            break
    return page


async def texts(
    database: Database,
    language_tag: str,
    *,
    states: Collection[TranslationState] = (),
    kinds: Collection[TranslatableKind] = (),
    after: Place | None = None,
    batch: int = _BATCH,
) -> AsyncIterator[tuple[Place, Content]]:
    """Every text of these kinds and states (none named: all), as a stream: no more than a batch of things is held."""
    wanted = frozenset(states) or _ALL
    started = after is None
    for kind in TranslatableKind:
        behind = after if after and after.kind is kind else None
        started = started or behind is not None
        if not started or (kinds and kind not in kinds):
            continue
        passed = behind is None
        async for owner in owners(database, kind, language_tag, wanted, behind.position if behind else None, batch):
            for content in contents_of(owner, language_tag):
                if not passed and behind and owner.position == behind.position:
                    passed = content.field == behind.field
                    continue
                passed = True
                if content.state in wanted:
                    yield Place(kind, owner.position, content.field), content


async def owners(
    database: Database,
    kind: TranslatableKind,
    language_tag: str,
    states: Collection[TranslationState],
    position: str | None,
    batch: int,
) -> AsyncIterator[Owner]:
    """Those of a kind that may have a text in these states, from this position on, in their order."""
    if kind not in MANY:
        for owner in (await few_owners(database, kind))[kind]:
            if position is None or owner.position >= position:
                yield owner
        return
    statement = statements.owners_of(kind)
    flags = [state in states for state in TranslationState]
    following, size = UUID(hex=position) if position else _NEVER, min(max(batch, 1), _BATCH)
    while True:
        rows = await database.fetch(statement, (language_tag, following, *flags, size + 1))
        ids = [row["id"] for row in rows[:size]]
        for owner in (await owners_by_id(database, kind, ids)).values():
            yield owner
        if len(rows) <= size:
            return
        following = rows[size]["id"]


async def owners_by_id(database: Database, kind: TranslatableKind, ids: Sequence[UUID]) -> dict[UUID, Owner]:
    """These products, categories or collections with their texts."""
    if not ids:
        return {}
    digests: dict[UUID, dict[str, str | None]] = {}
    for row in await database.fetch(statements.digests_of(kind), (list(ids),)):
        digests.setdefault(row["id"], {})[row["language_tag"]] = row["source_digest"]
    found: Mapping[UUID, Any]
    given: dict[str, Any] = {}
    if kind is TranslatableKind.PRODUCT:
        found = {key: stored.draft for key, stored in (await read_products(database, ids)).items()}
        given["localizable"] = await localizable_attributes(database)
    elif kind is TranslatableKind.CATEGORY:
        found = await category_drafts(database, ids)
    else:
        found = await collection_drafts(database, ids)
    return {key: owner_of(found[key], key.hex, digests=digests.get(key, {}), **given) for key in ids if key in found}


async def localizable_attributes(database: Database) -> dict[str, bool]:
    """The attributes whose values are texts with a translation, by code, and whether those are HTML."""
    return {
        draft.code: draft.kind is AttributeKind.RICH_TEXT
        for draft in await all_attributes(database)
        if draft.is_localizable and draft.kind in (AttributeKind.TEXT, AttributeKind.RICH_TEXT)
    }


async def few_owners(
    database: Database, only: TranslatableKind | None = None
) -> Mapping[TranslatableKind, Sequence[Owner]]:
    """What there is little of, all of it (or of one kind), by keys."""
    found: dict[TranslatableKind, list[Owner]] = {kind: [] for kind in TranslatableKind if kind not in MANY}
    wanted = (only,) if only else tuple(found)
    if TranslatableKind.BRAND in wanted:
        found[TranslatableKind.BRAND] = [owner_of(each, each.slug) for each in await all_brands(database)]
    if TranslatableKind.PRODUCT_TYPE in wanted:
        types = await all_product_types(database)
        found[TranslatableKind.PRODUCT_TYPE] = [owner_of(each, each.code) for each in types]
    if TranslatableKind.ATTRIBUTE in wanted:
        found[TranslatableKind.ATTRIBUTE] = [owner_of(each, each.code) for each in await all_attributes(database)]
    if {TranslatableKind.MARKET, TranslatableKind.CHANNEL} & set(wanted):
        atlas = await load_atlas(database)
        found[TranslatableKind.MARKET] = [
            _named(TranslatableKind.MARKET, each.code, each.names) for each in atlas.markets
        ]
        found[TranslatableKind.CHANNEL] = [
            _named(TranslatableKind.CHANNEL, each.code, each.names) for each in atlas.channels
        ]
    if TranslatableKind.WAREHOUSE in wanted:
        warehouses = await load_warehouses(database)
        found[TranslatableKind.WAREHOUSE] = [
            _named(TranslatableKind.WAREHOUSE, each.code, each.names) for each in warehouses
        ]
    if TranslatableKind.PAYMENT_METHOD in wanted:
        found[TranslatableKind.PAYMENT_METHOD] = [
            _named(TranslatableKind.PAYMENT_METHOD, each.code, each.names) for each in await all_methods.all(database)
        ]
    if TranslatableKind.DELIVERY_OPTION in wanted:
        found[TranslatableKind.DELIVERY_OPTION] = await _delivery_options(database)
    return {kind: sorted(each, key=lambda owner: owner.position) for kind, each in found.items()}


async def _delivery_options(database: Database) -> list[Owner]:
    codes = {each.id: each.code for each in await load_warehouses(database)}
    return [
        Owner(
            TranslatableKind.DELIVERY_OPTION,
            f"{each.code}:{codes[each.warehouse_id]}:{each.zone_code}",
            each.id.hex,
            ENGLISH,
            (Field("name", each.names),),
        )
        for each in await all_option_names.all(database)
    ]


def _named(kind: TranslatableKind, code: str, names: Mapping[str, str]) -> Owner:
    return Owner(kind, code, code, ENGLISH, (Field("name", names),))
