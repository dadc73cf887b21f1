"""GraphiQL, served by the app itself: no request goes to any other host, and its examples run as they are.

Its files come with the npm parts of this environment (`app.embedded.parts`). Ours are `static`, which puts a panel of
examples by task beside it (`examples.py` says which), and `operations`. `static` is modules as browsers read them;
nothing is built.
"""

from app.http.graphiql.page import GraphiQL

__all__ = ["GraphiQL"]
