"""Use cases of business customers: whether a VAT id is one, and what that means for a sale."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from app.core.context import RequestContext
from app.core.described import DescribedEnum
from app.tax.queries import known_answer
from app.tax.registers import RegisterAnswer, VatRegisters
from app.tax.rules import VatId, read_vat_id
from app.tax.service import keep_answer


class VatIdStatus(DescribedEnum):
    """What is known of a VAT id."""

    VALID = "VALID", "It is one, and the register that is asked knows it."
    MALFORMED = "MALFORMED", "It is none: its format or a check digit is wrong, or its country is not known."
    INVALID = "INVALID", "It could be one, and the register says that nobody has it."
    UNAVAILABLE = "UNAVAILABLE", "It could be one, and the register gives no answer now. Try again later."


@dataclass(frozen=True)
class VatIdCheck:
    """What came of checking a VAT id."""

    status: VatIdStatus
    vat_id: VatId | None = None
    """As it is written in full; None: malformed."""
    checked_at: datetime | None = None
    """When the register said so; None: it did not, or nobody was asked."""

    @property
    def is_valid(self) -> bool:
        return self.status is VatIdStatus.VALID

    @property
    def is_retryable(self) -> bool:
        """Whether the same check may say otherwise in a while, although nothing is wrong with the id."""
        return self.status is VatIdStatus.UNAVAILABLE


async def check_vat_id(ctx: RequestContext, text: str, country_code: str | None = None) -> VatIdCheck:
    """Whether this is the VAT id of a business. `country_code` is its country where it is written without a prefix.

    What a register said in the last month is believed; else it is asked, outside of any transaction, and its answer is
    kept. A register that is away makes the id `UNAVAILABLE`, and the sale is taxed as to a consumer.
    """
    vat_id = read_vat_id(text, country_code)
    if vat_id is None:
        return VatIdCheck(VatIdStatus.MALFORMED)
    register = ctx.part(VatRegisters).register_of(vat_id)
    if not register.is_authority:
        return VatIdCheck(VatIdStatus(await register.ask(vat_id)), vat_id)
    id_hash = _hash_of(vat_id, ctx.settings.secret_key)
    known = await known_answer(ctx.db, id_hash, ctx.now)
    if known is not None:
        return VatIdCheck(VatIdStatus.VALID if known.is_valid else VatIdStatus.INVALID, vat_id, known.checked_at)
    answer = await register.ask(vat_id)
    if answer is RegisterAnswer.UNAVAILABLE:
        return VatIdCheck(VatIdStatus.UNAVAILABLE, vat_id)
    async with ctx.transaction() as session:
        await keep_answer(session, id_hash, is_valid=answer is RegisterAnswer.VALID, checked_at=ctx.now)
    return VatIdCheck(VatIdStatus(answer), vat_id, ctx.now)


def _hash_of(vat_id: VatId, secret_key: SecretStr) -> bytes:
    """Keyed: there are few enough ids to try them all against a plain hash."""
    return hmac.digest(secret_key.get_secret_value().encode(), f"vat-id:{vat_id}".encode(), hashlib.sha256)
