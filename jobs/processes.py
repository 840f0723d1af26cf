"""Who we are among the processes, and whether another is still there."""

import os
import platform
from functools import cache
from pathlib import Path

from store.model import Owner


@cache
def _host() -> str:
    return platform.node() or "localhost"


def ourselves() -> Owner:
    """This process. Its start time tells it from a later one with the same number."""
    return Owner(_host(), os.getpid(), _started(os.getpid()))


def is_dead(owner: str) -> bool:
    """Whether `owner` (an Owner as text) is known to be gone. About other machines nothing is known: their leases
    lapse.
    """
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    started = owner.rpartition(":")[2]
    if host != _host() or not rest.isdigit():
        return False
    return _started(int(rest)) != started


def _started(pid: int) -> str:
    """The kernel's start time of a process in clock ticks since boot; "" if there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return "" if not _exists(pid) else "0"
    return stat.rpartition(")")[2].split()[19]


def _exists(pid: int) -> bool:
    """For systems without /proc."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
