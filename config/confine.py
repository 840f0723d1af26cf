"""Takes from a process what reading a file never needs: the network, other people's files, programs without end, memory
dumps.

The kernel does it: limits of setrlimit(2), and a network namespace of its own (unshare(2)), in which there is no way
out, not even loopback. As a user without rights the namespace needs one for users around it; where the kernel or the
container forbids that, `no_network` says so and the rest holds all the same.
"""

import ctypes
import os
import resource
from collections.abc import Iterable, Mapping
from pathlib import Path

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
#: What programs need of an environment; nothing else of ours is handed on, passwords least of all.
_HANDED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "HOME",
    "OMP_THREAD_LIMIT",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
)
#: Open files and processes of one reader with its tools. LibreOffice has about a hundred files open.
_FILES, _PROCESSES = 1024, 4096


def no_network() -> bool:
    """Moves this process into a network of its own, which has no interface that is up. False if the system does not
    allow it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWNET) == 0:
        return True
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        try:
            Path("/proc/self", name).write_text(text, encoding="ascii")
        except OSError:
            # We stay the nameless user of the namespace: our files are still ours.
            pass
    return True


def no_new_rights() -> None:
    """Neither this process nor what it starts gains rights by a program's set-uid bit."""
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def bounded(file_bytes: int) -> None:
    """Bounds the size of every file that is written (bytes), open files, processes; no memory dumps, files for nobody
    else.
    """
    _lower(resource.RLIMIT_FSIZE, file_bytes)
    _lower(resource.RLIMIT_NOFILE, _FILES)
    if os.geteuid() != 0:
        # Counted per user, service and database included: it only ends a program that multiplies without end.
        _lower(resource.RLIMIT_NPROC, _PROCESSES)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)


def bare_environment(environment: Mapping[str, str], keep: Iterable[str] = _HANDED_ON) -> dict[str, str]:
    """What of an environment is handed on."""
    return {name: environment[name] for name in keep if name in environment}


def _lower(which: int, wanted: int) -> None:
    _, hard = resource.getrlimit(which)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(which, (most, most))
