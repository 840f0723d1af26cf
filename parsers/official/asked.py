"""Labels that ask for the campo, and what the values beside or below them say."""

import re

from config.campi import CAMPI
from parsers.italian.text import fold
from parsers.official.headings import Heading
from parsers.official.numerals import CARDINAL, ONE, numbers_in, value_of
from parsers.official.titles import PLAUSIBLE, match_title

_LABEL = re.compile(
    r"(?:n(?:umero|r|\.|°)?\.? ?(?:e oggetto )?(?:del )?)?(?:rif\.? ?|riferimento ?)?(?:al ?)?(?:camp[oi]|c\.|punto|"
    r"voce)"
    r"(?: (?:contrassegnat[oi]|di (?:riferimento|intervento|interesse|appartenenza)|interessat[oi]|prescelt[oi]|"
    r"n\.?°?|della (?:circolare|scheda)(?: ministeriale| allegata)?))*"
    r"(?: ?/.*)?|(?:numero e )?oggetto del campo|area(?: tematica)?|ambito(?: di intervento)?|settore|tema(?:tica)?|"
    r"scheda(?: n\.?)?|(?:a |in |qual e (?:il )?)?(?:qual[ei] |che )?(?:camp[oi]|punto|voce|ambito)\b[^?]{0,60}\?"
)
_ALONE = re.compile(
    r"(?:camp[oi]|area|ambito|settore|tipologia|riferimento|rif\.)\b[^.]*:?\s*(?:n\.?\s*)?\d{1,2}\.?$", re.IGNORECASE
)
#: What may stand around such a label: `→ campo 10`, `[campo 3]`.
_MARKS = " \t→⇒➔➜➤►▸↑←=<>«»()[]-–—*•#"
_BEFORE = r"(?:campo|camp\.|c\.?|punto|n\.?|nr\.?|scheda)? ?(?:n\.? ?)?"
_BEHIND = r"(?:[°)\].]| ?[-–:]|{end})(?P<rest>.*)"
_FIGURES = re.compile(_BEFORE + r"(?P<digits>0?\d|1[01])" + _BEHIND.format(end=r"\b"))
#: A number in letters is one only where a mark or the end follows it: `i minori` is no campo 1.
_LETTERS = re.compile(
    _BEFORE + rf"(?:(?P<roman>[ivx]{{1,4}})|(?P<word>{'|'.join(CARDINAL)}))" + _BEHIND.format(end="$")
)
#: `due e sette`, `Al n. 1.`, `quinto`, `campi 3, 5`: nothing but numbers.
_NUMBERS = re.compile(
    rf"(?:(?:al|il|nel|del|ai|i|nei|dei|n[ei]l) ?)?(?:camp[oi]|punt[oi]|voc[ei])? ?(?:nn?\.?|nr\.?|numer[oi])? ?"
    rf"{ONE}(?: ?(?:,|;|/|-|e|ed) ?(?:n\. ?)?{ONE})*[ .)]*"
)


def asks_for_campo(label: str) -> bool:
    """Whether a folded label asks for nothing but the campo."""
    return _LABEL.fullmatch(label) is not None


def is_label_alone(text: str) -> bool:
    """Whether a text is nothing but such a label and the number of a campo: `→ campo 10`."""
    return _ALONE.match(text.strip(_MARKS)) is not None


def value_heading(text: str) -> Heading | None:
    """What the value of a label that asks for the campo says: its number, its title, or both."""
    folded = fold(text).strip()
    numbers = numbers_in(folded) if _NUMBERS.fullmatch(folded) else ()
    if numbers and set(numbers) <= set(range(1, len(CAMPI) + 1)):
        return Heading(text, "campo", numbers, None, "")
    match = _FIGURES.fullmatch(folded) or _LETTERS.fullmatch(folded)
    number = value_of(match) if match is not None else None
    if match is not None and number is not None and 1 <= number <= len(CAMPI):
        titled = match_title(rest) if (rest := match["rest"].strip(" -–:.)")) else None
        return Heading(text, "campo", (number,), titled if titled and titled.score >= PLAUSIBLE else None, "")
    title = match_title(text)
    return Heading(text, "campo", (), title, "") if title is not None else None
