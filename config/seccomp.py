"""A filter of system calls (seccomp(2)): a process gives up those that reading a file never needs, for itself and for
all that it starts, for ever.

The filter is a program of the classic packet filter. It is so short that no library is worth its weight.
"""

import ctypes
import errno
import platform
from collections.abc import Iterable, Iterator

#: AUDIT_ARCH_… (include/uapi/linux/audit.h), then the numbers of the system calls below, in their order.
_MACHINES: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E,
        (
            317,
            41,
            42,
            101,
            310,
            311,
            165,
            166,
            155,
            161,
            272,
            308,
            304,
            321,
            323,
            298,
            248,
            249,
            250,
            246,
            175,
            313,
            169,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (277, 198, 203, 117, 270, 271, 40, 39, 41, 51, 97, 268, 265, 280, 282, 241, 217, 218, 219, 104, 105, 273, 142),
    ),
}
_NAMES = (
    "seccomp socket connect ptrace process_vm_readv process_vm_writev mount umount2 pivot_root chroot unshare setns "
    "open_by_handle_at bpf userfaultfd perf_event_open add_key request_key keyctl kexec_load init_module finit_module "
    "reboot"
).split()
#: The same number on every machine.
_EVERYWHERE = {
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "pidfd_getfd": 438,
    "landlock_create_ruleset": 444,
}
#: To look into other processes, to change what is mounted, to enter other namespaces, to load code into the kernel. A
#: ring does what it is asked past this filter.
_NEVER = (
    "ptrace process_vm_readv process_vm_writev pidfd_getfd mount umount2 pivot_root chroot open_tree move_mount fsopen "
    "unshare setns open_by_handle_at bpf userfaultfd perf_event_open add_key request_key keyctl kexec_load init_module "
    "finit_module reboot io_uring_setup io_uring_enter io_uring_register"
).split()
_SET_FILTER = 1
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
#: Of the packet filter: load a word, compare for equal, compare for at least, mask, answer.
_LOAD, _EQUAL, _AT_LEAST, _MASK, _ANSWER = 0x20, 0x15, 0x35, 0x54, 0x06
#: Where struct seccomp_data holds the call, the machine, and the lower half of the first two arguments.
_CALL, _MACHINE, _FIRST, _SECOND = 0, 4, 16, 24
#: Calls of the x32 machine bear the name of x86_64 and begin here.
_FOREIGN = 0x40000000
_LOCAL, _STREAM, _KIND_OF_SOCKET = 1, 1, 0xF

_Order = tuple[int, int, int, int]


class _Step(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def no_calls_beyond_reading() -> bool:
    """Gives up every connection, all sockets but the local ones that two processes of one tool share, and the calls
    of `_NEVER`. False if the system does not allow it or the machine is unknown.
    """
    return _install([*_refusals(_NEVER, errno.EPERM), *_refusals(["connect"], errno.EACCES), *_sockets()])


def refuse(names: Iterable[str], error: int) -> bool:
    """Gives up the calls of these names: they fail with `error`. False as above."""
    return _install(list(_refusals(names, error)))


def _refusals(names: Iterable[str], error: int) -> Iterator[_Order]:
    numbers = _numbers()
    for name in names:
        if name in numbers:
            yield _EQUAL, 0, 1, numbers[name]
            yield _ANSWER, 0, 0, _REFUSE | error


def _sockets() -> Iterator[_Order]:
    """`socket` is answered by its family and kind, whatever else is allowed."""
    refused = (_ANSWER, 0, 0, _REFUSE | errno.EACCES)
    yield _EQUAL, 0, 7, _numbers().get("socket", _FOREIGN)
    yield _LOAD, 0, 0, _FIRST
    yield _EQUAL, 1, 0, _LOCAL
    yield refused
    yield _LOAD, 0, 0, _SECOND
    yield _MASK, 0, 0, _KIND_OF_SOCKET
    yield _EQUAL, 1, 0, _STREAM
    yield refused


def _numbers() -> dict[str, int]:
    _, numbers = _MACHINES.get(platform.machine(), (0, ()))
    return dict(zip(_NAMES, numbers, strict=False)) | _EVERYWHERE


def _install(rules: list[_Order]) -> bool:
    machine, _ = _MACHINES.get(platform.machine(), (0, ()))
    if not machine:
        return False
    orders: list[_Order] = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, machine),
        (_ANSWER, 0, 0, _REFUSE | errno.EPERM),
        (_LOAD, 0, 0, _CALL),
        (_AT_LEAST, 0, 1, _FOREIGN),
        (_ANSWER, 0, 0, _REFUSE | errno.EPERM),
        *rules,
        (_ANSWER, 0, 0, _ALLOW),
    ]
    steps = (_Step * len(orders))(*(_Step(*order) for order in orders))
    program = _Program(len(orders), steps)
    number = ctypes.c_long(_numbers()["seccomp"])
    told = (ctypes.c_uint32(_SET_FILTER), ctypes.c_uint32(0), ctypes.byref(program))
    return int(ctypes.CDLL(None, use_errno=True).syscall(number, *told)) == 0
