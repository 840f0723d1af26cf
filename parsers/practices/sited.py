"""Lines that the name of a comune leads: `Agordo, una stanza …`, `BRA: scuola …`, `Suzzara (il negozio …`.

Where at least two paragraphs of a document begin so, each tells of another practice: of 46 such in twelve hundred
labelled replies none stood inside of one.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from parsers.italian.places import comuni
from parsers.italian.text import fold, words
from parsers.lines.roles import Judged

_ITEM = re.compile(r"\s*(?:[-–•*▪] ?|\(?\d{1,2}[.)] ?|[a-h]\) ?)?(?:(?:comune|città) di )?", re.IGNORECASE)
_SITED = re.compile(r"(?P<place>[^\W\d_][\w'’ ]{1,40}?)(?: ?[:,(|=/]|\.(?:\.+| )| [–—-]+ )")
#: What such a name leads has at least so many words.
_LEAST_LED = 6


def is_sited(text: str) -> bool:
    """Whether the name of a comune and a mark lead a text."""
    item = _ITEM.match(text)
    match = _SITED.match(text, item.end() if item is not None else 0)
    if match is None or len(words(text[match.end() :])) < _LEAST_LED:
        return False
    return fold(match["place"].strip()) in comuni()


def sited_places(judged: Sequence[Judged]) -> frozenset[int]:
    """The places of the blocks that the name of a comune leads, none where fewer than two do."""
    blocks = (next(group).line for _, group in groupby(judged, key=lambda one: one.line.place))
    found = frozenset(line.place for line in blocks if line.block.cell is None and is_sited(line.block.text))
    return found if len(found) > 1 else frozenset()


def sited_inside(lines: Sequence[Judged]) -> Iterator[int]:
    """Which lines of a text, counted from 0, the name of a comune leads, behind the first."""
    yield from (n for n, one in enumerate(lines) if n and one.line.block.cell is None and is_sited(one.line.text))
