"""A question as the engine takes it: https://www.meilisearch.com/docs/reference/api/search."""

import json
from collections.abc import Sequence
from typing import Any

from app.catalog import Audience
from app.core.context import RequestContext
from search.engine.client import SearchClient
from search.engine.settings import locale_of
from search.languages import wording
from search.query.conditions import visible_to
from search.questions.question import ProductSearch, SearchSort

Body = dict[str, Any]


def question_body(
    ctx: RequestContext, asked: ProductSearch, language_tag: str, conditions: Sequence[str], **options: Any
) -> Body:
    """What `SearchClient.ask` and `ask_many` take to find what is meant by `asked` in the index of a language.

    `conditions` are those of its filters (`Conditions.all`); who asks, and a code, narrow it down besides. The order is
    the one that was asked for, but by price, which needs more than one question. `options` are the engine's own.
    """
    locale = locale_of(language_tag)
    body: Body = {
        "indexUid": ctx.part(SearchClient).index_name(language_tag),
        "q": "" if asked.code else wording(asked.words, language_tag, asked.spelling),
        "filter": [*visible_to(Audience.of(ctx.place, ctx.now)), *_coded(asked.code), *conditions],
        "matchingStrategy": "all" if asked.matches_every_word else "last",
    }
    if locale:
        body["locales"] = [locale]
    if asked.sort is SearchSort.NEWEST:
        body["sort"] = [f"published.{ctx.place.channel_code}:desc"]
    return body | options


def _coded(code: str | None) -> list[str]:
    return [f"codes = {json.dumps(code)}"] if code else []
