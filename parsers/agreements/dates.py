"""When and where an agreement was signed, and by which words that can be told.

Every date of the text is weighed by what stands around it (`day_traits`), with weights learned from labelled agreements
(`tests/learning/dates.py`). A date that only a law, a birth, a term or an older act has is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parsers.agreements.day_traits import (
    NAME,
    PLACE_AND_DAY,
    PLACE_FIRST,
    Day,
    find_days,
    says_unsigned,
    shape,
    traits_of,
)
from parsers.agreements.sheet import Line
from parsers.agreements.weights import probability

#: The weight of each trait, written by training.
WEIGHTS = Path(__file__).with_name("dates.csv")
_PLACE_WITHIN = re.compile(
    rf"\b(?:[Ii]n|[Aa]d?|[Ll]uogo:?|[Rr]esidenza municipale di|[Pp]refettura di|[Cc]omune di|[Mm]unicipio di|"
    rf"[Gg]overno di) (?P<place>{NAME})"
)

#: From this probability on a date is the one of signing (decision 27); from the second on nobody need look.
ENOUGH, PLAIN = 0.45, 0.9
#: Another day that is so likely makes a person look.
RIVAL = 0.1


@dataclass(frozen=True, slots=True)
class Signing:
    """The day of signing, the line that says so, the place beside it ("" if none), the words by which it was told, and
    how sure that is (0 to 1). `doubtful` where a person should look.
    """

    day: date
    line: Line
    place: str
    reason: str
    confidence: float
    doubtful: bool = False


def find_signing(lines: Sequence[Line], head: int, running: Sequence[Line] = ()) -> Signing | None:
    """When the agreement was signed; None for drafts and where no date can be told from those of laws, births and
    terms. `running` are the lines that every page bears.
    """
    days = [*find_days(lines), *find_days(running, running=True)]
    state = says_unsigned(lines, [line.folded for line in running])
    sure = [probability(WEIGHTS.name, traits) for traits in traits_of(days, lines, head, state)]
    likely = [(chance, day) for chance, day in zip(sure, days, strict=True) if chance >= ENOUGH]
    if not likely:
        return None
    best = max(chance for chance, _ in likely)
    day = [day for chance, day in likely if chance == best][-1]
    rivals = {other.found.day for chance, other in zip(sure, days, strict=True) if chance >= RIVAL} - {day.found.day}
    named = shape(day, lines)
    reason = "what stands around it says so" if named == "none" else named
    return Signing(day.found.day, day.line, _place(day, lines), reason, best, bool(rivals) or best < PLAIN)


def _place(day: Day, lines: Sequence[Line]) -> str:
    """Where it was signed: the name before the day, or the one that `in` or `a` leads in beside it."""
    own = day.line.text
    before = own[: len(day.before)] if len(day.before) <= len(own) else own
    if match := PLACE_AND_DAY.fullmatch(before) or PLACE_FIRST.search(before):
        return _tidy(match["place"])
    beside = own if day.running else " ".join(line.text for line in lines[max(0, day.at - 1) : day.at + 2])
    middle = beside.find(before) + len(before)
    near = list(_PLACE_WITHIN.finditer(beside[max(0, middle - 120) : middle + 140]))
    near = [match for match in near if match["place"][:1].isupper()]
    if not near:
        return ""
    return _tidy(min(near, key=lambda match: abs(match.start() - min(middle, 120)))["place"])


def _tidy(place: str) -> str:
    return re.sub(r"\s+(?:di|del|della|dei|in|al)$", "", place).strip(" ,")
