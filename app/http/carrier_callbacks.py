"""POST /callbacks/carriers/{carrier_code}: what carriers report on parcels.

204 acknowledges, also reports that came before. Everything else has a JSON body with a code, and carriers send the
message again, or show it to somebody.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.core.logging import log
from app.core.signatures import InvalidSignatureError
from app.shipments import MalformedCallbackError, UnknownCarrierError, UnknownParcelError, receive_callback
from app.wiring import Runtime


def carrier_callbacks(runtime: Runtime) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of one process."""

    async def respond(request: Request) -> Response:
        body = await request.body()
        carrier_code: str = request.path_params["carrier_code"]
        try:
            await receive_callback(await runtime.system_context(), carrier_code, dict(request.headers), body)
        except InvalidSignatureError:
            return _refusal(401, "INVALID_SIGNATURE", "The message is not signed by the carrier, or is too old.")
        except UnknownCarrierError:
            return _refusal(404, "UNKNOWN_CARRIER", "This shop works with no such carrier.")
        except UnknownParcelError as error:
            log.warning("reports on unknown parcels", carrier=carrier_code, tracking_numbers=error.tracking_numbers)
            return _refusal(404, "UNKNOWN_TRACKING_NUMBER", "This shop has sent no parcel with this tracking number.")
        except MalformedCallbackError as error:
            log.warning("callback that makes no sense", carrier=carrier_code, reason=str(error))
            return _refusal(400, "MALFORMED_CALLBACK", "The message is signed, and cannot be understood.")
        return Response(status_code=204)

    return respond


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status)
