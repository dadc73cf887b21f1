"""The demo shop, and products by the hundred thousand for load tests.

`load` fills an empty shop with what `shop/` and `art/` hold, through the services and use cases of the domains;
`generate` makes as many products as are asked for, straight into the tables by COPY.
"""

from app.demo.errors import DemoError
from app.demo.facts import DemoFacts, demo_facts
from app.demo.generator import Generated, check_request, generate
from app.demo.loader import load

__all__ = ["DemoError", "DemoFacts", "Generated", "check_request", "demo_facts", "generate", "load"]
