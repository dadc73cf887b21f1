"""Nobody invents an event without saying what it makes stale."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import app
import search
from app.events import Event
from app.freshness import EVERYTHING
from app.wiring import listeners, stale_after


def events_of_the_house() -> Iterator[type[Event]]:
    for package in (app, search):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("events") or ".events." in module.name:
                import_module(module.name)
    kinds: list[type[Event]] = [Event]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind is not Event and not kind.__name__.startswith("_") and kind.__module__.startswith(("app.", "search.")):
            yield kind


def test_every_event_says_what_it_makes_stale() -> None:
    types = [kind.type for kind in events_of_the_house()]

    assert sorted(types) == sorted(stale_after())
    assert len(types) > 20, "the search found too few events to prove anything"


def test_every_event_that_the_index_follows_makes_some_answer_stale() -> None:
    """The index knows what it is made of: an event that changes a document changes an object that answers show."""
    followed = [kind for kind, jobs in listeners().items() if "search.follow" in jobs]

    assert [kind for kind in followed if not stale_after()[kind].tags] == []
    assert len(followed) > 5


def test_what_a_process_remembers_is_forgotten_when_everything_is_stale() -> None:
    table = stale_after()
    remembered = {part for stale in table.values() for part in stale.parts}

    assert set(table["shop.reloaded"].parts) == remembered
    assert table["shop.reloaded"].tags == (EVERYTHING,)
