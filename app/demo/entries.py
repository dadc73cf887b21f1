"""What every object of the demo shop's files has in common."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

Names = Mapping[str, str]
"""`{language tag: text}`."""


def _only_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("write numbers as text, so that they stay exact")
    return value


class Entry(BaseModel):
    """One object of a file. A field that nobody reads is a mistake."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


ExactNumber = Annotated[Decimal, BeforeValidator(_only_text)]
"""A number that is written as text."""
