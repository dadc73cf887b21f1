"""What both formats say of a unit."""

from collections.abc import Mapping
from typing import Final

from app.core.errors import Problem
from app.translations.errors import TranslationErrorCode
from app.translations.rules import Content, Edit, FileUnit, TranslatableKind

DIGEST: Final = "source-digest"
PREVIOUS: Final = "previous-translation"
FORMAT: Final = "format"
HTML: Final = "html"

_MEANINGS: Final[Mapping[str, str]] = {
    "name": "The name: short, on one line.",
    "description": "The description.",
    "slug": "Part of a web address: small letters and digits joined by hyphens.",
    "seoTitle": "The title in results of search engines.",
    "seoDescription": "The summary in results of search engines.",
    "warnings": "Safety warnings, which the law asks for.",
    "attributes": "A property of the product.",
    "options": "A choice that shoppers have, or one of its values.",
    "values": "One of the values of the property.",
    "media": "What a picture shows, for those who do not see it.",
    "variants": "A property of one variant of the product.",
}


def name_of(content: Content) -> str:
    """`PRODUCT/linen-shirt/options.size.m`. A slash of the key is written as in addresses."""
    return f"{content.kind}/{content.key.replace('%', '%25').replace('/', '%2F')}/{content.field}"


def note_of(content: Content) -> str:
    """What a translator should know of the text."""
    meaning = _MEANINGS.get(content.field.partition(".")[0], "")
    return f"{meaning} It is HTML: leave the tags as they are." if content.is_html else meaning


def unit_of(name: str, language_tag: str | None, text: str, digest: str | None, line: int) -> FileUnit:
    """The unit of this name, with this translation."""
    kind, _, rest = name.partition("/")
    key, _, field = rest.partition("/")
    if kind not in TranslatableKind.__members__ or not key or not field:
        return wrong(line, TranslationErrorCode.NOT_OURS, name=name[:200])
    if not language_tag:
        return wrong(line, TranslationErrorCode.LANGUAGE_UNKNOWN)
    key = key.replace("%2F", "/").replace("%25", "%")
    edit = Edit(TranslatableKind(kind), key, field, language_tag, text, digest)
    return FileUnit(line, edit)


def wrong(line: int, code: TranslationErrorCode, **facts: object) -> FileUnit:
    """A unit that cannot be taken."""
    return FileUnit(line, problem=Problem(code, facts=facts))
