"""A name while it is read, and whether what follows belongs to it or begins another body."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.italy import given_names
from parsers.bodies.lexicon import Entry, lexicon, match_start, match_suffix
from parsers.bodies.sites import place_end
from parsers.bodies.tokens import ARTICLES, LEADING, Token

QUOTES = {'"': '"', "“": "”", "«": "»", "”": "”", "‘": "’"}
CLOSING = frozenset(QUOTES.values())
#: What follows a verb, and no adjective: `l'Ufficio scolastico assegna al CPIA`, `le Chiese preparano un elenco`.
BEHIND_VERBS = ARTICLES | {"un", "uno", "una", "un'", "al", "alla", "all'", "allo", "ai", "alle", "agli"}
#: Kinds whose bodies are often called after a person: `Hotel Maria Luisa`.
_NAMED_AFTER_PERSONS = frozenset({"impresa", "scuola"})
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


def is_person(name: Name, at: int) -> bool:
    """`per la CRI Sandro Neri`, `Cooperativa "Onda" Ugo Neri`: who signs, right behind a full name."""
    run = name.run
    full = (name.entry.alone and name.entry.kind not in _NAMED_AFTER_PERSONS) or _is_of_places(name.entry)
    if name.end != at or not (full or run[at - 1].text in CLOSING) or run[at].key not in given_names():
        return False
    surname = at + 1 < len(run) and run[at + 1].capital and not run[at + 1].border
    return surname and place_end(run, at) <= at + 1


def _is_of_places(entry: Entry) -> bool:
    """Whether such bodies are called after places or numbers alone: `per l'Unione Montana Pietro Neri` is signed."""
    return entry.kind == "unione di comuni" or (entry.kind == "azienda sanitaria" and entry.same)


def is_verb(name: Name, at: int) -> bool:
    """`LA CROCE ROSSA ALLESTISCE LE DOCCE`: capitals throughout, and a word with its object behind a full name."""
    if not name.whole or name.end != at or at + 1 >= len(name.run):
        return False
    before, word, behind = name.run[at - 1 : at + 2]
    return before.text.isupper() and word.text.isupper() and behind.key in BEHIND_VERBS and not behind.opens


def stops(token: Token) -> bool:
    """Does this word end a name? Some words do so only in small letters: `Val di Non`."""
    small = token.key in lexicon().small_stops and token.capital and not token.text.isupper()
    return token.key in lexicon().stops and not small


def is_initial(run: Sequence[Token], at: int) -> bool:
    """`Istituto G. Galilei`, `per la Cisl M. Neri`: the first letter of a person's name."""
    if at + 2 >= len(run) or len(run[at].text) > 1 or run[at + 1].text != ".":
        return False
    return run[at].capital and run[at + 2].capital and not run[at + 2].border and len(run[at + 2].text) > 2
