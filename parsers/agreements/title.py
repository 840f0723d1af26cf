"""What an agreement is called: its kind and its subject, wherever the subject stands.

Every place at which the subject may begin is weighed by what stands around it, then every one at which it may end
(`spans`), with weights learned from labelled agreements (`tests/learning/titles.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parsers.agreements.head import Head
from parsers.agreements.sheet import Line
from parsers.agreements.span_traits import traits_of_end, traits_of_starts
from parsers.agreements.spans import Sheet, Start, find_ends, find_starts, plainly_ends, sheet_of
from parsers.agreements.weights import probability
from parsers.italian.text import content_stems

#: The weight of each trait, written by training.
BEGINS, ENDS = (Path(__file__).with_name(f"title_{name}.csv") for name in ("begins", "ends"))
#: From this probability on a place is the beginning of the subject, from the second on nobody need look, from the third
#: on a subject ends there. Measured with each writer set aside (422 acts in Word): of the 356 titles from the second on
#: 18 lack the subject, of the 66 below it 27.
ENOUGH, PLAIN, STOPS = 0.05, 0.5, 0.6
#: An earlier place, from which the text goes on to the likeliest, that is so much as likely holds more of the subject.
AS_LIKELY = 0.5
#: A subject is of so many pieces at most; the second stands so near the heading, in lines, and is so likely.
_PIECES, _NEAR, _SECOND = 2, 3, 0.25
#: A kind with what it says of itself (`SCHEMA DI PROTOCOLLO D'INTESA`) is not longer.
_LONGEST_NAME = 120
_PARTIES = re.compile(r"(?<![\s,(:–-])[\s,(:–-]+(?:tra|fra)(?=\s|:|$)", re.IGNORECASE)
_LED_IN = frozenset({"label", "label of object", "line", "noun"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What an agreement is about: `spans` are where its pieces stand in the sheet, the likeliest first, `confidence`
    how probably that one begins there.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Title:
    """`text` is the whole title, `subject` what it says besides the kind ("" where nothing does), `confidence` how
    probably that is the subject.
    """

    text: str
    subject: str
    confidence: float = 0.0


def find_title(lines: Sequence[Line], head: Head) -> Title:
    """Kind and subject, in the order in which the text has them."""
    sheet = sheet_of(lines, head)
    subject = find_subject(sheet)
    name = _name(sheet, head, subject)
    if subject is None:
        return Title(name, "")
    parts = (name, subject.text) if subject.spans[0][0] >= sheet.noun[0] else (subject.text, name)
    return Title(" ".join(part for part in parts if part), subject.text, subject.confidence)


def find_subject(sheet: Sheet) -> Subject | None:
    """The likeliest subject, the first of equals, with a second one near the heading: the name of a project beside what
    it is for. None if no place is likely.
    """
    starts = find_starts(sheet)
    sure = [probability(BEGINS.name, traits) for traits in traits_of_starts(sheet, starts)]
    likely = [(chance, start) for chance, start in zip(sure, starts, strict=True) if chance >= ENOUGH]
    found: list[tuple[int, int]] = []
    confidence = 0.0
    for chance, best in sorted(likely, key=lambda pair: -pair[0]):
        start = next(other for sure, other in likely if sure >= chance * AS_LIKELY and _leads_to(sheet, other, best))
        end = _end(sheet, start)
        text = _tidy(sheet.text[start.at : end])
        if len(content_stems(text)) < 2 or any(start.at < last and first < end for first, last in found):
            continue
        if found and (chance < _SECOND or abs(start.line - sheet.head) > _NEAR):
            break
        found.append((start.at, end))
        confidence = max(confidence, chance)
        if len(found) == _PIECES:
            break
    text = " – ".join(_tidy(sheet.text[first:last]) for first, last in sorted(found))
    return Subject(text, tuple(found), confidence) if found else None


def _leads_to(sheet: Sheet, start: Start, best: Start) -> bool:
    """Is it the same place, or an earlier one from which the text goes on to that place?"""
    if start.line == best.line:
        return start.at <= best.at
    return start.at < best.at and best.line - start.line <= _NEAR and _end(sheet, start) > best.at


def _end(sheet: Sheet, start: Start) -> int:
    """Where a subject ends: at the first place that is likely, else at the likeliest."""
    ends = find_ends(sheet, start)
    sure = [probability(ENDS.name, traits_of_end(sheet, start, end)) for end in ends]
    likely = [end for end, chance in zip(ends, sure, strict=True) if chance >= STOPS or plainly_ends(sheet, end)]
    return likely[0] if likely else ends[sure.index(max(sure))]


def _name(sheet: Sheet, head: Head, subject: Subject | None) -> str:
    """The heading as far as it says what it is: up to the subject, without the parties."""
    line = sheet.lines[sheet.head]
    base = sheet.starts[sheet.head]
    noun = sheet.text[slice(*sheet.noun)]
    if not head.heading:
        return noun
    ends = base + len(line.text)
    pieces = [at for at, _ in subject.spans if base <= at < ends] if subject is not None else []
    first = sheet.noun[0] if any(at < sheet.noun[0] for at in pieces) else base
    last = min((at for at in pieces if at > sheet.noun[0]), default=ends)
    own = sheet.text[first:last]
    if parties := _PARTIES.search(own, sheet.noun[1] - first):
        own = own[: parties.start()]
    own = _tidy(own)
    return own if len(own) <= _LONGEST_NAME else noun


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" :-–—,;.|")
