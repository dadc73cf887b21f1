"""The page and its files."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from app.demo import DemoFacts
from app.embedded.parts import node_modules
from app.http.graphiql.examples import NEW_KEY, Step, tasks
from app.http.graphiql.places import choices
from app.markets import Atlas

_HERE = files(__package__)
_PAGE = Template((_HERE / "page.html").read_text("utf-8"))
_MODULES = {
    "graphiql.min.css": "graphiql/graphiql.min.css",
    "graphiql.min.js": "graphiql/graphiql.min.js",
    "explorer.css": "@graphiql/plugin-explorer/dist/style.css",
    "explorer.js": "@graphiql/plugin-explorer/dist/index.umd.js",
    "react.production.min.js": "react/umd/react.production.min.js",
    "react-dom.production.min.js": "react-dom/umd/react-dom.production.min.js",
}
_OWN = frozenset(each.name for each in (_HERE / "static").iterdir())
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_STYLE_OF_DIALOGS = "'sha256-Y/huXlwoYkVyQlxwSVcCi1RCDGDCSVBzDt0hYP9qlTc='"
"""The one style that GraphiQL writes into the page: while a dialog is open, what is behind it does not scroll."""
_FIRST_VISIT = {"country": "DE", "language": "EN"}
"""Where the demo shop's visitor is, until another place is chosen. Other shops begin with their default market."""


class GraphiQL:
    """The page at GET /graphql for browsers, and its files below /graphiql."""

    def __init__(self, facts: Callable[[], Awaitable[DemoFacts | None]], atlas: Callable[[], Awaitable[Atlas]]) -> None:
        self._facts = facts
        self._atlas = atlas

    async def page(self, request: Request) -> Response:
        """GraphiQL, opened on the first example."""
        facts = await self._facts()
        shown = [
            {"title": task.title, "text": task.text, "steps": [_as_shown(step) for step in task.steps]}
            for task in tasks(facts)
        ]
        config = {
            "fingerprint": sha256(json.dumps(shown).encode()).hexdigest()[:16],
            "tasks": shown,
            "newKey": NEW_KEY,
            "places": choices(await self._atlas()),
            "firstVisit": _FIRST_VISIT if facts else {},
        }
        page = _PAGE.substitute(config=json.dumps(config).replace("<", "\\u003c"))
        policy = _policy(request.headers.get("host", ""))
        return HTMLResponse(page, headers={"content-security-policy": policy, "cache-control": "no-store"})

    async def file(self, request: Request) -> Response:
        """One of its files."""
        path = self._path(request.path_params["name"])
        if path is None or not path.is_file():
            error = {"message": "There is no such file of GraphiQL.", "extensions": {"code": "NOT_FOUND"}}
            return JSONResponse({"errors": [error]}, 404)
        return FileResponse(path, headers={"cache-control": "no-cache", "x-content-type-options": "nosniff"})

    @staticmethod
    def _path(name: str) -> Path | None:
        if name in _OWN:
            return Path(str(_HERE / "static" / name))
        return node_modules() / _MODULES[name] if name in _MODULES else None


def _as_shown(step: Step) -> dict[str, object]:
    """A step as the page takes it."""
    return asdict(step) | {"query": step.query}


def _policy(host: str) -> str:
    """Everything stays with this host, nothing inline runs and no text becomes a script. The host's sockets are named,
    for browsers to whom 'self' is HTTP only.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' {_STYLE_OF_DIALOGS}; font-src data:; "
        f"img-src 'self' data:; connect-src 'self'{sockets}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
