"""Where the time of a process goes: a look at its stack at every other millisecond of CPU that it uses.

Sampling slows nothing down that it measures, as tracing every call would: what is made of many small calls, as GraphQL
is, would seem to cost more than it does.
"""

import signal
import sysconfig
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Final

_SECONDS: Final = 0.002
_LIBRARY: Final = sysconfig.get_paths()["stdlib"]
_PACKAGES: Final = f"{sysconfig.get_paths()['purelib']}/"
_ROOT: Final = f"{Path(__file__).parents[2]}/"
_NAMES: Final = {
    "graphql": "graphql-core",
    "strawberry": "Strawberry",
    "aiodataloader.py": "aiodataloader",
    "uvicorn": "uvicorn and Starlette",
    "starlette": "uvicorn and Starlette",
}


class Sampler:
    """Counts in which part of the program, which function and which stack the process was found."""

    def __init__(self) -> None:
        self._parts: Counter[str] = Counter()
        self._functions: Counter[str] = Counter()
        self._stacks: Counter[str] = Counter()
        self._is_running = False

    def toggle(self) -> dict[str, dict[str, int]]:
        """Begin to count, or stop and tell what was counted."""
        self._is_running = not self._is_running
        if self._is_running:
            self._parts.clear()
            self._functions.clear()
            self._stacks.clear()
            signal.signal(signal.SIGPROF, self._look)
        else:
            signal.signal(signal.SIGPROF, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_PROF, *((_SECONDS, _SECONDS) if self._is_running else (0, 0)))
        return {
            "parts": dict(self._parts),
            "functions": dict(self._functions.most_common(40)),
            "stacks": dict(self._stacks),
        }

    def _look(self, _: int, frame: FrameType | None) -> None:
        self._stacks[_stack_of(frame)] += 1
        while frame and not _is_somebodys(frame.f_code.co_filename):
            frame = frame.f_back
        if frame:
            part, module = _place(frame.f_code.co_filename)
            self._parts[part] += 1
            self._functions[f"{module}:{frame.f_code.co_qualname}"] += 1


def _stack_of(frame: FrameType | None) -> str:
    """The functions from the outermost to the one that runs, as `module.function;module.function`."""
    names = []
    while frame:
        names.append(f"{frame.f_globals.get('__name__', '?')}.{frame.f_code.co_qualname}")
        frame = frame.f_back
    return ";".join(reversed(names))


def _is_somebodys(file: str) -> bool:
    """Python's own library and generated code work for whoever called them."""
    return file.startswith(_PACKAGES) or (file.startswith("/") and not file.startswith(_LIBRARY))


def _place(file: str) -> tuple[str, str]:
    """The part of the program that a file belongs to, and the file as it is named in there."""
    if file.startswith(_PACKAGES):
        module = file.removeprefix(_PACKAGES)
        package = module.partition("/")[0]
        return _NAMES.get(package, package), module
    module = file.removeprefix(_ROOT)
    folders = module.split("/")
    return "/".join(folders[:2] if folders[0] == "app" else folders[:1]), module
