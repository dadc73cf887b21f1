"""Run a program that cannot outlive the process that starts it. Also a script: see `Child`, its only user.

Linux sends a process the signal it asked for when the thread that forked it ends, however that happens
(`PR_SET_PDEATHSIG` in prctl(2)). It is a script of its own, run as `bound.py SIGNAL PARENT USER GROUP PROGRAM
ARGUMENTS…`, because the alternative, a `preexec_fn`, runs Python between fork and exec and is unsafe in a process
with threads. The account is changed here, before the request, because changing it clears the request.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int, parent: int) -> None:
    """Ask for the signal at the parent's end; if `parent` has ended already, end now. Does nothing but on Linux."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def run(arguments: list[str]) -> None:
    """Become the program that the arguments name."""
    signal_number, parent, user, group, *command = arguments
    if user:
        os.setgroups([])
        os.setgid(int(group))
        os.setuid(int(user))
    die_with_parent(int(signal_number), int(parent))
    try:
        os.execv(command[0], command)  # noqa: S606 - the program itself, with no shell between, is the point
    except OSError as error:
        sys.exit(f"cannot run {command[0]}: {error.strerror}")


if __name__ == "__main__":
    run(sys.argv[1:])
