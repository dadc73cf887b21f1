"""Each client's own tests pass against the demo shop. What they say is printed, and shown where one fails."""

import re
import subprocess
import sys

import pytest

from tests.clients.project import FOLDER, install, run
from tests.journeys.shopper import STAFF
from tests.support.dev import Dev, command

pytestmark = pytest.mark.slow

AUDITS = 61
"""Of `graphql-http`: what its specification says a server must, should and may do."""

# A test that fails leaves its connections open: Node must not wait for them.
NODE_TEST = ("--test", "--test-reporter=spec", "--test-timeout=120000", "--test-force-exit")


@pytest.fixture(scope="module")
def environment(dev: Dev) -> dict[str, str]:
    """Where the clients find the shop, and what they may do as staff."""
    install()
    scopes = [argument for scope in (*STAFF, "storefronts:write") for argument in ("--scope", scope)]
    made = subprocess.run(
        command("token", "create", "--data-dir", str(dev.data_dir), *scopes), capture_output=True, text=True, check=True
    )
    return {
        "TRADEWIND_URL": dev.url,
        "TRADEWIND_STAFF_TOKEN": made.stdout.strip(),
        "TRADEWIND_DATA_DIR": str(dev.data_dir),
        "TRADEWIND_PYTHON": sys.executable,
    }


def run_tests(name: str, environment: dict[str, str]) -> dict[str, int]:
    """Run a file of Node tests. Returns how many passed, failed and were skipped."""
    done = run("node", *NODE_TEST, str(FOLDER / name), environment=environment, seconds=120)
    sys.stdout.write(done.stdout)  # which pytest shows where the test fails
    counts = {
        word: int(number) for word, number in re.findall(r"^ℹ (pass|fail|skipped|todo) (\d+)$", done.stdout, re.M)
    }
    assert (done.returncode, counts["fail"], counts["skipped"], counts["todo"]) == (0, 0, 0, 0)
    return counts


def test_the_server_passes_every_audit_of_graphql_over_http(environment: dict[str, str]) -> None:
    assert run_tests("audit.test.mjs", environment)["pass"] == AUDITS


@pytest.mark.parametrize(
    "name", sorted(path.name for path in FOLDER.glob("*.test.mjs") if path.name != "audit.test.mjs")
)
def test_a_client_works(name: str, environment: dict[str, str]) -> None:
    assert run_tests(name, environment)["pass"] > 0
