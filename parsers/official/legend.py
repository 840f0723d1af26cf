"""A legend that says which mark stands for which campo: `giallo = pratiche innovative; verde = reti con gli attori`, or
`a) apprendimento della lingua italiana` over texts that begin with `(a)`.
"""

import re
from collections.abc import Mapping, Sequence

from parsers.italian.text import fold
from parsers.model import Block
from parsers.official.titles import SURE, match_title

_LEGEND = re.compile(r"^\s*(?:legenda|legend|chiave|codici|colori)\b ?:? *", re.IGNORECASE)
_ENTRY = re.compile(r"(?P<code>[^=:→]{1,24}?) ?(?:=|:|→|->) ?(?P<title>[^=]{8,200})")
_SIGNS = ("=", ":", "→", "->")
_PARTED = re.compile(r"[;\n|]|(?<=\w)\. ")
#: So many entries make a legend.
_LEAST = 2
#: A legend has at most so many characters: the eleven titles have 800.
_LONGEST = 1500


#: By what a text says to which entry of a list it belongs: `(a) …`, `Lettera b) - …`, `** …`.
_KEYED = re.compile(
    r"\s*(?:[(\[]? ?(?:lett(?:era|\.) )?(?P<letter>[a-h])(?= ?[)\].:–-])|(?P<asterisks>\*{1,5})) ?[)\]]?[ .:–-]*",
    re.IGNORECASE,
)


def keyed(text: str) -> tuple[str, int] | None:
    """The letter or asterisks that a text begins with, and where what stands behind begins; None without any."""
    match = _KEYED.match(text)
    return None if match is None else ((match["letter"] or match["asterisks"]).lower(), match.end())


def lettered(blocks: Sequence[Block]) -> tuple[Mapping[str, int], frozenset[int]]:
    """The campi of the letters before official titles, and the places of these, where texts below begin with the same
    letters; else nothing.
    """
    codes: dict[str, int] = {}
    places: set[int] = set()
    used: set[str] = set()
    for place, block in enumerate(blocks):
        if block.cell is not None or (found := keyed(block.text)) is None:
            continue
        key, end = found
        title = match_title(rest) if (rest := block.text[end:].strip(" .;")) else None
        if title is not None and title.score >= SURE and title.length >= len(rest) and key not in codes:
            codes[key] = title.campo
            places.add(place)
        elif key in codes:
            used.add(key)
    return (codes, frozenset(places)) if len(codes) >= _LEAST and used else ({}, frozenset())


def legend_of(blocks: Sequence[Block]) -> tuple[Mapping[str, int], frozenset[int]]:
    """The campo of each code, folded, and the places of the blocks that say so, each with several entries."""
    codes: dict[str, int] = {}
    places: set[int] = set()
    for place, block in enumerate(blocks):
        entries = _entries(block.text)
        if len(entries) >= _LEAST:
            codes |= entries
            places.add(place)
    return codes, frozenset(places)


def _entries(text: str) -> dict[str, int]:
    """The codes of a text with their campi, {} if anything else stands in it."""
    if len(text) > _LONGEST or not any(sign in text for sign in _SIGNS):
        return {}
    parts = [part.strip() for part in _PARTED.split(_LEGEND.sub("", text)) if part.strip()]
    found: dict[str, int] = {}
    for part in parts:
        match = _ENTRY.fullmatch(part)
        title = match_title(match["title"].strip(" .")) if match is not None else None
        if match is None or title is None or title.score < SURE:
            return {}
        found[fold(match["code"]).strip(" -–•*\"“”'")] = title.campo
    return found
