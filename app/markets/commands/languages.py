"""The languages that the shop speaks."""

from collections.abc import Sequence

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import refuse
from app.core.locks import lock_setup
from app.events import WHOLE_SHOP
from app.markets import service
from app.markets.queries import load_atlas
from app.markets.rules.checks import ENGLISH, language_problems


async def update_languages(ctx: RequestContext, languages: Sequence[tuple[str, str | None]]) -> None:
    """Let the shop speak these languages: a tag, and the tag to fall back to (None: English). The others stay.

    English is always spoken and falls back to nothing: what it is said to fall back to is left out of account. Refuses
    with `SettingsErrorCode` a language named twice, one to fall back to that is not spoken, a ring, and a chain that
    is longer than texts are looked for.
    """
    changes = [(tag, None if tag == ENGLISH else fallback or ENGLISH) for tag, fallback in languages]
    async with ctx.transaction() as session:
        await lock_setup(session)
        spoken = (await load_atlas(ctx.db)).language_fallbacks
        refuse(language_problems(changes, spoken))
        wanted = {ENGLISH: None} | dict(changes)
        changed = {tag: fallback for tag, fallback in wanted.items() if tag not in spoken or spoken[tag] != fallback}
        if not changed:
            return
        # First the tags, then what they fall back to: a language may stand before the one that it names.
        await service.define_languages(session, {tag: spoken.get(tag) for tag in changed})
        await service.define_languages(session, changed)
        await record_change(
            session,
            ctx.viewer,
            "markets.languages_updated",
            "language",
            WHOLE_SHOP,
            before={tag: spoken[tag] for tag in changed if tag in spoken},
            after=changed,
        )
