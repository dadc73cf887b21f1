"""Downloads from addresses that others chose: pictures of a feed, files to import.

Owns: where such a download may go, how much it may bring and how long it may take. Invariants: no connection is made to
an address that is not public (server-side request forgery, CWE-918), whatever a name resolves to, now or a moment
later, and wherever a redirect points, unless the settings name its host; nothing of ours is sent along: no cookie, no
token, no trace; what comes is never more than the limit, packed or unpacked.
"""

from app.core.outbound.addresses import is_public
from app.core.outbound.backend import resolve
from app.core.outbound.download import Downloads, Limits
from app.core.outbound.errors import DownloadError
from app.core.outbound.targets import read_target

__all__ = [
    "DownloadError",
    "Downloads",
    "Limits",
    "is_public",
    "read_target",
    "resolve",
]
