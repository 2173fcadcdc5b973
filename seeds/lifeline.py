"""Nothing outlives its supervisor: the two small programs that see to it.

Run as a script by an interpreter that loads nothing but the standard library:

``lifeline.py tie PARENT SIGNAL PROGRAM ARGUMENT…``
    Becomes PROGRAM, which the kernel will send SIGNAL as soon as process PARENT dies (Linux; elsewhere the
    watch alone does it). The tie is made after the caller's change of user or user namespace, because the
    kernel forgets it on such a change.

``lifeline.py watch PARENT [FOLDER…]``
    Reads ``add GROUP SIGNAL`` and ``drop GROUP`` lines and ends quietly on ``bye``. When PARENT dies without
    a farewell, even by SIGKILL, it ends every process group it knows, newest first, and removes the folders.
    It reaches what a tie cannot: the children of children, such as the pool of a Celery worker.
"""

import ctypes
import os
import select
import shutil
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 7  # PostgreSQL itself kills what ignores its SIGQUIT after five


def tie(parent: int, death_signal: int, argv: list[str]) -> None:
    """Become `argv`, to be sent `death_signal` when `parent` dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:  # it died before the tie was made
        sys.exit(1)
    os.execv(argv[0], argv)


def watch(parent: int, folders: list[str]) -> None:
    """Wait for the parent's farewell; on its sudden death end the groups it named on standard input."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: dict[int, int] = {}
    unread = b""
    while os.getppid() == parent:
        if not select.select([0], [], [], 0.5)[0]:
            continue
        chunk = os.read(0, 4096)
        if not chunk:
            break
        *lines, unread = (unread + chunk).split(b"\n")
        for verb, *numbers in (line.split() for line in lines):
            if verb == b"bye":
                return
            if verb == b"add":
                groups[int(numbers[0])] = int(numbers[1])
            else:
                groups.pop(int(numbers[0]), None)
    end_groups(groups)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def end_groups(groups: dict[int, int]) -> None:
    """Send each group its signal, newest first, and SIGKILL to whatever is left after the grace."""
    for group, number in reversed(groups.items()):
        signal_group(group, number)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(signal_group(group, 0) for group in groups) and time.monotonic() < deadline:
        time.sleep(0.05)
    for group in groups:
        signal_group(group, signal.SIGKILL)


def signal_group(group: int, number: int) -> bool:
    """Signal a process group; False when nobody is left in it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        return False
    return True


if __name__ == "__main__":
    verb, parent_pid, *rest = sys.argv[1:]
    if verb == "tie":
        tie(int(parent_pid), int(rest[0]), rest[1:])
    else:
        watch(int(parent_pid), rest)
