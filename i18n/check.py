"""`python -m i18n.check`: every message is there in every language, with the same placeholders."""

import string
import sys
from collections.abc import Iterator

from babel.messages.catalog import Message

from i18n.messages import FOLDER, LANGUAGES, catalog_paths, read_catalog


def problems() -> Iterator[str]:
    """What is missing, empty or different, a line each."""
    english = _messages("en")
    for tag in LANGUAGES:
        messages = _messages(tag)
        for message_id in sorted(english.keys() | messages.keys()):
            theirs = messages.get(message_id)
            if message_id not in english:
                yield f"{tag}: {message_id} is not in the English catalog"
            elif theirs is None:
                yield f"{tag}: {message_id} is missing"
            elif not all(_texts(theirs)):
                yield f"{tag}: {message_id} is empty"
            elif _placeholders(theirs) != _placeholders(english[message_id]):
                yield f"{tag}: {message_id} has other placeholders than the English message"


def _messages(tag: str) -> dict[str, Message]:
    found = {}
    for path in catalog_paths(tag):
        for message in read_catalog(path, tag):
            if message.id:
                message_id = message.id if isinstance(message.id, str) else message.id[0]
                if message_id in found:
                    raise SystemExit(f"{path.relative_to(FOLDER)}: {message_id} stands twice")
                found[message_id] = message
    return found


def _texts(message: Message) -> tuple[str, ...]:
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def _placeholders(message: Message) -> set[str]:
    return {name for text in _texts(message) for _, name, _, _ in string.Formatter().parse(text) if name}


if __name__ == "__main__":
    found = list(problems())
    sys.stderr.writelines(f"{line}\n" for line in found)
    sys.exit(1 if found else 0)
