"""Checking VAT ids, and what becomes of the tax: registers are asked once a month, and never believed to say no when
they are away."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import TypeAlias

import asyncpg
import httpx2
import pytest

from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.ids import new_id
from app.tax import (
    OfflineRegister,
    RegistrationWish,
    TaxErrorCode,
    TaxTreatment,
    VatIdCheck,
    VatIdStatus,
    VatRegisters,
    ViesRegister,
    check_vat_id,
    load_registrations,
    remove_registration,
    set_registration,
    treatment,
)
from tests.support.json_service import document
from tests.support.shop import Shop
from tests.support.vies import FakeVies, fake_vies

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
FRENCH = "FR61954506077"
GERMAN = "DE136695976"
_AUDIT = "SELECT action, before, after FROM audit_entry ORDER BY id OFFSET $1"


@pytest.fixture
async def vies() -> AsyncIterator[FakeVies]:
    async with fake_vies() as fake:
        fake.valid = {FRENCH}
        yield fake


@pytest.fixture
async def asking(
    ctx: RequestContext, vies: FakeVies, connection: Connection, shop: Shop
) -> AsyncIterator[RequestContext]:
    """A context that asks the fake VIES."""
    assert shop
    async with httpx2.AsyncClient() as http:
        registers = VatRegisters(ViesRegister(http, vies.url), OfflineRegister())
        yield replace(ctx, parts={**ctx.parts, VatRegisters: registers})
    await connection.execute("DELETE FROM vat_id_check")
    await connection.execute("DELETE FROM tax_registration")


def later(ctx: RequestContext, **duration: float) -> RequestContext:
    return replace(ctx, now=ctx.now + timedelta(**duration))


async def test_an_id_is_looked_up_once_a_month(asking: RequestContext, vies: FakeVies) -> None:
    first = await check_vat_id(asking, "fr 61 954 506 077")
    again = await check_vat_id(later(asking, days=29), FRENCH)
    a_month_later = await check_vat_id(later(asking, days=31), FRENCH)

    assert (first.status, str(first.vat_id), first.checked_at) == (VatIdStatus.VALID, FRENCH, asking.now)
    assert again == first
    assert (a_month_later.status, a_month_later.checked_at) == (VatIdStatus.VALID, asking.now + timedelta(days=31))
    assert len(vies.questions) == 2


async def test_an_id_of_nobody_is_kept_as_that(asking: RequestContext, vies: FakeVies) -> None:
    checks = [await check_vat_id(asking, GERMAN) for _ in range(2)]

    assert [check.status for check in checks] == [VatIdStatus.INVALID] * 2
    assert not checks[0].is_retryable
    assert len(vies.questions) == 1


async def test_a_register_that_is_away_is_asked_again(asking: RequestContext, vies: FakeVies) -> None:
    vies.answer = lambda _: document(actionSucceed=False, errorWrappers=[{"error": "MS_UNAVAILABLE"}])
    away = await check_vat_id(asking, FRENCH)
    vies.answer = None
    back = await check_vat_id(asking, FRENCH)

    assert (away.status, away.is_valid, away.is_retryable, away.checked_at) == (
        VatIdStatus.UNAVAILABLE,
        False,
        True,
        None,
    )
    assert back.status is VatIdStatus.VALID


async def test_what_was_said_holds_while_the_register_is_away(asking: RequestContext, vies: FakeVies) -> None:
    await check_vat_id(asking, FRENCH)
    vies.answer = lambda _: b""

    assert (await check_vat_id(later(asking, days=29), FRENCH)).is_valid
    assert (await check_vat_id(later(asking, days=31), FRENCH)).is_retryable


async def test_nobody_is_asked_about_what_is_none_or_of_elsewhere(asking: RequestContext, vies: FakeVies) -> None:
    checks = [await check_vat_id(asking, text) for text in ("FR1", "", "CHE-107.787.577 MWST", "GB980780684")]

    assert [check.status for check in checks] == [
        VatIdStatus.MALFORMED,
        VatIdStatus.MALFORMED,
        VatIdStatus.VALID,
        VatIdStatus.VALID,
    ]
    assert vies.questions == []


async def test_neither_the_id_nor_a_hash_that_could_be_tried_is_kept(
    asking: RequestContext, connection: Connection
) -> None:
    await check_vat_id(asking, FRENCH)

    [row] = await connection.fetch("SELECT * FROM vat_id_check")
    assert set(row.keys()) == {"id_hash", "is_valid", "checked_at"}
    assert row["id_hash"] not in (FRENCH.encode(), sha256(FRENCH.encode()).digest())


async def test_old_answers_are_forgotten(asking: RequestContext, connection: Connection) -> None:
    await check_vat_id(asking, FRENCH)
    await check_vat_id(later(asking, days=31), GERMAN)

    assert [row["is_valid"] for row in await connection.fetch("SELECT is_valid FROM vat_id_check")] == [False]


async def test_without_a_url_the_format_is_all_that_is_judged(ctx: RequestContext, connection: Connection) -> None:
    check = await check_vat_id(ctx, GERMAN)

    assert (check.status, check.checked_at) == (VatIdStatus.VALID, None)
    assert await connection.fetch("SELECT * FROM vat_id_check") == []


def home(number: str = GERMAN, valid_to: date | None = None) -> RegistrationWish:
    return RegistrationWish("DE", number, date(2020, 1, 1), valid_to, is_home=True)


async def test_a_business_elsewhere_in_the_union_pays_no_tax_to_the_seller(asking: RequestContext) -> None:
    await set_registration(asking, home())
    check = await check_vat_id(asking, FRENCH)
    registrations = await load_registrations(asking.db)

    def treated(country: str) -> TaxTreatment:
        day = asking.now.date()
        return treatment(registrations, day=day, country_code=country, vat_id=check.vat_id).treatment

    assert check.is_valid
    assert treated("FR") is TaxTreatment.REVERSE_CHARGE
    assert treated("DE") is TaxTreatment.STANDARD


def test_an_id_that_no_register_confirms_is_not_valid() -> None:
    for status in (VatIdStatus.INVALID, VatIdStatus.UNAVAILABLE, VatIdStatus.MALFORMED):
        assert not VatIdCheck(status).is_valid


async def test_a_registration_is_read_kept_in_full_and_noted(asking: RequestContext, connection: Connection) -> None:
    noted = await connection.fetchval("SELECT count(*) FROM audit_entry")
    registration_id = await set_registration(asking, home("136 695 976"))
    again = await set_registration(asking, home("DE136695976"), registration_id=registration_id, version=1)
    ended = await set_registration(asking, home(valid_to=date(2027, 1, 1)), registration_id=registration_id, version=1)

    [stored] = await load_registrations(asking.db)
    assert registration_id == again == ended == stored.id
    assert (stored.number, stored.valid_to, stored.version) == (GERMAN, date(2027, 1, 1), 2)
    entries = await connection.fetch(_AUDIT, noted)
    assert [entry["action"] for entry in entries] == ["tax.registration_set"] * 2, "the same again changes nothing"

    with pytest.raises(Refusal) as refused:
        await remove_registration(asking, registration_id, version=1)
    assert [problem.code for problem in refused.value.problems] == [TaxErrorCode.STALE_VERSION]
    await remove_registration(asking, registration_id, version=2)
    assert await load_registrations(asking.db) == []


@pytest.mark.parametrize(
    ("wish", "codes"),
    [
        (RegistrationWish("XX", "1", date(2020, 1, 1)), [TaxErrorCode.UNKNOWN_COUNTRY]),
        (RegistrationWish("FR", GERMAN, date(2020, 1, 1)), [TaxErrorCode.INVALID_VAT_ID]),
        (RegistrationWish("US", " ", date(2020, 1, 1)), [TaxErrorCode.INVALID_NUMBER]),
        (RegistrationWish("US", "1", date(2020, 1, 1), date(2020, 1, 1)), [TaxErrorCode.END_BEFORE_START]),
        (RegistrationWish("DE", GERMAN, date(2026, 1, 1)), [TaxErrorCode.REGISTRATIONS_OVERLAP]),
        (RegistrationWish("FR", FRENCH, date(2026, 1, 1), is_home=True), [TaxErrorCode.HOMES_OVERLAP]),
    ],
)
async def test_a_registration_that_cannot_be_is_refused(
    asking: RequestContext, wish: RegistrationWish, codes: list[TaxErrorCode]
) -> None:
    await set_registration(asking, home())
    before = await load_registrations(asking.db)

    with pytest.raises(Refusal) as refused:
        await set_registration(asking, wish)

    assert [problem.code for problem in refused.value.problems] == codes
    assert await load_registrations(asking.db) == before


async def test_a_registration_that_is_not_there_is_neither_changed_nor_removed(asking: RequestContext) -> None:
    for command in (set_registration(asking, home(), registration_id=new_id()), remove_registration(asking, new_id())):
        with pytest.raises(Refusal) as refused:
            await command
        assert [problem.code for problem in refused.value.problems] == [TaxErrorCode.REGISTRATION_NOT_FOUND]
    assert await load_registrations(asking.db) == []
