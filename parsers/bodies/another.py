"""A name while it is read, and whether what follows belongs to it or begins another body."""

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.bodies.lexicon import Entry, match_start, match_suffix
from parsers.bodies.tokens import LEADING, Token

QUOTES = {'"': '"', "“": "”", "«": "»", "”": "”", "‘": "’"}
#: Kinds that go on with no other body's name.
_NEVER_INSIDE = frozenset({"prefettura", "questura", "comune", "provincia", "regione", "azienda sanitaria"})


@dataclass(slots=True)
class Name:
    """A name while it is read: how far it goes, whether it says which body it is, how many ordinary words stand in
    it.
    """

    run: Sequence[Token]
    end: int
    entry: Entry
    whole: bool
    proper: bool = False
    placed: bool = False
    lower: int = 0
    sited: int = -1
    branch: bool = False

    def take(self, end: int, *, proper: bool = False) -> bool:
        """Takes the words up to `end`, which are a proper name or not; always true."""
        self.end = end
        self.whole = self.whole or proper
        self.proper = self.proper or proper
        return True


def goes_on_behind_dash(name: Name, at: int) -> bool:
    """A branch, and no body of another kind with such a word: not `UNHCR – Comando dei Vigili del Fuoco`."""
    matched = match_start(name.run, at)
    return matched is None or matched[1] <= at + 2 or matched[0].part or matched[0].kind == name.entry.kind


def begins_another(name: Name, at: int, entry: Entry, after: int) -> bool:
    """Lists may have lost their marks: `Comando dei Carabinieri di Roma Associazione dei Commercianti`.

    A kind of several words begins a body, and behind a place one that a name follows: not `Associazione Napoli Centro
    Storico`.
    """
    run = name.run
    if run[at - 1].key in LEADING:
        return False
    leads = after < len(run) and (run[after].key in LEADING or run[after].text in QUOTES)
    if run[at].opens or (after > at + 1 and name.proper):
        return True
    return (name.sited == at and (leads or entry.alone)) or (entry.kind in _NEVER_INSIDE and (leads or entry.same))


def is_its_form(name: Name, at: int, after: int) -> bool:
    """Whether a legal form belongs to the name before it: not `Alto Delta Cooperativa sociale Onda`, where it leads
    to a name of its own.
    """
    run = name.run
    leads = after < len(run) and not run[after].border and (run[after].capital or run[after].text in QUOTES)
    return not (name.proper and leads and match_start(run, at) and not match_suffix(run, after))
