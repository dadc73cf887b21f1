"""Which account the servers run under, and whether it can reach their files.

PostgreSQL refuses to run as root. Started by root, the servers therefore run as the owner of the data folder, or as
`nobody` when that is root as well. The rights of folders we did not make are never changed: what is closed is named.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from app.embedded.errors import EmbeddedError

WHO_ELSE = "nobody"


@dataclass(frozen=True)
class Account:
    name: str
    user: int
    group: int


def account_for(data_dir: Path) -> Account | None:
    """The account to change to; None when we are not root and the servers run as ourselves."""
    if os.geteuid() != 0:
        return None
    owner = data_dir.stat().st_uid
    try:
        entry = pwd.getpwuid(owner) if owner != 0 else pwd.getpwnam(WHO_ELSE)
    except KeyError:
        if owner == 0:
            raise EmbeddedError(
                "PostgreSQL refuses to run as root, and there is no user `nobody` here: run this as an ordinary user."
            ) from None
        return Account(str(owner), owner, data_dir.stat().st_gid)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def own_folder(path: Path, account: Account | None) -> Path:
    """Make a private folder for the account; an existing one must be the account's already."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        _require_ownership(path, account)
        return path
    if account is not None:
        os.chown(path, account.user, account.group)
    return path


def _require_ownership(path: Path, account: Account | None) -> None:
    found = path.lstat()
    expected = account.user if account else os.geteuid()
    if not stat.S_ISDIR(found.st_mode):
        raise EmbeddedError(
            f"{path} is in the way: a folder is expected there. Remove it, or choose another --data-dir."
        )
    if found.st_uid != expected:
        raise EmbeddedError(
            f"{path} belongs to user {_user_name(found.st_uid)}, not to {_user_name(expected)}: "
            "run this as that user, or choose another --data-dir."
        )


def _user_name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def require_reachable(path: Path, account: Account | None, remedy: str) -> None:
    """Refuse, in one line, a path below a folder that does not let the account pass."""
    if account is None:
        return
    for folder in reversed(path.resolve().parents):
        found = folder.stat()
        if found.st_uid == account.user:
            passes = found.st_mode & stat.S_IXUSR
        elif found.st_gid == account.group:
            passes = found.st_mode & stat.S_IXGRP
        else:
            passes = found.st_mode & stat.S_IXOTH
        if not passes:
            raise EmbeddedError(
                f"Started by root, the servers run as `{account.name}`, and {folder} (mode "
                f"{stat.S_IMODE(found.st_mode):04o}) does not let that user in: {remedy}."
            )
