"""How a use case says no.

A command raises `Refusal`; its transaction rolls back, so a refusal has changed nothing. A problem is a code and facts;
the sentence is written at the edge, in the shopper's language, from the catalog entry `<EnumName>.<CODE>`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.described import DescribedEnum
from app.core.details import StaleVersion


class WarningCode(DescribedEnum):
    """What differs from what was asked, although the request succeeded."""

    QUANTITY_REDUCED = "QUANTITY_REDUCED", "Fewer pieces are in stock than were asked for; the line has what there is."
    PRICE_CHANGED = "PRICE_CHANGED", "A price is not the one that was shown before."
    FX_QUOTE_EXPIRED = (
        "FX_QUOTE_EXPIRED",
        "The exchange rate that prices were shown by counts no more; the next change takes the present one.",
    )
    DELIVERY_SELECTION_DROPPED = "DELIVERY_SELECTION_DROPPED", "A chosen delivery option no longer fits; choose again."
    ALREADY_SELECTED = "ALREADY_SELECTED", "Nothing changed: it already was as asked."
    DUTIES_NOT_INCLUDED = (
        "DUTIES_NOT_INCLUDED",
        "Duty is not known and not part of the total; it may be due on delivery.",
    )
    SOURCE_CHANGED = (
        "SOURCE_CHANGED",
        "The text was translated from a source that has changed since: it is taken, and stale.",
    )
    PLACEHOLDERS_DIFFER = "PLACEHOLDERS_DIFFER", "The translation has other placeholders than its source."
    VAT_ID_NOT_CONFIRMED = (
        "VAT_ID_NOT_CONFIRMED",
        "The register of VAT ids gave no answer: tax is charged. Send the VAT id again later.",
    )
    TAXES_NOT_INCLUDED = "TAXES_NOT_INCLUDED", "Tax is not known for the country and not part of the total."


@dataclass(frozen=True)
class Problem:
    """One reason why a request was refused, or one thing that differs from what was asked."""

    code: DescribedEnum
    path: tuple[str, ...] = ()
    """Where in the input: `("input", "lines", "0", "quantity")`."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """What the sentence's `{placeholders}` stand for."""
    detail: Any = None
    """A domain's frozen value for clients to act upon, such as `InsufficientStock(available=3)`."""
    retryable: bool = False
    """Whether the same request may succeed later."""

    @property
    def message_id(self) -> str:
        return f"{type(self.code).__name__}.{self.code.value}"


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """Expected failure of a use case: the request is refused as a whole, for these reasons."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.message_id for problem in problems))
        self.problems = problems


def refuse(*groups: Iterable[Problem]) -> None:
    """Raise a refusal with all of these problems, if there are any."""
    if problems := [problem for group in groups for problem in group]:
        raise Refusal(*problems)


def refuse_stale(
    code: DescribedEnum, version: int | None, current: int, path: tuple[str, ...] = ("input", "version")
) -> None:
    """Refuse, by this code, a change of what has another version than the caller read (None: whichever it has)."""
    if version is not None and version != current:
        raise Refusal(Problem(code, path, detail=StaleVersion(current)))


class RequestError(Exception):
    """A request that cannot be answered at all: a top-level GraphQL error with a stable `extensions.code`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
