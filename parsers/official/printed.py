"""What a form prints around the number of a label and is none of it: hints, boxes to tick, lines to write on."""

import re

from parsers.italian.text import close_letterspacing

#: So many characters of a line are looked at.
LONGEST = 420
#: What a form says in brackets about the number it wants: `Campo di riferimento (da 1 a 11): 6`.
_HINT = re.compile(
    r"(?<=\w) ?\((?:da |dal n|n\.? ?(?:da )?1|1 ?[-–/] ?11|indicar|barrar|specific|vedi|v\. |cfr|selezion|scegli|"
    r"inserire|come da|di cui|numero)[^()]{0,90}\)(?= ?:)",
    re.IGNORECASE,
)
#: A tick between label and number is no roman ten: `Campo contrassegnato: (X) 3`.
_TICK = re.compile(r"(?:(?<=[:.\s])|(?<=\w))[(\[]?\s?(?:(?<![a-zA-Z])[xX]|☒|☑|✓|✗)\s?[)\]]?\s+(?=\d{1,2}\b)")
#: What is printed to be written on, around the number of a label: `Campo: ....5....`, `Campo n. _5_`.
_LINE_BEFORE = re.compile(r"(?<=[\s:.])(?:[._…]{2,80}|[_…])\s{0,3}(?=\d{1,2}(?!\d))")
_LINE_BEHIND = re.compile(r"(?<=\d)\s?(?:[._…]{2,80}|[_…])(?=[\s.;]|$)")


def without_print(text: str) -> str:
    """A line without what a form prints around its number: hints, ticks, lines to write on."""
    text = _TICK.sub("", _HINT.sub("", close_letterspacing(text)))
    if "_" in text or ".." in text or "…" in text:
        text = _LINE_BEHIND.sub("", _LINE_BEFORE.sub("", text[:LONGEST])) + text[LONGEST:]
    return text.replace("_", " ") if re.match(r"(?:scheda|campo)_", text, re.IGNORECASE) else text
