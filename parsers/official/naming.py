"""How a text names its campo before it begins: in brackets, in a sentence, as `Altro`."""

import re
from dataclasses import dataclass

from config.campi import ALTRO, CAMPI
from parsers.italian.text import fold_in_place, words
from parsers.official.headings import Heading
from parsers.official.numerals import CARDINAL, ONE, ORDINAL, numbers_in
from parsers.official.titles import TitleMatch

_ORDINALS = {f"{stem}o": number for stem, number in ORDINAL.items()}
_NUMBERS = {**CARDINAL, **_ORDINALS}
_CAMPO = r"(?:camp[oi]|punto|voce)"
#: One of these stands in whatever names a campo.
_NAMES = ("camp", "punt", "voce", "voci", "ambit")
_NAMED = re.compile(
    rf"\b(?:{_CAMPO} ?(?:n\.?|nr\.?|numero)? ?(?:(?P<digits>\d{{1,2}})|(?P<behind>{'|'.join(_NUMBERS)}))|"
    rf"(?P<before>{'|'.join(_ORDINALS)}) campo)\b(?! ?(?:,|;|/|-|ed?|al?|su|di) ?(?:n\. ?)?\d)"
)
#: A sentence that says of a campo that nothing is there, or asks for it, heads nothing.
_NOTHING = re.compile(r"\b(?:non|nessun\w*|nulla|niente|negativ\w*)\b|\?\s*$")
#: What stands in brackets before a text, behind the letter or number of a list.
_IN_BRACKETS = re.compile(
    r"\s*(?:[-–•*] |(?:[a-z]|\d{1,2}) ?[).] ?)?[(\[] ?(?:(?:cfr|rif|riferimento|v|vedi|di cui)\b\.?:? ?(?:al )?)?"
    rf"(?:{_CAMPO}|c\.) ?(?:n\.? ?)?(?P<digits>\d{{1,2}})(?: [a-z' ]{{3,40}})? ?[)\]][ .:–-]*(?=\w)"
)
_ALTRO = re.compile(r"\s*(?:[-–•*] )?altro ?(?:[.:]|[-–—] ) *(?=\w)")
#: A text has at least so many words.
LEAST_TOLD = 6
#: Campi by their numbers, and what may stand behind them: whose list it is, their titles in brackets.
_CAMPI = re.compile(
    rf"\b(?:(?P<nth>{'|'.join(_ORDINALS)}) (?:campo|punto)|(?:camp[oi]|punt[oi]|voc[ei]|ambit[oi])"
    rf"(?: di (?:intervento|riferimento))? ?(?:n\.?|nn\.?|nr\.?|numero|numeri)? ?"
    rf"(?P<numbers>{ONE}(?: ?(?:,|;|/|-|e|ed|nonche(?: al)?) ?(?:n\. ?)?{ONE})*))\b"
    r"(?: ?[(\[«\"“][^)\]»\"”]{2,200}[)\]»\"”])?"
    r"(?:,? ?(?:dell'|della|del|di cui al(?:la|l')?|nel(?:la|l')?) ?(?:presente |suddett[ao] |citat[ao] )?"
    r"(?:elenco|lista|scheda|circolare|modello|modulo|formulario|allegato|nota|ministerial|griglia)[^.]{0,80})?"
    r"[ .;:)]*$"
)


def named_in_brackets(text: str) -> Heading | None:
    """`a) (cfr. punto 7 della scheda) A Finale …`: the campo, and the text behind the brackets."""
    # The bracket stands behind the letter of a list at most; what is not ASCII may be folded to one.
    head = text.lstrip()[:8]
    if head.isascii() and "(" not in head and "[" not in head:
        return None
    match = _IN_BRACKETS.match(fold_in_place(text))
    return naming(text, _campo(match["digits"]), match.end()) if match is not None else None


def denies(sentence: str) -> bool:
    """Whether a sentence says that nothing is there, or asks: what it names heads no text."""
    return _NOTHING.search(fold_in_place(sentence)) is not None


def may_name(text: str) -> bool:
    """Whether a text may name a campo: quicker than to look where it does."""
    folded = fold_in_place(text)
    return any(word in folded for word in _NAMES)


@dataclass(frozen=True, slots=True)
class NamedCampi:
    """The campi that a sentence names at its end, each from 1 to 11 and once, and what it says before."""

    numbers: tuple[int, ...]
    before: str


def named_campi(sentence: str) -> NamedCampi | None:
    """The campi with whose numbers a sentence ends, None if it names none, one that is none, or others before: `(a)
    rientra nel campo 8, (b) nel campo 9.`
    """
    folded = fold_in_place(sentence)
    match = _CAMPI.search(folded)
    if match is None or _NAMED.search(folded, 0, match.start()):
        return None
    numbers = numbers_in(match["numbers"] or match["nth"])
    return NamedCampi(numbers, sentence[: match.start()]) if set(numbers) <= set(range(1, len(CAMPI) + 1)) else None


def named_once(sentence: str) -> tuple[int, str] | None:
    """The only campo that a sentence names, in digits or words, and what else it says; None where it says that nothing
    is there, or asks.
    """
    found = list(_NAMED.finditer(fold_in_place(sentence))) if may_name(sentence) else []
    if len(found) != 1 or denies(sentence):
        return None
    number = _campo(found[0]["digits"] or found[0]["behind"] or found[0]["before"])
    return (number, sentence[: found[0].start()] + sentence[found[0].end() :]) if number else None


def naming(text: str, number: int, start: int) -> Heading | None:
    """The heading of a text that begins at `start` and was named before, None if there is none or no such campo."""
    own = text[start:].strip()
    return Heading(text, "campo", (number,), None, own) if number and len(words(own)) >= LEAST_TOLD else None


def run_in_altro(text: str) -> Heading | None:
    """`Altro. L'orchestra ha inciso un disco …`: among other official titles that of campo 11."""
    match = _ALTRO.match(fold_in_place(text))
    if match is None or len(words(text[match.end() :])) < LEAST_TOLD:
        return None
    return Heading(text, "", (), TitleMatch(ALTRO, 1.0, match.end()), text[match.end() :])


def _campo(said: str | None) -> int:
    """The number of a campo in digits or words, 0 if there is none of it."""
    number = int(said) if said and said.isdigit() else _NUMBERS.get(said or "", 0)
    return number if 1 <= number <= len(CAMPI) else 0
