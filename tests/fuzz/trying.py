"""Tries spoilt files: each is read beside a good scheda by a process that may die, hang or raise.

The child notes the file at hand before it begins, so its parent knows at which it died.
"""

import os
import resource
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from config.limits import TOOLS, Limits
from tests.fuzz.spoiling import spoilt
from tests.unit.test_hostile_contents import attached, mail

#: The campo of the good scheda in the text of each mail.
GOOD_CAMPO = 7
#: No spoilt file of a few kilobytes costs more CPU time than this.
SECONDS = 20
_MEMORY = 3 << 30
_LIMITS = Limits(without_tools=TOOLS, document_seconds=SECONDS, message_seconds=2 * SECONDS)
#: Files that one child tries.
_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Find:
    """A mail at which something is wrong: the `seed` makes it again from the specimen `name`."""

    name: str
    seed: int
    fault: str
    original: bytes


def made(name: str, specimen: bytes, seed: int) -> bytes:
    """The mail of a seed: the specimen, spoilt, beside a good scheda in the text."""
    chance = Random(f"{name} {seed}")
    return mail(attached(name, spoilt(specimen, chance)))


def judged(original: bytes) -> str:
    """What is wrong with the reading of a mail, "" if nothing."""
    from jobs.pipeline import read_submission

    began = time.process_time()
    try:
        submission = read_submission(original, _LIMITS)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a find
        return f"raised {type(error).__name__}: {error}"[:300]
    took = time.process_time() - began
    problems = [*submission.problems, *submission.reading.problems]
    if faults := [problem.detail for problem in problems if str(problem.code) == "internal_error"]:
        return f"internal error: {faults[0]}"[:300]
    if GOOD_CAMPO not in {scheda.campo for scheda in submission.reading.schede}:
        return "the good scheda beside it is lost"
    return f"took {took:.0f} CPU seconds" if took > SECONDS else ""


def tried(tasks: Sequence[tuple[str, bytes, int]], folder: Path) -> list[Find]:
    """What is wrong with the files of these (name, specimen, seed)."""
    finds: list[Find] = []
    rest = list(tasks)
    while rest:
        batch, rest = rest[:_AT_A_TIME], rest[_AT_A_TIME:]
        while batch:
            done, found = _in_a_child(batch, folder)
            finds += found
            batch = batch[done:]
    return finds


def _in_a_child(batch: Sequence[tuple[str, bytes, int]], folder: Path) -> tuple[int, list[Find]]:
    """How many of the batch were tried, and what was found; the last of them may have ended the child."""
    notes = folder / f"notes-{os.getpid()}"
    notes.write_bytes(b"")
    if (child := os.fork()) == 0:
        _work(batch, notes)
    _, status = os.waitpid(child, 0)
    lines = notes.read_text("utf-8").splitlines()
    faults = dict(line.split("\t", 1) for line in lines)
    finds = [_find(batch[int(number)], fault) for number, fault in faults.items() if fault != "begun" and fault]
    if status != 0:
        last = int(max(faults, key=int, default="0"))
        ended = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"code {os.WEXITSTATUS(status)}"
        return last + 1, [*finds, _find(batch[last], f"ended its process with {ended}")]
    return len(batch), finds


def _work(batch: Sequence[tuple[str, bytes, int]], notes: Path) -> None:
    """In the child: tries one after the other. SIGALRM ends it where even the account does not."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    code = 1
    try:
        with notes.open("a", encoding="utf-8", buffering=1) as out:
            for number, (name, specimen, seed) in enumerate(batch):
                original = made(name, specimen, seed)
                out.write(f"{number}\tbegun\n")
                signal.alarm(SECONDS * 30)
                fault = judged(original)
                out.write(f"{number}\t{' '.join(fault.split())}\n")
        code = 0
    finally:
        os._exit(code)


def _find(task: tuple[str, bytes, int], fault: str) -> Find:
    name, specimen, seed = task
    return Find(name, seed, fault, made(name, specimen, seed))
