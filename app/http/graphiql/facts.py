"""What the tabs point to in the demo shop."""

from app.http.graphiql.tabs import Facts
from app.wiring import Runtime


async def demo_facts(_: Runtime) -> Facts:
    """The demo shop's product, variant and order."""
    return Facts()
