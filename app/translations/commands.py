"""Use cases of translating. Each change is in the audit log, thing by thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.catalog.rules import clean_html, clean_name
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, WarningCode
from app.markets import load_atlas
from app.translations import service
from app.translations.errors import TranslationErrorCode
from app.translations.queries import MANY, few_owners, owners_by_id
from app.translations.rules import (
    LONGEST_TEXT,
    Content,
    Edit,
    FileUnit,
    Owner,
    TranslatableKind,
    TranslationState,
    contents_of,
)
from app.translations.rules.contents import ENGLISH
from app.translations.rules.marks import placeholders_differ, source_changed
from app.translations.service import SUBJECTS, Task

MOST_TRANSLATIONS: Final = 1_000
"""In one request."""
_BATCH: Final = 500


@dataclass
class TranslationResult:
    """What came of one text."""

    state: TranslationState | None = None
    """How it stands now; None where it was refused."""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class _UndoneError(Exception):
    """All or none was asked for, and something was refused."""


@dataclass
class TranslationReport:
    """What came of a translator's file."""

    taken: int = 0
    unchanged: int = 0
    stale: int = 0
    """Of those taken: translated from a source that has changed since."""
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    """With the lines where they stand; at most `MOST_PROBLEMS` are kept."""
    refused: int = 0

    MOST_PROBLEMS: Final = 1_000

    def refuse(self, line: int, problems: Iterable[Problem]) -> None:
        """Count a unit that was not taken, and say why."""
        self.refused += 1
        room = self.MOST_PROBLEMS - len(self.problems)
        self.problems += [(line, problem) for problem in islice(problems, room)]


async def write_translations(
    ctx: RequestContext, edits: Sequence[Edit], *, all_or_nothing: bool = False
) -> list[TranslationResult]:
    """Write texts, and say in their order what came of each.

    A text is cleaned as any of its kind is. One that was translated from a source that has changed since is taken,
    and marked stale. What a text belongs to is written as a whole: where that is refused, each of its texts is.
    Raises `Refusal` with `TOO_MANY`.
    """
    if len(edits) > MOST_TRANSLATIONS:
        raise Refusal(Problem(TranslationErrorCode.TOO_MANY, ("input", "translations"), {"most": MOST_TRANSLATIONS}))
    results, _ = await _write(ctx, edits, all_or_nothing=all_or_nothing)
    return results


async def import_translations(ctx: RequestContext, units: Iterable[FileUnit]) -> TranslationReport:
    """Take the units of a translator's file, some hundred in a transaction: what is wrong with one keeps no other out.

    The same file again changes nothing.
    """
    report = TranslationReport()
    following = iter(units)
    while batch := list(islice(following, _BATCH)):
        for unit in batch:
            if unit.problem:
                report.refuse(unit.line, [unit.problem])
        taken = [(unit.line, unit.edit) for unit in batch if unit.edit]
        results, unchanged = await _write(ctx, [edit for _, edit in taken], all_or_nothing=False)
        for place, ((line, _), result) in enumerate(zip(taken, results, strict=True)):
            if result.problems:
                report.refuse(line, result.problems)
            elif place in unchanged:
                report.unchanged += 1
            else:
                report.taken += 1
                report.stale += result.state is TranslationState.STALE
    return report


async def write_edits(
    ctx: RequestContext, session: AsyncSession, edits: Sequence[Edit], *, is_dry_run: bool = False
) -> tuple[list[TranslationResult], set[int]]:
    """Write texts in a transaction of the caller's: the results, and the places of the texts that were there already.

    In a dry run, whose transaction is taken back, what was written earlier in it is not seen, and does not matter.
    """
    results = [TranslationResult() for _ in edits]
    unchanged: set[int] = set()
    tasks = await _tasks(ctx, session, edits, results)
    await service.write_tasks(session, ctx.db, tasks, ctx.now, is_dry_run=is_dry_run)
    for task in tasks:
        unchanged |= await _tell(ctx, session, task, results)
    return results, unchanged


async def _write(
    ctx: RequestContext, edits: Sequence[Edit], *, all_or_nothing: bool
) -> tuple[list[TranslationResult], set[int]]:
    """The results, and the places of the texts that were there already."""
    results = [TranslationResult() for _ in edits]
    unchanged: set[int] = set()
    try:
        async with ctx.transaction() as session:
            results, unchanged = await write_edits(ctx, session, edits)
            if all_or_nothing and any(result.problems for result in results):
                raise _UndoneError
    except _UndoneError:
        for result in results:
            if not result.problems:
                result.problems.append(Problem(TranslationErrorCode.NOT_WRITTEN))
                result.state, result.warnings = None, []
    return results, unchanged


async def _tasks(
    ctx: RequestContext, session: AsyncSession, edits: Sequence[Edit], results: Sequence[TranslationResult]
) -> list[Task]:
    """What is to be written, thing by thing. What can be refused before that, is."""
    spoken = (await load_atlas(ctx.db)).language_fallbacks
    by_kind: dict[TranslatableKind, list[int]] = {}
    for place, edit in enumerate(edits):
        if edit.language_tag not in spoken and edit.language_tag != ENGLISH:
            _refuse(results[place], TranslationErrorCode.LANGUAGE_NOT_SPOKEN, language=edit.language_tag)
        elif len(edit.text) > LONGEST_TEXT:
            _refuse(results[place], TranslationErrorCode.TEXT_TOO_LONG, longest=LONGEST_TEXT)
        else:
            by_kind.setdefault(edit.kind, []).append(place)
    tasks: list[Task] = []
    for kind, places in by_kind.items():
        keys = list(dict.fromkeys(edits[place].key for place in places))
        ids = await service.subject_ids(session, ctx.db, kind, keys)
        owners = await _owners(ctx, kind, ids)
        found: dict[str, Task] = {}
        for place in places:
            edit = edits[place]
            owner = owners.get(edit.key)
            if owner is None:
                _refuse(results[place], TranslationErrorCode.CONTENT_NOT_FOUND, kind=kind.value, key=edit.key)
            elif (refusal := _refused(owner, edit)) is not None:
                results[place].problems.append(refusal)
            else:
                task = found.setdefault(owner.key, Task(kind, owner, ids[edit.key]))
                task.edits.append((place, _cleaned(owner, edit)))
        tasks += found.values()
    return tasks


async def _owners(ctx: RequestContext, kind: TranslatableKind, ids: dict[str, UUID]) -> dict[str, Owner]:
    if kind not in MANY:
        few = {owner.key: owner for owner in (await few_owners(ctx.db, kind))[kind]}
        return {key: few[key] for key in ids if key in few}
    found = await owners_by_id(ctx.db, kind, list(dict.fromkeys(ids.values())))
    return {key: found[owner_id] for key, owner_id in ids.items() if owner_id in found}


def _refused(owner: Owner, edit: Edit) -> Problem | None:
    """A source is no translation: it is written where the thing itself is."""
    field_ = next((each for each in owner.fields if each.name == edit.field), None)
    if field_ is None:
        return Problem(TranslationErrorCode.FIELD_NOT_FOUND, facts={"field": edit.field, "key": edit.key})
    if edit.language_tag == owner.source_language_tag:
        return Problem(TranslationErrorCode.SOURCE_LANGUAGE, facts={"language": edit.language_tag})
    return None


def _cleaned(owner: Owner, edit: Edit) -> Edit:
    is_html = next(each.is_html for each in owner.fields if each.name == edit.field)
    text = clean_html(edit.text) if is_html else clean_name(edit.text)
    return Edit(edit.kind, edit.key, edit.field, edit.language_tag, text, edit.source_digest)


async def _tell(ctx: RequestContext, session: AsyncSession, task: Task, results: list[TranslationResult]) -> set[int]:
    """Say what came of the texts of a thing, note what differs, and give the places of those that did not."""
    before: dict[str, str | None] = {}
    after: dict[str, str | None] = {}
    unchanged = set()
    for place, edit in task.edits:
        refusal = task.refusal or task.refusals.get(place)
        if refusal is not None:
            results[place].problems += [_of_text(problem, edit) for problem in refusal.problems]
            continue
        content = next((each for each in contents_of(task.owner, edit.language_tag) if each.field == edit.field), None)
        results[place] = _result(results[place], edit, content)
        old = content.text if content else None
        if old == (edit.text or None):
            unchanged |= {place} if content and content.state is results[place].state else set()
        else:
            before[f"{edit.language_tag}.{edit.field}"], after[f"{edit.language_tag}.{edit.field}"] = old, edit.text
    if after:
        await record_change(
            session,
            ctx.viewer,
            "translations.written",
            SUBJECTS[task.kind],
            task.subject_id,
            before={"key": task.owner.key, **before},
            after={"key": task.owner.key, **after},
        )
    return unchanged


def _result(result: TranslationResult, edit: Edit, content: Content | None) -> TranslationResult:
    facts = {"field": edit.field, "key": edit.key}
    changed = content is not None and source_changed(edit, content)
    if changed:
        result.warnings.append(Problem(WarningCode.SOURCE_CHANGED, facts=facts))
    if content is not None and edit.text and placeholders_differ(edit.text, content.source):
        result.warnings.append(Problem(WarningCode.PLACEHOLDERS_DIFFER, facts=facts))
    result.state = TranslationState.STALE if changed else TranslationState.TRANSLATED
    if not edit.text:
        result.state = TranslationState.MISSING
    return result


def _refuse(result: TranslationResult, code: TranslationErrorCode, **facts: object) -> None:
    result.problems.append(Problem(code, facts=facts))


def _of_text(problem: Problem, edit: Edit) -> Problem:
    """The catalog's reason in the words of translations."""
    if isinstance(problem.code, TranslationErrorCode):
        return problem
    facts = {"field": edit.field, "key": edit.key, "reason": problem.message_id}
    return Problem(TranslationErrorCode.NOT_ACCEPTED, facts=facts, detail=problem)
