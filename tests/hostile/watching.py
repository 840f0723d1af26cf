"""Runs a command and looks at all that it starts: how long it took, and the most memory that any process held."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: Seconds between two looks. What lives shorter than that is not seen, nor is it what this is about.
_LOOK = 0.1
_KIB = 1024
#: Looks at what is left.
_LOOKS = 100


@dataclass(frozen=True, slots=True)
class Process:
    """One process (proc(5)): its parent, its name, the most memory it held so far (bytes)."""

    number: int
    parent: int
    name: str
    peak: int


@dataclass(slots=True)
class Watched:
    """How a command went: the most bytes by the name of the process, and what it left behind."""

    code: int = 0
    output: str = ""
    complaints: str = ""
    seconds: float = 0.0
    peaks: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def watched(command: Sequence[str], environment: Mapping[str, str], seconds: float) -> Watched:
    """Runs a command to its end, for so many seconds at most (then its code is -9)."""
    found, began, ended = Watched(), time.monotonic(), threading.Event()
    child = subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
    )
    seen: dict[int, str] = {}
    watcher = threading.Thread(target=_watch, args=(child.pid, found, seen, ended), daemon=True)
    watcher.start()
    try:
        found.output, found.complaints = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        found.output, found.complaints = child.communicate()
    found.code, found.seconds = child.returncode, time.monotonic() - began
    ended.set()
    watcher.join()
    found.left = _left(seen)
    return found


def _left(seen: Mapping[int, str]) -> list[str]:
    """The names of those that outlive the command: they have a moment to end."""
    for _ in range(_LOOKS):
        if not (left := [process.name for process in _all() if seen.get(process.number) == process.name]):
            break
        time.sleep(_LOOK)
    return left


def _watch(root: int, found: Watched, seen: dict[int, str], ended: threading.Event) -> None:
    while not ended.wait(_LOOK):
        processes = _all()
        ours = {root}
        while grown := {one.number for one in processes if one.parent in ours and one.number not in ours}:
            ours |= grown
        for process in processes:
            if process.number in ours:
                name = "service" if process.number == root else process.name
                found.peaks[name] = max(found.peaks.get(name, 0), process.peak)
                seen[process.number] = process.name


def _all() -> list[Process]:
    return [process for entry in os.listdir("/proc") if entry.isdigit() and (process := _process(int(entry)))]


def _process(number: int) -> Process | None:
    try:
        lines = Path("/proc", str(number), "status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    if not {"State", "PPid", "Name"} <= set(told) or told["State"].split()[0] in "ZX":
        return None
    peak = int(told.get("VmHWM", "0").split()[0]) * _KIB
    return Process(number, int(told["PPid"]), told["Name"].strip(), peak)
