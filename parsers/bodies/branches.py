"""What goes on with a name behind a dash: a branch of the body, its short form, the rest of it."""

from config.italy import given_names
from parsers.bodies.another import Name, stops
from parsers.bodies.lexicon import lexicon, match_start, match_suffix
from parsers.bodies.sites import place_end
from parsers.bodies.tokens import ARTICLES, LEADING

#: Bodies with offices of which none is a body of its own: `Roma Capitale – Dipartimento Politiche sociali`.
WITH_OFFICES = frozenset({"comune", "provincia", "regione"})
#: So many ordinary words say which body is meant: `Associazione donne di qua e di là`.
TELLING = 3
#: Branches that stand behind a comma too.
_COMMITTEES = frozenset({"comitato", "sezione", "delegazione"})


def behind_dash(name: Name) -> bool:
    """`CONI – Delegazione di Pistoia` goes on; `Comune di Lodi – Settore Cultura` and `Comune di Lodi – Questura di
    Lodi` do not.
    """
    run, at = name.run, name.end + 1
    if at >= len(run) or run[at].border or not (name.whole or name.lower >= TELLING):
        return False
    if name.entry.kind == "ente religioso" and (end := place_end(run, at)) > at:
        return name.take(end, proper=True)  # Caritas di Perugia – Città della Pieve
    token = run[at]
    if name.entry.place or name.entry.tail or name.entry.kind in WITH_OFFICES or _is_signer(name, at):
        return False
    if token.key in lexicon().branches and _goes_on(name, at):
        return _named_on(name, at)
    if not token.capital or stops(token) or match_start(run, at):
        return _short_form(name, at)
    end = at
    while (
        end < len(run)
        and not run[end].border
        and (run[end].capital or run[end].key in LEADING)
        and not match_suffix(run, end)
    ):
        end += 1
    if end < len(run) and match_suffix(run, end):
        return False
    return _named_on(name, at)


def behind_comma(name: Name) -> bool:
    """`Croce Rossa Italiana, Comitato di Rovigo`: the branch of a body that needs nothing else behind its name."""
    run, at = name.run, name.end + 1
    alone = name.entry.alone and name.sited < 0 and at + 2 < len(run) and not run[at].border
    return alone and run[at].key in _COMMITTEES and run[at].capital and behind_dash(name)


def _is_signer(name: Name, at: int) -> bool:
    """Who signs for it, by office or by name: `Capitaneria di Bari – Il Comandante`, `CPIA Lodi – Ada Neri`."""
    run = name.run
    while at + 1 < len(run) and run[at].key in ARTICLES:
        at += 1
    surname = at + 1 < len(run) and run[at + 1].capital and not run[at + 1].border
    person = run[at].key in given_names() and run[at].capital and surname and place_end(run, at) <= at + 1
    return run[at].key in lexicon().officers or person


def _short_form(name: Name, at: int) -> bool:
    """`Consorzio Italiano di Solidarietà - ICS`: the short form of the name itself."""
    word = name.run[at].text
    capitals = "".join(token.text[0] for token in name.run[max(0, name.end - 8) : name.end] if token.capital)
    return word.isupper() and 2 <= len(word) <= 6 and capitals.endswith(word) and name.take(at + 1)


def _named_on(name: Name, at: int) -> bool:
    name.lower, name.proper, name.branch = 0, False, True
    return name.take(at + 1)


def _goes_on(name: Name, at: int) -> bool:
    """A branch, and no body of another kind with such a word: not `UNHCR – Comando dei Vigili del Fuoco`."""
    matched = match_start(name.run, at)
    return matched is None or matched[1] <= at + 2 or matched[0].part or matched[0].kind == name.entry.kind
