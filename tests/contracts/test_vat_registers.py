"""What every register of VAT ids does, and what none makes of nonsense."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from app.tax import OfflineRegister, RegisterAnswer, VatId, VatRegister, ViesRegister, read_vat_id
from tests.support.json_service import Answer, document, http
from tests.support.vies import FakeVies, fake_vies

SIEMENS = VatId("DE", "136695976")
OF_NOBODY = VatId("DE", "136695977")
"""Its check digit is wrong, and so no register has it."""
GREEK = VatId("EL", "094259216")


@pytest.fixture
async def vies() -> AsyncIterator[FakeVies]:
    async with fake_vies() as fake:
        fake.valid = {str(SIEMENS), str(GREEK)}
        yield fake


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=2) as opened:
        yield opened


@pytest.fixture(params=["offline", "vies"])
def register(request: pytest.FixtureRequest, vies: FakeVies, client: httpx2.AsyncClient) -> VatRegister:
    return OfflineRegister() if request.param == "offline" else ViesRegister(client, vies.url)


@pytest.mark.parametrize(
    ("vat_id", "expected"),
    [
        (SIEMENS, RegisterAnswer.VALID),
        (GREEK, RegisterAnswer.VALID),
        (OF_NOBODY, RegisterAnswer.INVALID),
    ],
)
async def test_a_register_says_yes_or_no(register: VatRegister, vat_id: VatId, expected: RegisterAnswer) -> None:
    assert await register.ask(vat_id) is expected
    assert await register.ask(vat_id) is expected, "and the same again"


async def test_vies_is_asked_by_its_own_prefixes_and_with_nothing_in_the_address(
    vies: FakeVies, client: httpx2.AsyncClient
) -> None:
    greek = read_vat_id("GR 094259216")
    assert greek is not None

    await ViesRegister(client, f"{vies.url}/").ask(greek)

    assert vies.questions == [{"countryCode": "EL", "vatNumber": "094259216"}]
    assert vies.requests == ["POST /rest-api/check-vat-number HTTP/1.1"]


ASKED = {"countryCode": "DE", "vatNumber": "136695976"}
BADLY: dict[str, Answer] = {
    "the member state is away": lambda _: document(actionSucceed=False, errorWrappers=[{"error": "MS_UNAVAILABLE"}]),
    "too many ask": lambda _: document(actionSucceed=False, errorWrappers=[{"error": "MS_MAX_CONCURRENT_REQ"}]),
    "an error beside a yes": lambda _: document(**ASKED, valid=True, errorWrappers=[{"error": "MS_UNAVAILABLE"}]),
    "a fault of the server": lambda _: document("500 Internal Server Error", **ASKED, valid=True),
    "too many requests": lambda _: document("429 Too Many Requests"),
    "a way to elsewhere": lambda _: http(b"", "302 Found", Location="http://127.0.0.1:1/"),
    "no JSON": lambda _: http(b"<html>maintenance</html>"),
    "half of it": lambda _: http(b'{"valid": tr'),
    "no text": lambda _: http(b"\xff\xfe\x00"),
    "an empty answer": lambda _: http(b""),
    "a list": lambda _: http(b"[true]"),
    "nothing said": lambda _: document(**ASKED),
    "valid as text": lambda _: document(**ASKED, valid="true"),
    "valid as a number": lambda _: document(**ASKED, valid=1),
    "valid as null": lambda _: document(**ASKED, valid=None),
    "an answer about another id": lambda _: document(countryCode="DE", vatNumber="811128135", valid=True),
    "an answer about another country": lambda _: document(countryCode="AT", vatNumber="136695976", valid=True),
    "an answer about nothing": lambda _: document(valid=True),
    "no end": lambda _: http(b'{"valid": true, "name": "' + b"a" * 1_000_000 + b'"}'),
    "less than it promises": lambda _: http(b'{"valid": true}')[:-4],
    "no HTTP": lambda _: b"220 mail.example ESMTP\r\n",
    "a closed door": lambda _: b"",
}


@pytest.mark.parametrize("answer", BADLY.values(), ids=BADLY)
async def test_nonsense_is_neither_yes_nor_no(vies: FakeVies, client: httpx2.AsyncClient, answer: Answer) -> None:
    vies.answer = answer

    assert await ViesRegister(client, vies.url).ask(SIEMENS) is RegisterAnswer.UNAVAILABLE
    assert len(vies.questions) == 1, "and it is not asked again at once"


async def test_a_register_that_says_nothing_is_not_waited_for(vies: FakeVies, client: httpx2.AsyncClient) -> None:
    vies.answer = lambda _: None

    assert await ViesRegister(client, vies.url, seconds=0.05).ask(SIEMENS) is RegisterAnswer.UNAVAILABLE


async def test_a_register_that_is_not_there_is_unavailable(client: httpx2.AsyncClient) -> None:
    assert await ViesRegister(client, "http://127.0.0.1:1/rest-api").ask(SIEMENS) is RegisterAnswer.UNAVAILABLE
