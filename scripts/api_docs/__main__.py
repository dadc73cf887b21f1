"""`python -m scripts.api_docs`: say whether docs/api is current, or bring it there."""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from graphql import build_schema

from scripts.api_docs.pages import pages
from scripts.api_docs.recording import Recorded
from scripts.api_docs.shop import record_from, running_shop

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "api"
ANSWERS = FOLDER / "answers.json"


def main() -> None:
    """Exit 1 where a page is not what it would be."""
    parser = argparse.ArgumentParser(prog="python -m scripts.api_docs", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the pages")
    parser.add_argument(
        "--record", action="store_true", help="ask the examples anew, of a demo shop, and write the pages"
    )
    asked = parser.parse_args()
    if asked.record:
        ANSWERS.write_text(json.dumps(_record(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    wanted = current_pages()
    if asked.write or asked.record:
        _write(wanted)
    elif differing := [name for name, text in wanted.items() if _read(name) != text] + _strays(wanted):
        sys.exit(f"docs/api is not current ({', '.join(differing)}): run `python -m scripts.api_docs --write`.")


def current_pages() -> dict[str, str]:
    """The pages as they should be."""
    schema = build_schema((ROOT / "schema.graphql").read_text("utf-8"))
    return pages(schema, recorded_answers())


def recorded_answers() -> Recorded:
    """What the examples were answered when they were last asked."""
    recorded: Recorded = json.loads(ANSWERS.read_text("utf-8"))
    return recorded


def _record() -> Recorded:
    with running_shop() as (url, data_dir):
        return asyncio.run(record_from(url, data_dir))


def _write(wanted: Mapping[str, str]) -> None:
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, "utf-8")
    for name in _strays(wanted):
        (FOLDER / name).unlink()


def _strays(wanted: Mapping[str, str]) -> list[str]:
    return sorted(path.name for path in FOLDER.glob("*.md") if path.name not in wanted)


def _read(name: str) -> str | None:
    path = FOLDER / name
    return path.read_text("utf-8") if path.is_file() else None


if __name__ == "__main__":
    main()
