"""Names that an agreement is about, or acts through, and that do not sign it: the service it sets up, its place."""

import re
from collections.abc import Sequence

from parsers.agreements.paper import Paper
from parsers.bodies.bodies import Body, find_bodies
from parsers.italian.text import fold, words
from parsers.italian.word_lists import one_of

#: Who stands for a body: `il direttore della Caritas` may sign for another.
FUNCTION = (
    r"(?:direttor|direttric|president|responsabil|coordinat|segretari|referent|delegat|vicari|dirigent|"
    r"comandant|incaricat)"
)
_THROUGH = re.compile(
    r"\b(?:(?:per (?:il )?tramite|tramite|a mezzo|per mezzo)(?: [a-z]{4,14})?|"
    rf"(?:in|nella) persona (?:del|della|dell'|di) ?{FUNCTION}[a-z]*(?: (?!e\b|ed\b)[a-z.]{{2,14}}){{0,2}})"
    r"\s(?:del|della|dell'|dello|dei|delle|degli|di)$"
    r"|\b(?:tramite|mediante|attraverso) (?:la|il|l'|lo|i|gli|le)$"
)
_WITNESS = re.compile(
    rf"\b{one_of('agreeing', 'stands_by')}\b"
    r"(?![^;:,]*\b(?:adesione|partecipazione)\b)[^;,]{0,40}$"
)
#: So many blocks behind the title may go on with what the agreement is about, up to words that lead to the parties.
_TITLE_LINES = 2
_ABOUT = re.compile(
    r"\b(?:per|in|una?|nuov[oa]|di|del(?:l[aeo']|)|degli|sul(?:l[ao]|)|al(?:l[ao]|))(?: (?:il|l[oae']|i|gli|una?))?\W*$"
)
_TO_PARTIES = re.compile(
    r"\b(?:tra|fra|parti|sottoscritt\w+|firmatari|enti|noi|rappresentanti|presenti|conven(?!zion)\w+)\b"
)
#: `Convenzione della Casa circondariale di Lodi con …` is made by it.
_OF_WHO_MAKES_IT = re.compile(r"\b(?:convenzione|protocollo|accordo|intesa|patto) (?:del|della|dell'|dello)\W*$")
_THINGS = frozenset(
    "rete casa centro sportello servizio ufficio tavolo osservatorio progetto presidio polo coordinamento consulta "
    "cabina".split()
)


def is_means(text: str, body: Body) -> bool:
    """Does another body act through it (`l'Arcidiocesi, per il tramite della Caritas`, `in persona del direttore della
    Caritas`), or does it only look on: `alla presenza del Prefetto di Siena`?
    """
    before = fold(text[max(0, body.begins - 90) : body.begins])
    return (_THROUGH.search(before) or _WITNESS.search(before)) is not None


def is_subject(paper: Paper, body: Body) -> bool:
    """Is it what the agreement sets up (`per lo Sportello unico`, `gestione della Rete di accoglienza`): an office or a
    thing that is named in the title or right below it, before any word that leads to the parties?
    """
    block = paper.block(body.start)
    if not paper.title <= block <= paper.title + _TITLE_LINES or fold(body.name).split(maxsplit=1)[0] not in _THINGS:
        return False
    above = fold(paper.text[paper.starts[paper.title] : body.begins])
    about = _ABOUT.search(above) is not None and _OF_WHO_MAKES_IT.search(above) is None
    return about and _TO_PARTIES.search(above) is None


def in_title(paper: Paper, body: Body) -> bool:
    """Do its words stand in what the title says that the agreement is about?"""
    said = " ".join(words(fold(paper.text[body.start : body.end])))
    return bool(said) and f" {said} " in f" {paper.subject} "


#: What an agreement is about begins so.
_SUBJECT = re.compile(
    r"\W*(?:per\b|sull?[aoe]?\b|sull'|sugli\b|in (?:materia|tema)|relativ|avente|riguardant|volt[oa]|progetto)"
)
_OF_AN_ACT = re.compile(r"\W*(?:al|del)(?:la|l')? ?(?:convenzione|protocollo|accordo|patto)|concernente|finalizzat")
#: Where what it is about ends: the parties follow, or the text.
_NO_SUBJECT = re.compile(r"\b(?:tra|fra)\b|[.;:]\s|\b(?:sottoscri|stipul|firma|conven(?!zion)|presenti)\w*")


def in_subject(paper: Paper, block: int, body: Body) -> bool:
    """Does it stand in what the agreement is about: behind a line's beginning that leads it in (`per la gestione della
    Casa …`), before anything that leads to parties? Only near the title.
    """
    if not paper.title - 2 <= block <= paper.title + _SUBJECT_LINES:
        return False
    for first in range(block, max(block - _SUBJECT_LINES, -1), -1):
        start = paper.starts[first]
        said = fold(paper.text[start : body.begins])
        if _NO_SUBJECT.search(said):
            return False
        led = _SUBJECT.match(said) or _OF_AN_ACT.match(said)
        if led and not find_bodies(paper.text[start : body.begins]) and len(said) > led.end() + 2:
            return True
        if (first == paper.title or block == paper.title) and _LED_IN.search(said):
            return True
    return False


#: What a comune lies in.
_AREAS = frozenset({"provincia", "città metropolitana", "regione"})
_SUBJECT_LINES = 4
_LED_IN = re.compile(
    r"\b(?:per (?:la|il|lo|l'|un|una|i|gli|le)? ?[a-z]{5,}|in materia|sull[ao]|presso|finalizzat\w+) .{4,}$"
)


def without_seats(text: str, bodies: Sequence[Body]) -> list[Body]:
    """Less the province or region right below a comune that lies in it, in brackets behind, or behind a dash on a line
    of its own: letterheads say so where the comune is.
    """
    return [body for above, body in zip((None, *bodies), bodies, strict=False) if not _is_seat(text, above, body)]


def _is_seat(text: str, comune: Body | None, body: Body) -> bool:
    if comune is None or comune.kind != "comune" or body.kind not in _AREAS:
        return False
    between, line_end = text[comune.end : body.begins], text[body.end : body.end + 12].strip(" )")[:1]
    line_begins = not text[text.rfind("\n", 0, comune.begins) + 1 : comune.begins].strip()
    parted = "\n" in between or "(" in between or (line_begins and between.strip() != "")
    beside = not between.strip(" \n()-–—") and parted and line_end in {"", "\n"}
    lies = comune.place.province == body.place.province or comune.place.region == body.place.region != ""
    return beside and (lies or not comune.place.province)
