"""PO files of GNU gettext. What a text is stands in its context; a translation that is stale is fuzzy.

Entries are read one by one, by Babel: a damaged one is reported by its line, and the others are taken.
"""

import re
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from io import BytesIO
from typing import IO, Final

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, normalize
from babel.messages.pofile import read_po as read_entry

from app.translations.errors import TranslationErrorCode
from app.translations.formats.units import DIGEST, FORMAT, HTML, name_of, note_of, unit_of, wrong
from app.translations.rules import LONGEST_TEXT, Content, FileUnit, TranslationState
from app.translations.rules.markup import tags_of

_LARGEST_ENTRY: Final = 8 * LONGEST_TEXT
"""Bytes: a text and its source, in UTF-8, with escapes."""
_LINE: Final = re.compile(
    rb'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[[0-9]+\])?)\s*)?"([^"\\]|\\.)*")\s*', re.DOTALL
)
"""A comment, or a string of an entry. Babel forgives a string that does not end, and loses its last letter."""
_LANGUAGE: Final = re.compile(rb'^"Language: *([A-Za-z0-9_-]+)', re.MULTILINE)


async def write_po(contents: AsyncIterable[Content], *, target_language: str) -> AsyncIterator[str]:
    """The file, part by part."""
    yield 'msgid ""\nmsgstr ""\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    yield f'"Content-Transfer-Encoding: 8bit\\n"\n"Language: {target_language}\\n"\n'
    async for content in contents:
        yield _entry(content)


def _entry(content: Content) -> str:
    lines = ["", *(f"#. {note}" for note in (note_of(content),) if note), f"#. {DIGEST}: {content.source_digest}"]
    if content.is_html:
        lines.append(f"#. {FORMAT}: {HTML}")
    if content.state is TranslationState.STALE:
        lines.append("#, fuzzy")
    lines += [
        f"msgctxt {normalize(name_of(content))}",
        f"msgid {normalize(content.source)}",
        f"msgstr {normalize(content.text or '')}",
    ]
    return "\n".join([*lines, ""])


def read_po(source: IO[bytes]) -> Iterator[FileUnit]:
    """The entries that have a translation which is not fuzzy, in their order, and what is wrong with others."""
    language: str | None = None
    for line, entry in _entries(source):
        if entry is None:
            yield wrong(line, TranslationErrorCode.TEXT_TOO_LONG, longest=LONGEST_TEXT)
            continue
        if (said := _LANGUAGE.search(entry)) and b"msgctxt" not in entry:
            language = said[1].decode().replace("_", "-")
            continue
        yield from _units(entry, language, line)


def _units(entry: bytes, language: str | None, line: int) -> Iterator[FileUnit]:
    broken = next((at for at, each in enumerate(entry.splitlines()) if not _LINE.fullmatch(each)), None)
    if broken is not None:
        reason = "a string does not end, or is none"
        yield wrong(line + broken, TranslationErrorCode.FILE_UNREADABLE, reason=reason)
        return
    try:
        found = [message for message in read_entry(BytesIO(entry), charset="utf-8", abort_invalid=True) if message.id]
    except (PoFileError, ValueError, UnicodeError) as error:
        yield wrong(line, TranslationErrorCode.FILE_UNREADABLE, reason=str(error)[:200])
        return
    for message in found:
        if message.fuzzy or not message.string:
            continue
        unit = _unit(message, language, line)
        if unit:
            yield unit


def _unit(message: Message, language: str | None, line: int) -> FileUnit | None:
    if not isinstance(message.id, str) or not isinstance(message.string, str) or not message.context:
        return wrong(line, TranslationErrorCode.NOT_OURS, name=str(message.id)[:200])
    if len(message.string) > LONGEST_TEXT:
        return wrong(line, TranslationErrorCode.TEXT_TOO_LONG, longest=LONGEST_TEXT)
    facts = dict(comment.partition(": ")[::2] for comment in message.auto_comments)
    if facts.get(FORMAT) == HTML and tags_of(message.id) != tags_of(message.string):
        return wrong(line, TranslationErrorCode.MARKUP_BROKEN, name=message.context[:200])
    return unit_of(message.context, language, message.string, facts.get(DIGEST), line)


def _entries(source: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Each entry with its first line: entries are parted by empty lines. None: it is larger than one may be."""
    lines: list[bytes] = []
    size, first, number = 0, 1, 0
    while line := source.readline(_LARGEST_ENTRY):
        number += line.endswith(b"\n") or not lines
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            first = first if lines or size else number
            size += len(line)
            if size <= _LARGEST_ENTRY:
                lines.append(line)
            continue
        if size:
            yield first, b"".join(lines) if size <= _LARGEST_ENTRY else None
        lines, size = [], 0
    if size:
        yield first, b"".join(lines) if size <= _LARGEST_ENTRY else None
