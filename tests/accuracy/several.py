"""How many practices a letter tells: the right number, a wrong one in silence, a right one doubted.

A letter has the right number if each of its practices came out as a scheda of its own and nothing else did. A text of
which two campi are marked is one practice. A wrong number is in silence unless a person hears of each part: of a
practice that is missing by a problem of its document, of a scheda too many by its review or such a problem.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from config.vocabulary import Problem, ProblemCode
from parsers.model import Scheda

#: By these a person hears that the number of practices of a document may be another.
TELLING = frozenset(
    {
        ProblemCode.POSSIBLE_SEVERAL,
        ProblemCode.UNEXPLAINED_TEXT,
        ProblemCode.UNREADABLE_DOCUMENT,
        ProblemCode.UNSUPPORTED_DOCUMENT,
    }
)
KINDS = ("several prose", "several declared", "one prose", "one declared")


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice as marked: its file, its own words, and whether anything declares its campo."""

    file: str
    text: str
    declared: bool


def kind_of(golds: Sequence[Practice]) -> str:
    """`prose` where nothing declares a campo, else `declared`; with `several` or `one` practice."""
    number = "several" if len({(gold.file, gold.text) for gold in golds}) > 1 else "one"
    return f"{number} {'declared' if any(gold.declared for gold in golds) else 'prose'}"


def count(
    golds: Sequence[Practice],
    schede: Sequence[Scheda],
    pairs: Mapping[int, Scheda],
    problems: Iterable[Problem],
) -> Counter[str]:
    """What one letter adds to the counts; `pairs` says which scheda is which practice."""
    if not golds:
        return Counter()
    kind, told = kind_of(golds), [problem for problem in problems if problem.code in TELLING]
    found = {(golds[number].file, golds[number].text) for number in pairs}
    lost = [gold for gold in golds if (gold.file, gold.text) not in found]
    known = {(scheda.document, scheda.description) for scheda in pairs.values()}
    more = [scheda for scheda in schede if (scheda.document, scheda.description) not in known]
    silent = any(not _is_told(gold.file, told) for gold in lost) or any(
        not scheda.needs_review and not _is_told(scheda.document, told) for scheda in more
    )
    doubted = any(problem.code is ProblemCode.POSSIBLE_SEVERAL for problem in told)
    wrong = bool(lost or more)
    return Counter(
        {
            f"letters {kind}": 1,
            f"right number {kind}": not wrong,
            f"wrong number in silence {kind}": wrong and silent,
            f"right number doubted {kind}": doubted and not wrong,
        }
    )


def _is_told(document: str, told: Sequence[Problem]) -> bool:
    return any(problem.document is None or problem.document.endswith(document) for problem in told)


def figures(counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Each figure as a part and its whole."""
    names = ("right number", "wrong number in silence", "right number doubted")
    return {
        f"{name}, {kind}": (counts[f"{name} {kind}"], counts[f"letters {kind}"]) for kind in KINDS for name in names
    }


def notes(label: str, counts: Mapping[str, int]) -> list[str]:
    """A line for a letter whose number is wrong, or right and doubted."""
    told = [name for name in sorted(counts) if counts[name] and not name.startswith("letters")]
    wrong = not any(name.startswith("right number") for name in told)
    return [f"{label} NUMBER wrong: {told}"] if wrong and counts else [f"{label} NUMBER: {told}"] if told[1:] else []
