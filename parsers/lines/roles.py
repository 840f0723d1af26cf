"""Which lines tell of a practice, where a practice begins, and which lines name one: learned from labelled replies.

A linear-chain conditional random field over the lines of a document. How it was chosen, and against what: decision
0012.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from parsers import chains
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
    chain = shipped()
    scores = chain.scores(features(lines, readings, body=body))
    # A model of few documents may not know every role.
    at = [chain.labels.index(role) if role in chain.labels else None for role in Role]
    judged = []
    for line, role, chances in zip(lines, chain.best(scores), chain.chances(scores), strict=True):
        begins, tells, names, other = (0.0 if place is None else chances[place] for place in at)
        likeliest = Role(role)
        if likeliest is Role.NAMES and line.number and len(words(line.text)) > _NAME_WORDS:
            likeliest = Role.TELLS if tells + begins >= other else Role.OTHER
        judged.append(Judged(line, likeliest, begins, tells, names, other))
    return judged


@cache
def shipped() -> chains.Chain:
    """The model that comes with the program, read once."""
    return chains.load(SHIPPED.read_bytes())
