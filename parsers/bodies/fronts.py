"""Names that begin before the word for their kind: a short form, a coined word, a federation."""

from collections import Counter
from collections.abc import Sequence

from parsers.bodies.another import stops
from parsers.bodies.lexicon import Entry, lexicon, match_start
from parsers.bodies.names import name_end
from parsers.bodies.tokens import DASHES, LEADING, Token, is_number

#: Confederations; a word before one names a federation of it: `Filt Cgil`, `Lapam Confartigianato`.
_UNIONS = frozenset({"cgil", "cisl", "uil", "ugl"})
_OF_TRADE = frozenset({"confartigianato", "confcommercio", "confesercenti", "confcooperative", "coldiretti", "confapi"})


def acronym_first(run: Sequence[Token], at: int) -> tuple[Entry, int] | None:
    """`ICS – Consorzio Italiano di Solidarietà`: the short form of a name, a dash, the name; `COeSO Società della
    Salute` without the dash.
    """
    if _coined(run, at):
        entry, after = match_start(run, at + 1) or (Entry("", ""), 0)
        return entry, name_end(run, after, entry, after - at - 1)[0]
    if (
        at + 2 >= len(run)
        or run[at + 1].key not in DASHES
        or run[at + 2].border
        or not run[at].text.isupper()
        or len(run[at].key) < 2
    ):
        return None
    matched = match_start(run, at + 2)
    if matched is None or matched[0].use != "name" or matched[0].place:
        return None
    entry, after = matched
    end, whole = name_end(run, after, entry, after - at - 2)
    initials = Counter(token.key[0] for token in run[at + 2 : end] if token.capital)
    short = Counter(run[at].key)
    return (entry, end) if whole and (short <= initials or (match_start(run, at) is None and not entry.alone)) else None


def _coined(run: Sequence[Token], at: int) -> bool:
    """A word with capitals inside, right before a kind of body that is not all capitals."""
    word = run[at].text
    if at + 1 >= len(run) or run[at + 1].border or not run[at + 1].capital or run[at + 1].text.isupper():
        return False
    inside = len(word) > 2 and any(letter.isupper() for letter in word[1:]) and word.isalpha() and not is_number(word)
    kind = match_start(run, at + 1)
    named = kind is not None and kind[0].use == "name" and not kind[0].place and not kind[0].part
    begins = run[at].opens or run[at - 1].key in LEADING or not run[at - 1].text.isalpha()
    return inside and named and begins and not stops(run[at]) and match_start(run, at) is None


def federation(run: Sequence[Token], at: int) -> tuple[Entry, int] | None:
    """`Filt Cgil`, the word before a confederation names one of its federations; not `Mario Rossi Cgil`."""
    word, behind = run[at], run[at + 1] if at + 1 < len(run) else None
    if behind is None or behind.key not in _UNIONS | _OF_TRADE or behind.border or not word.capital or stops(word):
        return None
    begins = word.opens or run[at - 1].key in LEADING or not run[at - 1].text[0].isalnum()
    if not begins or not word.text.isalpha() or word.key in _UNIONS | LEADING | lexicon().officers:
        return None
    if behind.key in _OF_TRADE and match_start(run, at) is not None:
        return None
    entry = Entry("sindacato" if behind.key in _UNIONS else "categoria", "", alone=True)
    return entry, name_end(run, at + 2, entry)[0]
