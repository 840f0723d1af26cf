"""Where a long sentence passes to something else: to another place (`…, quello di Sedico ha aperto …`), to the next
thing that it reports (`si comunica che …, e che …`), to another campo (`…, e, quanto al quarto, …`).

Whether what follows is another practice is for the roles of lines to say: a clause is a line of its own.
"""

import re
from collections.abc import Iterator

from parsers.italian.reporting import REPORTS
from parsers.italian.text import fold, fold_in_place
from parsers.italian.word_lists import one_of
from parsers.lines.sites import named_first

_GAP = re.compile(r"(?<=[,;])\s+|(?<!\s)\s+(?=(?:e|ed|nonché) che\b)", re.IGNORECASE)
_JOINS = re.compile(r"(?:(?:e|ed|mentre|nonche|inoltre|altresi|infine|poi|ancora|che)\b,? ?)*")
#: What may stand between these and the name of a place.
_LEADS = frozenset(
    "a ad al alla all' città comune con da dal dalla dei del della dello di frazione i il in invece la le lo l' nel "
    "nella nell' paese per presso provincia quella quello sindaco territorio".split()
)
_REPORTS_ON = re.compile(r"(?:(?:e|ed|nonché|inoltre|infine),? )?che\b", re.IGNORECASE)
_REFERS = re.compile(one_of("several", "refers"))
_LISTS = tuple([word] for word in ("di", "del", "della", "dello", "dei", "da", "dal", "dalla", "con"))
_THAT = re.compile(r"\bche\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+['’]?")
#: A clause has at least so many words.
LEAST_WORDS = 5
#: One that only refers to a campo has at most so many.
_LEAD_WORDS = 14


def clauses(sentence: str) -> Iterator[re.Match[str]]:
    """The white space before each clause of a sentence that passes to something else."""
    reported = _reports_at(sentence)
    start = 0
    for gap in _GAP.finditer(sentence):
        before, after = sentence[start : gap.start()], sentence[gap.end() :]
        said = before.split()
        # `Con riferimento al punto 10, il Comune di Asciano …` leads to what it is about.
        if min(len(said), len(after.split())) < LEAST_WORDS or (len(said) <= _LEAD_WORDS and refers_on(before)):
            continue
        if _passes(after, parted=before.endswith(";"), reports=reported < gap.start()):
            yield gap
            start = gap.end()


def refers_on(clause: str) -> bool:
    """Whether a clause passes to another campo or point: `e, quanto al quarto, …`."""
    folded = fold(clause[:120])
    joins = _JOINS.match(folded)
    return _REFERS.match(folded[joins.end() if joins is not None else 0 :]) is not None


def reports_on(clause: str) -> bool:
    """Whether a clause goes on with what a sentence reports: `e che a Breno …`."""
    return _REPORTS_ON.match(clause) is not None


def _reports_at(sentence: str) -> int:
    """Where a sentence first says that it reports something (`si comunica che`), its length if it does not."""
    verb = REPORTS.search(fold_in_place(sentence))
    that = _THAT.search(sentence, verb.end()) if verb is not None else None
    return that.end() if that is not None else len(sentence)


def _passes(clause: str, *, parted: bool, reports: bool) -> bool:
    folded = fold(clause[:120])
    joins = _JOINS.match(folded)
    joined = joins[0] if joins is not None else ""
    rest = folded[len(joined) :]
    if ((joined or parted) and _REFERS.match(rest)) or (reports and "che" in joined.split()):
        return True
    # `…, che il Comune di Sedico ha assicurato` tells more of the same.
    return not joined.startswith("che") and _names_place(clause, len(joined.split()))


def _names_place(clause: str, joins: int) -> bool:
    """Whether a comune is named behind the words that join a clause and those that lead to a place."""
    named = named_first(clause)
    if named is None or named.before < joins:
        return False
    lead = [word[0].lower().replace("’", "'") for word in _WORD.finditer(clause)][joins : named.before]
    # `…, di Sedico e di Longarone` goes on with a list.
    return bool(lead or joins) and lead[:1] not in _LISTS and all(word in _LEADS for word in lead)
