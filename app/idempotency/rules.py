"""When two requests are the same one, and what a claim of a key can be."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from app.core.described import DescribedEnum
from app.core.errors import Problem, Refusal

LONGEST_KEY = 255


class ClaimStatus(DescribedEnum):
    """What a claim of a key found."""

    NEW = "NEW", "The key is new: do the work, then finish the claim with what came of it."
    REPEATED = "REPEATED", "The same request was made before: answer with its result, or resume it where it has none."
    REUSED = "REUSED", "The key stands for another request."
    UNUSABLE = "UNUSABLE", "The text is no key: it is empty, too long, or has characters that do not print."


@dataclass(frozen=True)
class Claim:
    """The answer to a claim."""

    status: ClaimStatus
    owner: str
    key: str
    result_id: UUID | None = None
    """What came of the request; None while nothing has."""

    @property
    def is_repeated(self) -> bool:
        return self.status is ClaimStatus.REPEATED

    def or_refuse(self, *, reused: Problem, unusable: Problem) -> Self:
        """This claim, where the request may go on; otherwise the caller's own refusal."""
        if self.status is ClaimStatus.REUSED:
            raise Refusal(reused)
        if self.status is ClaimStatus.UNUSABLE:
            raise Refusal(unusable)
        return self


def is_usable(key: str) -> bool:
    """Whether the text can be a key: 1 to 255 characters that print."""
    return 0 < len(key) <= LONGEST_KEY and not any(unicodedata.category(each) in ("Cc", "Cs") for each in key)


def hash_request(operation: str, request: Mapping[str, Any]) -> bytes:
    """SHA-256 of the operation and its input, in one spelling: whatever the order of the fields, the hash is the same.

    Values are JSON's, or write themselves as text (ids, decimals, enumerations).
    """
    document = json.dumps([operation, request], sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(document.encode()).digest()
