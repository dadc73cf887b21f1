"""A process that works through much data, for the time of a block."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

_NEW_OBJECTS: Final = 500_000
"""Before rings among new objects are looked for; 700 is Python's own figure."""
_SWITCH_SECONDS: Final = 0.000_5
"""How long a thread works on when another one wants to; 0.005 is Python's own figure."""


class _Outside(NamedTuple):
    """The settings outside of all blocks."""

    threshold: tuple[int, int, int]
    switch_seconds: float


class _Blocks:
    """How many are open, and what was set before the first."""

    count = 0
    outside = _Outside(gc.get_threshold(), sys.getswitchinterval())


@contextmanager
def bulk_work() -> Iterator[None]:
    """Look for garbage rarely, and let threads take turns often.

    Rows and drafts come by the million, refer to each other in no ring and are gone with their last reference: looking
    through all of them again and again takes a third of an import. (A statement of SQLAlchemy that has its values
    within itself is a ring: those that name thousands are made once, and take parameters.) And the event loop, which
    feeds the database, must not wait at each of the database's answers for a thread that packs or writes a file.
    """
    if not _Blocks.count:  # both settings are the process's, and several jobs may run in it
        _Blocks.outside = _Outside(gc.get_threshold(), sys.getswitchinterval())
        gc.set_threshold(_NEW_OBJECTS, *_Blocks.outside.threshold[1:])
        sys.setswitchinterval(_SWITCH_SECONDS)
    _Blocks.count += 1
    try:
        yield
    finally:
        _Blocks.count -= 1
        if not _Blocks.count:
            gc.set_threshold(*_Blocks.outside.threshold)
            sys.setswitchinterval(_Blocks.outside.switch_seconds)
