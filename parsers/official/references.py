"""How the first words of a text refer to the campo of what follows: `… (campo 7): …`, `Quanto al n. 10, …`."""

import re
from dataclasses import dataclass

from config.campi import CAMPI
from parsers.italian.text import fold_in_place
from parsers.official.numerals import NUMBER, ORDINAL, value_of

#: The reference and what stands before it have at most so many characters.
_LONGEST = 90
_REFERENCE = re.compile(
    r"(?<!\w)(?:(?:(?:camp[oi]|c\.|punto|voce|scheda)(?: di \w+)? ?(?:n\.?|nr\.?|numero)?|(?P<bare>n\.|nr\.?|numero))"
    rf"[ °º]*(?:{NUMBER})(?!\w)|(?P<ordinal>{'|'.join(ORDINAL)})o campo\b)"
)
#: Behind the number: whose it is, what it is called, and the mark that ends the lead.
_MARK = re.compile(
    r"(?: (?:della|del|dell'|di cui al(?:la|l')?) ?[a-z]+(?: [a-z]+)?)?(?: ?[(\[][^()\[\]]{3,120}[)\]])?"
    r" ?[)\]°º]? ?(?P<mark>[:,.;|/§–—-]+)\s*(?=\S)"
)
_ITEM = re.compile(r"\s*(?:[-–—•*·▪§]|[(\[]?(?:[a-h]|\d{1,2}) ?[.)\]°])\s*")
_REFERS = re.compile(
    r"(?:(?:con|in) (?:riferimento|relazione|riguardo|merito|ordine)|relativamente|quanto|riguardo|circa|per|x|"
    r"nell'ambito|sul|al|nel|(?:per )?quanto (?:attiene|concerne|riguarda))"
    r"(?: (?:al|alla|ai|del|della|dei|il|i|la|lo))?"
)
#: `Appunto di telefonata con Pavullo, per il campo 5: …`: the same behind other words, if a colon follows.
_REFERS_LATE = re.compile(rf"(?:.*[,;:(–—-] ?)?{_REFERS.pattern}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A campo to which the first words of a text refer. `before` is what stands before it, without the mark of an item;
    `end` is where the text begins; `refers` whether words such as `quanto al` lead to it; `loose` whether it is no
    reference without them: a number that names no campo, or a comma behind it.
    """

    number: int
    before: str
    end: int
    refers: bool
    loose: bool


def reference(text: str) -> Reference | None:
    """The first reference to a campo from 1 to 11 that a mark ends, None if the first words of a text have none."""
    folded = fold_in_place(text[: 2 * _LONGEST])
    match = _REFERENCE.search(folded, 0, _LONGEST)
    mark = _MARK.match(folded, match.end()) if match is not None else None
    if match is None or mark is None:
        return None
    number = ORDINAL[match["ordinal"]] if match["ordinal"] else value_of(match)
    if number is None or not 1 <= number <= len(CAMPI):
        return None
    item = _ITEM.match(folded)
    start = item.end() if item and item.end() <= match.start() else 0
    grammar = _REFERS_LATE if mark["mark"] == ":" else _REFERS
    refers = grammar.fullmatch(folded[start : match.start()].strip()) is not None
    loose = bool(match["bare"]) or mark["mark"] == ","
    return Reference(number, text[start : match.start()], mark.end(), refers, loose)
