"""POST /callbacks/payments/{provider_code}: what payment providers report on their own account.

204 acknowledges, also a message that came before. Everything else has a JSON body with a code, and providers send the
message again, or show it to somebody.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.core.logging import log
from app.core.signatures import InvalidSignatureError
from app.payments import MalformedCallbackError, UnknownPaymentError, UnknownProviderError, receive_callback
from app.wiring import Runtime


def payment_callbacks(runtime: Runtime) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of one process."""

    async def respond(request: Request) -> Response:
        body = await request.body()
        provider_code: str = request.path_params["provider_code"]
        try:
            await receive_callback(await runtime.system_context(), provider_code, dict(request.headers), body)
        except InvalidSignatureError:
            return _refusal(401, "INVALID_SIGNATURE", "The message is not signed by the provider, or is too old.")
        except UnknownProviderError:
            return _refusal(404, "UNKNOWN_PROVIDER", "This shop has no such payment provider.")
        except UnknownPaymentError as error:
            log.warning("callback of an unknown payment", provider=provider_code, reason=str(error))
            return _refusal(404, "UNKNOWN_PAYMENT", "This shop has not asked the provider for this payment.")
        except MalformedCallbackError as error:
            log.warning("callback that makes no sense", provider=provider_code, reason=str(error))
            return _refusal(400, "MALFORMED_CALLBACK", "The message is signed, and cannot be understood.")
        return Response(status_code=204)

    return respond


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status)
