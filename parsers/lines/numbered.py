"""Bare numbers over texts that can be nothing but the numbers of the official form.

`1 – Sportello …`, `4 – …`, `7 – …`, or `10` and `6` alone over a text each: whoever counts his practices counts without
a gap. Numbers that skip some are campi if the texts below them speak of those campi.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from config.campi import CAMPI
from parsers.italian.text import words
from parsers.lines import letters
from parsers.lines.topics import likelier
from parsers.model import Block
from parsers.official.headings import Heading
from parsers.official.numerals import LEADING_NUMBER, value_of

#: A text below a number has at least so many words that tell something.
_LEAST_TOLD = 6
#: How many times likelier than by chance the texts speak of the campi that their numbers name. A count that does not
#: begin at 1 needs more of it than numbers with a gap.
_LIKELIER, _COUNT_LIKELIER = 8.0, 40.0


@dataclass(frozen=True, slots=True)
class _Item:
    """A number, the place of its block, and what stands behind and below it up to the next number."""

    number: int
    place: int
    own: str
    text: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """What bare numbers are: `headings` by the place of their block, `unanswered` those without a text (`4) no`)."""

    headings: Mapping[int, Heading]
    unanswered: frozenset[int] = frozenset()


def numbered_campi(blocks: Sequence[Block], known: Mapping[int, Heading], marked: Sequence[int] = ()) -> Numbered:
    """What bare numbers head, nothing where they may only count.

    `known` are the headings that say of themselves what they are: beside one that names a number no bare number is a
    campo. `marked` are the campi that the document's form marks: numbers that are just these are campi.
    """
    if any(heading.numbers and heading.label for heading in known.values()):
        return Numbered({})
    found = list(_items(blocks))
    items = [item for item in found if letters.told(item.text) >= _LEAST_TOLD]
    numbers = [item.number for item in items]
    if len(numbers) < 2 or len(set(numbers)) < len(numbers) or not (numbers == list(marked) or _are_campi(items)):
        return Numbered({})
    headings = {item.place: Heading(blocks[item.place].text, "campo", (item.number,), None, item.own) for item in items}
    return Numbered(
        {place: heading for place, heading in headings.items() if place not in known},
        frozenset(item.place for item in found if item.place not in headings),
    )


def _items(blocks: Sequence[Block]) -> Iterator[_Item]:
    found = [
        (place, match)
        for place, block in enumerate(blocks)
        if block.cell is None
        and (match := LEADING_NUMBER.match(block.text)) is not None
        and 1 <= (value_of(match) or 0) <= len(CAMPI)
    ]
    for (place, match), (end, _) in pairwise([*found, (len(blocks), None)]):
        if match is not None:
            own = blocks[place].text[match.end() :].strip()
            below = "\n".join(block.text for block in blocks[place + 1 : end])
            yield _Item(value_of(match) or 0, place, own, f"{own}\n{below}")


def _are_campi(items: Sequence[_Item]) -> bool:
    """Whether numbers are no count, and the texts below them speak of the campi that they name."""
    steps = [item.number - before.number for before, item in pairwise(items)]
    counts = all(step == 1 for step in steps)
    if counts and items[0].number == 1:
        return False
    spoken = likelier([words(item.text) for item in items], [item.number for item in items])
    return spoken >= (_COUNT_LIKELIER if counts else _LIKELIER)
