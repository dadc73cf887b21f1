"""What a file has said already, and where: remembered on disk, so that a large file takes no more memory than a small
one. SQLite keeps a temporary file of its own for it, and removes it."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Self

_KILOBYTES: Final = 8_000
"""Of what is remembered, that much is held in memory."""
_MOST_AT_ONCE: Final = 500


class Seen:
    """The lines of keys: the first line in which a key stood. It may be used from any one thread at a time."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", check_same_thread=False)
        self._database.execute(f"PRAGMA cache_size = -{_KILOBYTES}")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def claim(self, kind: str, lines: Mapping[str, int]) -> dict[str, int]:
        """Remember these keys of a kind, and give the earlier lines of those that stood somewhere before."""
        keys = {f"{kind}:{key}": (key, line) for key, line in lines.items()}
        earlier = {keys[full][0]: line for full, line in self._earlier(list(keys))}
        self._remember((full, line) for full, (key, line) in keys.items() if key not in earlier)
        return earlier

    def claim_new(self, lines: Mapping[str, Mapping[str, int]]) -> bool:
        """Remember these keys, by their kinds, if none of them stood anywhere before, and say whether it is so."""
        keys = {f"{kind}:{key}": line for kind, of_kind in lines.items() for key, line in of_kind.items()}
        if any(True for _ in self._earlier(list(keys))):
            return False
        self._remember(keys.items())
        return True

    def _earlier(self, keys: Sequence[str]) -> Iterator[tuple[str, int]]:
        for start in range(0, len(keys), _MOST_AT_ONCE):
            some = keys[start : start + _MOST_AT_ONCE]
            marks = ",".join("?" * len(some))
            yield from self._database.execute(f"SELECT key, line FROM seen WHERE key IN ({marks})", some)  # noqa: S608 - marks

    def _remember(self, keys: Iterable[tuple[str, int]]) -> None:
        self._database.executemany("INSERT INTO seen VALUES (?, ?)", keys)
