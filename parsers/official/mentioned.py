"""A campo that is named in running text, before or in a text that nothing else declares."""

import re

from config.campi import CAMPI
from parsers.italian.text import fold
from parsers.official.headings import Heading

_MONTHS = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
#: `nei campi 3, 7 e 10` names three.
_AND_OTHERS = r"(?: ?(?:,|;|/|e|ed|-) ?(?:n\. ?)?\d{1,2}\b(?![.,/]\d))*"
_CAMPO_OR_POINT = re.compile(
    rf"\b(?:camp[oi]|punto)(?: contrassegnat[oi])? ?(?:n\.?|nr\.?|numero|"
    rf":)? ?(?P<number>\d{{1,2}})\b(?! ?(?:{_MONTHS}|su \d))(?P<others>{_AND_OTHERS})"
)
_CAMPO_NAMED = re.compile(
    r"\b(?:al|il|nel|del|dal|sul|in|campo:) ?(?<!un )camp[oi](?: di intervento)?,? ?(?:n\.?|nr\.?|"
    r"numero)? ?(?P<number>\d{1,2})\b"
    rf"(?! ?(?:{_MONTHS}|su \d))(?P<others>{_AND_OTHERS})"
)


def mentioned(before: str, around: str) -> Heading | None:
    """`… si descrive la buona pratica relativa al campo 4.`: the one campo that is named in what stands before a text,
    or in `around`, its own first and last sentence.
    """
    for said, pattern in ((before, _CAMPO_OR_POINT), (around, _CAMPO_NAMED)):
        found = list(pattern.finditer(fold(said)))
        stated = (int(number) for match in found for number in re.findall(r"\d+", match["number"] + match["others"]))
        numbers = {number for number in stated if 1 <= number <= len(CAMPI)}
        if len(numbers) == 1:
            return Heading(found[0][0], "campo", tuple(numbers), None, "")
    return None
