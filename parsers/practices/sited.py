"""Lines that the name of a comune leads: `Agordo, una stanza …`, `BRA: scuola …`, `Suzzara (il negozio …`.

Where at least two paragraphs of a document begin so, each tells of another practice: of 46 such in twelve hundred
labelled replies none stood inside of one. Beside a comune another name with the same mark is one too: `OVADA.....`,
`ACQUI.....`.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from parsers.italian.text import fold
from parsers.lines.roles import Judged
from parsers.lines.sites import mark_behind, may_be_site, named_first, site_of

#: A paragraph happens at a comune that is named behind so many words.
_HEAD_WORDS = 2
#: Whether a comune was named before is asked of so many lines.
_NEAR = 40


def is_sited(text: str) -> bool:
    """Whether the name of a comune and a mark lead a text."""
    return site_of(text) is not None


def sited_places(judged: Sequence[Judged]) -> frozenset[int]:
    """The places of the blocks that the name of a comune leads, none where fewer than two do."""
    blocks = (next(group).line for _, group in groupby(judged, key=lambda one: one.line.place))
    texts = {line.place: line.block.text for line in blocks if line.block.cell is None}
    found = {place for place, text in texts.items() if is_sited(text)}
    marks = {mark_behind(texts[place]) for place in found}
    found |= {place for place, text in texts.items() if may_be_site(text) and mark_behind(text) in marks}
    return frozenset(found) if len(found) > 1 else frozenset()


def moves(judged: Sequence[Judged], start: int, at: int) -> bool:
    """Whether a paragraph begins where something else happens: `A Leno le famiglie …`, behind a text that begins at
    `start` and does not name that comune.
    """
    line = judged[at].line
    named = named_first(line.text) if line.number == 0 and line.block.cell is None else None
    if named is None or named.before > _HEAD_WORDS:
        return False
    return not any(named.name in fold(one.line.text) for one in judged[max(start, at - _NEAR) : at])


def sited_inside(lines: Sequence[Judged]) -> Iterator[int]:
    """Which lines of a text, counted from 0, the name of a comune leads, behind the first."""
    yield from (n for n, one in enumerate(lines) if n and one.line.block.cell is None and is_sited(one.line.text))
