"""Where an agreement says what it is: in a heading, behind a label, or in the sentence that its parties sign."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.vocabulary import ProtocolloKind
from parsers.agreements.kind import Noun, nouns
from parsers.agreements.sheet import RECITAL, Line

#: So many lines from the top a heading may stand.
_TOP = 40
#: From this strength on a line is a title by its length, look or label.
_TITLED = 8
#: What may stand before the noun in a heading.
_LEADS_IN = re.compile(
    r"(?:[\W_\d]|allegato|[a-z]\)|schema|bozza|ipotesi|testo|proposta|stralcio|rinnovo|primo|secondo|terzo|proroga|di|"
    r"del|della|dell'|il|la|un|approvato|coordinato|condiviso|quadro|nuovo|nuova|definitiv[oa]|atto)*"
)
_LABEL = re.compile(r"(?:oggetto|natura dell'atto|titolo|tipo(?: di atto)?|denominazione)\s*:\s*$")
#: What an agreement is about, behind its label, and a mark: `Oggetto: accoglienza dei minori – ACCORDO`.
_BEHIND_ITS_OBJECT = re.compile(r"\W*(?:oggetto|titolo)\s*:.{12,}[.;:,–—-]\s*[«“\"]?$")
_FORMULA = re.compile(
    r"(?:\b(?:il|la|lo|l'|del|dal|al|nel|questo|questa|con il|con la) ?(?:seguente|presente)|\b(?:sottoscriv|stipul|"
    r"conclud|firman|approvan|adotta|condivid|convengono|raggiunto|concordano)[^.;]{0,80}?\b(?:il|la|lo|un|una|l'|"
    r"seguente))\s*$"
)
_ABOUT_ONE = re.compile(
    r"(?:oggetto|rif\.?)\W.*\b(?:trasmission|approvazion|invio|presa d'atto|richiesta|adesione a|disdetta|parere|"
    r"invito|convocazione|sollecito)|si (?:trasmett|invia|allega|chied)"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The line `at` which an agreement is named by `noun`. `strength` from 0 to 10; `rivals` are the other kinds as
    strong.
    """

    at: int
    noun: Noun
    strength: float
    rivals: tuple[ProtocolloKind, ...] = ()

    @property
    def heading(self) -> bool:
        """Whether it stands at the beginning of a line of its own."""
        return self.strength >= 6

    @property
    def titled(self) -> bool:
        """Whether it stands in a line that is short or looks like a title, or behind the label of one."""
        return self.strength >= _TITLED


def find_head(lines: Sequence[Line]) -> Head | None:
    """The strongest place at which an agreement is named; the first of equals. None if none is named."""
    found = list(_candidates(lines))
    if not found:
        return None
    best = max(found, key=lambda head: head.strength - head.at * 0.05)
    rivals = {head.noun.kind for head in found if head.strength >= best.strength} - {best.noun.kind}
    return Head(best.at, best.noun, best.strength, tuple(sorted(rivals)))


def _candidates(lines: Sequence[Line]) -> Iterator[Head]:
    for at, line in enumerate(lines):
        for number, noun in enumerate(nouns(line.folded)[:6]):
            yield Head(at, noun, _strength(line, noun, at, first=number == 0))


def _strength(line: Line, noun: Noun, at: int, *, first: bool) -> float:
    before = line.folded[: noun.start]
    if RECITAL.match(line.folded) and not _FORMULA.search(before):
        return 0
    if _ABOUT_ONE.search(before):
        return 0.5
    closes = not line.folded[noun.end :].strip(' .;:–—-"»”')
    if _LABEL.search(before) or (closes and _BEHIND_ITS_OBJECT.match(before)):
        return 8
    if first and at < _TOP and _LEADS_IN.fullmatch(before):
        return _as_heading(line, noun)
    if line.text.isupper() and noun.end >= len(line.text) - 3 and at < _TOP and len(line.text) < 250:
        return 9
    if _FORMULA.search(before):
        return 4
    if line.text[noun.start : noun.end].isupper() and at < _TOP and first:
        return 5
    return 3 if line.prominent and at < _TOP else 1


def _as_heading(line: Line, noun: Noun) -> float:
    """A line that begins with the noun: a heading looks like one, or is short, or leads on to its subject."""
    after = line.folded[noun.end :].strip(' :-–"»')
    is_sentence = line.text[noun.end :].lstrip().startswith("è ") or bool(
        re.match(r"(?:ha|sara|viene|prevede|scade|dura|vale|cessa|entra|resta|si|non|puo|decorre)\b", after)
    )
    if is_sentence or (line.folded[: noun.start].strip().endswith(("il", "la")) and not line.prominent):
        return 1.5
    if line.prominent or not after:
        return 10
    return 9 if len(line.text) < 250 else 6
