"""Practices that their writer counts: `Il primo caso è …`, `Il secondo è …`; `Cosa uno: …`; `3) …`, `4) …`, `5) …`.

Whoever counts says where each begins, more surely than any model. Years, phases and floors are counted too: only what
can be a practice is.
"""

import re
from collections.abc import Container, Sequence
from itertools import pairwise

from parsers.italian.text import fold, words
from parsers.lines.roles import Judged
from parsers.official.numerals import ROMAN
from parsers.practices.cuts import Run

_ORDINALS = ("prim", "second", "terz", "quart", "quint", "sest", "settim", "ottav", "non", "decim")
_CARDINALS = ("uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci")
_THING = r"(?:esperienz[ae]|iniziativ[ae]|pratic[ae]|prassi|cos[ae]|caso|stori[ae]|progetto|attivita|esempio|racconto)"
_BY_ORDINAL = re.compile(
    rf"(?:e |poi |infine |quindi )?(?:il|la|l')? ?({'|'.join(_ORDINALS)})[oa](?:[:,]| {_THING}| e'?\b| infine| invece)"
)
_BY_CARDINAL = re.compile(rf"(?:e |poi |infine |quindi )?{_THING} ({'|'.join(_CARDINALS)})\b")
_BY_NUMBER = re.compile(r"\s*[(\[]?(\d{1,2}|[a-h]|[A-H](?= ?\))|[ivx]{1,4}|[IVX]{1,4}) ?[).°]")
#: What is counted in words has at least so many words, what only bears numbers or letters more.
_LEAST, _LEAST_NUMBERED = 12, 20
#: A line of so few words only counts.
_ONLY_COUNTS = 3


def as_counted(
    found: Sequence[Run], judged: Sequence[Judged], declaring: Container[int]
) -> tuple[list[Run], frozenset[int]]:
    """The runs, those that lie side by side cut anew where their text counts; and where those parts begin. Where one
    begins with a block that says its campo (at the places `declaring`) and that is not counted, the numbers are those
    of the form: `1) …`, `2) …`, `8) …`.
    """
    cut: list[Run] = []
    begins: set[int] = set()
    for stretch in _stretches(found, judged):
        start, stop = _opening(stretch[0].start, cut[-1].stop if cut else 0, judged), stretch[-1].stop
        places = _counted(Run(start, stop), judged)
        if not places or any(run.start not in places and _declares(run, judged, declaring) for run in stretch):
            cut += stretch
            continue
        before = [Run(run.start, min(run.stop, places[0])) for run in stretch if run.start < places[0]]
        cut += [run for run in before if _length(run, judged) >= _LEAST]
        parts = [_without_count(Run(low, high), judged) for low, high in pairwise((*places, stop))]
        cut += parts
        begins |= {part.start for part in parts}
    return cut, frozenset(begins)


def _declares(run: Run, judged: Sequence[Judged], declaring: Container[int]) -> bool:
    line = judged[run.start].line
    return line.number == 0 and line.place in declaring


def _opening(start: int, since: int, judged: Sequence[Judged]) -> int:
    """The first line of the paragraph in which a line stands, none before `since`."""
    while start > since and judged[start - 1].line.place == judged[start].line.place:
        start -= 1
    return start


def _without_count(part: Run, judged: Sequence[Judged]) -> Run:
    """`Cosa uno:` counts, and tells nothing."""
    only_counts = part.stop - part.start > 1 and len(words(judged[part.start].line.text)) <= _ONLY_COUNTS
    return Run(part.start + 1, part.stop) if only_counts else part


def _stretches(found: Sequence[Run], judged: Sequence[Judged]) -> list[list[Run]]:
    """The runs in groups, each of which goes on where the one before it ends, or in the same paragraph."""
    groups: list[list[Run]] = []
    for run in found:
        last = groups[-1][-1] if groups else None
        if last and (last.stop == run.start or judged[last.stop - 1].line.place == judged[run.start].line.place):
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _length(run: Run, judged: Sequence[Judged]) -> int:
    return sum(len(words(judged[place].line.text)) for place in range(run.start, run.stop))


def _counted(run: Run, judged: Sequence[Judged]) -> list[int]:
    """The lines of a run at which it counts one, two, three …; [] if it does not, or if what it counts is short."""
    for number_of, least in ((_in_words, _LEAST), (in_numbers, _LEAST_NUMBERED)):
        places: list[int] = []
        expected = 0
        for place in range(run.start, run.stop):
            number = number_of(judged[place])
            if number and (number == expected or (not places and _may_be_first(number, place, run))):
                places.append(place)
                expected = number + 1
        parts = [Run(start, stop) for start, stop in pairwise((*places, run.stop))]
        if len(parts) > 1 and min(_length(part, judged) for part in parts) >= least:
            return places
    return []


def _may_be_first(number: int, place: int, run: Run) -> bool:
    """A count begins with one; numbers that a text begins with may be those of the form."""
    return number == 1 or place == run.start


def _in_words(judged: Judged) -> int:
    """Which one a sentence says that it tells, 0 if it does not count."""
    folded = fold(judged.line.text)
    if (match := _BY_ORDINAL.match(folded)) is not None:
        return _ORDINALS.index(match[1]) + 1
    match = _BY_CARDINAL.match(folded)
    return _CARDINALS.index(match[1]) + 1 if match is not None else 0


def in_numbers(judged: Judged) -> int:
    """The number or letter that a paragraph, or an item of a list written into one, begins with, 0 if it has none."""
    line = judged.line
    if line.block.cell is not None or (match := _BY_NUMBER.match(line.text)) is None:
        return 0
    item = match[1].lower()
    if item.isdigit():
        return int(item)
    return ROMAN[item] if item in ROMAN else ord(item) - ord("a") + 1 if len(item) == 1 else 0
