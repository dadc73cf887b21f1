"""Bringing back what the engine has lost, and what another version of the shop, or other words, have made otherwise."""

from dataclasses import dataclass

from app.core.logging import log
from search.sync.entries import write_entries
from search.sync.filling import fill
from search.sync.indexed import Indexed
from search.sync.lag import waiting_since
from search.sync.states import IndexState, load_states
from search.sync.texts import mend_texts
from search.sync.turns import filling_alone
from search.sync.unoffered import discard_unoffered, has_unoffered
from search.sync.verifying import mend_membership
from search.sync.writing import announce_written


@dataclass(frozen=True)
class Healed:
    """What was done."""

    filled: tuple[str, ...] = ()
    """Languages whose indexes were made anew."""
    synonyms: tuple[str, ...] = ()
    """Languages whose synonyms were exchanged."""
    discarded: tuple[str, ...] = ()
    """Indexes of languages that no market offers any more."""
    mended: int = 0
    """Products that some index lacked, or should not have held."""


async def heal(indexed: Indexed, database_url: str, *, compares_ids: bool = True) -> Healed:
    """Let the indexes be as this version of the shop means them. Costs some calls where they are.

    An index that is gone, has lost its documents, or is set up otherwise is made anew, beside the old one where there
    is one. Synonyms are exchanged in place. Where numbers of documents differ though nothing waits to be written, the
    ids are compared. An index that a newer version has made is left alone. Postgres' own search, which needs no engine,
    comes first.
    """
    await mend_texts(indexed)
    is_in_line = all(state.is_complete or state.is_newer for state in await load_states(indexed))
    if is_in_line and not await has_unoffered(indexed):
        return Healed()
    async with filling_alone(database_url, wait=False) as is_ours:
        if not is_ours:
            return Healed()
        discarded = await discard_unoffered(indexed)
        states = [state for state in await load_states(indexed) if not state.is_newer]
        lost = {state.language_tag for state in states if not state.is_usable or state.is_empty}
        if lost:
            log.warning("search indexes are made anew", languages=sorted(lost))
            await fill(indexed.in_languages(lost))
        synonyms = [state for state in states if state.language_tag not in lost and not state.has_synonyms]
        await _exchange_synonyms(indexed, synonyms)
        kept = {state.language_tag for state in states} - lost
        return Healed(
            tuple(sorted(lost)),
            tuple(state.language_tag for state in synonyms),
            tuple(discarded),
            await _mend(indexed.in_languages(kept), states) if compares_ids else 0,
        )


async def _exchange_synonyms(indexed: Indexed, states: list[IndexState]) -> None:
    client, products, entries = indexed.client, await indexed.product_plans(), await indexed.entry_plans()
    for tag in (state.language_tag for state in states):
        for index, plan in ((client.index_name(tag), products[tag]), (client.entries_name(tag), entries[tag])):
            await client.finish(await client.set_synonyms(index, plan.synonyms or {}))
    if states:
        await announce_written(indexed.database)


async def _mend(indexed: Indexed, states: list[IndexState]) -> int:
    """While something waits to be written, numbers differ for a good reason."""
    differ = any(state.documents != state.published for state in states if state.language_tag in indexed.chains)
    if not differ or await waiting_since(indexed.database) is not None:
        return 0
    await write_entries(indexed)
    return await mend_membership(indexed)
