"""Where a body is that an act calls by its office alone: `la Questura` beside the Prefettura di Asti."""

from collections.abc import Iterable
from dataclasses import replace

from config.prefetture import by_sigla
from parsers.bodies.bodies import Body
from parsers.italian.places import NOWHERE, Place
from parsers.italian.text import fold, words

#: Kinds of which a province has one or a branch.
_LOCAL = frozenset(
    {
        "prefettura",
        "questura",
        "forze di polizia e soccorso",
        "giustizia",
        "ufficio dello Stato",
        "ordine professionale",
        "camera di commercio",
        "sindacato",
        "categoria",
        "previdenza",
    }
)
#: What is no branch in a province says so.
_WIDER = frozenset(
    "ministero presidenza nazionale regionale interregionale regione legione centrale generale minorenni minorile "
    "appello italia italiana italiano".split()
)
_DIOCESES = ("diocesi ", "arcidiocesi ")


def with_seats(bodies: Iterable[Body]) -> list[Body]:
    """The bodies that sign an act, those that it names without a place with the one in which all others are: the
    province, of a Caritas the diocese. Where the others are in several nothing is added.
    """
    found = list(bodies)
    provinces = {body.place.province for body in found if body.place.province}
    province = provinces.pop() if len(provinces) == 1 else ""
    dioceses = {body.name for body in found if fold(body.name).startswith(_DIOCESES)}
    diocese = dioceses.pop().partition(" ")[2] if len(dioceses) == 1 else ""
    return [_with_seat(body, province, diocese) for body in found]


def _with_seat(body: Body, province: str, diocese: str) -> Body:
    said = frozenset(words(fold(body.name)))
    if body.place != NOWHERE or said & _WIDER:
        return body
    if diocese and said <= {"caritas", "diocesana"}:
        return replace(body, name=f"{body.name} {diocese}")
    where = by_sigla().get(province)
    if where is None or body.kind not in _LOCAL:
        return body
    return replace(body, name=f"{body.name} di {where.name}", place=Place("", province, where.region))
