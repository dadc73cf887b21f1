"""How good search is, over the demo shop, with the real engine: at least 0.85 in each of its languages."""

from collections.abc import AsyncIterator

import pytest

from app import demo
from app.core.settings import Settings
from app.wiring import Runtime
from search import index_all
from search.evaluation import LanguageScores, Way, evaluate, languages_judged, read_judged

pytestmark = pytest.mark.slow

LEAST = 0.85
LEAST_DEGRADED = 0.8
"""While the engine is away."""
LANGUAGES = ["ar", "de", "en", "fr", "ja", "zh-Hans"]


@pytest.fixture(scope="module")
async def filled(settings: Settings) -> AsyncIterator[Runtime]:
    """The demo shop, indexed."""
    await demo.load(settings)
    await index_all(settings)
    runtime = await Runtime.open(settings)
    yield runtime
    await runtime.close()


async def scores_of(runtime: Runtime, language_tag: str) -> LanguageScores:
    ctx = await runtime.system_context()
    return await evaluate(ctx, lambda place: runtime.context(place, ctx.viewer, ctx.request_id), language_tag)


def test_each_language_of_the_demo_shop_has_forty_judged_queries_of_many_kinds() -> None:
    assert languages_judged() == LANGUAGES
    for tag in LANGUAGES:
        queries = read_judged(tag)
        assert len({query.words for query in queries}) == len(queries) >= 40
        assert {"words", "code", "synonym", "foreign", "brand+attribute"} <= {query.kind for query in queries}
        assert len({query.kind for query in queries}) >= 8


@pytest.mark.parametrize("language_tag", LANGUAGES)
async def test_the_shop_finds_what_is_meant(filled: Runtime, language_tag: str) -> None:
    scores = await scores_of(filled, language_tag)
    worst = sorted(scores.queries, key=lambda each: each.scores[Way.SHOP])[:5]
    told = [f"{each.query.words}: {each.scores[Way.SHOP]:.2f} {each.found[:3]}" for each in worst]
    assert scores.mean(Way.SHOP) >= LEAST, told
    assert scores.mean(Way.SHOP) > scores.mean(Way.DEFAULTS)
    assert scores.mean(Way.POSTGRES) >= LEAST_DEGRADED
