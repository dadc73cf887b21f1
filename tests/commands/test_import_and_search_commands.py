"""`tradewind import shopify` and `tradewind search`, as a person at a terminal meets them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import program
from app.core.settings import Settings
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[1] / "data" / "shopify" / "products.csv"
HEADER = "Handle,Title,Variant SKU,Variant Inventory Qty,Variant Price"

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command in this process, with the servers of the tests."""
    assert shop.markets
    environment = {
        "DATABASE_URL": settings.database_url,
        "MEILI_URL": settings.meili_url,
        "MEILI_KEY": settings.meili_key.get_secret_value(),
        "TRADEWIND_SECRET_KEY": settings.secret_key.get_secret_value(),
        "TRADEWIND_SEARCH_PREFIX": settings.search_prefix,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def command(*arguments: str | Path) -> Result:
        return CliRunner().invoke(program, [*map(str, arguments), "--data-dir", str(tmp_path)])

    return command


def first_line(result: Result) -> str:
    return result.stdout.splitlines()[0]


def test_imports_a_file_and_prints_the_figures(run: Run) -> None:
    trial = run("import", "shopify", SAMPLE, "--dry-run")
    assert (trial.exit_code, trial.stderr) == (0, "")
    assert trial.stdout.splitlines()[:4] == [
        "2: created product harbour-tee",
        "7: created product sum-mug",
        "8: created product draft-lamp",
        "3 products would be: 3 created, 0 updated, 0 unchanged, 0 failed.",
    ]
    done = run("import", "shopify", SAMPLE)
    assert (done.exit_code, done.stderr) == (0, "")
    assert first_line(done) == "3 products: 3 created, 0 updated, 0 unchanged, 0 failed."
    assert done.stdout.splitlines()[1].startswith("6 rows of 1 files in ")
    assert done.stdout.splitlines()[2].startswith("2 products are not shown in the EU and EEA until")
    again = run("import", "shopify", SAMPLE)
    assert (again.exit_code, first_line(again)) == (0, "3 products: 0 created, 0 updated, 3 unchanged, 0 failed.")


def test_a_bad_row_is_told_on_standard_error_and_by_the_exit_code(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text(f"{HEADER}\ngood,Good [bold]one[/bold],GOOD-1,1,5\nbad,Bad,BAD-1,1,-5\n")
    result = run("import", "shopify", path, "--currency", "usd", "--warehouse", "ohio", "--dry-run")
    assert result.exit_code == 1
    assert result.stderr == "some.csv:3: Variant Price: “-5” is negative; it must be zero or more.\n"
    assert result.stdout.splitlines()[1] == "2 products would be: 1 created, 0 updated, 0 unchanged, 1 failed."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.csv"], "missing.csv cannot be read: No such file or directory."),
        (
            [str(SAMPLE), "--currency", "XXX"],
            "No market sells in XXX: name one of AED, CNY, EUR, GBP, JPY, USD as the currency.",
        ),
        (
            [str(SAMPLE), "--warehouse", "mars"],
            "There is no warehouse “mars” for the quantities; the shop has: ohio, rotterdam, shenzhen.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_begin_is_refused_in_one_line(run: Run, arguments: list[str], message: str) -> None:
    result = run("import", "shopify", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{message}\n")


@pytest.mark.parametrize("name", ["prices.csv", "prices.csv.gz"])
def test_what_is_exported_is_imported_again_and_nothing_differs(run: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    done = run("export", "prices", file)
    assert (done.exit_code, done.stderr) == (0, "")
    assert first_line(done).endswith(f" s: {file}")
    assert file.read_bytes()[:2] == (b"\x1f\x8b" if name.endswith(".gz") else b"sk")
    again = run("import", "prices", file)
    assert (again.exit_code, again.stderr) == (0, "")
    assert " rows: 0 created, 0 updated, " in first_line(again)
    assert first_line(again).endswith(" unchanged, 0 failed.")


def test_an_export_that_is_refused_leaves_no_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    result = run("export", "google-xml", file, "--market", "mars")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no market “mars” here; there is: ae, cn, eu, jp, uk, us.\n"
    assert list(tmp_path.glob("feed*")) == []


@pytest.mark.slow
def test_the_index_is_filled_and_its_state_is_shown(run: Run) -> None:
    assert run("import", "shopify", SAMPLE).exit_code == 0
    missing = run("search", "status")
    assert missing.exit_code == 1
    assert " ".join(first_line(missing).split()) == (
        "ar 0 of 4 products no version missing: the worker makes it, or run `tradewind search reindex`"
    )
    filled = run("search", "reindex")
    assert (filled.exception, filled.stderr, filled.stdout) == (None, "", "4 products are indexed.\n")
    complete = run("search", "status")
    assert complete.exit_code == 0
    *indexes, lag, meaning = complete.stdout.splitlines()
    assert [re.sub(r"\d+-[0-9a-f]{12}", "VERSION", line).split() for line in indexes] == [
        [tag, "4", "of", "4", "products", "VERSION", "complete"] for tag in ("ar", "de", "en", "fr", "ja", "zh-Hans")
    ]
    assert re.fullmatch(r"Behind the database by \d+\.\d s\.", lag)
    assert meaning == "Search by meaning: off: set TRADEWIND_SEARCH_EMBEDDER to search by meaning as well"


def test_an_engine_that_is_gone_is_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEILI_URL", "http://127.0.0.1:9")
    result = run("search", "status")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Meilisearch did not read settings: ")
    assert result.stderr.endswith("Check MEILI_URL and MEILI_KEY, and that the server runs.\n")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "command",
    [("import", "shopify"), ("import", "google"), ("export", "jsonl"), ("search", "reindex"), ("search", "status")],
)
def test_help_has_an_example(command: tuple[str, str]) -> None:
    result = CliRunner().invoke(program, [*command, "--help"])
    assert result.exit_code == 0
    assert f"Example: tradewind {' '.join(command)}" in " ".join(result.stdout.split())
