"""An official title in the opening clause of a text: `Quanto alle storie di inserimento lavorativo, …`."""

import re

from parsers.italian.text import fold, words
from parsers.official.headings import Heading
from parsers.official.titles import PLAUSIBLE, SURE, match_title

_LEAD_IN = re.compile(
    r"(?:[a-z0-9]{1,2} ?[).] ?)?(?:(?:con|in) (?:riferimento|relazione|riguardo|merito|ordine|tema)|per (?:quanto|"
    r"cio) (?:che )?(?:attiene|concerne|riguarda|"
    r"si riferisce)|relativamente|quanto|riguardo|circa|nell'ambito|sul (?:tema|piano|versante)|"
    r"sotto il profilo)? ?(?:di |d'|ai? |al(?:l[aeo']|) ?|agli |"
    r"dell[aeo'] ?|degli |del |dei )?(?:il |lo |la |l'|i |gli |le )?"
)
#: A clause has at most so many characters.
_CLAUSE = 110


def opening_clause(text: str) -> tuple[Heading | None, int]:
    """`Pratiche innovative: in una villa …`, `Quanto alle storie di inserimento lavorativo, …`: a title in the
    opening clause.
    """
    for mark, least, keeps in ((":", PLAUSIBLE, False), (",", SURE, True)):
        clause, found, rest = text[:_CLAUSE].partition(mark)
        if not found or not rest.strip():
            continue
        lead = _LEAD_IN.match(fold(clause))
        bare = re.sub(r"\(.*?\)", "", fold(clause)[lead.end() if lead else 0 :]).strip(" -–•*")
        title = match_title(bare)
        if title is not None and title.score >= least and title.length >= len(bare) - 1 and len(words(bare)) > 1:
            heading = Heading(clause, "", (), title, "")
            return heading, 0 if keeps else len(clause) + 1 + len(rest) - len(rest.lstrip())
    return None, 0
