"""Facts of merchandising."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class SearchSettingsChanged(Event):
    """The words of a language are set otherwise: synonyms, stop words, or which texts weigh most. The subject is the
    shop."""

    language_tag: str
    rebuild: bool
    """Whether the index has to be built anew. Synonyms alone are exchanged where they are."""


@dataclass(frozen=True)
class SearchRulesChanged(Event):
    """A rule of search is new, other or gone; the subject is the shop. Any search may be answered otherwise."""
