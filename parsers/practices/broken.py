"""Headings whose official titles are broken over lines."""

from collections.abc import Sequence

from parsers.lines.readings import Reading
from parsers.model import Block
from parsers.official.headings import Heading, read_heading
from parsers.official.instructions import is_practice_label
from parsers.official.titles import is_rest_of_title

#: A title from this likeness on is whole.
_WHOLE = 0.99
#: So much better must a title become by the lines below it, each with at most so many characters.
_BETTER, _LONGEST = 0.02, 160


def over_lines(
    blocks: Sequence[Block], readings: Sequence[Reading], place: int, heading: Heading
) -> tuple[Heading, int]:
    """The heading at a place with what the lines below it add, and over how many blocks it runs."""
    if place + 1 < len(blocks) and _is_rest(heading, blocks[place + 1], readings[place + 1]):
        return heading, 2
    if heading.title is not None and heading.title.score >= _WHOLE:
        return heading, 1
    for used in (2, 3):
        following = blocks[place + 1 : place + used]
        if len(following) != used - 1 or any(len(other.text) > _LONGEST or other.cell for other in following):
            break
        if readings[place + used - 1].heading is not None or is_practice_label(following[-1].text):
            break
        joined = read_heading(" ".join(other.text for other in (blocks[place], *following)), prominent=True)
        if joined is not None and _is_better(joined, heading):
            return joined, used
    return heading, 1


def _is_rest(heading: Heading, block: Block, reading: Reading) -> bool:
    """Whether a block is nothing but the end of the official title that a heading begins."""
    if heading.title is None or heading.own_title or reading.form:
        return False
    return is_rest_of_title(block.text, heading.title.campo)


def _is_better(joined: Heading, heading: Heading) -> bool:
    if joined.title is None or (joined.own_title and not heading.own_title):
        return False
    if heading.title is None:
        return joined.title.score > _BETTER
    return joined.title.campo == heading.title.campo and joined.title.score > heading.title.score + _BETTER
