"""Names of places among the words of a text."""

import re
from collections.abc import Iterator, Sequence

from parsers.bodies.lexicon import match_start
from parsers.bodies.tokens import Token
from parsers.italian.places import NOWHERE, Place, is_place, locate, place_names

_OF = re.compile(r"(?:di|del|della|dello|dei|degli|delle|l'|dell'|d'|nell'|all')\s*", re.IGNORECASE)
#: An address begins with these.
STREETS = frozenset(
    "via viale piazza piazzale piazzetta corso largo lungomare vicolo contrada localita frazione strada".split()
)
_LEAD_TO_PLACES = frozenset({"di", "del", "della"})


def place_end(run: Sequence[Token], at: int) -> int:
    """Where the longest name of a place ends that begins at a token; `at` itself if none does."""
    key = run[at].key
    longest = place_names().get(key, 0)
    if not longest and key == "l'":
        longest = 2
    for size in range(min(longest, len(run) - at), 0, -1):
        some = run[at : at + size]
        if any(token.border for token in some[1:]):
            continue
        words = " ".join(token.key for token in some).replace("' ", "'").replace(" ,", ",")
        if is_place(words):
            return at + size
    return at


def place_behind(run: Sequence[Token], at: int) -> int:
    """Where the place ends that begins at a token with a capital letter, -1 where none does."""
    if at >= len(run) or not run[at].capital or run[at].border or match_start(run, at):
        return -1
    end = place_end(run, at)
    return end if end > at else -1


def place_in(name: str, *, comune: bool) -> Place:
    """Where a body is by its name: the longest place that the name ends in, else one behind `di` (`Casa Circondariale
    di Lodi – Direzione`). `comune` as in `locate`.
    """
    words = name.replace("’", "'").split()
    return next((found for some in _stretches(words) if (found := _located(some, comune)) != NOWHERE), NOWHERE)


def _stretches(words: Sequence[str]) -> Iterator[str]:
    """The words up to the end, fewer and fewer, then those behind each `di`."""
    yield from (" ".join(words[start:]) for start in range(len(words)))
    for start in range(1, len(words)):
        if words[start - 1] in _LEAD_TO_PLACES:
            yield from (" ".join(words[start:end]).strip(",.") for end in range(len(words) - 1, start, -1))


def _located(words: str, comune: bool) -> Place:
    """The place that words name, with an article too; of several with hyphens (`Potenza-Muro Lucano`) what they
    share.
    """
    bare = _OF.sub("", words, count=1) if _OF.match(words) else words
    found = next((place for form in (words, bare) if (place := locate(form, comune=comune)) != NOWHERE), NOWHERE)
    if found != NOWHERE or "-" not in bare or " - " in bare:
        return found
    places = [place for part in bare.split("-") if (place := locate(part.strip(), comune=comune)) != NOWHERE]
    if not places or locate(bare.split("-")[0].strip(), comune=comune) == NOWHERE:
        return NOWHERE
    one = places[0]
    province = one.province if {place.province for place in places} == {one.province} else ""
    return Place("", province, one.region if {place.region for place in places} == {one.region} else "")
