"""An exact cover of a document's text by regions: every character that was read is claimed by one rule, none by two."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from config.vocabulary import Rule
from parsers.model import Block, Region

_BY_NAME = {rule.value: rule for rule in Rule}


class CoverError(ValueError):
    """Regions that leave text out, or claim it twice."""


class Canvas:
    """Blocks whose text is claimed stretch by stretch. What is claimed stays so: a later claim gets only what is
    free.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = {block.index: block for block in blocks}
        self._free = {block.index: [(0, len(block.text))] if block.text else [] for block in blocks}
        self._claimed: list[Region] = []

    def claim(self, region: Region) -> None:
        """Claims what is still free of a stretch."""
        left: list[tuple[int, int]] = []
        for start, end in self._free.get(region.block, ()):
            low, high = max(start, region.start), min(end, region.end)
            if low >= high:
                left.append((start, end))
                continue
            self._claimed.append(replace(region, start=low, end=high))
            left += [(a, b) for a, b in ((start, low), (high, end)) if a < b]
        self._free[region.block] = left

    def claim_all(self, regions: Iterable[Region]) -> None:
        """Claims several stretches, in order."""
        for region in regions:
            self.claim(region)

    def free(self) -> Iterator[tuple[Block, int, int]]:
        """What nothing has claimed so far: the block, and where the stretch begins and ends in it."""
        for index, stretches in list(self._free.items()):
            for start, end in list(stretches):
                yield self._blocks[index], start, end

    def finished(self) -> tuple[Region, ...]:
        """The regions, in the order of the text; what is still free is unexplained."""
        for block, start, end in self.free():
            self.claim(Region(block.index, start, end, Rule.UNEXPLAINED))
        return checked(list(self._blocks.values()), self._claimed)


def checked(blocks: Sequence[Block], regions: Iterable[Region]) -> tuple[Region, ...]:
    """The regions in the order of the text. Raises CoverError unless they cover each character of the blocks exactly
    once.
    """
    order = {block.index: place for place, block in enumerate(blocks)}
    placed = sorted(regions, key=lambda region: (order.get(region.block, -1), region.start, region.end))
    reached = dict.fromkeys(order, 0)
    for region in placed:
        if reached.get(region.block) != region.start or region.end <= region.start:
            raise CoverError(f"paragraph {region.block} is not covered exactly at character {region.start}")
        reached[region.block] = region.end
    short = [block.index for block in blocks if reached[block.index] != len(block.text)]
    if short:
        raise CoverError(f"the cover of paragraphs {short[:10]} ends too soon or too late")
    return tuple(placed)


def whole(block: Block, rule: Rule, section: int | None = None) -> Region:
    """A region that claims all of a block."""
    return Region(block.index, 0, len(block.text), rule, section)


def rule_named(name: str) -> Rule:
    """The rule of a frame by the name that the rules of letters give it."""
    return _BY_NAME.get(name, Rule.FRAME)


def text_of(regions: Iterable[Region], texts: Mapping[int, str], section: int) -> str:
    """The own text of a practice: the stretches that tell it, those of different blocks apart by line breaks. `texts`
    are those of the blocks by their number.
    """
    own = [texts[r.block][r.start : r.end] for r in regions if r.rule is Rule.PRACTICE and r.section == section]
    return "\n".join(part for part in own if part.strip()).strip()
