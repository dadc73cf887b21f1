"""The page and its files."""

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from app.demo import DemoFacts
from app.embedded.parts import node_modules
from app.http.graphiql.tabs import Tab, tabs

_HERE = files(__package__)
_PAGE = Template((_HERE / "page.html").read_text("utf-8"))
_MODULES = {
    "graphiql.min.css": "graphiql/graphiql.min.css",
    "graphiql.min.js": "graphiql/graphiql.min.js",
    "react.production.min.js": "react/umd/react.production.min.js",
    "react-dom.production.min.js": "react-dom/umd/react-dom.production.min.js",
}
_OWN = frozenset({"start.js", "page.css"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; "
    "img-src 'self' data: https:; connect-src 'self' ws: wss:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Scripts and requests stay with this host; inline styles are GraphiQL's, pictures may be a merchant's."""


class GraphiQL:
    """The page at GET /graphql for browsers, and its files below /graphiql."""

    def __init__(self, facts: Callable[[], Awaitable[DemoFacts | None]]) -> None:
        self._facts = facts

    async def page(self, _: Request) -> Response:
        """GraphiQL, opened on the tabs."""
        shown = [_as_graphiql(tab) for tab in tabs(await self._facts())]
        fingerprint = sha256(json.dumps(shown).encode()).hexdigest()[:16]
        config = json.dumps({"fingerprint": fingerprint, "tabs": shown})
        page = _PAGE.substitute(config=config.replace("<", "\\u003c"))
        return HTMLResponse(page, headers={"content-security-policy": _POLICY, "cache-control": "no-store"})

    async def file(self, request: Request) -> Response:
        """One of its files."""
        path = self._path(request.path_params["name"])
        if path is None or not path.is_file():
            error = {"message": "There is no such file of GraphiQL.", "extensions": {"code": "NOT_FOUND"}}
            return JSONResponse({"errors": [error]}, 404)
        return FileResponse(path, headers={"cache-control": "public, max-age=3600"})

    @staticmethod
    def _path(name: str) -> Path | None:
        if name in _OWN:
            return Path(str(_HERE / name))
        return node_modules() / _MODULES[name] if name in _MODULES else None


def _as_graphiql(tab: Tab) -> dict[str, str | None]:
    """A tab as GraphiQL takes it: variables and headers are text."""
    return {
        "query": tab.query,
        "variables": json.dumps(tab.variables, ensure_ascii=False, indent=2),
        "headers": json.dumps(tab.headers, indent=2) if tab.headers else None,
    }
