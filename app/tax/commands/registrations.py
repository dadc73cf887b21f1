"""Use cases of the seller's registrations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse, refuse_stale
from app.core.ids import new_id
from app.core.locks import lock_setup
from app.core.texts import is_line
from app.tax import service
from app.tax.errors import TaxErrorCode
from app.tax.ids import TAX_REGISTRATION_ID
from app.tax.queries import load_registrations
from app.tax.rules import UNION, Registration, is_country, read_vat_id

LONGEST_NUMBER: Final = 32
_WITH_VAT_IDS: Final = UNION | {"GB", "CH", "LI", "NO"}
"""Countries whose numbers can be judged."""


@dataclass(frozen=True)
class RegistrationWish:
    """Where the seller is to be registered."""

    country_code: str
    number: str
    valid_from: date
    valid_to: date | None = None
    """The first day on which it no longer holds."""
    is_home: bool = False


async def set_registration(
    ctx: RequestContext, wish: RegistrationWish, *, registration_id: UUID | None = None, version: int | None = None
) -> UUID:
    """Register the seller, or correct the registration of this id, where it still has this version. Gives its id.

    A country has one registration a day, and the seller one home. VAT ids of Europe are read, and kept in full.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        stored = await load_registrations(ctx.db)
        before = _found(stored, registration_id, version) if registration_id else None
        others = [each for each in stored if each.id != registration_id]
        refuse(_problems(wish, others))
        after = Registration(
            id=before.id if before else new_id(),
            country_code=wish.country_code,
            number=_number(wish),
            is_home=wish.is_home,
            valid_from=wish.valid_from,
            valid_to=wish.valid_to,
            version=before.version + 1 if before else 1,
        )
        if before is None or after._replace(version=before.version) != before:
            await service.put_registration(session, after, is_new=before is None)
            await record_change(
                session,
                ctx.viewer,
                "tax.registration_set",
                TAX_REGISTRATION_ID.prefix,
                after.id,
                before=_facts_of(before) if before else None,
                after=_facts_of(after),
            )
    return after.id


async def remove_registration(ctx: RequestContext, registration_id: UUID | None, *, version: int | None = None) -> UUID:
    """Delete a registration that should never have been. One that ends is given its last day instead."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        before = _found(await load_registrations(ctx.db), registration_id, version)
        await service.remove_registration(session, before.id)
        await record_change(
            session,
            ctx.viewer,
            "tax.registration_removed",
            TAX_REGISTRATION_ID.prefix,
            before.id,
            before=_facts_of(before),
            after=None,
        )
    return before.id


def _found(stored: Sequence[Registration], registration_id: UUID | None, version: int | None) -> Registration:
    found = next((each for each in stored if each.id == registration_id), None)
    if found is None:
        raise Refusal(Problem(TaxErrorCode.REGISTRATION_NOT_FOUND, ("input", "id")))
    refuse_stale(TaxErrorCode.STALE_VERSION, version, found.version)
    return found


def _problems(wish: RegistrationWish, others: Sequence[Registration]) -> Iterator[Problem]:
    if not is_country(wish.country_code):
        facts = {"country": wish.country_code[:8]}
        yield Problem(TaxErrorCode.UNKNOWN_COUNTRY, ("input", "countryCode"), facts)
    elif wish.country_code in _WITH_VAT_IDS:
        read = read_vat_id(wish.number, wish.country_code)
        if read is None or read.country_code != _issuer(wish.country_code):
            facts = {"country": wish.country_code}
            yield Problem(TaxErrorCode.INVALID_VAT_ID, ("input", "number"), facts)
    elif not is_line(wish.number, LONGEST_NUMBER):
        yield Problem(TaxErrorCode.INVALID_NUMBER, ("input", "number"), {"longest": LONGEST_NUMBER})
    if wish.valid_to is not None and wish.valid_to <= wish.valid_from:
        days = {"start": wish.valid_from, "end": wish.valid_to}
        yield Problem(TaxErrorCode.END_BEFORE_START, ("input", "validTo"), days)
        return
    beside = [each for each in others if _meet(wish, each)]
    if any(each.country_code == wish.country_code for each in beside):
        facts = {"country": wish.country_code}
        yield Problem(TaxErrorCode.REGISTRATIONS_OVERLAP, ("input", "validFrom"), facts)
    homes = [each.country_code for each in beside if each.is_home and each.country_code != wish.country_code]
    if wish.is_home and homes:
        yield Problem(TaxErrorCode.HOMES_OVERLAP, ("input", "isHome"), {"country": homes[0]})


def _issuer(country_code: str) -> str:
    return "CH" if country_code == "LI" else country_code


def _number(wish: RegistrationWish) -> str:
    read = read_vat_id(wish.number, wish.country_code) if wish.country_code in _WITH_VAT_IDS else None
    return str(read) if read else wish.number.strip()


def _meet(wish: RegistrationWish, other: Registration) -> bool:
    begins_before_end = other.valid_to is None or wish.valid_from < other.valid_to
    return begins_before_end and (wish.valid_to is None or other.valid_from < wish.valid_to)


def _facts_of(registration: Registration) -> dict[str, Any]:
    return {
        "country_code": registration.country_code,
        "number": registration.number,
        "is_home": registration.is_home,
        "valid_from": registration.valid_from.isoformat(),
        "valid_to": registration.valid_to.isoformat() if registration.valid_to else None,
    }
