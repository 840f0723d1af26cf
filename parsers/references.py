"""A campo named behind the text that it is about: `… in orario serale. (Campo 5)`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.boilerplate import is_opening, line_rule
from parsers.headings import read_heading
from parsers.model import Block, BlockKind
from parsers.text import words

_BEHIND = re.compile(
    r"(?P<text>.*\S)\s*[(\[–—-]\s*(?P<reference>(?:rif(?:\.|erimento)?:?\s*(?:al\s+)?)?(?:camp[oi]|scheda)\s*(?:n(?:\.|r\.|°)?\s*)?\d{1,2})\s*[)\]]?\s*[.;]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_CAPITALS = re.compile(
    r"\s*(TITOLO|DENOMINAZIONE|DESCRIZIONE|TESTO|SINTESI|OBIETTIVI|DESTINATARI|ENTE|PERIODO|LUOGO)\s+(?=[A-ZÀ-Ý\"“«](?:[a-zà-ÿ]|['’ ]))"
)
_LABEL = re.compile(r"(?:camp[oi]|area|ambito|settore|tipologia|riferimento|rif\.)\b[^.]*:?\s*(?:n\.?\s*)?\d{1,2}\.?$", re.IGNORECASE)
#: The text before such a reference has at least so many words; a shorter line is the name of a practice with its number.
_LEAST_WORDS = 12


def labels_marked(blocks: Sequence[Block]) -> list[Block]:
    """`TITOLO Cassa dedicata`: a label in capitals without its colon gets one."""
    return [replace(block, text=_CAPITALS.sub(r"\1: ", block.text, count=1)) if _CAPITALS.match(block.text) else block for block in blocks]


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


def labels_ahead(blocks: Sequence[Block]) -> list[Block]:
    """Lines that name a campo behind the text they are about (`Campo di riferimento: 8` at the end of each practice), put above it.

    They stand behind if text precedes the first of them and each other one, and none follows the last.
    """
    places = [place for place, block in enumerate(blocks) if _is_label(block)]
    if not places or _told(blocks[places[-1] + 1 :]) >= _LEAST_WORDS:
        return list(blocks)
    starts = [0, *(place + 1 for place in places[:-1])]
    texts = [list(blocks[start:place]) for start, place in zip(starts, places, strict=True)]
    first = len(texts[0])
    while first and not _bounds(texts[0][first - 1]):
        first -= 1
    before, texts[0] = texts[0][:first], texts[0][first:]
    if any(_told(text) < _LEAST_WORDS for text in texts):
        return list(blocks)
    moved = [block for place, text in zip(places, texts, strict=True) for block in (blocks[place], *text)]
    return [*before, *moved, *blocks[places[-1] + 1 :]]


def _is_label(block: Block) -> bool:
    """A line that is nothing but a label and the number of a campo."""
    if block.cell or len(block.text) > 60 or not _LABEL.match(block.text.strip()):
        return False
    heading = read_heading(block.text, prominent=True)
    return heading is not None and bool(heading.numbers) and not heading.own_title and heading.title is None


def _told(blocks: Sequence[Block]) -> int:
    """How many words stand there that are no surroundings."""
    return sum(len(words(block.text)) for block in blocks if line_rule(block) is None and not is_opening(block.text))


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
