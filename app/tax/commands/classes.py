"""Use cases of tax classes."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from app import catalog
from app.audit import record_change
from app.catalog import STANDARD_TAX_CLASS, TaxClassRow, count_products_of_tax_class, load_tax_classes
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.core.texts import is_line
from app.markets import load_atlas
from app.tax.errors import TaxErrorCode
from app.tax.queries import rates_to_change

LONGEST_CODE: Final = 64
LONGEST_NAME: Final = 120
_ENGLISH: Final = "en"
_CODE: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

Names = Sequence[tuple[str, str]]
"""Language tag and name."""


async def create_tax_class(ctx: RequestContext, code: str, names: Names) -> str:
    """Make a class of goods. It has the standard rates until it has its own. Gives its code."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        problems = list(await _name_problems(ctx, names))
        if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
            problems.append(Problem(TaxErrorCode.INVALID_CODE, ("input", "code"), {"longest": LONGEST_CODE}))
        elif code in {each.code for each in await load_tax_classes(ctx.db)}:
            problems.append(Problem(TaxErrorCode.CODE_TAKEN, ("input", "code"), {"code": code}))
        if problems:
            raise Refusal(*problems)
        await catalog.create_tax_class(session, code, dict(names))
        await _note(ctx, session, "tax.class_created", code, None, dict(names))
    return code


async def update_tax_class(ctx: RequestContext, code: str, names: Names, *, version: int | None = None) -> str:
    """Give a class other names, where it still has this version. Gives its code, which never changes."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        found = await _found(ctx, code, version)
        refuse(await _name_problems(ctx, names))
        if dict(names) != found.names:
            await catalog.name_tax_class(session, code, dict(names))
            await _note(ctx, session, "tax.class_updated", code, dict(found.names), dict(names))
    return code


async def delete_tax_class(ctx: RequestContext, code: str, *, version: int | None = None) -> str:
    """Delete a class that no product and no rate has, where it still has this version. Gives the code that it had."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        found = await _found(ctx, code, version)
        rates = [rate for rate in await rates_to_change(session) if rate.tax_class_code == code]
        if code == STANDARD_TAX_CLASS or rates or await count_products_of_tax_class(session, code):
            raise Refusal(Problem(TaxErrorCode.TAX_CLASS_IN_USE, ("input", "code"), {"code": code}))
        await catalog.delete_tax_class(session, code)
        await _note(ctx, session, "tax.class_deleted", code, dict(found.names), None)
    return code


async def _found(ctx: RequestContext, code: str, version: int | None) -> TaxClassRow:
    found = next((each for each in await load_tax_classes(ctx.db) if each.code == code), None)
    if found is None:
        raise Refusal(Problem(TaxErrorCode.TAX_CLASS_NOT_FOUND, ("input", "code"), {"code": code[:LONGEST_CODE]}))
    refuse_stale(TaxErrorCode.STALE_VERSION, version, found.version)
    return found


async def _name_problems(ctx: RequestContext, names: Names) -> Iterator[Problem]:
    spoken = (await load_atlas(ctx.db)).language_fallbacks
    return _judge_names(names, {*spoken, _ENGLISH})


def _judge_names(names: Names, spoken: set[str]) -> Iterator[Problem]:
    tags = [tag for tag, _ in names]
    for position, (tag, name) in enumerate(names):
        path = ("input", "names", str(position))
        if tag in tags[:position]:
            yield Problem(TaxErrorCode.LANGUAGE_REPEATED, (*path, "languageCode"), {"language": tag})
        elif tag not in spoken:
            yield Problem(TaxErrorCode.LANGUAGE_NOT_SPOKEN, (*path, "languageCode"), {"language": tag})
        if not is_line(name, LONGEST_NAME):
            yield Problem(TaxErrorCode.INVALID_NAME, (*path, "name"), {"longest": LONGEST_NAME})
    if _ENGLISH not in tags:
        yield Problem(TaxErrorCode.ENGLISH_NAME_MISSING, ("input", "names"))


async def _note(
    ctx: RequestContext,
    session: AsyncSession,
    action: str,
    code: str,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
) -> None:
    await record_change(
        session,
        ctx.viewer,
        action,
        "tax_class",
        _subject_of(code),
        before=None if before is None else {"code": code, "names": before},
        after=None if after is None else {"code": code, "names": after},
    )


def _subject_of(code: str) -> UUID:
    """The audit log's subjects have ids; a class has its code, of which one is made."""
    return uuid5(NAMESPACE_URL, f"tradewind:tax_class:{code}")
