"""Clauses that only say that somebody reports what follows: `Giova evidenziare che …`, `Il Sindaco riferisce:`."""

import re

from parsers.italian.reporting import REPORTS
from parsers.italian.text import fold, fold_in_place, words
from parsers.lines.letters import weigh

#: `si segnala il torneo che …`: a thing is reported, and the clause behind it is about the thing.
_OBJECT = re.compile(r" (?:il|lo|la|i|gli|le|uno?|una|alcun\w) |(?: l| un)['’]")
_THAT = re.compile(r"\bche\b,?\s*")
#: Whoever says that this is the last thing he reports has begun to tell it: of nine such clauses by six writers seven
#: are marked as the practice's own, of 37 others four.
_LAST = re.compile(r"\b(?:infine|ultim[oa])\b")
#: The report stands in so many of the first characters of a sentence, and names so little else.
_FIRST, _OTHERS = 300, 2
_SPOKEN = re.compile(r"\b(?:riferi|dichiar|racconta|espon|aggiung|segnal|comunic|intervien|precis|scrive)\w*\b")
_SPOKEN_WORDS = 14


def only_reports(text: str) -> bool:
    """`Il rappresentante di Adria interviene e riferisce:` on a line of its own. Of 1,674 practices of ten writers none
    begins so, and eight are led to so.
    """
    return len(words(text)) <= _SPOKEN_WORDS and _SPOKEN.search(fold(text)) is not None


def report_ends(sentence: str) -> int:
    """Where what is reported begins in a sentence that says so before it, 0 if it tells at once."""
    folded = fold_in_place(sentence[:_FIRST])
    for that in _THAT.finditer(folded):
        start = folded.rfind(",", 0, that.start()) + 1
        if not folded[start : that.start()].strip():
            # `Si segnala, con preghiera di brevità, che …`
            start = 0
        clause = folded[start : that.start()]
        verb = REPORTS.search(clause)
        if verb is None or _OBJECT.search(clause[verb.end() :]):
            continue
        around = sentence[start : start + verb.start()] + sentence[start + verb.end() : that.start()]
        if weigh(around).others > _OTHERS:
            continue
        return 0 if _LAST.search(folded[: that.start()]) else that.end()
    return 0
