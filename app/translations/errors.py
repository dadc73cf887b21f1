"""Expected failures of translating."""

from app.core.described import DescribedEnum


class TranslationErrorCode(DescribedEnum):
    """Why a translation was not written, or a line of a translator's file not taken."""

    CONTENT_NOT_FOUND = "CONTENT_NOT_FOUND", "Nothing of this kind has this key."
    FIELD_NOT_FOUND = "FIELD_NOT_FOUND", "It has no such text to translate."
    LANGUAGE_NOT_SPOKEN = "LANGUAGE_NOT_SPOKEN", "The shop does not speak this language: add it with `languagesUpdate`."
    SOURCE_LANGUAGE = "SOURCE_LANGUAGE", "This is the language that the others are translated from."
    NAME_NEEDED = "NAME_NEEDED", "A name cannot be empty, and comes before any other text in a language."
    TEXT_TOO_LONG = "TEXT_TOO_LONG", "The text is longer than texts may be."
    NOT_ACCEPTED = "NOT_ACCEPTED", "What the text belongs to could not be written with it."
    NOT_WRITTEN = (
        "NOT_WRITTEN",
        "Another translation of the same request was refused, and all or none were to be taken.",
    )
    TOO_MANY = "TOO_MANY", "There are more translations than one request takes."
    FILE_UNREADABLE = "FILE_UNREADABLE", "The file cannot be read as what it says it is, from here on."
    MARKUP_BROKEN = "MARKUP_BROKEN", "A mark that stands for a piece of HTML is missing, doubled, or was invented."
    LANGUAGE_UNKNOWN = "LANGUAGE_UNKNOWN", "The file does not say into which language it translates."
    NOT_OURS = "NOT_OURS", "This is no unit of an export of translations: its id is missing."
