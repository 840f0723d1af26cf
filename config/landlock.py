"""Landlock (landlock(7)): a process gives up all files but those it names, for itself and for all that it starts, for
ever. It needs no rights; the kernel has to know it (Linux 5.13, and not shut off by `lsm=`).

The three system calls have no names in the C library; Python packages for them are no older than their first versions.
"""

import ctypes
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

#: System calls have these numbers on every machine (include/uapi/asm-generic/unistd.h).
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
#: Rights in files (include/uapi/linux/landlock.h), and how many the versions of Landlock know.
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_SOCKET, _TRUNCATE, _IOCTL_DEVICE = 1 << 9, 1 << 14, 1 << 15
_KNOWN = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_READ = _EXECUTE | _READ_FILE | _READ_DIR
#: Since version 4: to bind and to connect ports of TCP. Since version 6: to reach abstract sockets, to send signals
#: beyond those who gave up the same.
_TCP, _BEYOND = 0b11, 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@dataclass(frozen=True, slots=True)
class Files:
    """Files and folders, with all below them, that a process keeps: to read and run, to write too, to make sockets
    in. What does not exist is left out.
    """

    read: tuple[Path, ...] = ()
    written: tuple[Path, ...] = ()
    sockets: tuple[Path, ...] = ()

    def and_(self, read: Iterable[Path] = (), written: Iterable[Path] = (), sockets: Iterable[Path] = ()) -> "Files":
        """These and more."""
        return Files((*self.read, *read), (*self.written, *written), (*self.sockets, *sockets))


def version() -> int:
    """The version of Landlock that the kernel knows, 0 if none."""
    return max(_call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION)), 0)


def keep_only(files: Files) -> int:
    """Gives up all other files, ports of TCP, and signals to others where the kernel knows how. The version of Landlock
    that holds it, 0 if the kernel does not. For the thread that calls; who has others restricts only one.

    Needs `PR_SET_NO_NEW_PRIVS` or CAP_SYS_ADMIN.
    """
    if (known := version()) == 0:
        return 0
    handled = (1 << _KNOWN.get(known, 16)) - 1
    asked = _Ruleset(handled, _TCP if known >= 4 else 0, _BEYOND if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    rules = _call(_CREATE_RULESET, ctypes.byref(asked), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if rules < 0:
        return 0
    try:
        all_but_devices = handled & ~_IOCTL_DEVICE
        for allowed, paths in ((_READ, files.read), (all_but_devices, files.written), (_MAKE_SOCKET, files.sockets)):
            for path in paths:
                _allow(rules, path, allowed & handled)
        return known if _call(_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0)) == 0 else 0
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, allowed: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = _Beneath(allowed if path.is_dir() else allowed & _OF_A_FILE, parent)
        _call(_ADD_RULE, ctypes.c_int(rules), ctypes.c_int(_PATH_BENEATH), ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(parent)


def _call(number: int, *arguments: object) -> int:
    """The answer of a system call, -1 if it failed."""
    return int(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *arguments))
