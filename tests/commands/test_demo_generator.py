"""Products for load tests: the same from the same seed, as good as any other product, and added to, never doubled."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

from app import demo
from app.cli import program
from app.core.settings import Settings
from app.demo import Generated, pictures
from app.demo.art import draw
from app.demo.generator.rows import price_in
from app.embedded import Services
from tests.support.client import open_client
from tests.support.databases import clone_database, drop_database
from tests.support.demo import digest_of_generated, row_versions, rows_of

pytestmark = pytest.mark.slow

COUNT = 1100
"""More than one transaction's worth."""
SEED = 7

BROWSE = """
query ($after: String) @inContext(country: JP, language: JA) {
  products(first: 100, after: $after) {
    nodes {
      slug name brand { name } category { slug } featuredMedia { url alt }
      variants(first: 10) { nodes { sku name selectedOptions { name value } price { displayed { amount } } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture
def other_settings(services: Services, template: str, settings: Settings) -> Iterator[Settings]:
    """Settings with an empty database of the test's own."""
    url = clone_database(services, template)
    yield settings.model_copy(update={"database_url": url})
    drop_database(services, url)


@pytest.fixture(scope="module")
async def generated(settings: Settings) -> Generated:
    """This file's database, filled in one go. Pictures are drawn small: how they look is not asked here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "draw", lambda shape, back, front, _: draw(shape, back, front, 16))
        return await demo.generate(settings, COUNT, SEED)


async def test_the_figures_are_those_of_the_tables(generated: Generated, settings: Settings) -> None:
    ((products, variants, rows),) = await rows_of(
        settings.database_url,
        """
        SELECT (SELECT count(*) FROM product), (SELECT count(*) FROM product_variant),
        (SELECT count(*) FROM product) + (SELECT count(*) FROM product_translation)
        + (SELECT count(*) FROM product_option) + (SELECT count(*) FROM product_option_value)
        + (SELECT count(*) FROM product_variant) + (SELECT count(*) FROM variant_option_value)
        + (SELECT count(*) FROM product_publication)
        + (SELECT count(*) FROM price) + (SELECT count(*) FROM stock) + (SELECT count(*) FROM product_media)
        """,
    )
    assert generated == Generated(there_before=0, products=COUNT, variants=variants, rows=rows)
    assert products == COUNT
    assert 2 * COUNT < variants < 3 * COUNT


async def test_every_variant_is_complete(generated: Generated, settings: Settings) -> None:
    (row,) = await rows_of(
        settings.database_url,
        """
        SELECT (SELECT count(*) FROM price WHERE amount > 0), (SELECT count(*) FROM stock WHERE on_hand >= 0),
        (SELECT count(*) FROM product_translation WHERE name <> '' AND description LIKE '<p>%</p>'),
        (SELECT count(DISTINCT language_tag) FROM product_translation), (SELECT count(*) FROM product_media),
        (SELECT max(variants) FROM (SELECT count(*) AS variants FROM product_variant GROUP BY product_id) AS counted),
        (SELECT min(variants) FROM (SELECT count(*) AS variants FROM product_variant GROUP BY product_id) AS counted)
        """,
    )
    assert list(row) == [generated.variants * 6, generated.variants * 3, COUNT * 6, 6, COUNT, 4, 1]


async def test_every_picture_is_one_of_the_demo_shop(generated: Generated, settings: Settings) -> None:
    assert generated.products
    sources = await rows_of(settings.database_url, "SELECT DISTINCT source FROM product_media")
    assert [source for (source,) in sources if not (settings.media_dir / source).is_file()] == []


@pytest.mark.slow
async def test_another_database_gets_the_same_products_with_every_foreign_key_checked(
    generated: Generated, settings: Settings, other_settings: Settings
) -> None:
    """By a role that may not switch checks off: nothing that the other run left out is wrong."""
    role = f"plain_{uuid4().hex[:8]}"
    url = make_url(other_settings.database_url)
    plain_url = url.set(username=role, password=role).render_as_string(hide_password=False)
    await rows_of(other_settings.database_url, f"CREATE ROLE {role} LOGIN PASSWORD '{role}'")
    await rows_of(other_settings.database_url, f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
    await rows_of(other_settings.database_url, f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows_of(plain_url, "SET session_replication_role = replica")

    made = await demo.generate(settings.model_copy(update={"database_url": plain_url}), COUNT, SEED)

    assert made == generated
    assert await digest_of_generated(plain_url) == await digest_of_generated(settings.database_url)
    await rows_of(other_settings.database_url, f"DROP OWNED BY {role}")
    await rows_of(other_settings.database_url, f"DROP ROLE {role}")


async def test_another_seed_gives_other_products_beside_them(generated: Generated, other_settings: Settings) -> None:
    assert generated.products
    url = other_settings.database_url
    await demo.generate(other_settings, 20, SEED)
    of_one_seed = await rows_of(url, "SELECT name FROM product_translation WHERE language_tag = 'de' ORDER BY 1")
    assert (await demo.generate(other_settings, 20, SEED + 1)).products == 20
    (counted,) = await rows_of(url, "SELECT count(*), count(DISTINCT id), count(DISTINCT slug) FROM product")
    assert list(counted) == [40, 40, 40]
    of_both = await rows_of(url, "SELECT name FROM product_translation WHERE language_tag = 'de' ORDER BY 1")
    assert len(set(of_both) - set(of_one_seed)) == 20


@pytest.mark.slow
async def test_more_of_a_seed_is_added_to_what_is_there_and_the_same_again_changes_nothing(
    generated: Generated, settings: Settings, other_settings: Settings
) -> None:
    other = other_settings
    few = await demo.generate(other, 40, SEED)
    await rows_of(other.database_url, "DELETE FROM product WHERE external_id = 'generated:7:13'")
    told: list[tuple[int, int]] = []
    rest = await demo.generate(other, COUNT, SEED, lambda done, total: told.append((done, total)))

    assert (rest.there_before, rest.products) == (39, COUNT - 39)
    assert rest.variants < generated.variants == rest.variants + few.variants - await variants_of_product_13(settings)
    assert (told[0], told[-1], len(told)) == ((39, COUNT), (COUNT, COUNT), 3)
    assert told == sorted(told)
    assert await digest_of_generated(other.database_url) == await digest_of_generated(settings.database_url)

    before = await row_versions(other.database_url)
    assert await demo.generate(other, COUNT, SEED) == Generated(there_before=COUNT)
    assert await demo.generate(other, 10, SEED) == Generated(there_before=10)
    assert await row_versions(other.database_url) == before


async def variants_of_product_13(settings: Settings) -> int:
    ((variants,),) = await rows_of(
        settings.database_url,
        "SELECT count(*) FROM product_variant JOIN product p ON p.id = product_id "
        "WHERE p.external_id = 'generated:7:13'",
    )
    return int(variants)


@pytest.mark.slow
async def test_shoppers_find_them_in_lists(generated: Generated, settings: Settings) -> None:
    nodes, after = [], None
    async with open_client(settings) as client:
        while True:
            page = (await client.data(BROWSE, {"after": after}))["products"]
            nodes += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
    assert [int(node["slug"].rpartition("-")[2]) for node in nodes] == list(reversed(range(COUNT)))
    assert sum(len(node["variants"]["nodes"]) for node in nodes) == generated.variants
    for node in nodes:
        assert "「" in node["name"]
        assert node["featuredMedia"]["alt"] == node["name"]
        assert node["brand"]
        assert node["category"]
        for variant in node["variants"]["nodes"]:
            assert int(variant["price"]["displayed"]["amount"]) > 0
            assert variant["name"] == " / ".join(option["value"] for option in variant["selectedOptions"])


@pytest.mark.parametrize(
    ("currency", "euro_cents", "amount"),
    [("EUR", 5900, 5990), ("GBP", 5900, 5190), ("JPY", 5900, 9610), ("JPY", 300, 480), ("AED", 300, 1290)],
)
def test_prices_are_written_as_shops_write_them(currency: str, euro_cents: int, amount: int) -> None:
    assert price_in(currency, euro_cents) == amount


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--products", "0"], "0 products cannot be made: ask for 1 to 1,000,000."),
        (["--products", "-1"], "-1 products cannot be made: ask for 1 to 1,000,000."),
        (["--products", "1000000000"], "1,000,000,000 products cannot be made: ask for 1 to 1,000,000."),
        (["--products", "5", "--seed", "-3"], "The seed -3 cannot be used: take one from 0 to 2147483647."),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_line_before_anything_is_started(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    data_dir = tmp_path / "none"
    result = CliRunner().invoke(program, ["demo", *arguments, "--data-dir", str(data_dir)])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{message}\n")
    assert not data_dir.exists()


def test_the_command_prints_what_it_did(
    settings: Settings, generated: Generated, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {
        "DATABASE_URL": settings.database_url,
        "MEILI_URL": settings.meili_url,
        "MEILI_KEY": settings.meili_key.get_secret_value(),
        "TRADEWIND_SECRET_KEY": settings.secret_key.get_secret_value(),
        "TRADEWIND_SEARCH_PREFIX": settings.search_prefix,
        "TRADEWIND_MEDIA_DIR": str(settings.media_dir),
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(program, ["demo", *arguments, "--data-dir", str(tmp_path)])

    assert generated.products == COUNT
    more = run("--products", str(COUNT + 1), "--seed", str(SEED))
    assert (more.exit_code, more.stderr) == (0, "")
    made, before, hint = more.stdout.splitlines()
    assert made.startswith("Made 1 products with ")
    assert before == (
        f"{COUNT:,} products of seed {SEED} were there before and stay as they are: "
        "ask for more of them, or take another --seed."
    )
    assert hint == "Generated products are found by search after `tradewind search reindex` only."
