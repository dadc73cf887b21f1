"""The Node project of this folder: installed on demand, and run with the Node of this environment."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
_MANIFESTS = (FOLDER / "package.json", FOLDER / "package-lock.json")
_INSTALLED = FOLDER / "node_modules"
_STAMP = _INSTALLED / ".tradewind-stamp"
"""The hash of the manifests that the packages were installed from; written last, so that an interrupted run repeats."""
_PROGRAMS = Path(sys.prefix) / "bin"
_NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def install() -> None:
    """Bring the packages to what the lock says. Several processes may ask at once."""
    wanted = sha256(b"".join(path.read_bytes() for path in _MANIFESTS)).hexdigest()
    if _is_installed(wanted):
        return
    folder = os.open(FOLDER, os.O_RDONLY)  # the folder itself is locked: no file is left behind
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not _is_installed(wanted):
            _STAMP.unlink(missing_ok=True)
            run("npm", *_NPM_CI, cwd=FOLDER).check_returncode()
            _STAMP.write_text(wanted)
    finally:
        os.close(folder)


def run(
    program: str, *arguments: str, cwd: Path = ROOT, environment: Mapping[str, str] | None = None, seconds: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run `node` or `npm` of this environment, which also come first for whatever they start."""
    path = os.pathsep.join([str(_PROGRAMS), os.environ.get("PATH", "")])
    return subprocess.run(
        [_PROGRAMS / program, *arguments],
        cwd=cwd,
        env=os.environ | {"PATH": path, "NO_COLOR": "1"} | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=seconds,
    )


def _is_installed(wanted: str) -> bool:
    return _STAMP.is_file() and _STAMP.read_text() == wanted


if __name__ == "__main__":
    try:
        install()
    except subprocess.CalledProcessError as error:
        sys.exit(f"npm could not install tests/clients/package-lock.json:\n{error.stdout}")
