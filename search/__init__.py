"""Finding products by words, with Meilisearch. Owns the indexes, which hold nothing that the database does not.

Invariants: one index per language, with exactly one locale, asked with exactly that one; a search finds only what
its audience may see; a committed change reaches it through the outbox; there is no moment at which a filled index does
not answer; no call to the engine happens inside a transaction.
"""

from search.embedding import Embedding, describe_embedder, open_embedder
from search.engine.client import SearchClient, SearchUnavailableError
from search.query.asking import count_found, search_products
from search.query.conditions import read_conditions
from search.query.corrections import corrected
from search.query.facet_names import FacetNames
from search.query.faceted import Facet, FacetKind, FacetValue
from search.query.facets import ListedIn, ListKind, facets_of
from search.query.help import (
    MOST_HELPFUL_FILTERS,
    MOST_HELPFUL_PRODUCTS,
    MOST_HELPFUL_QUERIES,
    help_for,
)
from search.query.meaning import QueryMeanings
from search.query.preview import Preview, Previewed, RankingReason, preview_search
from search.query.priced import KnownKinds
from search.query.ranges import RangeBucket, RangeFacet
from search.query.similar import Original, similar_products
from search.query.suggestions import SuggestedQuery, Suggestions, suggest
from search.questions.brands import BrandNamesCache
from search.questions.cursors import cursors_of
from search.questions.highlights import Highlight, HighlightField, Part
from search.questions.question import Found, Hit, ProductSearch, SearchSort
from search.sync.affected import SEARCHED_EVENTS
from search.sync.commands import index_all, index_if_needed, index_lag, index_states, verify_index
from search.sync.events import IndexWritten
from search.sync.lag import Lag, load_lag
from search.sync.states import IndexState
from search.sync.verifying import Differences

__all__ = [
    "MOST_HELPFUL_FILTERS",
    "MOST_HELPFUL_PRODUCTS",
    "MOST_HELPFUL_QUERIES",
    "SEARCHED_EVENTS",
    "BrandNamesCache",
    "Differences",
    "Embedding",
    "Facet",
    "FacetKind",
    "FacetNames",
    "FacetValue",
    "Found",
    "Highlight",
    "HighlightField",
    "Hit",
    "IndexState",
    "IndexWritten",
    "KnownKinds",
    "Lag",
    "ListKind",
    "ListedIn",
    "Original",
    "Part",
    "Preview",
    "Previewed",
    "ProductSearch",
    "QueryMeanings",
    "RangeBucket",
    "RangeFacet",
    "RankingReason",
    "SearchClient",
    "SearchSort",
    "SearchUnavailableError",
    "SuggestedQuery",
    "Suggestions",
    "corrected",
    "count_found",
    "cursors_of",
    "describe_embedder",
    "facets_of",
    "help_for",
    "index_all",
    "index_if_needed",
    "index_lag",
    "index_states",
    "load_lag",
    "open_embedder",
    "preview_search",
    "read_conditions",
    "search_products",
    "similar_products",
    "suggest",
    "verify_index",
]
