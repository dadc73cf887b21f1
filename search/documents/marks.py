"""The marks that the engine puts around what matched, which no indexed text has."""

from typing import Final

START: Final = "\ue000"
END: Final = "\ue001"
"""Of Unicode's private use."""


def without_marks(text: str) -> str:
    """The text as it is indexed."""
    return text.replace(START, "").replace(END, "")
