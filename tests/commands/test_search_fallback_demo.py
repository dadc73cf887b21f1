"""Postgres' own search in the demo shop: any text is answered, and each product is found by each word of its name."""

from collections.abc import Callable
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.core.context import RequestContext
from app.core.settings import Settings
from app.demo import loader
from app.demo.content import shop_content
from app.wiring import Runtime
from search import fallback
from search.questions.question import LONGEST_QUERY, ProductSearch, SearchSort
from tests.support.fallback import handles, shopper, write_all_texts

pytestmark = pytest.mark.slow

PLACES = {"en": "GB", "de": "DE", "fr": "FR", "zh-Hans": "CN", "ja": "JP", "ar": "AE"}
NAMES = [
    (tag, product.slug, words.name)
    for product in shop_content().products
    for tag, words in sorted(product.translations.items())
]


def words_of(name: str) -> list[str]:
    """Letters and digits, with the marks on them: Arabic writes vowels so."""
    return "".join(each if each.isalnum() or category(each) == "Mn" else " " for each in name).split()


WORDS = [(tag, slug, word) for tag, slug, name in NAMES for word in words_of(name)]
WAYS: list[Callable[[str], str]] = [str, str.upper, str.lower, "  {}\n".format, '"{}"'.format]
_MORE_THAN_ALL = 100

TYPED = st.one_of(
    st.text(max_size=LONGEST_QUERY),
    st.text(alphabet="ab'\"\\-:*&|!()<> 12é茶ال%_=", max_size=40),
    st.lists(st.sampled_from([name for _, _, name in NAMES]), max_size=3).map(" ".join).map(lambda text: text[:200]),
)


@pytest.fixture(scope="module")
async def shoppers(runtime: Runtime, settings: Settings) -> dict[str, RequestContext]:
    """Somebody who reads each language of the demo shop."""
    assert await loader.load(settings)
    runtime.atlas.forget()
    assert len(await write_all_texts(runtime)) == len(shop_content().products)
    return {tag: await shopper(runtime, country, tag) for tag, country in PLACES.items()}


def test_the_demo_shop_speaks_these_languages() -> None:
    assert {tag for tag, _, _ in NAMES} == PLACES.keys()


@examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=TYPED, tag=st.sampled_from(sorted(PLACES)), sort=st.sampled_from(list(SearchSort)))
async def test_any_text_is_answered(
    shoppers: dict[str, RequestContext], typed: str, tag: str, sort: SearchSort
) -> None:
    asked = ProductSearch.of(typed, sort)
    found = await handles(shoppers[tag], asked, limit=_MORE_THAN_ALL)
    assert len(found) == len(set(found)) == await fallback.count(shoppers[tag], asked)
    assert await handles(shoppers[tag], asked, 1, 2) == found[1:3]


@examples(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.sampled_from(WORDS), in_some_way=st.sampled_from(WAYS))
async def test_a_product_is_found_by_each_whole_word_of_its_name(
    shoppers: dict[str, RequestContext], written: tuple[str, str, str], in_some_way: Callable[[str], str]
) -> None:
    tag, slug, word = written
    assert slug in await handles(shoppers[tag], in_some_way(word), limit=_MORE_THAN_ALL)


@examples(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(named=st.sampled_from(NAMES))
async def test_a_whole_name_finds_its_product_first_and_marks_it(
    shoppers: dict[str, RequestContext], named: tuple[str, str, str]
) -> None:
    tag, slug, name = named
    hits = await fallback.find(shoppers[tag], ProductSearch.of(name), 0, 3)
    assert slug in await handles(shoppers[tag], name, limit=3)
    marked = ["".join(part.text for part in each.parts if part.matched) for hit in hits for each in hit.highlights]
    assert any(marked)
