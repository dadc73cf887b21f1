"""What a register is."""

from typing import Protocol

from app.core.described import DescribedEnum
from app.tax.rules import VatId


class RegisterAnswer(DescribedEnum):
    """What a register says of a VAT id."""

    VALID = "VALID", "A business has it."
    INVALID = "INVALID", "Nobody has it, or no longer."
    UNAVAILABLE = "UNAVAILABLE", "The register gave no answer. It may later."


class VatRegister(Protocol):
    """Somebody who knows which VAT ids there are."""

    is_authority: bool
    """Whether it asks whoever gives the ids, so that its answer is worth keeping."""

    async def ask(self, vat_id: VatId) -> RegisterAnswer:
        """Whether a business has this id, whose format and check digits are right. Raises nothing."""
        ...
