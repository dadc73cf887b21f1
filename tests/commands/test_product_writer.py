"""Many drafts at once: what is written comes back, what is refused stays out of the way of the rest."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.catalog import (
    CatalogErrorCode,
    ComponentDraft,
    MediaDraft,
    ProductDraft,
    PublicationDraft,
    Target,
    Texts,
    Upserted,
    UpsertOutcome,
    VariantDraft,
    Window,
    find_products,
    read_products,
    upsert_product,
    write_products,
)
from app.catalog.rules.staleness import source_digest
from app.core.db import Database
from app.core.details import StaleVersion
from app.core.errors import Refusal
from app.core.settings import Settings
from tests.support.drafts import MUG, NOW, STARTS, WHOLE, empty_catalog

pytestmark = pytest.mark.slow

TABLES = (
    *("product", "product_translation", "product_option", "product_option_value", "product_variant"),
    *("variant_option_value", "product_media", "product_publication", "bundle_item", "destination_restriction"),
    *("slug", "product_listing", "outbox_event"),
)
PLATE = replace(MUG, slug="plate", variants=(VariantDraft("PLATE"),), translations={"en": Texts("Plate")})
BOX = replace(
    MUG,
    slug="box",
    translations={"en": Texts("Box")},
    variants=(VariantDraft("BOX", components=(ComponentDraft("MUG", 2), ComponentDraft("PLATE"))),),
)


@pytest.fixture
async def database(settings: Settings, connection: Connection) -> AsyncIterator[Database]:
    """The database of this file, with a catalog that has no products."""
    opened = await Database.connect(settings.database_url)
    await empty_catalog(opened, connection)
    yield opened
    await opened.close()


async def write(
    database: Database, *drafts: ProductDraft, targets: Sequence[Target | None] = ()
) -> list[Upserted | Refusal]:
    async with database.transaction() as session:
        return await write_products(session, drafts, now=NOW, targets=targets)


def outcomes(written: Sequence[Upserted | Refusal]) -> list[Any]:
    """What became of each: its outcome, or the codes and places of its problems."""
    return [
        each.outcome
        if isinstance(each, Upserted)
        else [(problem.code.value, ".".join(problem.path)) for problem in each.problems]
        for each in written
    ]


def id_of(written: Upserted | Refusal) -> UUID:
    assert isinstance(written, Upserted), written.problems
    return written.id


async def stored(connection: Connection) -> dict[str, list[str]]:
    """Every row, with the transaction that wrote it."""
    return {
        table: [row[0] for row in await connection.fetch(f"SELECT xmin::text || {table}::text FROM {table} ORDER BY 1")]  # noqa: S608 - names of this file
        for table in TABLES
    }


async def test_what_is_written_is_what_is_read(database: Database, connection: Connection) -> None:
    mug, whole = await write(database, MUG, WHOLE)
    read = await read_products(database, [id_of(whole), id_of(mug)])

    assert [each.draft for each in read.values()] == [WHOLE, MUG]
    assert [each.version for each in read.values()] == [1, 1]
    assert isinstance(whole, Upserted)
    assert read[whole.id].variant_ids == whole.variant_ids
    assert (read[whole.id].created_at, read[whole.id].updated_at) == (NOW, NOW)
    before = await stored(connection)
    again = await write(database, *(each.draft for each in read.values()))
    assert outcomes(again) == [UpsertOutcome.UNCHANGED] * 2
    assert await stored(connection) == before


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=9)
DOCUMENTS = st.dictionaries(NAMES, st.none() | st.booleans() | st.integers(-9, 9) | NAMES | st.lists(NAMES), max_size=2)
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "translations": st.dictionaries(
            st.sampled_from(["en", "de", "fr", "ar"]),
            st.builds(Texts, name=NAMES, seo_title=st.none() | NAMES, warnings=st.none() | NAMES),
            min_size=1,
        ),
        "variants": st.permutations(WHOLE.variants).flatmap(
            lambda variants: st.integers(1, 2).map(lambda count: tuple(variants[:count]))
        ),
        "media": st.permutations(WHOLE.media).map(tuple),
        "brand": st.none(),
        "category": st.none(),
        "manufacturer": st.sampled_from([None, "nordlicht", "yunlan"]),
        "tags": st.lists(NAMES, unique=True, max_size=3).map(tuple),
        "attributes": st.sets(st.sampled_from(sorted(WHOLE.attributes))).map(
            lambda codes: {code: WHOLE.attributes[code] for code in codes}
        ),
        "certificates": st.just(()),
        "restrictions": st.sampled_from([(), WHOLE.restrictions[:1]]),
        "publications": st.sampled_from([(), (PublicationDraft("default", STARTS),)]),
        "source_language_tag": st.sampled_from(["en", "de"]),
        "metadata": DOCUMENTS,
        "private_metadata": DOCUMENTS,
    },
)


@given(steps=st.lists(PARTS, min_size=1, max_size=3))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_draft_after_any_other_is_read_as_it_was_written(
    database: Database, connection: Connection, steps: list[dict[str, Any]]
) -> None:
    await write(database, MUG)
    for step in steps:
        draft = replace(WHOLE, **step)
        (written,) = await write(database, draft)
        product_id = id_of(written)
        assert (await read_products(database, [product_id]))[product_id].draft == draft
        before = await stored(connection)
        assert outcomes(await write(database, draft)) == [UpsertOutcome.UNCHANGED]
        assert await stored(connection) == before


async def test_a_refused_draft_stays_out_of_the_way_of_the_others(database: Database, connection: Connection) -> None:
    bad = [
        replace(MUG, slug="No Slug"),
        replace(PLATE, slug="mug", external_id="x:plate"),
        replace(PLATE, slug="other", variants=(VariantDraft("MUG"),)),
        replace(PLATE, slug="far", product_type="unheard", brand="of", category="it", manufacturer="all"),
        replace(PLATE, slug="wide", attributes={"height": {"amount": "1", "unit": "gram"}, "depth": "1"}),
        replace(PLATE, slug="shown", publications=(PublicationDraft("app", STARTS, markets={"mars": Window()}),)),
    ]

    written = await write(database, bad[0], MUG, bad[1], bad[2], bad[3], bad[4], bad[5], PLATE)

    assert outcomes(written) == [
        [("VALUE_INVALID", "slug")],
        UpsertOutcome.CREATED,
        [("SLUG_TAKEN", "slug")],
        [("SKU_TAKEN", "variants.0.sku")],
        [
            ("REFERENCE_UNKNOWN", "product_type"),
            ("REFERENCE_UNKNOWN", "brand"),
            ("REFERENCE_UNKNOWN", "category"),
            ("REFERENCE_UNKNOWN", "manufacturer"),
        ],
        [("ATTRIBUTE_UNKNOWN", "attributes.depth"), ("WRONG_UNIT", "attributes.height")],
        [("REFERENCE_UNKNOWN", "publications.0.channel"), ("REFERENCE_UNKNOWN", "publications.0.markets.mars")],
        UpsertOutcome.CREATED,
    ]
    assert [row[0] for row in await connection.fetch("SELECT slug FROM product ORDER BY 1")] == ["mug", "plate"]
    assert [row[0] for row in await connection.fetch("SELECT slug FROM slug WHERE kind = 'PRODUCT' ORDER BY 1")] == [
        "mug",
        "plate",
    ]


async def test_what_is_refused_changes_nothing(database: Database, connection: Connection) -> None:
    mug, _ = await write(database, MUG, PLATE)
    before = await stored(connection)
    both = replace(MUG, slug="plate", external_id="x:1")

    written = await write(
        database,
        both,
        replace(MUG, variants=()),
        replace(MUG, tags=("new",)),
        targets=[Target(id_of(mug)), None, Target(UUID(int=5))],
    )

    assert outcomes(written) == [[("SLUG_TAKEN", "slug")], [("NO_VARIANT", "variants")], [("NOT_FOUND", "id")]]
    assert await stored(connection) == before


async def test_one_event_tells_of_many(database: Database, connection: Connection) -> None:
    mug, plate = await write(database, MUG, PLATE)
    await write(database, MUG, replace(PLATE, tags=("flat",)))

    rows = await connection.fetch("SELECT type, subject_id, payload FROM outbox_event ORDER BY id")

    assert [(row["type"], row["subject_id"]) for row in rows] == [
        ("catalog.products_written", UUID(int=0)),
        ("catalog.product_changed", id_of(plate)),
    ]
    assert rows[0]["payload"] == f'{{"product_ids": ["{id_of(mug)}", "{id_of(plate)}"]}}'


async def test_the_same_product_twice_in_a_batch_ends_as_the_last_says(database: Database) -> None:
    first, second, third = await write(database, MUG, replace(MUG, tags=("a",)), replace(MUG, tags=("b",)))

    assert outcomes([first, second, third]) == [UpsertOutcome.CREATED, UpsertOutcome.UPDATED, UpsertOutcome.UPDATED]
    read = (await read_products(database, [id_of(third)]))[id_of(first)]
    assert (read.draft.tags, read.version) == (("b",), 3)


async def test_a_target_can_be_renamed_and_its_old_slug_leads_home(database: Database) -> None:
    (mug,) = await write(database, MUG)
    renamed = replace(MUG, slug="cup", external_id="x:cup")

    written = await write(database, renamed, replace(PLATE, slug="mug"), targets=[Target(id_of(mug), 1)])

    assert outcomes(written) == [UpsertOutcome.UPDATED, [("SLUG_TAKEN", "slug")]]
    assert await find_products(database, slugs=["mug", "cup", "no"]) == {"mug": id_of(mug), "cup": id_of(mug)}
    assert await find_products(database, skus=["MUG"], external_ids=["x:cup"]) == {
        "MUG": id_of(mug),
        "x:cup": id_of(mug),
    }
    assert outcomes(await write(database, MUG, targets=[Target(id_of(mug))])) == [UpsertOutcome.UPDATED]


async def test_a_stale_target_is_refused_with_the_current_version(database: Database, connection: Connection) -> None:
    (mug,) = await write(database, MUG)
    await write(database, replace(MUG, tags=("new",)))
    before = await stored(connection)

    (refused,) = await write(database, replace(MUG, tags=("late",)), targets=[Target(id_of(mug), 1)])

    assert isinstance(refused, Refusal)
    (problem,) = refused.problems
    assert (problem.code, problem.detail) == (CatalogErrorCode.STALE_VERSION, StaleVersion(2))
    assert await stored(connection) == before


async def test_translations_know_what_they_were_made_from(database: Database, connection: Connection) -> None:
    async def sources() -> dict[str, str | None]:
        rows = await connection.fetch("SELECT language_tag, source_digest FROM product_translation")
        return {row["language_tag"]: row["source_digest"] for row in rows}

    english, changed = Texts("Mug"), Texts("Cup")
    draft = replace(MUG, translations={"en": english, "de": Texts("Becher"), "fr": Texts("Tasse")})
    await write(database, draft)
    assert await sources() == {"en": None, "de": source_digest(english), "fr": source_digest(english)}

    draft = replace(draft, translations={**draft.translations, "en": changed})
    await write(database, draft)
    assert await sources() == {"en": None, "de": source_digest(english), "fr": source_digest(english)}

    draft = replace(draft, translations={**draft.translations, "de": Texts("Tasse"), "fr": Texts("Tasse", slug="t")})
    await write(database, draft)
    assert await sources() == {"en": None, "de": source_digest(changed), "fr": source_digest(english)}


async def test_safety_data_follow_from_the_operators(database: Database, connection: Connection) -> None:
    async def shown(draft: ProductDraft) -> bool:
        await write(database, draft)
        return bool(await connection.fetchval("SELECT has_safety_data FROM product WHERE slug = 'mug'"))

    assert not await shown(MUG)
    assert await shown(replace(MUG, manufacturer="nordlicht"))
    assert not await shown(replace(MUG, manufacturer="yunlan"))
    assert await shown(replace(MUG, manufacturer="yunlan", responsible_person="agent"))
    assert not await shown(replace(MUG, manufacturer="yunlan", responsible_person="yunlan"))


async def test_fetched_media_are_asked_for_once_and_keep_their_file(database: Database, connection: Connection) -> None:
    address = "https://cdn.example/a.jpg"
    draft = replace(MUG, media=(MediaDraft(address, is_fetched=True), MediaDraft("https://cdn.example/b.jpg")))
    await write(database, draft)
    row = await connection.fetchrow("SELECT id, source, status FROM product_media WHERE origin_url = $1", address)
    assert row is not None
    assert (row["source"], row["status"]) == (address, "PENDING")
    jobs = "SELECT payload FROM pgqueuer WHERE entrypoint = 'catalog.fetch_media'"
    assert [bytes(job[0]).decode() for job in await connection.fetch(jobs)] == [f'{{"media_id":"{row["id"]}"}}']

    fetched = "UPDATE product_media SET source = 'f.jpg', status = 'READY', width = 640, height = 480 WHERE id = $1"
    await connection.execute(fetched, row["id"])
    (written,) = await write(database, replace(draft, tags=("again",), media=(draft.media[1], draft.media[0])))

    after = await connection.fetchrow("SELECT * FROM product_media WHERE id = $1", row["id"])
    assert after is not None
    assert (after["source"], after["status"], after["width"], after["position"]) == ("f.jpg", "READY", 640, 1)
    assert len(await connection.fetch(jobs)) == 1
    read = (await read_products(database, [id_of(written)]))[id_of(written)].draft
    assert read.media[1] == MediaDraft(address, width=640, height=480, is_fetched=True)
    assert outcomes(await write(database, read)) == [UpsertOutcome.UNCHANGED]


async def test_a_bundle_takes_its_parts_from_its_own_batch(database: Database, connection: Connection) -> None:
    assert outcomes(await write(database, BOX, PLATE, MUG)) == [UpsertOutcome.CREATED] * 3
    before = await stored(connection)

    assert outcomes(await write(database, MUG, PLATE, BOX)) == [UpsertOutcome.UNCHANGED] * 3
    assert await stored(connection) == before
    found = await find_products(database, slugs=["box"])
    assert (await read_products(database, [found["box"]]))[found["box"]].draft == BOX


async def test_a_bundle_falls_with_its_parts(database: Database, connection: Connection) -> None:
    bad_plate = replace(PLATE, attributes={"depth": "1"})
    crate = replace(BOX, slug="crate", variants=(VariantDraft("CRATE", components=(ComponentDraft("BOX"),)),))
    shelf = replace(MUG, slug="shelf", variants=(VariantDraft("SHELF"),))

    written = await write(database, BOX, bad_plate, MUG, crate, shelf)

    assert outcomes(written) == [
        [("REFERENCE_UNKNOWN", "variants.0.components.1.sku")],
        [("ATTRIBUTE_UNKNOWN", "attributes.depth")],
        UpsertOutcome.CREATED,
        [("BUNDLE_NESTED", "variants.0.components.0.sku")],
        UpsertOutcome.CREATED,
    ]
    assert await connection.fetchval("SELECT count(*) FROM product_variant") == 2


async def test_no_bundle_stands_in_a_bundle(database: Database, connection: Connection) -> None:
    await write(database, MUG, PLATE, BOX)
    before = await stored(connection)
    crate = replace(BOX, slug="crate", variants=(VariantDraft("CRATE", components=(ComponentDraft("BOX"),)),))
    mug_of_plates = replace(MUG, variants=(VariantDraft("MUG", components=(ComponentDraft("PLATE"),)),))

    assert outcomes(await write(database, crate, mug_of_plates)) == [
        [("BUNDLE_NESTED", "variants.0.components.0.sku")],
        [("BUNDLE_NESTED", "variants.0.components")],
    ]
    assert await stored(connection) == before


async def test_another_brand_under_the_same_name_is_noticed(database: Database, connection: Connection) -> None:
    draft = replace(MUG, brand="nordlicht")
    await write(database, draft)
    await connection.execute("UPDATE brand SET slug = 'old' WHERE slug = 'nordlicht'")
    await connection.execute("INSERT INTO brand (id, slug, name) VALUES (gen_random_uuid(), 'nordlicht', 'New')")

    assert outcomes(await write(database, draft)) == [UpsertOutcome.UPDATED]
    assert await connection.fetchval("SELECT name FROM product JOIN brand ON brand.id = brand_id") == "New"


async def test_upsert_raises_what_is_wrong(database: Database) -> None:
    async with database.transaction() as session:
        with pytest.raises(Refusal) as refused:
            await upsert_product(session, replace(MUG, variants=()), NOW)
    assert [problem.code for problem in refused.value.problems] == [CatalogErrorCode.NO_VARIANT]


async def test_a_start_to_come_may_be_moved_either_way(database: Database, connection: Connection) -> None:
    for days in (20, 30, 10):
        draft = replace(MUG, publications=(PublicationDraft("default", NOW + timedelta(days=days)),))
        await write(database, draft)
        assert await connection.fetchval("SELECT starts_at FROM product_publication") == NOW + timedelta(days=days)
