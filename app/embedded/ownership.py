"""One owner per data folder. Whoever holds `owner.lock` runs the servers; the others are its guests.

The owner writes the addresses to `servers.json` when the servers answer, and removes the file before it stops them. A
guest holds `guests.lock` shared for as long as it uses them. An owner that runs for one command's length waits for
its guests; a long-lived one (`dev`) is never the guest of a short one, which would leave it without servers: it waits
for the ownership.

Both locks are flock(2): the kernel releases them however a process ends. What a killed owner leaves in `servers.json`
is recognised by its process, which is gone: pid and start time together, since a pid alone is used again.
"""

import fcntl
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from app.embedded.errors import EmbeddedError

PATIENCE_SECONDS = 300
POLL_SECONDS = 0.05

Notice = Callable[[str], None]


@dataclass(frozen=True)
class Services:
    """Where the servers answer. The URLs hold everything but Meilisearch's keys."""

    database_url: str
    meili_url: str
    meili_key: str
    """The one that writes indexes. Nobody is told the master key."""
    meili_search_key: str = ""


@dataclass(frozen=True)
class State:
    """What an owner tells its guests."""

    pid: int
    started: int
    long_lived: bool
    services: Services


def _take(path: Path, kind: int) -> int | None:
    """The open descriptor that holds the lock, or None when somebody else's is in the way."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _start_time(pid: int) -> int | None:
    """In clock ticks since boot: field 22 of proc_pid_stat(5), counted behind the name, which may hold anything."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return None


class Owner:
    """Holds the folder, until `release`."""

    def __init__(self, folder: Path, descriptor: int, long_lived: bool) -> None:
        self._folder = folder
        self._descriptor = descriptor
        self._long_lived = long_lived
        self._state_file = folder / "servers.json"
        self._state_file.unlink(missing_ok=True)

    def announce(self, services: Services) -> None:
        """From now on guests are welcome."""
        pid = os.getpid()
        state = State(pid, _start_time(pid) or 0, self._long_lived, services)
        draft = self._state_file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(state), file)
        draft.replace(self._state_file)

    def close_to_guests(self, wait: bool, notice: Notice) -> None:
        """No new guests; with `wait`, return when the last one has gone."""
        self._state_file.unlink(missing_ok=True)
        told = False
        while wait and (guests := _take(self._folder / "guests.lock", fcntl.LOCK_EX)) is None:
            if not told:
                notice("Other commands still use the servers of this one: waiting for them to finish.")
                told = True
            time.sleep(POLL_SECONDS)
        if wait and guests is not None:
            os.close(guests)

    def release(self) -> None:
        """The last thing, when the servers have ended."""
        os.close(self._descriptor)


@dataclass(frozen=True)
class Guest:
    """Uses the owner's servers until `release`."""

    services: Services
    descriptor: int

    def release(self) -> None:
        os.close(self.descriptor)

    @classmethod
    def enter(cls, folder: Path, welcome: Callable[[State], bool]) -> Self | None:
        """The state is read with the lock held: from then on the owner waits for us."""
        descriptor = _take(folder / "guests.lock", fcntl.LOCK_SH)
        if descriptor is None:
            return None
        state = read_state(folder)
        if state is None or not welcome(state):
            os.close(descriptor)
            return None
        return cls(state.services, descriptor)


def read_state(folder: Path) -> State | None:
    """What the owner announced, if there is one and it lives."""
    try:
        values = json.loads((folder / "servers.json").read_text())
        state = State(values["pid"], values["started"], values["long_lived"], Services(**values["services"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return state if _start_time(state.pid) == state.started else None


def own_or_enter(folder: Path, long_lived: bool, notice: Notice) -> Owner | Guest:
    """Become the owner, or the guest of the one there is; waits while one starts, stops or is too short-lived."""
    told, deadline = False, time.monotonic() + PATIENCE_SECONDS
    while True:
        descriptor = _take(folder / "owner.lock", fcntl.LOCK_EX)
        if descriptor is not None:
            return Owner(folder, descriptor, long_lived)
        guest = Guest.enter(folder, welcome=lambda state: state.long_lived or not long_lived)
        if guest is not None:
            return guest
        state = read_state(folder)
        if state is None and time.monotonic() > deadline:
            raise EmbeddedError(
                f"Another command holds {folder} without getting its servers to run: "
                "stop it, or choose another --data-dir."
            )
        if state is not None and not told:
            notice(f"Another command (process {state.pid}) uses {folder}: waiting for it to finish.")
            told = True
        time.sleep(POLL_SECONDS)


def write_notice(line: str) -> None:
    """A line for the person at the terminal."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
