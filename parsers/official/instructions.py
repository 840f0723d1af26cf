"""The sentences that the form prints for whoever fills it in (annex to Circular 5973/2015)."""

import re

from parsers.italian.text import fold

#: A whole printed sentence, folded.
INSTRUCTIONS = re.compile(
    r"(?:contrassegnare uno o piu campi.*|in ogni caso si richiede.*|sintetica descrizione della buona pratica.*"
    r"|\(?indicare numero e oggetto del campo.*|\*? ?inviare alla casella di posta.*"
    r"|si prega di allegare.*|.{0,30}si prega di allegare il documento.*)",
    re.DOTALL,
)


def is_instruction(text: str) -> bool:
    """Whether a text is one of the printed sentences of the form."""
    return bool(INSTRUCTIONS.fullmatch(fold(text).strip(" *-–—")))


def is_practice_label(text: str) -> bool:
    """Whether a text is the printed line after which the form asks for the description."""
    return fold(text).strip(" *-–—").startswith("sintetica descrizione della buona pratica")
