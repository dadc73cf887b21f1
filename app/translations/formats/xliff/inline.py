"""Text with inline elements, as `<source>` and `<target>` have it, and the HTML that it stands for."""

import html
from collections.abc import Mapping
from typing import Final

_NOT_MARKS: Final = frozenset({"mrk", "sm", "em"})
"""Annotations of tools."""
_NATIVE: Final = frozenset({"bpt", "ept", "it"})
"""Of XLIFF 1.2: the tag itself is the element's text. So it is with `ph` of that version."""


class _Mark:
    """A tag, by where it is said: `("ref", id)` in the original data, or `("tag", the tag itself)`."""

    def __init__(self, kind: str, said: str) -> None:
        self.kind = kind
        self.said = said


class Inline:
    """Gathers the parts of one text."""

    def __init__(self) -> None:
        self._parts: list[str | _Mark] = []
        self._closings: list[_Mark | None] = []
        self._native: list[str] | None = None
        self.has_marks = False

    def start(self, element: str, given: Mapping[str, str]) -> None:
        if element in _NOT_MARKS:
            self._closings.append(None)
            return
        self.has_marks = True
        if element == "cp":  # a character that XML cannot have: none that a text needs
            self._closings.append(None)
        elif element in _NATIVE or (element == "ph" and "dataRef" not in given):
            self._native = []
            self._closings.append(None)
        elif element in ("pc", "g"):
            opening, closing = _pair(element, given)
            self._parts.append(opening)
            self._closings.append(closing)
        else:
            self._parts.append(_alone(given))
            self._closings.append(None)

    def end(self, element: str) -> None:
        if self._native is not None and (element in _NATIVE or element == "ph"):
            self._parts.append(_Mark("tag", "".join(self._native)))
            self._native = None
        if self._closings and (closing := self._closings.pop()) is not None:
            self._parts.append(closing)

    def characters(self, text: str) -> None:
        if self._native is not None:
            self._native.append(text)
        else:
            self._parts.append(text)

    def plain(self) -> str:
        """The text of what has no marks."""
        return "".join(part for part in self._parts if isinstance(part, str))

    def html(self, data: Mapping[str, str]) -> str | None:
        """The HTML; None where a mark stands for a tag that is said nowhere."""
        written = []
        for part in self._parts:
            if isinstance(part, str):
                written.append(html.escape(part, quote=False).replace("\u00a0", "&nbsp;"))
            elif part.kind == "tag" and part.said:
                written.append(part.said)
            elif part.kind == "ref" and part.said in data:
                written.append(data[part.said])
            else:
                return None
        return "".join(written)


def _pair(element: str, given: Mapping[str, str]) -> tuple[_Mark, _Mark]:
    if element == "pc":
        return _Mark("ref", given.get("dataRefStart", "")), _Mark("ref", given.get("dataRefEnd", ""))
    name = given.get("ctype", "").removeprefix("x-html-")
    if not name.isalnum():
        return _Mark("tag", ""), _Mark("tag", "")
    return _Mark("tag", f"<{name}>"), _Mark("tag", f"</{name}>")


def _alone(given: Mapping[str, str]) -> _Mark:
    if "dataRef" in given:
        return _Mark("ref", given["dataRef"])
    return _Mark("tag", given.get("equiv-text", ""))
