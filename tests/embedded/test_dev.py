"""`tradewind dev` as a person and an init system meet it: signals, a taken port, a crash, two at once."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.embedded.processes import Program, children_by_command, eventually, free_port, processes_of

Run = Callable[..., Program]


def start(run: Run, data_dir: Path, *more: str) -> tuple[Program, int]:
    """An empty shop that is ready, and its port."""
    port = free_port()
    program = run("dev", "--empty", "--data-dir", data_dir, "--port", str(port), *more)
    assert program.until("Ready: ") == f"Ready: http://127.0.0.1:{port}/graphql"
    return program, port


def health(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_is_clean(run: Run, kept_data_dir: Path, number: signal.Signals) -> None:
    program, port = start(run, kept_data_dir)
    assert health(port) == 200
    program.signal(number)
    assert program.ends() == 0
    assert [line for line in program.errors if "[info" not in line] == []
    assert processes_of(kept_data_dir) == {}
    assert not (kept_data_dir / "servers.json").exists()
    assert not (kept_data_dir / "postgres" / "postmaster.pid").exists()


@pytest.mark.slow
def test_a_stop_while_starting_is_clean(run: Run, data_dir: Path) -> None:
    program = run("dev", "--empty", "--data-dir", data_dir, "--port", str(free_port()))
    eventually(lambda: (data_dir / "postgres.new").exists())
    program.signal(signal.SIGTERM)
    assert program.ends() == 0
    eventually(lambda: processes_of(data_dir) == {})


@pytest.mark.slow
def test_a_second_signal_does_not_wait(run: Run, kept_data_dir: Path) -> None:
    program, _ = start(run, kept_data_dir)
    api = children_by_command(kept_data_dir, "app.cli serve")[0]
    os.kill(api, signal.SIGSTOP)  # it will not answer to being asked to stop
    program.signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        program.process.wait(1)
    program.signal(signal.SIGTERM)
    assert program.ends(seconds=2) == 130
    eventually(lambda: processes_of(kept_data_dir) == {})


@pytest.mark.slow
def test_a_killed_dev_leaves_no_process_and_starts_again(run: Run, kept_data_dir: Path) -> None:
    program, _ = start(run, kept_data_dir, "--workers", "2")
    assert len(children_by_command(kept_data_dir, "spawn_main")) == 2
    program.signal(signal.SIGKILL)
    program.ends()
    second, port = start(run, kept_data_dir)  # at once
    assert health(port) == 200
    second.signal(signal.SIGTERM)
    assert second.ends() == 0
    assert processes_of(kept_data_dir) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("app.cli serve", "The API"),
        ("app.cli worker", "The worker"),
        ("/bin/postgres", "PostgreSQL"),
        ("--db-path", "Meilisearch"),
    ],
)
def test_a_crash_of_one_is_told_and_ends_all(run: Run, kept_data_dir: Path, part: str, name: str) -> None:
    program, _ = start(run, kept_data_dir)
    os.kill(children_by_command(kept_data_dir, part)[0], signal.SIGKILL)
    assert program.ends() == 1
    assert program.errors[-1].startswith(f"{name} ended by signal SIGKILL.")
    assert program.errors[-1].endswith(" Everything was stopped.")
    assert processes_of(kept_data_dir) == {}


@pytest.mark.slow
def test_a_second_dev_shares_the_servers(run: Run, kept_data_dir: Path) -> None:
    first, _ = start(run, kept_data_dir)
    second, port = start(run, kept_data_dir)
    assert len(children_by_command(kept_data_dir, "/bin/postgres")) == 1
    second.signal(signal.SIGINT)
    assert second.ends() == 0
    assert len(children_by_command(kept_data_dir, "/bin/postgres")) == 1
    first.signal(signal.SIGINT)
    assert first.ends() == 0
    with pytest.raises(ConnectionRefusedError):
        health(port)


@pytest.mark.slow
def test_a_port_in_use(run: Run, data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        program = run("dev", "--data-dir", data_dir / "shop", "--port", str(port))
        assert program.ends() == 1
    assert program.errors == [
        f"Port {port} is in use by another program: stop it, or choose another, as in --port {port + 1}."
    ]
    assert program.lines == []
    assert list(data_dir.iterdir()) == []


@pytest.mark.slow
def test_a_folder_of_another_version_is_one_line(run: Run, data_dir: Path) -> None:
    cluster = data_dir / "postgres"
    cluster.mkdir(mode=0o700)
    (cluster / "PG_VERSION").write_text("17\n")
    if os.geteuid() == 0:
        os.chown(cluster, 65534, 65534)
    program = run("dev", "--data-dir", data_dir, "--port", str(free_port()))
    assert program.ends() == 1
    assert [line.split(":")[0] for line in program.errors] == [
        f"{cluster} was written by PostgreSQL 17 and this is PostgreSQL 18"
    ]


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs every test here as one")
def test_an_ordinary_user_has_a_shop(run: Run, data_dir: Path) -> None:
    python = Path(f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    if not python.exists():
        pytest.skip("needs the system's own Python of this version: an ordinary user cannot enter root's")
    os.chown(data_dir, 65534, 65534)
    # That Python is not the environment's, and is told where the environment keeps the servers.
    tradewind = f"import sys; sys.prefix = {sys.prefix!r}; from app.cli import main; main()"
    packages = next(entry for entry in sys.path if entry.endswith("site-packages"))
    program = run(
        *("dev", "--empty", "--data-dir", data_dir, "--port", str(free_port())),
        command=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(python), "-P", "-c", tradewind],
        PYTHONPATH=f"{Path(__file__).parents[2]}:{packages}",
        PYTHONDONTWRITEBYTECODE="1",
    )
    program.until("Ready: ")
    users = {Path(f"/proc/{pid}").stat().st_uid for pid in processes_of(data_dir)}
    assert users == {65534}
    program.signal(signal.SIGTERM)
    assert program.ends() == 0
