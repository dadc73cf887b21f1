"""A real PostgreSQL and a real Meilisearch in a data folder: nothing is installed on the machine, nothing outlives us.

Owns: where the servers' programs come from (`parts`), starting, watching and stopping them, and the lock that lets
one process own a folder while others share its servers. Invariants: a folder has at most one owner; a server ends
with its owner, even when that is killed; the rights of a folder that we did not make are never changed; every refusal
is one line that says what to do.
"""

from app.embedded.errors import EmbeddedError
from app.embedded.ownership import Services
from app.embedded.services import running_services
from app.embedded.settings import environment_for, load_settings

__all__ = ["EmbeddedError", "Services", "environment_for", "load_settings", "running_services"]
