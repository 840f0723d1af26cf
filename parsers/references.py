"""A campo named behind the text that it is about: `… in orario serale. (Campo 5)`."""

import re
from collections.abc import Sequence

from parsers.boilerplate import is_opening, line_rule
from parsers.headings import read_heading
from parsers.model import Block, BlockKind
from parsers.text import words

_BEHIND = re.compile(
    r"(?P<text>.*\S)\s*[(\[–—-]\s*(?P<reference>(?:rif(?:\.|erimento)?:?\s*(?:al\s+)?)?(?:camp[oi]|scheda)\s*(?:n(?:\.|r\.|°)?\s*)?\d{1,2})\s*[)\]]?\s*[.;]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
#: The text before such a reference has at least so many words; a shorter line is the name of a practice with its number.
_LEAST_WORDS = 12


def references_ahead(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with such references turned into headings above the text they are about, which begins behind the one before,
    a heading, or what opens the letter. Blocks keep their index.
    """
    found = {place: match for place, block in enumerate(blocks) if (match := _reference(block))}
    if not found:
        return list(blocks)
    result: list[Block] = []
    for place, block in enumerate(blocks):
        if (match := found.get(place)) is None:
            result.append(block)
            continue
        start = len(result)
        while start and not _bounds(result[start - 1]):
            start -= 1
        heading = Block(block.index, match["reference"].capitalize(), BlockKind.PARAGRAPH, block.page, None, True, box=block.box)
        result.insert(start, heading)
        text = Block(block.index, match["text"].rstrip(), block.kind, block.page, block.level, block.bold, cell=block.cell, box=block.box)
        result += [text, _END_OF_TEXT]
    return [block for block in result if block is not _END_OF_TEXT]


#: Stands behind a text whose reference was moved, while the blocks are walked.
_END_OF_TEXT = Block(-1, "")


def _reference(block: Block) -> re.Match[str] | None:
    match = _BEHIND.fullmatch(block.text) if len(block.text) < 20_000 else None
    return match if match and len(words(match["text"])) >= _LEAST_WORDS and read_heading(block.text, prominent=block.bold) is None else None


def _bounds(block: Block) -> bool:
    """Whether a text cannot begin before this block."""
    if block is _END_OF_TEXT or block.kind in {BlockKind.HEADER, BlockKind.FOOTER}:
        return True
    if line_rule(block) is not None or is_opening(block.text) or block.text.rstrip().endswith(":"):
        return True
    heading = read_heading(block.text, prominent=block.bold)
    return heading is not None and bool(heading.campi)
