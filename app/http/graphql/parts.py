"""Parts of an answer, as two formats write them, and who asks for which.

There is no standard yet. graphql-core tells what is put off in the format of graphql-js 17 (`pending`, `incremental`,
`completed`), which Apollo calls `incrementalSpec=v0.2`. The clients that are out there know the draft of August 2022,
`deferSpec=20220824`: each part names its own path. A client that names neither gets its answer whole.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from typing import Any, ClassVar, Final

from graphql import (
    GraphQLError,
    IncrementalStreamResult,
    InitialIncrementalExecutionResult,
    SubsequentIncrementalExecutionResult,
)
from graphql.execution.incremental import IncrementalExecutor
from graphql.execution.types import CompletedResult, PendingResult

from schema.core.errors import present

MULTIPART: Final = "multipart/mixed"

Path = tuple[str | int, ...]
Part = dict[str, Any]


class PartsExecutor(IncrementalExecutor):
    """Remembers how far each streamed list has been told: what graphql-core tells of it later says nothing of that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told: dict[Path, int] = {}  # which the executors of the parts share

    def handle_stream(self, index: int, path: Any, *args: Any) -> bool:
        self.told[tuple(path.as_list())] = index
        return super().handle_stream(index, path, *args)


class Form(ABC):
    """Writes the parts of one answer."""

    parameter: ClassVar[str]
    """What tells this format from others, in `Accept` and in `Content-Type`."""

    def __init__(self, request_id: str, told: MutableMapping[Path, int]) -> None:
        """`told`: of each list that is streamed, how many items have been."""
        self._request_id = request_id
        self._told = told
        self._pending: dict[str, PendingResult] = {}
        self.has_errors = False

    @abstractmethod
    def first(self, answer: Part, result: InitialIncrementalExecutionResult) -> Part:
        """The first part; the answer has all that a whole one has."""

    @abstractmethod
    def following(self, result: SubsequentIncrementalExecutionResult) -> Part:
        """A part after it."""

    @abstractmethod
    def last(self, error: Part) -> Part:
        """The last part, before its time: all that was to come has failed in this way."""

    def _expect(self, pending: Iterable[PendingResult] | None) -> None:
        self._pending.update((each.id, each) for each in pending or ())

    def _errors(self, errors: Sequence[GraphQLError] | None) -> Part:
        if not errors:
            return {}
        self.has_errors = True
        return {"errors": [present(error, self._request_id).formatted for error in errors]}


class Version2(Form):
    """`incrementalSpec=v0.2`."""

    parameter = "incrementalSpec=v0.2"

    def first(self, answer: Part, result: InitialIncrementalExecutionResult) -> Part:
        self._expect(result.pending)
        return answer | {"pending": [each.formatted for each in result.pending], "hasNext": True}

    def following(self, result: SubsequentIncrementalExecutionResult) -> Part:
        self._expect(result.pending)
        part: Part = {"hasNext": result.has_next}
        if result.pending:
            part["pending"] = [each.formatted for each in result.pending]
        if result.incremental:
            part["incremental"] = [{**each.formatted, **self._errors(each.errors)} for each in result.incremental]
        if result.completed:
            part["completed"] = [self._completed(each) for each in result.completed]
        return part

    def last(self, error: Part) -> Part:
        return {"completed": [{"id": name, "errors": [error]} for name in self._pending], "hasNext": False}

    def _completed(self, completed: CompletedResult) -> Part:
        del self._pending[completed.id]
        return {"id": completed.id, **self._errors(completed.errors)}


class August2022(Form):
    """`deferSpec=20220824`."""

    parameter = "deferSpec=20220824"

    def first(self, answer: Part, result: InitialIncrementalExecutionResult) -> Part:
        self._expect(result.pending)
        return answer | {"hasNext": True}

    def following(self, result: SubsequentIncrementalExecutionResult) -> Part:
        self._expect(result.pending)
        parts = [*self._told_now(result), *self._failed(result.completed or ())]
        return ({"incremental": parts} if parts else {}) | {"hasNext": result.has_next}

    def last(self, error: Part) -> Part:
        failed = [self._nothing(each) | {"errors": [error]} for each in self._pending.values()]
        return {"incremental": failed, "hasNext": False}

    def _told_now(self, result: SubsequentIncrementalExecutionResult) -> Iterator[Part]:
        for each in result.incremental or ():
            pending = self._pending[each.id]
            path = (*pending.path, *(each.sub_path or ()))
            if isinstance(each, IncrementalStreamResult):
                place = self._told[path]
                self._told[path] += len(each.items)
                part: Part = {"items": each.items, "path": [*path, place]}
            else:
                part = {"data": each.data, "path": list(path)}
            yield part | _label(pending) | self._errors(each.errors)

    def _failed(self, completed: Iterable[CompletedResult]) -> Iterator[Part]:
        for each in completed:
            pending = self._pending.pop(each.id)
            if each.errors:
                yield self._nothing(pending) | self._errors(each.errors)

    def _nothing(self, pending: PendingResult) -> Part:
        """In place of what was to come."""
        path = tuple(pending.path)
        if path in self._told:  # the path of a list; that of a fragment is an object's
            return {"items": None, "path": [*path, self._told[path]]} | _label(pending)
        return {"data": None, "path": list(path)} | _label(pending)


FORMS: Final[tuple[type[Form], ...]] = (Version2, August2022)


def form_wanted(accept: str) -> type[Form] | None:
    """The first format that `Accept` names, whatever else it takes: who names one reads it."""
    if MULTIPART not in accept.lower():
        return None
    for media_range in accept.split(","):
        name, *parameters = (each.strip().replace('"', "").lower() for each in media_range.split(";"))
        if name == MULTIPART and "q=0" not in parameters:
            for form in FORMS:
                if form.parameter.lower() in parameters:
                    return form
    return None


def _label(pending: PendingResult) -> Part:
    return {} if pending.label is None else {"label": pending.label}
