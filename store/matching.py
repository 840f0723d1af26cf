"""Which new record is an old one read again: so a number, and a person's decision, follow their record."""

from collections.abc import Sequence
from dataclasses import dataclass

#: From this likeness (0 to 100) on, a text of the same document is the old one in other words or other bounds.
LIKE = 60
#: The same where the document is called otherwise, or another file says the same.
LIKE_ELSEWHERE = 90
#: Of longer texts only so many characters are compared.
_COMPARED = 4000
#: Of so many records and more, only those that are equal are paired: comparing all with all would take too long.
_MOST = 100


@dataclass(frozen=True, slots=True)
class Item:
    """A record as far as it can be known again: `key`, path of its `document`, `campo` (None for agreements),
    `text`.
    """

    key: str
    document: str
    campo: int | None
    text: str


def same_records(old: Sequence[Item], new: Sequence[Item]) -> dict[str, str]:
    """The old key for each new key that is an old record read again. No old key is given twice.

    Equal keys come first, then equal texts, then the likest. Of equally like ones the same document decides, then the
    same campo, then the same order.
    """
    known = {item.key for item in old}
    pairs = {item.key: item.key for item in new if item.key in known}
    left_old = [(place, item) for place, item in enumerate(old) if item.key not in pairs]
    left_new = [(place, item) for place, item in enumerate(new) if item.key not in pairs]
    candidates = []
    bounded = len(left_old) <= _MOST and len(left_new) <= _MOST
    for i, one in left_old:
        for j, other in left_new:
            score = _likeness(one, other, bounded=bounded)
            if score:
                candidates.append((-score, one.document != other.document, one.campo != other.campo, abs(i - j), i, j))
    taken: set[int] = set()
    for *_, i, j in sorted(candidates):
        if i not in taken and new[j].key not in pairs:
            taken.add(i)
            pairs[new[j].key] = old[i].key
    return pairs


def _likeness(one: Item, other: Item, *, bounded: bool) -> float:
    """How like two texts are, 0 if they are not like enough to be one record."""
    if one.text == other.text:
        return 100.0 if one.document == other.document or one.campo == other.campo else 0.0
    if not bounded:
        return 0.0
    from rapidfuzz import fuzz

    least = LIKE if one.document == other.document else LIKE_ELSEWHERE
    return fuzz.ratio(one.text[:_COMPARED], other.text[:_COMPARED], score_cutoff=least)
