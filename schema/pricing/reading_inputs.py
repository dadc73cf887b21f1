"""How inputs of pricing are read."""

from collections.abc import Sequence
from typing import Any

from strawberry import UNSET

CODE = "A short name that does not change: small letters, digits and single hyphens, a letter first, at most 64."
NAMES = "Its name by language, 1 to 120 characters each; English among them."
VERSION = "The version of it that you read; another one is refused. Left out: whichever it has."
MARKETS = "The codes of the markets that it is for; none is all of them."
CHANNELS = "The codes of the channels that it is for; none is all of them."
GROUPS = "The codes of the customer groups that it is for; none is everybody."


def given(source: object, **fields: Any) -> dict[str, Any]:
    """Of an input, what it says: by the name of the use case, how the value is read. Null is as if left out."""
    found = {name: (getattr(source, name), read) for name, read in fields.items()}
    return {name: read(value) for name, (value, read) in found.items() if value is not UNSET and value is not None}


def cleared(source: object, **fields: Any) -> dict[str, Any]:
    """The same for what null takes away."""
    found = {name: (getattr(source, name), read) for name, read in fields.items()}
    return {name: None if value is None else read(value) for name, (value, read) in found.items() if value is not UNSET}


def texts(values: Sequence[object]) -> list[str]:
    """Members of enumerations of codes, as the text that they are."""
    return [str(value) for value in values]
