"""`scripts/_setup.sh`, with a Python that only writes down what it is asked to do."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.embedded.processes import eventually

ROOT = Path(__file__).parents[2]
INSTALLS = ["venv", "requirements", "project", "parts"]

RECORDING_PYTHON = """#!/usr/bin/env bash
version="${FAKE_VERSION:-3.12.1}"
record() { echo "$1" >> "$FAKE_LOG"; }
case "$*" in
    *"sys.version_info[:3]"*) echo "$version" ;;
    *"sys.version_info < "*) [[ "$version" != 3.9.* ]] ;;
    *realpath*) echo "$FAKE_PYTHON $version" ;;
    *_base_executable*) echo "$FAKE_PYTHON" ;;
    "-m venv"*) record venv; mkdir -p .venv/bin; cp "$FAKE_PYTHON" .venv/bin/python; echo cfg > .venv/pyvenv.cfg ;;
    *"-r requirements.lock")
        record requirements
        sleep "${FAKE_SLEEP:-0}"
        [[ -z "${FAKE_FAILURE:-}" ]] || { echo "no such package"; exit 1; } ;;
    *"-e .") record project ;;
    "-m app.embedded.parts.install") record parts ;;
esac
"""


@dataclass
class Project:
    """A folder with the scripts, the files they follow from, and that Python as the only one."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder}/bin:{os.defpath}",
            "PYTHON": "recording-python",
            "FAKE_PYTHON": f"{self.folder}/bin/recording-python",
            "FAKE_LOG": f"{self.folder}/log",
            "DATABASE_URL": "postgresql://db.example/shop",
            "MEILI_URL": "http://search.example",
        }

    def start(self, **more: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            ["bash", "-c", "set -euo pipefail; source scripts/_setup.sh", "./scripts/dev"],
            cwd=self.folder,
            env=self.environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, **more: str) -> tuple[int, list[str]]:
        """The exit code, and what it said on standard error."""
        process = self.start(**more)
        output, errors = process.communicate(timeout=30)
        assert output == ""
        return process.returncode, errors.splitlines()

    @property
    def log(self) -> list[str]:
        """What the Python was asked to install, since the last look."""
        path = self.folder / "log"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    parts = tmp_path / "app" / "embedded" / "parts"
    parts.mkdir(parents=True)
    for path in (tmp_path / "requirements.lock", tmp_path / "pyproject.toml", parts / "package.json"):
        path.write_text("as it was\n")
    (parts / "package-lock.json").write_text("as it was\n")
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "recording-python"
    python.write_text(RECORDING_PYTHON)
    python.chmod(0o755)
    return Project(tmp_path)


def test_it_installs_once_and_is_quiet_afterwards(project: Project) -> None:
    code, said = project.run()
    assert (code, len(said), project.log) == (0, 3, INSTALLS)
    assert project.run() == (0, [])
    assert project.run(PYTHON="") == (0, [])
    assert project.log == []


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml", "app/embedded/parts/package-lock.json"])
def test_a_change_is_installed_into_the_same_environment(project: Project, changed: str) -> None:
    project.run()
    assert project.log == INSTALLS
    (project.folder / changed).write_text("as it is now\n")
    assert project.run()[0] == 0
    assert project.log == INSTALLS[1:]
    assert project.run() == (0, [])


def test_another_python_makes_another_environment(project: Project) -> None:
    project.run()
    assert project.log == INSTALLS
    assert project.run(FAKE_VERSION="3.13.0")[0] == 0
    assert project.log == INSTALLS


def test_a_failure_is_shown_and_leaves_nothing_that_counts_as_done(project: Project) -> None:
    code, said = project.run(FAKE_FAILURE="yes")
    assert code == 1
    assert said[-2:] == ["no such package", "tradewind: pip could not install requirements.lock (see above)"]
    assert project.log == ["venv", "requirements"]
    assert project.run()[0] == 0
    assert project.log == INSTALLS


@pytest.mark.slow
def test_an_interruption_is_followed_by_a_whole_installation(project: Project) -> None:
    process = project.start(FAKE_SLEEP="2")
    eventually(lambda: project.log[-1:] == ["requirements"])
    process.kill()  # the script alone: the pip that it started goes on, and still holds the lock
    code, said = project.run()
    process.communicate()
    assert (code, said[0]) == (0, "tradewind: another script is installing; waiting for it")
    assert project.log == INSTALLS


def test_two_at_once_install_once(project: Project) -> None:
    both = [project.start(FAKE_SLEEP="0.5") for _ in range(2)]
    said = sorted(process.communicate(timeout=30)[1] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert project.log == INSTALLS
    assert said[0] == "tradewind: another script is installing; waiting for it\n"


def test_an_older_python_gets_one_line(project: Project) -> None:
    code, said = project.run(FAKE_VERSION="3.9.2")
    assert code == 1
    assert said == [
        (
            f"tradewind: needs Python 3.11 or newer and found 3.9.2 ({project.folder}/bin/recording-python); "
            "install a newer one, or name it: PYTHON=/path/to/python3.12 ./scripts/dev"
        )
    ]
    assert not (project.folder / ".venv").exists()


def test_a_python_that_does_not_run_gets_one_line(project: Project) -> None:
    assert project.run(PYTHON="/bin/false") == (
        1,
        ["tradewind: needs Python 3.11 or newer; PYTHON names /bin/false, which does not run"],
    )
