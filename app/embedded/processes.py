"""A server or other child process that is watched, and that ends when this process does."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.embedded import bound
from app.embedded.accounts import Account
from app.embedded.errors import EmbeddedError

ExitReport = Callable[[str], None]
"""Is told, in one line and from another thread, that a child ended without having been asked to."""


@dataclass
class Child:
    """One child process, in a session of its own so that Ctrl-C at the terminal reaches us alone.

    `death_signal` is what the child gets when this process ends, even by SIGKILL. The child is started by a thread of
    its own which then waits for it: Linux ties that signal to the thread that forks, and a caller's thread may be
    short-lived.
    """

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    death_signal: signal.Signals
    account: Account | None = None
    log: Path | None = None
    on_exit: ExitReport | None = None
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _failure: OSError | None = field(default=None, init=False)
    _stopping: bool = field(default=False, init=False)
    _started: threading.Event = field(default_factory=threading.Event, init=False)
    _ended: threading.Event = field(default_factory=threading.Event, init=False)

    def start(self) -> None:
        """Returns when the process exists, which says nothing about its readiness."""
        threading.Thread(target=self._keep, name=f"keeper of {self.name}", daemon=True).start()
        self._started.wait()
        if self._failure is not None:
            raise EmbeddedError(f"{self.name} cannot be started: {self._failure}")

    def _keep(self) -> None:
        try:
            self._process = self._fork()
        except OSError as error:
            self._failure = error
            self._ended.set()
            return
        finally:
            self._started.set()
        code = self._process.wait()
        self._ended.set()
        if self.on_exit is not None and not self._stopping:
            self.on_exit(f"{self.name} ended {describe_exit(code)}.{self.last_words()}")

    def _fork(self) -> "subprocess.Popen[bytes]":
        user, group = (str(self.account.user), str(self.account.group)) if self.account else ("", "")
        binding = [
            sys.executable,
            "-I",
            "-S",
            bound.__file__,
            str(int(self.death_signal)),
            str(os.getpid()),
            user,
            group,
        ]
        output = self.log.open("ab") if self.log else None
        try:
            return subprocess.Popen(  # noqa: S603 - our own launcher with our own arguments
                [*binding, *map(str, self.command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                env=dict(self.environment),
                cwd="/",
                start_new_session=True,
            )
        finally:
            if output:
                output.close()

    @property
    def pid(self) -> int:
        """Of the program itself: the launcher becomes it."""
        assert self._process is not None  # noqa: S101 - `start` has returned
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and not self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within that time."""
        return self._ended.wait(seconds)

    def send(self, signal_number: signal.Signals) -> None:
        """To the process alone; no error when it has ended."""
        if self._process is not None and not self._ended.is_set():
            with suppress(ProcessLookupError):
                self._process.send_signal(signal_number)

    def stop(self, politely: signal.Signals, then: signal.Signals = signal.SIGKILL, patience: float = 10) -> None:
        """Ask, wait `patience` seconds, then insist. Returns when it has ended."""
        self._stopping = True
        if not self.is_running:
            return
        self.send(politely)
        if not self.wait(patience):
            self.send(then)
            if not self.wait(patience):
                self.send(signal.SIGKILL)
                self.wait(patience)

    def last_words(self) -> str:
        """The last line of its log, with where the rest is; empty when there is none."""
        if self.log is None or not self.log.is_file():
            return ""
        lines = [line for line in self.log.read_text(errors="replace")[-8000:].splitlines() if line.strip()]
        return f" Its log ({self.log}) ends: {lines[-1].strip()}" if lines else f" Its log is {self.log}."


def fresh_log(path: Path) -> Path:
    """Keep the log of the run before as `….previous`, so that a log tells of one run and never grows without end."""
    if path.exists():
        path.replace(path.with_name(f"{path.name}.previous"))
    return path


def describe_exit(code: int) -> str:
    """An exit status as a person would say it."""
    return f"with exit code {code}" if code >= 0 else f"by signal {signal.Signals(-code).name}"
