"""Finding products by words, with Meilisearch. Owns the indexes, which hold nothing that the database does not.

Invariants: one index per language, with exactly one locale, asked with exactly that one; a search finds only what
its audience may see; a committed change reaches it through the outbox; there is no moment at which a filled index does
not answer; no call to the engine happens inside a transaction.
"""

from search.affected import SEARCHED_EVENTS
from search.client import SearchClient, SearchUnavailableError
from search.conditions import read_conditions
from search.events import IndexWritten
from search.highlights import Highlight, HighlightField, Part
from search.query import Hit, ProductSearch, SearchSort, count_hits, cursor_of, search_products
from search.repricing import REPRICE_JOB
from search.sync import IndexState, index_all, index_if_needed, index_states

__all__ = [
    "REPRICE_JOB",
    "SEARCHED_EVENTS",
    "Highlight",
    "HighlightField",
    "Hit",
    "IndexState",
    "IndexWritten",
    "Part",
    "ProductSearch",
    "SearchClient",
    "SearchSort",
    "SearchUnavailableError",
    "count_hits",
    "cursor_of",
    "index_all",
    "index_if_needed",
    "index_states",
    "read_conditions",
    "search_products",
]
