"""Programs run in a child process: it ends with us, within the CPU time of the document at hand, and if it only
sleeps.
"""

import ctypes
import math
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from config import account, confine
from config.errors import DocumentLimitError
from config.landlock import Files

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
#: Seconds between two looks at whether a child does anything.
_LOOK = 1.0
#: No file that a program writes for us is larger: the picture of a page, a converted document, a profile.
_LARGEST_FILE = 1024 * 1024 * 1024
#: States of a process (proc(5)) that has something to do, or waits for the disk: it does not sleep.
_BUSY = frozenset("RD")
_DEAD = frozenset("ZX")
_LOOKS_AT_THE_DYING = 100
#: More processes than any tool of ours starts: LibreOffice is three.
_PROCESSES = 64


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: `code` (negative for a signal), what it wrote, and the last line of its complaints."""

    code: int
    output: bytes
    said: str


class _Worker:
    """What a worker process adds: all that lives below it is a tool's."""

    adopts = False


def adopt() -> None:
    """From now on programs that leave the session of their tool become ours when it ends, and end with it. For worker
    processes, which have no other children.
    """
    _Worker.adopts = ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


class Sleep:
    """Tells how long a process with all its descendants has used no CPU although nothing kept it from doing so, and
    how many they are.
    """

    def __init__(self, pid: int) -> None:
        self._pid, self._ticks = pid, -1
        self.seconds, self.processes = 0.0, 0

    def look(self, since_last: float) -> float:
        """Looks again after `since_last` seconds; returns the seconds asleep so far."""
        found = list(_family(self._pid))
        ticks = sum(used for _, _, used in found)
        awake = ticks != self._ticks or any(state in _BUSY for _, state, _ in found)
        self.seconds = 0.0 if awake else self.seconds + since_last
        self._ticks, self.processes = ticks, len(found)
        return self.seconds


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    given: bytes = b"",
    memory_bytes: int | None = None,
    cpu_seconds: float = math.inf,
    asleep_seconds: float,
    folder: Path | None = None,
    sockets: Path | None = None,
) -> Ended:
    """Runs a program to its end. `memory_bytes` bounds its address space (None: as much as the system allows),
    `cpu_seconds` its CPU time where that is less than the document has left: then it ends by SIGXCPU. It gets the
    `environment` given and no other. It is shut in (`config.confine`): it writes only below `folder` (None: nowhere),
    makes sockets in `sockets` too, and reads besides only what is of the system, of Python and of this program.
    Whatever it started is gone when this returns.

    Raises TimeSpentError if it uses up the CPU time of the document at hand, DocumentLimitError if it sleeps for
    `asleep_seconds` or is more than `_PROCESSES` processes, OSError if it cannot be started.
    """
    account.check()
    files = Files(written=() if folder is None else (folder,), sockets=() if sockets is None else (sockets,))
    with _held(given) as content:
        child = subprocess.Popen(
            command,
            stdin=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            start_new_session=True,
            preexec_fn=lambda: _set_up(min(account.left(), cpu_seconds), memory_bytes, files),
        )
    try:
        output, complaints = _awaited(child, asleep_seconds, command[0])
    finally:
        _end(child)
    if child.returncode != 0:
        account.check()
    said = complaints.decode("utf-8", "replace").strip().split("\n")[-1][:200]
    return Ended(child.returncode, output, said)


def _held(given: bytes) -> BinaryIO:
    """What a child is given, as a file in memory without a name. Through a pipe it would get no more than it took
    before the first look at it: `communicate` forgets the rest when it is called again (CPython 3.11).
    """
    content = os.fdopen(os.memfd_create("given"), "w+b")
    content.write(given)
    content.seek(0)
    return content


def _awaited(child: "subprocess.Popen[bytes]", asleep_seconds: float, name: str) -> tuple[bytes, bytes]:
    sleep = Sleep(child.pid)
    while True:
        try:
            return child.communicate(timeout=_LOOK)
        except subprocess.TimeoutExpired:
            if sleep.look(_LOOK) >= asleep_seconds:
                reason = f"{Path(name).name} did nothing for {asleep_seconds:.0f} seconds (LIMIT_ASLEEP_SECONDS)"
                raise DocumentLimitError(reason) from None
            if sleep.processes > _PROCESSES:
                raise DocumentLimitError(f"{Path(name).name} started more than {_PROCESSES} processes") from None


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Ends the child and all that it started, and waits until its memory is free again."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
        for _ in range(_LOOKS_AT_THE_DYING):
            if not _lives(child.pid):
                break
            time.sleep(_LOOK / 20)
    except ProcessLookupError:
        pass
    child.wait()
    for stream in (child.stdin, child.stdout, child.stderr):
        if stream is not None:
            stream.close()
    if _Worker.adopts:
        _end_adopted()


def _end_adopted() -> None:
    """Ends what a tool started in sessions of their own: with each that dies its children become ours."""
    for _ in range(_LOOKS_AT_THE_DYING):
        below = [number for number, _, _ in _family(os.getpid()) if number != os.getpid()]
        for number in below:
            try:
                os.kill(number, signal.SIGKILL)
                os.waitpid(number, os.WNOHANG)
            except (ProcessLookupError, ChildProcessError, PermissionError):
                # It ended meanwhile, or its parent has not ended yet.
                continue
        if not below:
            return
        time.sleep(_LOOK / 20)


def _set_up(seconds: float, memory_bytes: int | None, files: Files) -> None:
    """In the child: dies with its parent, within its own bounds instead of ours. The bounds come last: shutting in
    opens files and takes memory, and of both we may hold more than a tool may.
    """
    confine.shut_in(files)
    confine.bounded(_LARGEST_FILE)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = hard if memory_bytes is None else memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    if math.isfinite(seconds):
        # Whole seconds, and a little more than is left: so that the account is spent when it strikes.
        most = max(math.floor(seconds), 0) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 5))
    # Last: a change of rights would undo it.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _lives(group: int) -> bool:
    """Whether any process of a group is more than a name in the table of processes."""
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                values = Path("/proc", entry, "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            # proc(5): state, parent, process group
            if values[2] == str(group) and values[0] not in _DEAD:
                return True
    return False


def _family(pid: int) -> Iterator[tuple[int, str, int]]:
    """Number, state and CPU ticks of a process and its descendants."""
    found: dict[int, tuple[int, str, int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                values = Path("/proc", entry, "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            # proc(5): state, parent, … utime, stime and those of children waited for
            found[int(entry)] = (int(values[1]), values[0], sum(int(value) for value in values[11:15]))
    ours = {pid}
    while grown := {child for child, (parent, _, _) in found.items() if parent in ours and child not in ours}:
        ours |= grown
    yield from ((one, found[one][1], found[one][2]) for one in ours if one in found)
