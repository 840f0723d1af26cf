"""Practices in one paragraph, each led by its campo: `Campo 5 - A Teramo … Campo 7 - A Giulianova …`, `Per il punto 5:
… Per il punto 7: …`.

Whoever names one campo after another says where each begins, more surely than any model.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from parsers.italian.text import words
from parsers.lines.leading import led_by_campo
from parsers.lines.naming import named_before
from parsers.lines.roles import Judged
from parsers.lines.units import sentence_spans
from parsers.model import Block
from parsers.official.behind import named_behind
from parsers.official.headings import Heading, read_heading
from parsers.practices.cuts import Run

#: What is told behind such a name has at least so many words.
_LEAST = 6
#: A name of a campo stands in so many of the first characters of a sentence.
_LONGEST = 160


def named_at(block: Block, offset: int) -> tuple[Heading, int] | None:
    """The campo that a sentence of a paragraph names before it tells, and where the text behind the name begins. Of a
    first sentence only where others do so too: else it heads all that follows.
    """
    named = _named_sentence(block.text, offset)
    if named is None or offset:
        return named
    others = (low for low, _ in sentence_spans(block.text) if low)
    return named if any(_named_sentence(block.text, low) for low in others) else None


@lru_cache(maxsize=1_024)
def _named_sentence(text: str, offset: int) -> tuple[Heading, int] | None:
    if (named := named_before(text[offset:])) is None:
        end = next((high for low, high in sentence_spans(text) if low == offset), offset)
        named = read_heading(text[offset : min(end, offset + _LONGEST)].rpartition(" ")[0])
    if named is None or len(named.campi) != 1 or not named.own_title:
        return None
    start = text.find(named.own_title[:40], offset)
    return (named, start) if start > offset else None


def as_named(found: Sequence[Run], judged: Sequence[Judged]) -> tuple[list[Run], frozenset[int]]:
    """The runs, those in paragraphs that name several campi one after the other put anew; and where these begin."""
    named = [run for block in _paragraphs(judged) for run in _named(block, judged)]
    inside = {place for run in named for place in range(run.start, run.stop)}
    others = (run for run in found if not inside & set(range(run.start, run.stop)))
    return sorted([*named, *others], key=lambda run: run.start), frozenset(run.start for run in named)


def _paragraphs(judged: Sequence[Judged]) -> Iterator[range]:
    """The positions of the lines of each paragraph that has several."""
    for _, lines in groupby(range(len(judged)), key=lambda position: judged[position].line.place):
        positions = list(lines)
        if len(positions) > 1 and judged[positions[0]].line.block.cell is None:
            yield range(positions[0], positions[-1] + 1)


def _named(block: range, judged: Sequence[Judged]) -> list[Run]:
    """The practices of a paragraph, [] if it does not name several campi, each before a text of its own, or names them
    behind.
    """
    if named_behind(judged[block[0]].line.block.text) is not None:
        return []
    found = [(n, named_at(judged[n].line.block, judged[n].line.start)) for n in block]
    begins = [n for n, named in found if named is not None]
    campi = {named[0].campi for _, named in found if named is not None}
    runs = [Run(start, stop) for start, stop in pairwise((*begins, block.stop))]
    told = (sum(len(words(judged[n].line.text)) for n in range(run.start, run.stop)) for run in runs)
    # What only one sentence names behind others heads the rest, where nothing but its campo leads it.
    enough = len(campi) > 1 or (begins and begins[0] > block.start and led_by_campo(judged[begins[0]].line.text))
    return runs if enough and len(campi) == len(begins) and min(told) >= _LEAST else []
