"""Quoted mail below a reply: set apart, because a quoted circular would tick all eleven campi."""

import re
from collections.abc import Sequence

from parsers.model import Block, BlockKind
from parsers.text import fold

_FORWARD = re.compile(r"-*\s*(?:messaggio inoltrato|forwarded message|inizio messaggio inoltrato|begin forwarded message)", re.IGNORECASE)
_SEPARATOR = re.compile(r"-{2,}\s*(?:messaggio originale|original message)\s*-{0,}|_{10,}", re.IGNORECASE)
_WROTE = re.compile(r"(?:il (?:giorno )?|in data |on ).{6,120}(?:ha scritto|scrive|wrote) ?:?", re.IGNORECASE | re.DOTALL)
_HEADER = re.compile(r"(?:da|from|mittente) ?: ?.{3,}", re.IGNORECASE)
_NEXT_HEADER = re.compile(r"(?:inviato|data|date|sent|a|to|oggetto|subject) ?: ?.+", re.IGNORECASE)


def split_quoted(blocks: Sequence[Block], *, forwarded: bool) -> tuple[list[Block], list[Block]]:
    """The blocks written by the sender, and those quoted below. What a mail forwards is its content, not a quotation."""
    for position, block in enumerate(blocks):
        rest = blocks[position + 1 : position + 4]
        if _FORWARD.match(block.text.strip()):
            return _forwarded(blocks, position)
        is_header = _HEADER.match(block.text) and any(_NEXT_HEADER.match(other.text) or "Inviato:" in block.text for other in rest)
        if _SEPARATOR.match(block.text.strip()) or _WROTE.fullmatch(fold(block.text)) or is_header:
            if forwarded:
                return _forwarded(blocks, position)
            return _without_quotes(blocks[:position]), [*_quotes(blocks[:position]), *blocks[position:]]
    if forwarded:
        return list(blocks), []
    return _without_quotes(blocks), _quotes(blocks)


def _forwarded(blocks: Sequence[Block], position: int) -> tuple[list[Block], list[Block]]:
    """Drops the lines that only repeat the headers of the forwarded mail."""
    end = position + 1
    while end < len(blocks) and (_HEADER.match(blocks[end].text) or _NEXT_HEADER.match(blocks[end].text)):
        end += 1
    return [*blocks[:position], *blocks[end:]], list(blocks[position:end])


def _without_quotes(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.kind is not BlockKind.QUOTE]


def _quotes(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.kind is BlockKind.QUOTE]
