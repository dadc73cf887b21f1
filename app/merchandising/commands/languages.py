"""What staff say of the words of a language as a whole."""

from collections.abc import Sequence
from typing import Any, Final, TypedDict

from app.audit import Noted
from app.core.context import RequestContext
from app.core.errors import refuse, refuse_stale
from app.core.locks import lock_setup
from app.events import WHOLE_SHOP
from app.markets import load_atlas
from app.merchandising.commands.setting import write_changed
from app.merchandising.commands.synonyms import language_problems
from app.merchandising.errors import MerchandisingErrorCode
from app.merchandising.models import SearchField, SearchLanguage
from app.merchandising.rules.checks import field_order_problems, small, stop_word_problems

_NOTED: Final = Noted("merchandising.language_updated", "search_language", WHOLE_SHOP)
"""Languages have tags and no ids: the entry names it."""


class SearchLanguageChange(TypedDict, total=False):
    """What of a language is to become what. What is left out stays."""

    stop_words: Sequence[str]
    field_order: Sequence[SearchField]


async def update_search_language(
    ctx: RequestContext, language_tag: str, change: SearchLanguageChange, *, version: int | None = None
) -> str:
    """Say of a language which words are left out beside those that the shop comes with, and which texts weigh most,
    where it still has this version (None: whichever it has; of which nothing was said yet: 0). Gives its tag.

    The index is built anew after it, and answers as before until then.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        refuse(language_problems(await load_atlas(ctx.db), language_tag))
        row = await session.get(SearchLanguage, language_tag)
        refuse_stale(MerchandisingErrorCode.STALE_VERSION, version, row.version if row else 0)
        values: dict[str, Any] = {}
        if "stop_words" in change:
            values["stop_words"] = [small(word) for word in change["stop_words"]]
            refuse(stop_word_problems(values["stop_words"]))
        if "field_order" in change:
            refuse(field_order_problems(change["field_order"]))
            values["field_order"] = [field.value for field in change["field_order"]]
        row = row or SearchLanguage(language_tag=language_tag, stop_words=[], field_order=[], version=0)
        await write_changed(ctx, session, row, values, _NOTED, rebuild=True)
    return language_tag
