"""Room for the blocks of one document: a reader stops where it is full, so that what is beyond costs no work."""

from collections.abc import Iterable
from contextlib import suppress

from config.limits import Limits
from parsers.model import Block


class FullError(Exception):
    """There is no room for another block: what was read so far is the text."""


class Blocks(list[Block]):
    """The blocks of a document. It takes one more than LIMIT_BLOCKS, which tells that there are more, and no text far
    beyond LIMIT_TEXT_CHARS; then `append` raises FullError.
    """

    __slots__ = ("_blocks", "_characters")

    def __init__(self, limits: Limits) -> None:
        """Empty, with the room that the limits give."""
        super().__init__()
        self._blocks, self._characters = limits.blocks, limits.text_chars

    def append(self, block: Block) -> None:
        """Adds a block. Raises FullError if there is no room for it."""
        if len(self) > self._blocks or self._characters < 0:
            raise FullError
        self._characters -= len(block.text)
        super().append(block)


def lines_as_blocks(lines: Iterable[str], limits: Limits) -> Blocks:
    """A paragraph of each line; no more lines are asked for than there is room for."""
    blocks = Blocks(limits)
    with suppress(FullError):
        for line in lines:
            blocks.append(Block(len(blocks), line))
    return blocks
