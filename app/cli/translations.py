"""`tradewind translations`: what is missing, and the files of translators."""

import sys
from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from app.cli.session import DEFAULT_DATA_DIR, DataDir
from app.cli.use_cases import run_use_case
from app.core.context import RequestContext
from app.markets import load_atlas
from app.translations import (
    Content,
    TranslatableKind,
    TranslationReport,
    TranslationState,
    import_translations,
    read_po,
    read_xliff,
    texts,
    translation_status,
    write_po,
    write_xliff,
)
from i18n import translate

translations = typer.Typer(no_args_is_help=True, help="What is translated, and the files of translators.")

_ENDINGS: Final = {".xlf": "xliff", ".xliff": "xliff", ".po": "po"}


class Format(StrEnum):
    """A format of translators' files."""

    XLIFF = "xliff"
    PO = "po"


@translations.command()
def status(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show for each language how much is translated, stale and missing.

    Example: tradewind translations status
    """

    async def read(ctx: RequestContext) -> list[str]:
        tags = sorted({"en", *(await load_atlas(ctx.db)).language_fallbacks})
        rows = await translation_status(ctx.db, tags)
        lines = [f"{'language':<10}{'kind':<14}{'total':>9}{'translated':>12}{'stale':>9}{'missing':>9}"]
        for row in rows:
            if row.total:
                counts = f"{row.total:>9,}{row.translated:>12,}{row.stale:>9,}{row.missing:>9,}"
                lines.append(f"{row.language_tag:<10}{row.kind.lower():<14}{counts}")
        return lines

    typer.echo("\n".join(run_use_case(data_dir, read)))


@translations.command("export")
def export_texts(
    language: Annotated[str, typer.Option("--language", help="Into which language, such as de or zh-Hans.")],
    file_format: Annotated[Format, typer.Option("--format", help="The format of the file.")] = Format.XLIFF,
    source: Annotated[str, typer.Option("--from", help="Of an XLIFF file: from which language.")] = "en",
    missing: Annotated[bool, typer.Option("--missing", help="Only what is missing (with --stale: or stale).")] = False,
    stale: Annotated[bool, typer.Option("--stale", help="Only what is stale (with --missing: or missing).")] = False,
    kind: Annotated[
        list[TranslatableKind] | None, typer.Option("--kind", help="Only of this kind; repeat it for more.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; standard output if left out.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Write a file for translators. What has been translated already goes with it, unless you ask for less.

    Example: tradewind translations export --language de --missing --stale -o shop.de.xlf
    """
    states = [
        state for state, wanted in ((TranslationState.MISSING, missing), (TranslationState.STALE, stale)) if wanted
    ]

    async def write(ctx: RequestContext) -> int:
        left_out = 0

        async def wanted() -> AsyncIterator[Content]:
            nonlocal left_out
            async for _, content in texts(ctx.db, language, states=states, kinds=kind or ()):
                if file_format is Format.PO or content.source_language_tag == source:
                    yield content
                else:
                    left_out += 1

        opened = output.open("w", encoding="utf-8", newline="\n") if output else sys.stdout
        try:
            async for part in _written(file_format, wanted(), source, language):
                opened.write(part)
        finally:
            if output:
                opened.close()
        return left_out

    if left_out := run_use_case(data_dir, write):
        typer.echo(
            f"{left_out:,} texts are left out: they are not from {source}, and an XLIFF file has one source language. "
            "Export them with another --from, or as --format po.",
            err=True,
        )


@translations.command("import")
def import_texts(
    file: Annotated[Path, typer.Argument(help="The file: .xlf, .xliff (2.1, 2.0 or 1.2) or .po.", exists=True)],
    file_format: Annotated[
        Format | None, typer.Option("--format", help="The format of the file, where its name does not say it.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Take the translations of a file. The same file again changes nothing.

    What is wrong is reported on standard error by its line; the rest goes in, and the exit code is 1.

    Example: tradewind translations import shop.de.xlf
    """
    known = file_format.value if file_format else _ENDINGS.get(file.suffix.lower())
    if known is None:
        raise typer.BadParameter("The name does not end in .xlf, .xliff or .po: say what it is with --format.")

    async def take(ctx: RequestContext) -> TranslationReport:
        with file.open("rb") as opened:
            return await import_translations(ctx, read_xliff(opened) if known == "xliff" else read_po(opened))

    report = run_use_case(data_dir, take)
    for line, problem in report.problems:
        typer.echo(f"{file}:{line}: {translate(problem.message_id, ('en',), problem.facts)}", err=True)
    typer.echo(
        f"{report.taken:,} taken ({report.stale:,} of them stale), {report.unchanged:,} unchanged, "
        f"{report.refused:,} refused."
    )
    if report.refused:
        raise typer.Exit(1)


def _written(file_format: Format, contents: AsyncIterator[Content], source: str, language: str) -> AsyncIterator[str]:
    if file_format is Format.PO:
        return write_po(contents, target_language=language)
    return write_xliff(contents, source_language=source, target_language=language)
