"""`tradewind documents`: the documents that a storefront may run."""

from pathlib import Path
from typing import Annotated

import typer

from app.admission import Limits
from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir
from app.cli.storefront import named_storefront
from app.cli.use_cases import minute, run_use_case
from app.core.context import RequestContext
from app.storefronts import DocumentRow, Pushed, documents_of_storefront, push_documents, remove_documents

StorefrontCode = Annotated[str, typer.Option("--storefront", help="The storefront's code.")]

_SHOWN_PROBLEMS = 20

documents = typer.Typer(no_args_is_help=True, help="Push, list and remove the documents that storefronts may run.")


@documents.command()
def push(
    manifest: Annotated[Path, typer.Argument(help="Apollo's or Relay's manifest, a JSON file.")],
    storefront: StorefrontCode,
    prune: Annotated[bool, typer.Option("--prune", help="Remove what the manifest does not have.")] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Let a storefront run the documents of a manifest: all of them, or none if one is wrong.

    Example: tradewind documents push --storefront web persisted-query-manifest.json
    """
    text = _text_of(manifest)

    async def use_case(ctx: RequestContext) -> Pushed:
        from schema.storefronts.manifests import ManifestError, documents_within, read_manifest  # the schema is large

        row = await named_storefront(ctx, storefront)
        try:
            drafts = read_manifest(text, documents_within(Limits.of(ctx.settings)))
        except ManifestError as error:
            raise CommandError(_told(manifest, error.problems)) from error
        return await push_documents(ctx, row.id, drafts, prune=prune)

    pushed = run_use_case(data_dir, use_case)
    removed = f", {pushed.removed} removed" if prune else ""
    typer.echo(f"{pushed.added} new, {pushed.unchanged} known{removed}.")


@documents.command("list")
def list_documents(storefront: StorefrontCode, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show the documents that a storefront may run: id, operations, pushed.

    Example: tradewind documents list --storefront web
    """

    async def use_case(ctx: RequestContext) -> list[DocumentRow]:
        row = await named_storefront(ctx, storefront)
        return await documents_of_storefront.all(ctx.db, storefront_id=row.id)

    rows = run_use_case(data_dir, use_case)
    for row in rows:
        typer.echo(f"{row.document_id}  {' '.join(row.operation_names) or 'no name'}  {minute(row.pushed_at, '')}")
    if not rows:
        typer.echo(f"No documents. Push some with `tradewind documents push --storefront {storefront} …`.")


@documents.command()
def remove(
    document_ids: Annotated[list[str], typer.Argument(help="Ids that `tradewind documents list` shows.")],
    storefront: StorefrontCode,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Let a storefront run these documents no more.

    Example: tradewind documents remove --storefront web 0f3a…
    """

    async def use_case(ctx: RequestContext) -> list[str]:
        row = await named_storefront(ctx, storefront)
        return await remove_documents(ctx, row.id, document_ids)

    removed = run_use_case(data_dir, use_case)
    unknown = [each for each in document_ids if each not in removed]
    typer.echo(f"{len(removed)} removed.")
    if unknown:
        typer.echo(f"Not there: {' '.join(unknown)}", err=True)
        raise typer.Exit(1)


def _text_of(manifest: Path) -> str:
    try:
        return manifest.read_text("utf-8")
    except OSError as error:
        raise _refused(f"{manifest} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise _refused(f"{manifest} is no UTF-8 text.") from error


def _refused(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)


def _told(manifest: Path, problems: tuple[str, ...]) -> str:
    more = len(problems) - _SHOWN_PROBLEMS
    lines = [f"{manifest}: {each}" for each in problems[:_SHOWN_PROBLEMS]]
    return "\n".join([*lines, *([f"… and {more} more"] if more > 0 else []), "Nothing was pushed."])
