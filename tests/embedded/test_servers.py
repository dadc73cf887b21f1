"""Starting, sharing, stopping and recovering."""

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue

import asyncpg
import pytest

from app.embedded import Services, running_services
from app.embedded.ownership import Guest, Owner, own_or_enter
from app.embedded.postgres import read_postmaster
from tests.embedded.processes import Program, children_by_command, processes_of

pytestmark = pytest.mark.slow

Run = Callable[..., Program]

HOLD = """
import sys
from pathlib import Path
from app.embedded import running_services
with running_services(Path(sys.argv[1]), durable=sys.argv[2] == "durable", long_lived=True) as services:
    print("holding", services.database_url, flush=True)
    sys.stdin.read() if sys.argv[3:] else __import__("time").sleep(120)
"""


def ask(services: Services, sql: str) -> object:
    """The first value of the first row."""

    async def fetch() -> object:
        connection = await asyncpg.connect(services.database_url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(fetch())


def test_both_servers_answer_and_leave_nothing_behind(data_dir: Path) -> None:
    with running_services(data_dir, durable=False) as services:
        assert ask(services, "SELECT current_database() || ' ' || current_user") == "tradewind postgres"
        assert ask(services, "SELECT current_setting('max_connections')") == "200"
        assert ask(services, "SELECT current_setting('listen_addresses')") == ""
        assert services.meili_url.startswith("http://127.0.0.1:")
        assert len(services.meili_key) == 64
        assert len(children_by_command(data_dir, "/bin/postgres")) == 1
        assert len(children_by_command(data_dir, "meilisearch --db-path")) == 1
        assert services.meili_key not in "".join(processes_of(data_dir).values())
    assert processes_of(data_dir) == {}


@pytest.mark.slow
def test_tests_alone_run_without_fsync(kept_data_dir: Path) -> None:
    shown = "SELECT current_setting('fsync') || current_setting('full_page_writes')"
    with running_services(kept_data_dir) as services:
        assert ask(services, shown) == "onon"
    with running_services(kept_data_dir, durable=False) as services:
        assert ask(services, shown) == "offoff"


@pytest.mark.slow
def test_contrib_and_collations_are_there(kept_data_dir: Path) -> None:
    with running_services(kept_data_dir) as services:
        for extension in ("pg_trgm", "btree_gist", "unaccent"):
            ask(services, f"CREATE EXTENSION IF NOT EXISTS {extension}")
        assert ask(services, """SELECT 'ä' < 'z' COLLATE "de-x-icu" """) is True
        assert ask(services, "SELECT upper('é') || ('Z' < 'a')::text") == "Étrue"


def test_a_second_command_shares_the_servers(kept_data_dir: Path) -> None:
    with running_services(kept_data_dir, long_lived=True) as first:
        before = processes_of(kept_data_dir).keys()
        with running_services(kept_data_dir) as second:
            assert second == first
            assert processes_of(kept_data_dir).keys() == before
        assert ask(first, "SELECT 1") == 1


def test_a_short_owner_waits_for_its_guests(kept_data_dir: Path) -> None:
    started, leave, notices = threading.Event(), threading.Event(), SimpleQueue[str]()

    def own() -> None:
        with running_services(kept_data_dir, notice=notices.put):
            started.set()
            leave.wait()

    owner = threading.Thread(target=own)
    owner.start()
    started.wait()
    with running_services(kept_data_dir) as guest:
        leave.set()
        assert (
            notices.get(timeout=10) == "Other commands still use the servers of this one: waiting for them to finish."
        )
        assert ask(guest, "SELECT 1") == 1
        assert owner.is_alive()
    owner.join(10)
    assert not owner.is_alive()
    assert processes_of(kept_data_dir) == {}


def test_a_long_lived_command_waits_for_a_short_owner(kept_data_dir: Path) -> None:
    notices, seen = SimpleQueue[str](), SimpleQueue[Services]()

    def stay() -> None:
        with running_services(kept_data_dir, long_lived=True, notice=notices.put) as services:
            seen.put(services)

    with running_services(kept_data_dir) as short:
        staying = threading.Thread(target=stay)
        staying.start()
        assert notices.get(timeout=10) == (
            f"Another command (process {os.getpid()}) uses {kept_data_dir}: waiting for it to finish."
        )
        assert seen.empty()
    assert seen.get(timeout=20).meili_url != short.meili_url
    staying.join(20)


@pytest.mark.slow
def test_a_killed_owner_takes_its_servers_along_and_loses_no_row(run: Run, data_dir: Path) -> None:
    owner = run(HOLD, data_dir, "durable", command=[sys.executable, "-c"])
    url = owner.until("holding").split()[1]
    with running_services(data_dir) as guest:
        assert guest.database_url == url
        ask(guest, "CREATE TABLE kept AS SELECT 42 AS value")
    owner.signal(signal.SIGKILL)
    owner.ends()
    with running_services(data_dir) as services:  # at once: what is left of the first is still ending
        assert ask(services, "SELECT value FROM kept") == 42
    assert processes_of(data_dir) == {}


def test_a_killed_postgres_is_told_and_comes_back_with_its_rows(kept_data_dir: Path) -> None:
    ended = SimpleQueue[str]()
    with running_services(kept_data_dir, on_exit=ended.put) as services:
        ask(services, "CREATE TABLE IF NOT EXISTS crashed AS SELECT 7 AS value")
        os.kill(children_by_command(kept_data_dir, "/bin/postgres")[0], signal.SIGKILL)
        assert ended.get(timeout=10).startswith("PostgreSQL ended by signal SIGKILL. Its log (")
    with running_services(kept_data_dir) as services:
        assert ask(services, "SELECT value FROM crashed") == 7


def test_a_pid_file_whose_number_is_another_process_now(kept_data_dir: Path) -> None:
    with running_services(kept_data_dir):
        pass
    account = {"user": 65534} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], **account) as other:  # type: ignore[call-overload] # the dict hides its types
        pid_file = kept_data_dir / "postgres" / "postmaster.pid"
        pid_file.write_text(f"{other.pid}\n{kept_data_dir}/postgres\n1\n5432\n\n\n  1 1\nready   \n")
        try:
            with running_services(kept_data_dir) as services:
                assert ask(services, "SELECT 1") == 1
            assert other.poll() is None
        finally:
            other.kill()


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("", (None, "")),
        ("712\n/data\n", (712, "")),
        ("712\n/data\n1\n5432\n/run\n\n  1 1\nstarting\n", (712, "starting")),
        ("712\n/data\n1\n5432\n/run\n\n  1 1\nready   \n", (712, "ready")),
    ],
)
def test_a_pid_file_is_read_while_it_is_written(tmp_path: Path, written: str, understood: object) -> None:
    (tmp_path / "postmaster.pid").write_text(written)
    assert read_postmaster(tmp_path / "postmaster.pid") == understood


@pytest.mark.slow
def test_an_initialisation_that_was_cut_short_is_begun_again(data_dir: Path) -> None:
    half = data_dir / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with running_services(data_dir, durable=False) as services:
        assert ask(services, "SELECT 1") == 1
    assert not half.exists()


def test_started_inside_a_running_loop_and_by_a_thread_that_ends(kept_data_dir: Path) -> None:
    stack: list[Services] = []
    context = running_services(kept_data_dir, long_lived=True)

    async def enter() -> None:
        stack.append(context.__enter__())

    starter = threading.Thread(target=lambda: asyncio.run(enter()))
    starter.start()
    starter.join()
    try:
        assert ask(stack[0], "SELECT 1") == 1  # the servers are bound to the process, not to that thread
    finally:
        context.__exit__(None, None, None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to change to")
def test_root_runs_the_servers_as_nobody(kept_data_dir: Path) -> None:
    with running_services(kept_data_dir):
        users = {Path(f"/proc/{pid}").stat().st_uid for pid in processes_of(kept_data_dir)}
    assert users == {65534}


def test_one_outside_server_replaces_one_of_ours(kept_data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEILI_URL", "http://search.example:7700")
    monkeypatch.setenv("MEILI_KEY", "theirs")
    with running_services(kept_data_dir) as services:
        assert (services.meili_url, services.meili_key) == ("http://search.example:7700", "theirs")
        assert ask(services, "SELECT 1") == 1
        assert children_by_command(kept_data_dir, "meilisearch --db-path") == []


def test_two_outside_servers_need_no_folder(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop@db.example/shop")
    monkeypatch.setenv("MEILI_URL", "http://search.example:7700")
    with running_services(data_dir / "unused") as services:
        assert services == Services("postgresql://shop@db.example/shop", "http://search.example:7700", "")
    assert list(data_dir.iterdir()) == []


def test_what_a_dead_owner_announced_is_not_believed_while_the_next_one_starts(data_dir: Path) -> None:
    with subprocess.Popen(["true"]) as dead:
        dead.wait()
    (data_dir / "servers.json").write_text(
        f'{{"pid": {dead.pid}, "started": 1, "long_lived": true, "services": '
        '{"database_url": "postgresql://nowhere/x", "meili_url": "http://nowhere", "meili_key": ""}}'
    )
    arrived = SimpleQueue[Owner | Guest]()
    with (data_dir / "owner.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        threading.Thread(target=lambda: arrived.put(own_or_enter(data_dir, False, print)), daemon=True).start()
        with pytest.raises(Empty):
            arrived.get(timeout=0.5)
    place = arrived.get(timeout=5)
    assert isinstance(place, Owner)
    assert not (data_dir / "servers.json").exists()
    place.release()
