"""Texts as vectors, where an embedder is configured: similar products, and finding by meaning.

Owns: what makes vectors (a service or a package of this machine), and the vectors of products, kept in the database, so
that an index filled anew costs no model anything. Invariants: without a setting nothing of it runs; every vector
has length 1 and as many dimensions as the settings say, whatever the model answers; a text is sent again only when it
or the model has changed; a model that fails costs meaning, never an answer and never a document.
"""

from search.embedding.embedder import Embedder, EmbedderUnavailableError, Vector, unit_vectors
from search.embedding.kept import KeptVector, keep_vectors, kept_vectors, rounded
from search.embedding.local import LocalEmbedder
from search.embedding.opening import Embedding, describe_embedder, open_embedder
from search.embedding.service import EmbeddingService

__all__ = [
    "Embedder",
    "EmbedderUnavailableError",
    "Embedding",
    "EmbeddingService",
    "KeptVector",
    "LocalEmbedder",
    "Vector",
    "describe_embedder",
    "keep_vectors",
    "kept_vectors",
    "open_embedder",
    "rounded",
    "unit_vectors",
]
