"""GraphiQL, served by the app itself: no request goes to any other host, and the tabs run as they are.

Its files come with the npm parts of this environment (`app.embedded.parts`); `start.js` and the operations are ours.
"""

from app.http.graphiql.page import GraphiQL

__all__ = ["GraphiQL"]
