"""How the indexes stand: what `tradewind search status` says, and what healing goes by."""

from dataclasses import dataclass, replace

from meilisearch_python_sdk.models.settings import MeilisearchSettings

from app.catalog import count_public_products
from app.core.clock import utc_now
from app.fulltext import count_texts
from search.engine.settings import FORMAT, IndexVersion, has_settings, has_synonyms, version_of
from search.sync.indexed import Indexed


@dataclass(frozen=True)
class IndexState:
    """How one language's index of products stands."""

    language_tag: str
    documents: int
    published: int
    """How many it should hold."""
    is_made: bool
    is_set_up: bool
    """But for synonyms."""
    has_synonyms: bool
    has_entries: bool
    """Whether the index of what is suggested beside products is there, and set up."""
    version: IndexVersion | None = None
    texts: int = 0
    """How many products Postgres' own search finds, where the engine does not answer."""

    @property
    def is_complete(self) -> bool:
        """Whether searches find everything, as this version of the shop means it."""
        return self.is_usable and self.has_synonyms and self.documents == self.published

    @property
    def is_usable(self) -> bool:
        """Whether it is there and set up as this version of the shop means it, whatever it holds."""
        return self.is_made and self.is_set_up and self.has_entries

    @property
    def is_newer(self) -> bool:
        """Whether a newer version of the shop has made it, which runs beside this one for a while."""
        return self.version is not None and self.version.format > FORMAT

    @property
    def is_empty(self) -> bool:
        """Whether its documents are gone."""
        return self.documents == 0 and self.published > 0

    @property
    def verdict(self) -> str:
        """The same in words, and what to do."""
        if self.is_complete:
            return "complete"
        if not self.is_made:
            return "missing: the worker makes it, or run `tradewind search reindex`"
        if self.is_newer:
            return "set up by a newer version of the shop, which runs beside this one"
        if not self.is_usable or not self.has_synonyms:
            return "set up otherwise: the worker makes it anew, or run `tradewind search reindex`"
        return "not in line yet: let the worker finish, or run `tradewind search verify`"


async def load_states(indexed: Indexed) -> list[IndexState]:
    """How each language's index stands now."""
    published = await count_public_products(indexed.database, utc_now())
    plans, entries = await indexed.product_plans(), await indexed.entry_plans()
    texts = await count_texts(indexed.database)
    states = [await _state(indexed, tag, plan, entries[tag], published) for tag, plan in plans.items()]
    return [replace(state, texts=texts.get(state.language_tag, 0)) for state in states]


async def _state(
    indexed: Indexed, tag: str, plan: MeilisearchSettings, entries: MeilisearchSettings, published: int
) -> IndexState:
    client = indexed.client
    index = client.index_name(tag)
    found = await client.settings_of(index)
    beside = await client.settings_of(client.entries_name(tag))
    return IndexState(
        language_tag=tag,
        documents=await client.documents_in(index) if found else 0,
        published=published,
        is_made=found is not None,
        is_set_up=found is not None and has_settings(found, plan),
        has_synonyms=all(
            index is not None and has_synonyms(index, wanted) for index, wanted in ((found, plan), (beside, entries))
        ),
        has_entries=beside is not None and has_settings(beside, entries),
        version=version_of(found) if found else None,
    )
