"""What letters say of the campi of the files and texts that come with them."""

import re
from collections.abc import Iterable

from config.campi import CAMPI
from parsers.italian.text import fold
from parsers.official.headings import Heading

_CAMPO = r"\bcamp[oi] ?(?:n\.? ?|nr\.? ?)?(?P<campo>\d{1,2})\b"
#: `allegato 2: scheda relativa al campo 5`.
_LISTED = re.compile(rf"\ball(?:egat[oi]|\.)? ?(?:n\.? ?|nr\.? ?)?(?P<key>\d{{1,2}}|[a-h])\b[^\n]{{0,80}}?{_CAMPO}")
#: `Il primo riguarda il campo 2, il secondo il campo 4`.
_ORDER = ("prim", "second", "terz", "quart", "quint", "sest")
_NTH = re.compile(rf"\b(?P<key>{'|'.join(_ORDER)})[oa]\b[^.;\n]{{0,40}}?{_CAMPO}")
#: `(a) rientra nel campo 8, (b) nel campo 9`.
_LETTERED = re.compile(rf"[(\[](?P<key>[a-h])[)\]][^()\n]{{0,60}}?{_CAMPO}")
_SAID = re.compile(r"\bcampo ?(?:n\.? ?|nr\.? ?)?(?P<campo>\d{1,2})\b")


def listed_files(paragraphs: Iterable[str]) -> dict[str, Heading]:
    """What paragraphs of letters say of files, by the label of the file (`2`)."""
    return {key: heading for text in paragraphs for key, heading in _named(_LISTED, text)}


def ordered_files(paragraphs: Iterable[str], files: int) -> list[Heading]:
    """What a paragraph says of the first, second … of some files; [] of one alone or where it skips one."""
    for text in paragraphs:
        named = _named(_NTH, text)
        if 2 <= len(named) <= files and [key for key, _ in named] == list(_ORDER[: len(named)]):
            return [heading for _, heading in named]
    return []


def lettered_texts(paragraphs: Iterable[str]) -> dict[str, Heading]:
    """What paragraphs say of texts, by the letter that each begins with; {} of one alone."""
    named = (_named(_LETTERED, text) for text in paragraphs)
    return {key: heading for found in named if len(found) > 1 for key, heading in found}


def only_campo(paragraphs: Iterable[str]) -> tuple[Heading, ...]:
    """`Si invia la scheda del campo 6.`: the one campo that the text of a mail names."""
    found = [match for match in _SAID.finditer(fold(" ".join(paragraphs))) if _is_campo(match)]
    numbers = {int(match["campo"]) for match in found}
    return (Heading(found[0][0], "campo", tuple(numbers), None, ""),) if len(numbers) == 1 else ()


def _named(pattern: re.Pattern[str], text: str) -> list[tuple[str, Heading]]:
    """What a paragraph names by what, and the campo that it has."""
    found = (match for match in pattern.finditer(fold(text)) if _is_campo(match))
    return [(match["key"], Heading(match[0], "campo", (int(match["campo"]),), None, "")) for match in found]


def _is_campo(match: re.Match[str]) -> bool:
    return 1 <= int(match["campo"]) <= len(CAMPI)
