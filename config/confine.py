"""Takes from a process what reading a file never needs: the network, other people's files, system calls that open ways
out, rights, programs without end, memory dumps.

The kernel does it, in layers that do not need each other: limits of setrlimit(2); a network namespace of its own
(unshare(2)), in which there is no way out, not even loopback; Landlock (`config.landlock`) for files; a filter of
system calls (`config.seccomp`) for connections and for what is dangerous in itself. What the kernel or the container
forbids is not there, `Held` says so, and the rest holds all the same.
"""

import ctypes
import os
import resource
import site
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config import landlock, seccomp
from config.landlock import Files

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP = 38, 24
#: Version 3 of capset(2), and the right to read what others own: an administrator may read for a service.
_CAPABILITIES, _LAST_CAPABILITY, _MAY_READ_ALL = 0x20080522, 63, 1 << 2
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
#: What programs of the system need to read. Of /etc only what is no secret: passwords are kept there.
_SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store", "/proc", "/sys"),
    *("/var/cache/fontconfig", "/var/spool/libreoffice", "/etc/alternatives", "/etc/fonts", "/etc/group"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/libreoffice"),
    *("/etc/locale.alias", "/etc/localtime", "/etc/mime.types", "/etc/nsswitch.conf", "/etc/passwd", "/etc/timezone"),
    *("/dev/random", "/dev/urandom", "/dev/zero"),
)
#: Places where a version stands in the name.
_SYSTEM_BY_PATTERN = (("/etc", "python3*"), ("/opt", "libreoffice*"))
_WRITTEN = (Path("/dev/null"),)
_ROOT = Path(__file__).resolve().parent.parent
_OUR_PACKAGES = ("config", "ingest", "parsers", "store", "jobs")


@dataclass(frozen=True, slots=True)
class Held:
    """What holds a process: a network namespace, the filter of system calls, the version of Landlock (0: none)."""

    network: bool
    calls: bool
    files: int


class _Process:
    """What this process gave up already, and the folders besides those of the system that it and its tools read."""

    held: Held | None = None
    extra: tuple[Path, ...] = ()


def shut_in(files: Files, extra: Iterable[Path] = ()) -> Held:
    """Gives up, for this process and all that it starts: the network, all files but `files` and those of the system, of
    Python and of this program, rights of an administrator, and dangerous system calls. `extra` folders are read by its
    tools too.

    For a process without other threads. A second time only files are given up further: the rest is gone.
    """
    if _Process.held is not None:
        return Held(_Process.held.network, _Process.held.calls, landlock.keep_only(_with_system(files)))
    network = no_network()
    no_new_rights()
    _Process.extra = tuple(extra)
    known = landlock.keep_only(_with_system(files))
    _no_capabilities()
    # Last: it takes away what the steps above are made of.
    _Process.held = Held(network, seccomp.no_calls_beyond_reading(), known)
    return _Process.held


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


def readable() -> tuple[Path, ...]:
    """Files and folders of the system, of Python and of this program that every reader and tool may read."""
    by_pattern = [found for folder, pattern in _SYSTEM_BY_PATTERN for found in Path(folder).glob(pattern)]
    of_python = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix), Path(site.getusersitepackages())]
    libraries = [Path(entry) for entry in sys.path if entry.endswith(("-packages", ".zip"))]
    ours = [_ROOT / name for name in _OUR_PACKAGES]
    return (*map(Path, _SYSTEM), *by_pattern, *of_python, *libraries, *ours, *_Process.extra)


def _with_system(files: Files) -> Files:
    return files.and_(read=readable(), written=_WRITTEN)


def _no_capabilities() -> None:
    """What is left of an administrator's rights is to read; programs that are started have none."""
    libc = ctypes.CDLL(None, use_errno=True)
    for number in range(_LAST_CAPABILITY + 1):
        libc.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)
    kept = _MAY_READ_ALL if os.geteuid() == 0 else 0
    head = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
    # Effective, permitted and inheritable, the lower half of each and then the upper.
    wanted = (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0)
    if libc.capset(head, wanted) != 0:
        libc.capset(head, (ctypes.c_uint32 * 6)())


def _lower(which: int, wanted: int) -> None:
    _, hard = resource.getrlimit(which)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(which, (most, most))
