"""What letters say of the campi of the files and texts that come with them."""

import re
from collections.abc import Sequence

from parsers.italian.text import fold
from parsers.official.headings import Heading
from parsers.work import Work

#: `allegato 2: scheda relativa al campo 5`, as letters list what comes with them.
_LISTED = re.compile(
    r"\ball(?:egat[oi]|\.)? ?(?:n\.? ?|nr\.? ?)?(?P<file>\d{1,2}|[a-h])\b[^\n]{0,80}?\bcamp[oi] ?(?:n\.? ?|"
    r"nr\.? ?)?(?P<campo>\d{1,2})\b"
)
#: `Il primo riguarda il campo 2, il secondo il campo 4`: how letters classify files by their order.
_NTH = re.compile(
    r"\b(?P<nth>prim|second|terz|quart|quint|sest)[oa]\b[^.;\n]{0,40}?\bcamp[oi] ?"
    r"(?:n\.? ?|nr\.? ?)?(?P<campo>\d{1,2})\b"
)
#: `(a) rientra nel campo 8, (b) nel campo 9`: how letters classify the texts that come with them.
_KEYS = re.compile(r"[(\[](?P<key>[a-h])[)\]][^()\n]{0,60}?\bcamp[oi] ?(?:n\.? ?|nr\.? ?)?(?P<campo>\d{1,2})\b")
_ORDER = ("prim", "second", "terz", "quart", "quint", "sest")
_SAID = re.compile(r"\bcampo ?(?:n\.? ?|nr\.? ?)?(?P<campo>\d{1,2})\b")


def listed_files(documents: Sequence[Work]) -> dict[str, tuple[Heading, ...]]:
    """What letters say of the files that come with them, by the label of the file (`2`)."""
    found: dict[str, tuple[Heading, ...]] = {}
    for document in documents:
        if document.split.sections:
            continue
        for block in document.blocks:
            for match in _LISTED.finditer(fold(block.text)):
                if 1 <= (number := int(match["campo"])) <= 11:
                    found[match["file"]] = (Heading(match[0], "campo", (number,), None, ""),)
    return found


def ordered_files(documents: Sequence[Work]) -> dict[int, tuple[Heading, ...]]:
    """What letters say of the first, second … file that comes with them, by its identity; {} of one alone."""
    files = [document for document in documents if not document.draft.source.body]
    found: dict[int, tuple[Heading, ...]] = {}
    for document in documents:
        for block in document.blocks if document.draft.source.body else ():
            named = [(_ORDER.index(one["nth"]), int(one["campo"]), one[0]) for one in _NTH.finditer(fold(block.text))]
            if [place for place, _, _ in named] == list(range(len(named))) and 2 <= len(named) <= len(files):
                pairs = zip(files, named, strict=False)
                found |= {id(file): (Heading(said, "campo", (campo,), None, ""),) for file, (_, campo, said) in pairs}
    return found


def keyed_texts(documents: Sequence[Work]) -> dict[str, Heading]:
    """What letters say of the texts that come with them, by the letter that each begins with; {} of one alone."""
    found: dict[str, Heading] = {}
    for document in documents:
        for block in document.blocks if not document.split.sections else ():
            listed = [match for match in _KEYS.finditer(fold(block.text)) if 1 <= int(match["campo"]) <= 11]
            if len(listed) > 1:
                found |= {one["key"]: Heading(one[0], "campo", (int(one["campo"]),), None, "") for one in listed}
    return found


def only_campo(documents: Sequence[Work]) -> tuple[Heading, ...]:
    """`Si invia la scheda del campo 6.`: the one campo that the mail itself names, for the only text that comes with
    it.
    """
    said = fold(
        " ".join(block.text for document in documents if document.draft.source.body for block in document.blocks)
    )
    found = list(_SAID.finditer(said))
    numbers = {int(match["campo"]) for match in found if 1 <= int(match["campo"]) <= 11}
    return (Heading(found[0][0], "campo", tuple(numbers), None, ""),) if len(numbers) == 1 else ()
