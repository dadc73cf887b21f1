"""Reading manifests of trusted documents, as clients' build tools write them, against this schema.

Two formats: Apollo's `apollo-persisted-query-manifest` in version 1, and Relay's `{id: text}`. Each text is read as the
endpoint would read it, limits included: what is pushed can be run.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphql import GraphQLError

from app.admission import Limits
from app.execution import Documents, NotExecutable
from app.storefronts import DocumentDraft

_APOLLO: Final = "apollo-persisted-query-manifest"
_SHOWN_ID: Final = 16
"""Characters of an id in a message: enough to find it."""


class ManifestError(Exception):
    """A manifest that cannot be pushed: what is wrong with it, a line for each entry."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _Twice(Exception):  # noqa: N818 - says which key, to the reader below
    pass


def read_manifest(text: str, documents: Documents) -> list[DocumentDraft]:
    """The documents of a manifest, each valid, in its order. Raises `ManifestError`, which names every entry that is
    not."""
    drafts: dict[str, DocumentDraft] = {}
    problems: list[str] = []
    for position, (document_id, name, body) in enumerate(_entries(_parsed(text)), 1):
        entry = f"entry {position} ({name + ', ' if name else ''}{document_id[:_SHOWN_ID]})"
        if drafts.get(document_id, (None, body))[1] != body:
            problems.append(f"{entry}: another entry has the same id and another text")
            continue
        try:
            operations = documents.get(body).operations
        except NotExecutable as error:
            problems += [f"{entry}, {_described(each)}" for each in error.errors]
            continue
        names = [each for each in operations if each is not None]
        if name and name not in names:
            problems.append(f"{entry}: the text has no operation of this name")
        elif not operations:
            problems.append(f"{entry}: the text has no operation")
        drafts[document_id] = DocumentDraft(document_id, body, names)
    if problems:
        raise ManifestError(problems)
    return list(drafts.values())


def documents_within(limits: Limits) -> Documents:
    """Reads documents against the schema of this version."""
    from schema.root import schema  # it imports every room of the schema, this one among them

    return Documents(schema._schema, limits)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise ManifestError([f"line {error.lineno}, column {error.colno}: this is no JSON: {error.msg}"]) from error
    except _Twice as error:
        raise ManifestError([f"the key {str(error)[:80]!r} stands twice in one object"]) from error
    except RecursionError as error:
        raise ManifestError(["this is no manifest: it is nested too deeply"]) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _entries(manifest: Any) -> Iterator[tuple[str, str | None, str]]:
    """The id, the operation's name where the manifest says it, and the text of each entry."""
    if not isinstance(manifest, dict):
        raise ManifestError(["this is no manifest: Apollo's and Relay's are JSON objects"])
    if "format" in manifest or "operations" in manifest:
        yield from _apollo_entries(manifest)
        return
    for position, (document_id, body) in enumerate(manifest.items(), 1):
        if not isinstance(body, str):
            raise ManifestError([f"entry {position} ({document_id[:_SHOWN_ID]}): its text is no string"])
        yield document_id, None, body


def _apollo_entries(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    if (manifest.get("format"), manifest.get("version")) != (_APOLLO, 1):
        raise ManifestError([f"this is no manifest that can be read: it needs the format {_APOLLO!r}, version 1"])
    operations = manifest.get("operations")
    if not isinstance(operations, list):
        raise ManifestError(["`operations` is no list"])
    for position, operation in enumerate(operations, 1):
        fields = operation if isinstance(operation, dict) else {}
        document_id, name, body = fields.get("id"), fields.get("name"), fields.get("body")
        if not isinstance(document_id, str) or not isinstance(body, str) or not isinstance(name, str | None):
            raise ManifestError([f"entry {position}: it needs an `id` and a `body`, both strings"])
        yield document_id, name, body


def _described(error: GraphQLError) -> str:
    places = error.locations or []
    where = f"line {places[0].line}, column {places[0].column}: " if places else ""
    return f"{where}{error.message}"
