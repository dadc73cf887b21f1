"""VIES, the register of the member states of the European Union and of Northern Ireland.

The Commission's service asks the member state's own register each time: one that is away makes the answer
`MS_UNAVAILABLE`, and too many questions at once `MS_MAX_CONCURRENT_REQ` or `GLOBAL_MAX_CONCURRENT_REQ`. The interface
is the REST one: POST `<url>/check-vat-number` with `countryCode` and `vatNumber`.
"""

import asyncio
import logging
from typing import Any, Final

import httpx2
import msgspec

from app.core.db import assert_no_transaction
from app.tax.registers.register import RegisterAnswer
from app.tax.rules import VatId

_SECONDS: Final = 5.0
"""For the whole of an answer: a shopper waits for it."""
_MOST_BYTES: Final = 64 * 1024
_log = logging.getLogger(__name__)


class _AnswerError(Exception):
    """What came is no answer to what was asked."""


class ViesRegister:
    """Asks VIES. No answer that it cannot make sense of counts."""

    is_authority = True

    def __init__(self, http: httpx2.AsyncClient, url: str, *, seconds: float = _SECONDS) -> None:
        self._http = http
        self._address = f"{url.rstrip('/')}/check-vat-number"
        self._seconds = seconds

    async def ask(self, vat_id: VatId) -> RegisterAnswer:
        """Whether VIES knows the id. It hears nothing of the shop or of the buyer but the id."""
        assert_no_transaction("VIES")
        try:
            async with asyncio.timeout(self._seconds):
                document = await self._answer(vat_id)
            return _read(document, vat_id)
        except (httpx2.HTTPError, TimeoutError, _AnswerError) as error:
            _log.warning("VIES gave no answer about an id of %s: %s", vat_id.prefix, _words(error))
            return RegisterAnswer.UNAVAILABLE

    async def _answer(self, vat_id: VatId) -> Any:
        question = {"countryCode": vat_id.prefix, "vatNumber": vat_id.number}
        async with self._http.stream(
            "POST", self._address, json=question, timeout=self._seconds, follow_redirects=False
        ) as response:
            if response.status_code != httpx2.codes.OK:
                raise _AnswerError(f"status {response.status_code}")
            body = b""
            async for part in response.aiter_bytes():
                body += part
                if len(body) > _MOST_BYTES:
                    raise _AnswerError("the answer is too long")
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _AnswerError("the answer is no JSON") from error


def _read(document: Any, vat_id: VatId) -> RegisterAnswer:
    """`valid` must be said outright, and of the id that was asked about."""
    if not isinstance(document, dict):
        raise _AnswerError("the answer is no object")
    if document.get("actionSucceed") is False or "errorWrappers" in document:
        raise _AnswerError(f"refused: {str(document.get('errorWrappers'))[:200]}")
    valid = document.get("valid")
    if not isinstance(valid, bool):
        raise _AnswerError("the answer does not say whether the id is valid")
    if document.get("countryCode") != vat_id.prefix or document.get("vatNumber") != vat_id.number:
        raise _AnswerError("the answer is about another id")
    return RegisterAnswer.VALID if valid else RegisterAnswer.INVALID


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
