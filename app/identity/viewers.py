"""From a bearer token to a viewer, remembered for a few seconds: a revoked token dies within that time."""

import time
from collections import OrderedDict

from app.core.clock import utc_now
from app.core.context import Viewer
from app.core.db import Database
from app.core.secrets import hash_secret
from app.identity.queries import staff_token_by_hash

_SECONDS = 5.0
_REMEMBERED = 1000


class StaffViewers:
    """The viewers of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[bytes, tuple[float, Viewer]] = OrderedDict()

    async def of_token(self, token: str) -> Viewer | None:
        """Who carries this token; None where nobody does. Only tokens that exist are remembered."""
        token_hash = hash_secret(token)
        remembered = self._known.get(token_hash)
        if remembered and remembered[0] > time.monotonic():
            return remembered[1]
        row = await staff_token_by_hash.first(self._database, token_hash=token_hash)
        if row is None or (row.expires_at and row.expires_at <= utc_now()):
            self._known.pop(token_hash, None)
            return None
        viewer = Viewer(token_id=row.id, name=row.name, scopes=frozenset(row.scopes))
        self._known[token_hash] = (time.monotonic() + _SECONDS, viewer)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return viewer
