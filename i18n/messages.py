"""Messages by id, from gettext catalogs (`locales/<tag>/<domain>.po`), read once per process.

A message id is `<EnumName>.<CODE>`; the English catalog holds the English sentence. A message may have placeholders
(`{available}`); where it counts something, its plural forms are chosen by `{count}`.
"""

import io
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "de", "fr", "zh-Hans", "ja", "ar")
"""The languages that every message is translated into (BCP 47)."""

FOLDER = Path(__file__).parent / "locales"


def catalog_paths(language_tag: str) -> list[Path]:
    """The files of a language, one per domain."""
    return sorted((FOLDER / language_tag).glob("*.po"))


def read_catalog(path: Path, language_tag: str) -> Catalog:
    """One file, parsed."""
    with path.open("rb") as source:
        return read_po(source, locale=language_tag.replace("-", "_"))


def message_ids(language_tag: str) -> set[str]:
    """Everything that the language can say."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]
        for path in catalog_paths(language_tag)
        for message in read_catalog(path, language_tag)
        if message.id
    }


@cache
def _translations(language_tag: str) -> GNUTranslations:
    whole = Catalog(locale=language_tag.replace("-", "_"))
    for path in catalog_paths(language_tag):
        for message in read_catalog(path, language_tag):
            if message.id:
                whole[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return GNUTranslations(compiled)


def translate(message_id: str, language_chain: tuple[str, ...], facts: Mapping[str, object] | None = None) -> str:
    """The message in the first language of the chain that has it. `facts` fill its placeholders."""
    facts = facts or {}
    for tag in language_chain:
        if tag not in LANGUAGES:
            continue
        count = facts.get("count")
        text = message_id
        if isinstance(count, int):
            text = _translations(tag).ngettext(message_id, message_id, count)
        if text == message_id:  # it has one form for every number
            text = _translations(tag).gettext(message_id)
        if text != message_id:
            return text.format_map(facts)
    raise LookupError(f"no message {message_id} in any of {language_chain}")
