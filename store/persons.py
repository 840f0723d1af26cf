"""Leaves the names of persons out of a text where a private life is told.

A sentence that tells of an illness, a violence or a fate hides every name that is not plainly one of a place, a body or
somebody at work. One that tells only an age, or stands beside such a sentence, hides given names and those that the
words around them make persons. A name that is hidden once is hidden in all of the text. Names of offices, towns and
mayors stay: a practice that names nobody could not be repeated by anybody.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from config.italy import comuni, given_names
from config.prefetture import prefetture

HIDDEN = "[nome omesso]"
#: Behind these a word has a capital whatever it is, and behind so many blanks at the beginning of a sentence.
_BEGIN, _LEAD = frozenset(':;«"“”([|-–—•*/\\>#0123456789)'), 4
#: What says of a name whose it is stands in so many characters before or after it.
_NEAR = 60
#: Words that are remembered with how they are compared.
_REMEMBERED = 20_000

_WORDS: dict[str, list[str]] = tomllib.loads(files("store").joinpath("persons.toml").read_text(encoding="utf-8"))


def _any(*names: str) -> str:
    """Finds a word of these lists."""
    return f"(?:{'|'.join(word for name in names for word in _WORDS[name])})"


_NUMBER = rf"(?:\d{{1,2}}|{_any('numbers')}[a-z]{{0,10}})"
_AGE = rf"{_NUMBER} (?:anni|mesi)\b"
_BORN_IN = r"classe (?:19|20)\d\d\b"
_TELLS_A_FATE = re.compile(rf"\b{_any('fates')}")
_AGED = rf"{_any('numbers')}[a-z]{{0,10}}enn[ei]\b"
_TELLS_A_LIFE = re.compile(rf"\b(?:{_AGE}|{_AGED}|{_BORN_IN}|{_any('lives')})")

_CAPITAL = r"(?:[A-ZÀ-Ý]['’])?[A-ZÀ-Ý](?:[a-zà-ÿ]{1,20}['’]?|[A-ZÀ-Ý]{2,20})"
_INITIALS = r"(?<![\w.])[A-Z]\.\s?[A-Z]\.(?:\s?[A-Z]\.)?"
_NAME = re.compile(rf"(?<![\w'’]){_CAPITAL}(?:[ -]{_CAPITAL}){{0,4}}(?: [A-ZÀ-Ý]\.)?(?!\w)|{_INITIALS}")
#: A full stop after an initial or a short form ends no sentence.
_SENTENCE = re.compile(
    r"(?:[^.!?\n]+|(?<=\b[A-Z])\.|(?<=\bsig)\.|(?<=\bn)\.|(?<=\bdott)\.|\.(?!\s|$))+[.!?\n]?", re.ASCII
)

_QUOTE = r"[«\"“]?$"
_HONOUR = re.compile(rf"{_any('honours')}\b", re.IGNORECASE)
_HONOUR_BEFORE = re.compile(rf"\b{_any('honours')}\.?\s+$", re.IGNORECASE)
#: `grazie allo psicologo Lamin ha superato il trauma`: whoever is named by their trade has a family name.
_TRADE_BEFORE = re.compile(rf"\b{_any('trades')}\s+$", re.IGNORECASE)
_TRADE_AFTER = re.compile(rf"^, (?:la |il |l['’])?{_any('honours', 'trades')}\b")
#: `in ospedale Fatou` names no hospital.
_BODY_BEFORE = re.compile(rf"(?<!\bin )(?<!\ba )\b{_any('bodies')}(?: {_any('of_bodies')})?\s+{_QUOTE}", re.IGNORECASE)
_STREET_BEFORE = re.compile(rf"\b{_any('streets')}\s+$", re.IGNORECASE)
#: Behind these a name is that of a place, unless it is known as that of a person.
_PLACE_BEFORE = re.compile(
    rf"(?:\b{_any('before_places')}\s+|\b(?:dall|nell|dell|all|l)['’]\s*){_QUOTE}", re.IGNORECASE
)
_PERSON_BEFORE = re.compile(rf"\b(?:{_any('persons')}|{_any('stories')} di|{_AGED})\s*,?\s*{_QUOTE}", re.IGNORECASE)
_FATE_AFTER = re.compile(
    r"^\s*,? (?:che )?(?:entramb[ie] |tutt[ie] e due )?(?:(?:è|fu|è stat[oa]|era) )?" + _any("fates_after")
)
_AGE_AFTER = re.compile(rf"^\s*(?:[,(]\s*)?(?:(?:di |ha |aveva )?{_AGE}|nat[oa]\b|{_BORN_IN}|{_AGED})")
#: What a person does or suffers, after a name that begins a sentence.
_LIVES_AFTER = re.compile(rf"^,?\s+{_any('lives_after')}\b")
#: Somebody of the family is named right after, or a second person of whom the rest is told.
_FAMILY_AFTER = re.compile(rf"^ e (?:la|il|i|le|sua|suo|suoi) {_any('family')}\b")
#: Right behind a word that begins a sentence and is no known name: it is the subject, or somebody is added to it.
_SUBJECT_AFTER = re.compile(r"^(?:,| \(| (?:è|ha|aveva|era|fu|e)\b)")
_SECOND_AFTER = re.compile(rf"^ e {_CAPITAL}(?: {_CAPITAL})?(?=[ ,])")

#: Between the names of two persons.
_AND = (" e ", " ed ", ", ")
_SAINTS = frozenset(("san", "santa", "santo", "santi", "sant"))
_NO_NAMES, _BODIES = frozenset(_WORDS["no_names"]), frozenset(_WORDS["begin_bodies"])
#: Given names that are words too: one alone proves nothing.
_COMMON = frozenset(_WORDS["common"])
#: `san Gennaro`, `Leonardo da Vinci`.
_SAINT_BEFORE = re.compile(rf"\b(?:{'|'.join(_SAINTS)}|beat[oa])\s+$", re.IGNORECASE)
_GOES_ON = re.compile(rf"^ (?:d[aei]|del|della|dei|degli|dal|dalla|d['’])\s?{_CAPITAL}")


@cache
def _places() -> dict[str, set[str]]:
    """All names of places by their first words."""
    names = [name for name, _ in comuni()]
    names += [name for office in prefetture() for name in (office.name, office.region, *office.variants)]
    found: dict[str, set[str]] = {}
    for name in map(_key, [*names, *_WORDS["abroad"]]):
        found.setdefault(re.split(r"[ -]", name)[0], set()).add(name)
    return found


@lru_cache(_REMEMBERED)
def _key(word: str) -> str:
    """A word as it is compared: in small letters, without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(sign))


@dataclass(frozen=True, slots=True)
class _Named:
    """A capitalised name in a text, at `start` (inclusive) to `end`; `begins` says whether it begins its sentence."""

    text: str
    start: int
    end: int
    begins: bool

    @property
    def words(self) -> list[str]:
        return [_key(word) for word in re.split(r"[ -]", self.text[self.start : self.end])]

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - _NEAR) : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + _NEAR]

    def names(self) -> Iterator[str]:
        """Its words that name nothing else."""
        known = (_places().keys(), _BODIES, _NO_NAMES)
        return (word for word in self.words if len(word) > 2 and not any(word in words for words in known))

    def is_given(self) -> bool:
        # `Sarà` is no Sara.
        shown = re.split(r"[ -]", self.text[self.start : self.end])
        return any(_key(word) in given_names() and not word.endswith("à") for word in shown)

    def is_place(self) -> bool:
        """Whether a known name of a place stands here."""
        names = _places().get(self.words[0], set())
        return any(_key(self.text[self.start : self.start + len(name)]) == name for name in names)

    def is_body(self) -> bool:
        """Whether its first word begins the names of bodies, saints or people in office."""
        first = self.words[0]
        return first in _SAINTS or first in _BODIES or bool(_HONOUR.fullmatch(first))

    def is_other(self) -> bool:
        """Whether it is plainly a place, a body, a saint or somebody at work."""
        words, before = self.words, self.before
        if self.is_body() or (self.is_place() and not self.is_given()):
            return True
        if any(pattern.search(before) for pattern in (_BODY_BEFORE, _STREET_BEFORE, _HONOUR_BEFORE)):
            return True
        if len(words) > 1 and (_TRADE_BEFORE.search(before) or _TRADE_AFTER.match(self.after)):
            return True
        return self.is_place() and bool(_PLACE_BEFORE.search(before))

    def is_alone(self) -> bool:
        """Whether a given name, and nothing that it may be besides, stands without a family name: so are persons named
        whose life is told, and hardly anybody at work.
        """
        names = [word for word in self.words if len(word) > 2]
        if len(names) != 1 or not self.is_given() or names[0] in _COMMON:
            return False
        return not (
            self.is_place() or self.is_other() or _GOES_ON.match(self.after) or _SAINT_BEFORE.search(self.before)
        )

    def befell(self) -> bool:
        """Whether the words around it make it a person."""
        if self.begins and not (self.is_given() or _SUBJECT_AFTER.match(self.after)):
            return False
        told = _SECOND_AFTER.sub("", self.after)
        if _FATE_AFTER.match(told) or _FAMILY_AFTER.match(self.after) or _PERSON_BEFORE.search(self.before):
            return True
        return bool(_AGE_AFTER.match(told)) and not _BODY_BEFORE.search(self.before)

    def is_said_to_be(self) -> bool:
        """Whether the words around it make it a person whatever the text tells."""
        return self.befell() and not self.is_other() and (self.is_given() or not self.begins)

    def may_be_a_person(self) -> bool:
        """Whether nothing speaks against a person, where a fate is told."""
        shown = self.text[self.start : self.end]
        if shown.isupper() and "." not in shown:
            return False
        if self.begins:
            return bool(_LIVES_AFTER.match(self.after))
        return not _PLACE_BEFORE.search(self.before)


def without_persons(text: str) -> str:
    """The text with the names of persons hidden where a private life is told."""
    small = text.lower() if len(text.lower()) == len(text) else "".join(map(_small, text))
    fates = [found.start() for found in _TELLS_A_FATE.finditer(small)]
    lives = sorted([*fates, *(found.start() for found in _TELLS_A_LIFE.finditer(small))])
    alone = [named for named in _names(text, 0, len(text)) if named.is_alone() or named.is_said_to_be()]
    if not (lives or alone):
        return text
    persons = [*alone, *_persons(text, fates, lives)]
    ends = {person.start: person.end for person in persons}
    again = {word for person in persons if person.is_given() or person.befell() for word in person.names()}
    if again:
        others = (named for named in _names(text, 0, len(text)) if again.intersection(named.words))
        ends |= {named.start: named.end for named in others if not named.is_other()}
    return "".join(_hidden(text, ends))


def _small(sign: str) -> str:
    small = sign.lower()
    return small if len(small) == 1 else sign


def _hidden(text: str, ends: dict[int, int]) -> Iterator[str]:
    done = 0
    for start in sorted(ends):
        if start >= done:
            yield text[done:start]
            yield HIDDEN
            done = ends[start]
    yield text[done:]


def _persons(text: str, fates: list[int], lives: list[int]) -> Iterator[_Named]:
    sentences = [found.span() for found in _SENTENCE.finditer(text)]
    for place, (start, end) in enumerate(sentences):
        first = sentences[max(0, place - 1)][0]
        last = sentences[min(len(sentences) - 1, place + 1)][1]
        if not _any_within(lives, first, last):
            continue
        fate, person = _any_within(fates, start, end), None
        for one in _names(text, start, end):
            beside = person is not None and text[person.end : one.start] in _AND and not one.is_other()
            person = one if beside or _is_person(one, fate=fate) else None
            if person is not None:
                yield person


def _any_within(places: list[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _is_person(named: _Named, *, fate: bool) -> bool:
    """Whether a name is that of a person; `fate` says whether its sentence tells what befell one."""
    if named.is_body() or (named.is_place() and not named.is_given()):
        return False
    if named.befell():
        return True
    return not named.is_other() and (named.is_given() or (fate and named.may_be_a_person()))


def _names(text: str, start: int, end: int) -> Iterable[_Named]:
    """The capitalised names of a stretch, without the words that stand before them by chance."""
    for found in _NAME.finditer(text, start, end):
        at, words = found.start(), found[0].split(" ")
        if _key(words[0]) in _NO_NAMES and _key(found[0]) in _places().get(_key(words[0]), ()):
            # `a La Maddalena`
            continue
        before = text[max(start, at - _LEAD) : at].rstrip()
        begins = before[-1:] in _BEGIN if before else at - start <= _LEAD
        while words and _key(words[0]) in _NO_NAMES:
            at, begins = at + len(words.pop(0)) + 1, False
        if words:
            yield _Named(text, at, found.end(), begins)
