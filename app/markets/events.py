"""Facts of markets."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class AtlasChanged(Event):
    """Markets, their countries, channels or the languages of the shop were defined; the subject is the shop.

    It is announced and not recorded: every process forgets its atlas and what it answered, and nothing else follows.
    """
