"""Which lines tell of a practice, where a practice begins, and which lines name one: learned from labelled replies.

A linear-chain conditional random field over the lines of a document. How it was chosen, and against what: decision
0012.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import pycrfsuite

from parsers.italian.text import words
from parsers.lines.features import features
from parsers.lines.readings import Reading
from parsers.lines.units import Line

#: The model that comes with the program, written by `make train`.
SHIPPED = Path(__file__).with_name("roles.crfsuite")
#: A sentence of more words in the midst of a paragraph names nothing.
_NAME_WORDS = 14


class Role(StrEnum):
    """What a line does: the first or a later line of a practice's own text, its name, or anything else."""

    BEGINS = "B"
    TELLS = "I"
    NAMES = "T"
    OTHER = "O"


_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with its role. `begins`, `tells`, `names` and `other` are the probabilities of the roles; they sum to
    1.
    """

    line: Line
    role: Role
    begins: float
    tells: float
    names: float
    other: float


def judge(lines: Sequence[Line], readings: Sequence[Reading], *, body: bool) -> list[Judged]:
    """The lines of one document with their roles, in order."""
    if not lines:
        return []
    tagger = _tagger()
    tagger.set(features(lines, readings, body=body))
    roles = tagger.tag()
    known = set(tagger.labels())
    names = [role.value if role.value in known else None for role in Role]
    judged = []
    for place, (line, role) in enumerate(zip(lines, roles, strict=True)):
        begins, tells, named, other = (tagger.marginal(name, place) if name else 0.0 for name in names)
        likeliest = _ROLES[role]
        if likeliest is Role.NAMES and line.number and len(words(line.text)) > _NAME_WORDS:
            likeliest = Role.TELLS if tells + begins >= other else Role.OTHER
        judged.append(Judged(line, likeliest, begins, tells, named, other))
    return judged


@cache
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(SHIPPED))
    return tagger
