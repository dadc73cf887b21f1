"""Pure rules of translating: what there is to translate, in which state it is, and how a text is put in its place."""

from app.translations.rules.contents import (
    LONGEST_TEXT,
    Content,
    Field,
    Owner,
    TranslatableKind,
    TranslationState,
    contents_of,
    owner_of,
)
from app.translations.rules.edits import Edit, FileUnit, translated

__all__ = [
    "LONGEST_TEXT",
    "Content",
    "Edit",
    "Field",
    "FileUnit",
    "Owner",
    "TranslatableKind",
    "TranslationState",
    "contents_of",
    "owner_of",
    "translated",
]
