"""Several processes that answer on one port: started, replaced one by one, and stopped.

One rule makes all of it: there are as many workers as were asked for, of the present generation. A new generation
(SIGHUP) makes the old ones outdated; then one is started, and when it answers, an outdated one is told to finish. So
at any time at least as many answer as were asked for.
"""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import Any

from app.cli.failures import CommandError
from app.core.logging import log

Start = Callable[[Connection], SpawnProcess]
"""Makes a process that writes into the connection when it answers."""

_PAUSE_SECONDS = 1.0
"""Before a worker that could not start is replaced by another."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _State(Enum):
    STARTING = auto()
    READY = auto()
    LEAVING = auto()


@dataclass(eq=False)
class _Worker:
    process: SpawnProcess
    says: Connection
    state: _State = _State.STARTING
    is_outdated: bool = False
    kill_at: float = float("inf")


class Workers:
    """The processes of one `tradewind serve`."""

    def __init__(self, count: int, start: Start, *, patience: float, on_ready: Callable[[], None]) -> None:
        """`patience` is how many seconds a worker may take to finish; `on_ready` is called when all answer."""
        self._count = count
        self._start_process = start
        self._patience = patience
        self._on_ready = on_ready
        self._workers: list[_Worker] = []
        self._signals: list[int] = []
        self._is_stopping = False
        self._was_ready = False
        self._start_after = 0.0

    def run(self) -> None:
        """Return when all have been stopped. Raises `CommandError` where the first ones cannot start."""
        with self._listening_to_signals() as woken:
            for _ in range(self._count):
                self._start()
            while self._workers:
                waiting: list[Any] = [woken, *(worker.process.sentinel for worker in self._workers)]
                waiting += [worker.says for worker in self._workers if worker.state is _State.STARTING]
                wait(waiting, timeout=1.0)
                while _has_byte(woken):
                    pass
                self._obey()
                self._notice()
                if not self._is_stopping:
                    self._renew()
        if not self._was_ready and not self._is_stopping:
            raise CommandError("No process could start to answer: see above why.")

    def _start(self) -> None:
        ours, theirs = Pipe(duplex=False)
        process = self._start_process(theirs)
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))

    def _obey(self) -> None:
        while self._signals:
            if self._signals.pop(0) == signal.SIGHUP and not _has_terminal():
                for worker in self._workers:
                    worker.is_outdated = True
            else:
                self._is_stopping = True
                for worker in self._workers:
                    self._let_go(worker)

    def _notice(self) -> None:
        """Who answers by now, and who has ended."""
        for worker in list(self._workers):
            if worker.state is _State.STARTING and worker.says.poll() and _has_spoken(worker.says):
                worker.state = _State.READY
            if not worker.process.is_alive():
                self._bury(worker)
            elif time.monotonic() > worker.kill_at:
                worker.process.kill()
        if not self._was_ready and [each.state for each in self._workers] == [_State.READY] * self._count:
            self._was_ready = True
            self._on_ready()

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.join()
        worker.says.close()
        if worker.state is _State.LEAVING or self._is_stopping:
            return
        log.error("a worker ended", pid=worker.process.pid, exit_code=worker.process.exitcode)
        if worker.state is _State.STARTING:
            self._start_after = time.monotonic() + _PAUSE_SECONDS
            for other in self._workers:  # a generation that cannot start replaces nobody
                other.is_outdated = False
                if not self._was_ready:
                    self._let_go(other)

    def _renew(self) -> None:
        current = [worker for worker in self._workers if not worker.is_outdated]
        if not self._was_ready or any(worker.state is not _State.READY for worker in self._workers):
            return  # one at a time
        if len(self._workers) > self._count:
            self._let_go(next(worker for worker in self._workers if worker.is_outdated))
        elif len(current) < self._count and time.monotonic() > self._start_after:
            self._start()

    def _let_go(self, worker: _Worker) -> None:
        if worker.state is not _State.LEAVING:
            worker.state = _State.LEAVING
            worker.kill_at = time.monotonic() + self._patience
            worker.process.terminate()

    @contextmanager
    def _listening_to_signals(self) -> Iterator[socket.socket]:
        """Gives what becomes readable when one has come."""

        def note(number: int, _: FrameType | None) -> None:
            self._signals.append(number)

        reading, writing = socket.socketpair()
        with reading, writing:
            reading.setblocking(False)
            writing.setblocking(False)
            before = {number: signal.signal(number, note) for number in _SIGNALS}
            wakeup = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
            try:
                yield reading
            finally:
                signal.set_wakeup_fd(wakeup)
                for number, handler in before.items():
                    signal.signal(number, handler)


def _has_byte(woken: socket.socket) -> bool:
    try:
        return bool(woken.recv(64))
    except BlockingIOError:
        return False


def _has_spoken(says: Connection) -> bool:
    try:
        says.recv_bytes()
    except EOFError:
        return False
    return True


def _has_terminal() -> bool:
    """Where there is one, SIGHUP says that it was closed. `CTTY` is the terminal of the session, however it is used."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
