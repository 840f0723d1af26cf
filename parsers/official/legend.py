"""A legend that says which mark stands for which campo: `giallo = pratiche innovative; verde = reti con gli attori`."""

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
