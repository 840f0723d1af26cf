"""Several practices under one heading, or in one letter: each begins with a line that names it."""

import re
from collections.abc import Sequence

from parsers.model import Block
from parsers.text import fold, words

_NAMED = re.compile(
    r"(?:progett[oi]|iniziativa|buona (?:pratica|prassi)|pratica|prassi|esperienza|intervento|attivita)(?: (?:n\.? ?|numero )?\d{1,2})?(?: ?[:.\-–—\"“«] ?| (?=[\"“«])| )(?P<name>.+)"
)
_NUMBERED = re.compile(r"(?P<number>\d{1,2}|[a-h]) ?[.)\-–] ?(?P<name>[^\d\W].*)")
#: What heads a part of one practice and not a practice of its own.
_PART_OF_ONE = re.compile(
    r"(?:progetto|pratica|attivita|iniziativa|intervento)? ?(?:obiettiv|finalita|destinatari|beneficiari|risultati|soggetti|descrizione|durata|costi|partner|premessa|contesto|modalita|tempi|"
    r"risorse|azioni|fasi|metodolog|sede|luogo|referent|realizzat|svolt|punti|criticita|sviluppi|conclusion)"
)
#: A practice of its own has at least so many words; what stands before the first one has at most so many.
_LEAST_WORDS, _MOST_BEFORE = 15, 25


def parts_of(blocks: Sequence[Block], *, numbered: bool) -> list[tuple[Block, str, list[Block]]]:
    """The practices as (naming block, name, blocks below it); [] if the text is one. `numbered`: a bare number may name one."""
    marks = [(place, name) for place, block in enumerate(blocks) if (name := _name(block))]
    if len(marks) < 2 and numbered:
        marks = _numbered_names(blocks)
    if len(marks) < 2 or _length(blocks[: marks[0][0]]) > _MOST_BEFORE:
        return []
    ends = [place for place, _ in marks[1:]] + [len(blocks)]
    parts = [(blocks[place], name, list(blocks[place + 1 : end])) for (place, name), end in zip(marks, ends, strict=True)]
    return parts if all(_length(below) >= _LEAST_WORDS for _, _, below in parts) else []


def _name(block: Block) -> str:
    text = block.text.strip()
    match = _NAMED.fullmatch(fold(text))
    if match is None or not _is_short_line(text) or _PART_OF_ONE.match(fold(text)) or _PART_OF_ONE.match(match["name"]):
        return ""
    return text


def _numbered_names(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    """Short lines numbered 1, 2, 3 … (or a, b, c …) without a gap."""
    found: list[tuple[int, str]] = []
    for place, block in enumerate(blocks):
        match = _NUMBERED.fullmatch(block.text.strip())
        if match is None or not _is_short_line(match["name"]) or _PART_OF_ONE.match(fold(match["name"])):
            continue
        expected = len(found) + 1
        if match["number"] not in {str(expected), "abcdefgh"[expected - 1 : expected]}:
            return []
        found.append((place, match["name"].strip(" .:;")))
    return found


def _is_short_line(text: str) -> bool:
    return len(words(text)) <= 18 and text.rstrip()[-1:] not in {".", ";", ","} and not re.search(r"[a-zà-ù]{3,}\. [A-Z]", text)


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(words(block.text)) for block in blocks)
