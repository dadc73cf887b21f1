"""Reading an address that somebody gave, before anything is looked up."""

from collections.abc import Collection
from typing import Final

import httpx2

from app.core.outbound.errors import DownloadError

LONGEST_URL: Final = 2048
_PORTS: Final = {"http": 80, "https": 443}
_FIRST_HIGH_PORT: Final = 1024
"""Below are services of other protocols, such as mail, to which a request could look like a command."""


def read_target(text: str, private_hosts: Collection[str] = (), *, before: httpx2.URL | None = None) -> httpx2.URL:
    """The address, if it can be asked. Raises `DownloadError`.

    http is taken as well as https: feeds name many pictures by it, what comes is checked by its content, and nothing
    secret is sent. From https (`before`, in a redirect) there is no way back to it.
    """
    if len(text) > LONGEST_URL:
        raise DownloadError(f"The address is longer than {LONGEST_URL} characters.")
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise DownloadError("This is no web address.") from error
    if url.scheme not in _PORTS or not url.host:
        raise DownloadError("The address does not begin with https:// or http:// and the name of a host.")
    if url.userinfo:
        raise DownloadError("The address has a user name or a password in it. Leave them out.")
    if before is not None and before.scheme == "https" and url.scheme != "https":
        raise DownloadError("The server sends us on from https to http, which we do not follow.")
    port = url.port or _PORTS[url.scheme]
    if port < _FIRST_HIGH_PORT and port not in _PORTS.values() and url.host not in private_hosts:
        raise DownloadError(f"The address has the port {port}. Use 443, 80 or one above 1023.")
    return url.copy_with(fragment=None)
