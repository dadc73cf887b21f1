"""From a bearer token to a viewer. A revoked token opens nothing once the process has heard of it, and in any case
within five seconds."""

from datetime import datetime
from uuid import UUID

from app.core.context import Viewer
from app.core.db import Database
from app.core.token_holders import Held, LastUses, TokenHolders
from app.identity import service
from app.identity.queries import staff_token_by_hash


class StaffViewers(TokenHolders[Viewer]):
    """The viewers of one process."""

    def __init__(self, database: Database) -> None:
        async def read(token_hash: bytes) -> Held[Viewer] | None:
            row = await staff_token_by_hash.first(database, token_hash=token_hash)
            if row is None:
                return None
            return Held(row.id, Viewer(token_id=row.id, name=row.name, scopes=frozenset(row.scopes)), row.expires_at)

        async def write(token_id: UUID, moment: datetime) -> None:
            async with database.transaction() as session:
                await service.write_last_use(session, token_id, moment)

        super().__init__(read, LastUses(write))
