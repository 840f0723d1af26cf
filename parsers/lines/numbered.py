"""Bare numbers over texts that can be nothing but the numbers of the official form.

`1 – Sportello …`, `4 – …`, `7 – …`, or `10` and `6` alone over a text each: whoever counts his practices counts without
a gap. Numbers that skip some are campi if the texts below them speak of those campi. So are those that one word leads:
`Domanda 2: sì, …`, `Domanda 11: …`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from config.campi import CAMPI
from parsers.italian.text import fold, words
from parsers.lines import letters
from parsers.lines.topics import likelier
from parsers.model import Block
from parsers.official.headings import Heading
from parsers.official.numerals import LEADING_NUMBER, value_of

#: A text below a number has at least so many words that tell something.
_LEAST_TOLD = 6
#: What only has words of letters has so many, and sends nothing.
_LEAST_ANSWER = 8
#: How many times likelier than by chance the texts speak of the campi that their numbers name. A count that does not
#: begin at 1 needs more of it than numbers with a gap, and so do numbers behind a word (`Art. 2`, `ore 9`).
_LIKELIER, _COUNT_LIKELIER = 8.0, 40.0
#: A word and the number behind it, with a mark: `Domanda 4:`, `Quesito n. 7)`, `R. 11 -`.
_CALLED = re.compile(
    r"\s*(?:[-–•*§] ?)?[(\[]?(?P<word>[^\W\d_]{1,12})\.? ?(?:[nN](?:\.|°|r\.?) ?)?(?P<digits>\d{1,2})"
    r"(?: ?[-–—|/:)\].°])+\s*"
)
#: What a word leads is answered by yes before it is told.
_YES = re.compile(r"s(?:[iì]|i['’])(?!\w)[ ,.:;–—-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    """A number, the place of its block, what stands behind and below it up to the next number, and whether a word leads
    it.
    """

    number: int
    place: int
    own: str
    text: str
    called: bool = False


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
    found = list(_items(blocks)) or list(_called(blocks))
    items = [item for item in found if _tells(item.text)]
    numbers = [item.number for item in items]
    if len(numbers) < 2 or len(set(numbers)) < len(numbers) or not (numbers == list(marked) or _are_campi(items)):
        return Numbered({})
    headings = {item.place: Heading(blocks[item.place].text, "campo", (item.number,), None, item.own) for item in items}
    return Numbered(
        {place: heading for place, heading in headings.items() if place not in known},
        frozenset(item.place for item in found if item.place not in headings),
    )


def _tells(text: str) -> bool:
    """Whether a text tells something, in the words of letters too: `la Regione ha formato i funzionari dei comuni`."""
    if letters.told(text) >= _LEAST_TOLD:
        return True
    return len(words(text)) >= _LEAST_ANSWER and not letters.weigh(text).act and not letters.says_nothing(text)


def _items(blocks: Sequence[Block]) -> Iterator[_Item]:
    found = [
        (place, match)
        for place, block in enumerate(blocks)
        if block.cell is None
        and (match := LEADING_NUMBER.match(block.text)) is not None
        and 1 <= (value_of(match) or 0) <= len(CAMPI)
    ]
    for (place, match), below in _with_below(found, blocks):
        own = blocks[place].text[match.end() :].strip()
        yield _Item(value_of(match) or 0, place, own, f"{own}\n{below}")


def _called(blocks: Sequence[Block]) -> Iterator[_Item]:
    """The numbers that the same word leads, of which several lines begin so."""
    led = ((place, _CALLED.match(block.text)) for place, block in enumerate(blocks) if block.cell is None)
    found = [(place, match) for place, match in led if match is not None and 1 <= int(match["digits"]) <= len(CAMPI)]
    if len({fold(match["word"]) for _, match in found}) != 1:
        return
    for (place, match), below in _with_below(found, blocks):
        own = blocks[place].text[match.end() :].strip()
        yes = _YES.match(own)
        own = own[yes.end() :] if yes is not None else own
        yield _Item(int(match["digits"]), place, own, f"{own}\n{below}", called=True)


def _with_below(
    found: Sequence[tuple[int, re.Match[str]]], blocks: Sequence[Block]
) -> Iterator[tuple[tuple[int, re.Match[str]], str]]:
    """Each match, with what stands below its block up to the next one."""
    ends = [*(place for place, _ in found[1:]), len(blocks)][: len(found)]
    for one, end in zip(found, ends, strict=True):
        yield one, "\n".join(block.text for block in blocks[one[0] + 1 : end])


def _are_campi(items: Sequence[_Item]) -> bool:
    """Whether numbers are no count, and the texts below them speak of the campi that they name."""
    steps = [item.number - before.number for before, item in pairwise(items)]
    counts = all(step == 1 for step in steps)
    if counts and items[0].number == 1:
        return False
    spoken = likelier([words(item.text) for item in items], [item.number for item in items])
    return spoken >= (_COUNT_LIKELIER if counts or items[0].called else _LIKELIER)
