"""What `tradewind search eval` measures, and how it is shown."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from app.core.settings import Settings
from app.wiring import Runtime
from search.evaluation import LanguageScores, QueryScores, Way, evaluate

LEAST_NDCG: Final = 0.85
"""Below it, shoppers too often do not find what is there."""

_WIDTH: Final = 24


async def measure_search(settings: Settings, language_tags: Sequence[str], sets: Path | None) -> list[LanguageScores]:
    """The scores of these languages. Raises `JudgementsError`, and `SearchUnavailableError`."""
    runtime = await Runtime.open(settings)
    try:
        ctx = await runtime.system_context()
        return [
            await evaluate(ctx, lambda place: runtime.context(place, ctx.viewer, ctx.request_id), tag, sets)
            for tag in language_tags
        ]
    finally:
        await runtime.close()


def report(scores: Sequence[LanguageScores], *, details: bool) -> Iterator[str]:
    """A table of languages and ways, and what each query found."""
    yield "NDCG@10   queries" + "".join(f"{way.value:>{_WIDTH}}" for way in Way)
    for each in scores:
        means = "".join(f"{each.mean(way):>{_WIDTH}.3f}" for way in Way)
        yield f"{each.language_tag:<9} {len(each.queries):>7}{means}"
    for each in scores if details else ():
        yield ""
        yield each.language_tag
        yield from map(_line, sorted(each.queries, key=lambda scored: scored.scores[Way.SHOP]))


def _line(scored: QueryScores) -> str:
    grades = scored.query.grades
    found = " ".join(f"{handle}={grades.get(handle, 0)}" for handle in scored.found)
    means = " ".join(f"{scored.scores[way]:.2f}" for way in Way)
    return f"  {means}  {scored.query.words} ({scored.query.kind}): {found or 'nothing'}"
