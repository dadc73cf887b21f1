"""What stands in the way is said in one line that tells what to do, and nothing is changed."""

import os
import platform
import sys
import tempfile
from pathlib import Path

import pytest

from app.embedded import EmbeddedError, running_services
from app.embedded.parts import meilisearch_binary, postgres_folder
from app.embedded.postgres import SOCKET_PATH_LIMIT, socket_folder
from tests.embedded.processes import processes_of

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes the account")


def refusal(data_dir: Path) -> str:
    """What `running_services` says when it refuses."""
    with pytest.raises(EmbeddedError) as refused, running_services(data_dir, durable=False):
        pass
    assert processes_of(data_dir) == {}
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.slow
def test_a_folder_of_another_postgresql(data_dir: Path) -> None:
    with running_services(data_dir, durable=False):
        pass
    version = data_dir / "postgres" / "PG_VERSION"
    version.write_text("17\n")
    assert refusal(data_dir) == (
        f"{data_dir}/postgres was written by PostgreSQL 17 and this is PostgreSQL 18: choose another --data-dir, "
        "or export with the version that wrote it (pg_dumpall) and move it away."
    )
    version.write_text("18\n")
    with running_services(data_dir, durable=False):
        pass


@pytest.mark.slow
def test_a_folder_of_another_meilisearch(data_dir: Path) -> None:
    with running_services(data_dir, durable=False):
        pass
    version = data_dir / "meilisearch" / "data" / "VERSION"
    assert version.read_text() == "1.21.0"
    version.write_text("1.9.0")
    assert refusal(data_dir) == (
        f"{data_dir}/meilisearch was written by Meilisearch 1.9.0 and this is Meilisearch 1.21.0: remove that folder, "
        "and `tradewind dev` fills a new index from the database; or choose another --data-dir."
    )
    assert version.read_text() == "1.9.0"


def test_a_folder_that_holds_something_else(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data_dir / "postgres", 65534, 65534)
    (data_dir / "postgres" / "letters.txt").write_text("mine")
    assert refusal(data_dir) == (
        f"{data_dir}/postgres is not a PostgreSQL folder: move it away, or choose another --data-dir."
    )
    assert (data_dir / "postgres" / "letters.txt").read_text() == "mine"


def test_a_missing_postgresql(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(data_dir / "environment"))
    assert refusal(data_dir) == (
        f"PostgreSQL is missing at {postgres_folder()}/bin/postgres: run ./scripts/dev, which fetches it, "
        "or set DATABASE_URL to a server of your own."
    )


def test_a_missing_meilisearch(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop@db.example/shop")
    monkeypatch.setattr(sys, "prefix", str(data_dir / "environment"))
    monkeypatch.setenv("PATH", "")
    assert refusal(data_dir) == (
        f"Meilisearch is missing at {meilisearch_binary()}: run ./scripts/dev, which fetches it, "
        "or name one in MEILI_BIN, or a server in MEILI_URL."
    )


def test_a_meili_bin_that_is_no_program(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop@db.example/shop")
    monkeypatch.setenv("MEILI_BIN", "/nowhere/meilisearch")
    assert refusal(data_dir) == (
        "MEILI_BIN names /nowhere/meilisearch, which is not a program: correct it, or unset it to use Tradewind's own."
    )


def test_another_machine(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert refusal(data_dir / "never made") == (
        "PostgreSQL and Meilisearch come with Tradewind on Linux x86-64 only: "
        "set DATABASE_URL and MEILI_URL (with MEILI_KEY) to servers of your own."
    )
    assert list(data_dir.iterdir()) == []


@pytest.mark.slow
def test_a_long_path_gets_its_socket_elsewhere(data_dir: Path) -> None:
    deep = data_dir / ("d" * 100)
    with running_services(deep, durable=False) as services:
        folder = socket_folder(deep)
        assert folder.parent == Path(tempfile.gettempdir())
        assert services.database_url == f"postgresql://postgres@/tradewind?host={folder}&port=5432"
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not (deep / "run").exists()
    assert not folder.exists()


def test_no_path_short_enough_for_a_socket(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/" + "t" * 90)
    assert refusal(data_dir / ("d" * 100)) == (
        f"No path short enough for PostgreSQL's socket ({SOCKET_PATH_LIMIT} bytes): "
        "choose a shorter --data-dir, or a shorter TMPDIR."
    )


def test_a_comma_in_the_path_does_not_split_the_address(data_dir: Path) -> None:
    assert socket_folder(data_dir / "a,b").parent == Path(tempfile.gettempdir())
    assert socket_folder(data_dir / "a b") == data_dir / "a b" / "run"


@as_root
def test_a_closed_folder_above(data_dir: Path) -> None:
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    assert refusal(closed / "shop") == (
        f"Started by root, the servers run as `nobody`, and {closed} (mode 0700) does not let that user in: "
        "choose a folder it can reach with --data-dir, or run this as an ordinary user."
    )
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_a_folder_of_another_user(data_dir: Path) -> None:
    (data_dir / "run").mkdir()
    os.chown(data_dir / "run", 1, 1)
    assert refusal(data_dir) == (
        f"{data_dir}/run belongs to user daemon, not to nobody: run this as that user, or choose another --data-dir."
    )


def test_a_file_where_the_folder_should_be(data_dir: Path) -> None:
    (data_dir / "file").write_text("mine")
    assert refusal(data_dir / "file" / "shop").startswith(f"{data_dir}/file/shop cannot be the data folder: ")
