"""What pages of categories and collections show beside their products."""

from typing import Any

import pytest

from app.catalog import CategoryDraft, CollectionDraft, Texts, upsert_category, upsert_collection
from tests.support.client import Client
from tests.support.shop import Shop

TEXTS = {
    "en": Texts("Desk lamps", "<p>Light for <b>desks</b>.</p>", seo_title="Buy desk lamps"),
    "de": Texts("Schreibtischlampen", slug="schreibtischlampen", seo_description="Alle Lampen."),
    "ar": Texts("مصابيح"),
}
FIELDS = """slug handle name description metadata shelf: metadata(keys: ["shelf"])
    localization { languageTag isFallback direction }
    seo { title description canonicalSlug alternates { languageTag slug } }"""


@pytest.fixture(scope="module", autouse=True)
async def desk_lamps(client: Client, shop: Shop) -> None:
    """A category and a collection of the same words."""
    assert shop
    metadata = {"shelf": 7, "theme": {"dark": True}}
    async with client.runtime.database.transaction() as session:
        await upsert_category(session, CategoryDraft("desk-lamps", TEXTS, parent="home", metadata=metadata))
        await upsert_collection(session, CollectionDraft("desk-lamps", TEXTS, products=(), metadata=metadata))


async def read(client: Client, kind: str, fields: str, country: str, language: str) -> Any:
    query = f"query @inContext(country: {country}, language: {language})"
    return (await client.data(f'{query} {{ {kind}(slug: "desk-lamps") {{ {fields} }} }}'))[kind]


@pytest.mark.parametrize("kind", ["category", "collection"])
async def test_the_whole_page_in_two_statements(client: Client, kind: str) -> None:
    with client.statements() as seen:
        german = await read(client, kind, FIELDS, "DE", "DE")

    assert len(seen) == 2
    alternates = {each["languageTag"]: each["slug"] for each in german["seo"].pop("alternates")}
    assert alternates == {"de": "schreibtischlampen", "en": "desk-lamps"}
    assert german == {
        "slug": "schreibtischlampen",
        "handle": "desk-lamps",
        "name": "Schreibtischlampen",
        "description": "",
        "metadata": {"shelf": 7, "theme": {"dark": True}},
        "shelf": {"shelf": 7},
        "localization": {"languageTag": "de", "isFallback": False, "direction": "LTR"},
        "seo": {"title": "Schreibtischlampen", "description": "Alle Lampen.", "canonicalSlug": "schreibtischlampen"},
    }


@pytest.mark.parametrize("kind", ["category", "collection"])
async def test_what_falls_back_says_so(client: Client, kind: str) -> None:
    japanese = await read(client, kind, FIELDS, "JP", "JA")
    arabic = await read(client, kind, FIELDS, "AE", "AR")

    assert japanese["localization"] == {"languageTag": "en", "isFallback": True, "direction": "LTR"}
    assert japanese["seo"]["title"] == "Buy desk lamps"
    assert japanese["seo"]["description"] == "Light for desks."
    assert arabic["localization"] == {"languageTag": "ar", "isFallback": False, "direction": "RTL"}


async def test_breadcrumbs_speak_the_language_of_the_request(client: Client) -> None:
    shown = await read(client, "category", "breadcrumbs { name slug handle } parent { slug }", "DE", "DE")

    assert shown == {
        "breadcrumbs": [
            {"name": "Home", "slug": "home", "handle": "home"},
            {"name": "Schreibtischlampen", "slug": "schreibtischlampen", "handle": "desk-lamps"},
        ],
        "parent": {"slug": "home"},
    }
