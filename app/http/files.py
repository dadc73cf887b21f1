"""/files/<secret>: PUT brings a file that was announced, GET gives one that the shop made.

The address is the permission: 256 random bits, good for one upload, or for reading until the file expires. It is no
part of the log. Every refusal has a JSON body with a code.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response

from app.exchange import FileRow, WrongSizeError, expected_upload, path_of, receive_upload, result_file
from app.wiring import Runtime

METHODS: Final = ("GET", "PUT", "OPTIONS")

_CORS: Final = {"access-control-allow-origin": "*"}
"""Whoever has the address may: a page of any origin as well."""
_PREFLIGHT: Final = {
    **_CORS,
    "access-control-allow-methods": "GET, PUT",
    "access-control-allow-headers": "content-type, range",
    "access-control-expose-headers": "content-disposition, content-length, content-range",
    "access-control-max-age": "86400",
}
_NOT_KEPT: Final = {**_CORS, "cache-control": "no-store"}


def uploaded_or_fetched(runtime: Runtime) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of one process."""

    async def respond(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        if request.method == "PUT":
            return await _put(runtime, request)
        return await _get(runtime, request)

    return respond


async def _put(runtime: Runtime, request: Request) -> Response:
    ctx = await runtime.system_context()
    expected = await expected_upload(ctx, request.path_params["secret"])
    if expected is None:
        return _unknown("The address takes no file: it has expired, or the file is here already.")
    declared = request.headers.get("content-length")
    if declared is not None and declared != str(expected.byte_size):
        return _wrong_size(expected)
    try:
        async with asyncio.timeout(runtime.settings.upload_seconds):
            sha256 = await receive_upload(ctx, expected, _body(request))
    except WrongSizeError:
        return _wrong_size(expected)
    except TimeoutError:
        seconds = runtime.settings.upload_seconds
        return _refusal(408, "REQUEST_TIMEOUT", f"The file did not arrive within {seconds:g} seconds. Send it again.")
    except ClientDisconnect:
        return _refusal(400, "UPLOAD_BROKEN_OFF", "The connection ended before the file was here. Send it again.")
    if sha256 is None:
        return _unknown("The file is here already.")
    return JSONResponse({"byteSize": expected.byte_size, "sha256": sha256.hex()}, 201, _NOT_KEPT)


async def _get(runtime: Runtime, request: Request) -> Response:
    ctx = await runtime.system_context()
    row = await result_file(ctx, request.path_params["secret"])
    path = path_of(runtime.settings.files_dir, row.id) if row else None
    if row is None or path is None or not path.is_file():
        return _unknown("There is no such file, or it has expired.")
    # As an attachment: a page of the shop's own origin must not be made of what somebody imported.
    return FileResponse(path, headers=_NOT_KEPT, media_type=row.media_type, filename=row.name)


async def _body(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk


def _wrong_size(expected: FileRow) -> Response:
    message = f"The file was announced with {expected.byte_size} bytes, and has more or fewer. Send that one."
    return _refusal(400, "WRONG_SIZE", message, {"connection": "close"})


def _unknown(message: str) -> Response:
    return _refusal(404, "NOT_FOUND", message, {"connection": "close"})


def _refusal(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return JSONResponse(body, status, {**_NOT_KEPT, **(headers or {})})
