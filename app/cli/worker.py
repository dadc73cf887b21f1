"""`tradewind worker`: background work."""

import uvloop

from app.cli.interruption import stoppable
from app.cli.session import DEFAULT_DATA_DIR, DataDir, command_context
from app.worker import run


def worker(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Do the background work: deliver events, index, call carriers and payment providers back. Run as many as you like.

    Example: tradewind worker --data-dir /srv/shop
    """
    with stoppable(), command_context(data_dir, long_lived=True) as settings:
        uvloop.run(run(settings))
