"""Whether the number of practices of a message may be another: borders in doubt, and numbers that its own words state.

A letter that says `si segnalano tre esperienze` over two texts lost one of them, or two of them were taken for one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.counting import counted
from config.vocabulary import Method, Problem, ProblemCode, Rule
from parsers.campo.decide import Decision
from parsers.campo.learned import NOTHING_LEARNED
from parsers.campo.witness import said_of
from parsers.italian.text import fold, sentences, words
from parsers.italian.word_lists import one_of
from parsers.model import Protocollo, Scheda
from parsers.official.numerals import CARDINAL
from parsers.practices.partition import Section
from parsers.work import Work

#: So many borders are named in one problem, each by so many characters.
_MOST_BORDERS, _SHOWN = 5, 60
#: A paragraph of so many words may tell of a practice by itself.
_LEAST_WORDS = 8
#: What tells of a practice or belongs to the form says nothing of how many a message holds.
_OWN = frozenset({Rule.PRACTICE, Rule.TITLE, Rule.AGREEMENT, Rule.FORM, Rule.INSTRUCTIONS, Rule.QUOTATION})
_NUMBER = rf"(?:n\.? ?)?(?P<number>\d{{1,2}}|{'|'.join(CARDINAL)})\b(?: ?\(\w+\))?"
_STATED = re.compile(rf"(?<![\w/.-]){_NUMBER} (?:[a-z']+ ){{0,2}}?{one_of('several', 'things')}\b")
_HOLDS, _OTHERS = (re.compile(rf"\b{one_of('several', kind)}") for kind in ("holds", "others"))


@dataclass(frozen=True, slots=True)
class Stated:
    """How many practices a text says that it tells, and by which words."""

    number: int
    words: str


def possible_several(
    documents: Sequence[Work], schede: Sequence[Scheda], protocolli: Sequence[Protocollo], subject: str
) -> Iterator[Problem]:
    """Documents whose practices are probably more than were made of them, or fewer, with the borders in doubt; and what
    a letter says of their number, where another was found.
    """
    for document in documents:
        yield from _of_borders(document)
        stated = _stated_in(_around(document))
        if document.draft.source.body:
            stated = stated or _stated_in([subject], asks=False)
        yield from _of_number(document, stated, schede, len(protocolli))


def _of_borders(document: Work) -> Iterator[Problem]:
    path = document.draft.source.path
    doubted = [(decisions[0].campo, section.doubtful) for section, decisions in document.sections if section.doubtful]
    if doubted:
        campo = doubted[0][0] if len(doubted) == 1 else None
        borders = _shown([line for _, lines in doubted for line in lines])
        yield Problem(ProblemCode.POSSIBLE_SEVERAL, f"another practice may begin at {borders}", campo, path)
    yield from (problem for section, decisions in document.sections for problem in _of_parts(section, decisions, path))
    unsure = [section.description[:_SHOWN] for section, _ in document.sections if section.goes_on]
    if unsure:
        detail = f"what was taken for another practice may go on with the one before at {_shown(unsure)}"
        yield Problem(ProblemCode.POSSIBLE_SEVERAL, detail, None, path)


def _of_parts(section: Section, decisions: Sequence[Decision], path: str) -> Iterator[Problem]:
    """Of a text that several ticks claim, where its paragraphs speak of different ones: each may be a practice."""
    campi = {decision.campo for decision in decisions if decision.method is Method.TICK}
    parts = [part for part in section.description.split("\n") if len(words(part)) >= _LEAST_WORDS]
    if len(campi) < 2 or len(parts) < 2 or section.doubtful:
        return
    spoken = [max(campi, key=said_of(part, NOTHING_LEARNED).all.__getitem__) for part in parts]
    borders = [part[:_SHOWN] for n, part in enumerate(parts) if n and spoken[n] != spoken[n - 1]]
    if borders:
        yield Problem(ProblemCode.POSSIBLE_SEVERAL, f"another practice may begin at {_shown(borders)}", None, path)


def _shown(lines: Sequence[str]) -> str:
    shown = ", ".join(f"“{line}…”" for line in lines[:_MOST_BORDERS])
    return f"{shown} and {len(lines) - _MOST_BORDERS} more" if len(lines) > _MOST_BORDERS else shown


def _of_number(document: Work, stated: Stated | None, schede: Sequence[Scheda], agreements: int) -> Iterator[Problem]:
    """A letter, or the text of a mail, speaks of all that a message holds, a document with practices of its own."""
    path = document.draft.source.path
    own = [scheda for scheda in schede if scheda.document == path]
    meant = schede if document.draft.source.body or not own else own
    found = len({(scheda.document, scheda.description) for scheda in meant})
    # `tre schede` may be one practice in three campi, and an agreement one of the practices.
    if stated is None or not found or stated.number in {found, len(meant)}:
        return
    if found < stated.number <= found + agreements:
        return
    detail = f"it speaks of {counted(stated.number, 'practice', 'practices')} (“{stated.words}”); found: {found}"
    yield Problem(ProblemCode.POSSIBLE_SEVERAL, detail, None, path)


def _around(document: Work) -> Iterator[str]:
    """The sentences of a document that stand around its practices."""
    texts = {block.index: block.text for block in document.blocks}
    for region in document.split.regions:
        if region.rule not in _OWN and region.block in texts:
            yield from sentences(texts[region.block][region.start : region.end].replace("\n", " "))


def _stated_in(said: Iterator[str] | Sequence[str], *, asks: bool = True) -> Stated | None:
    """The number that sentences state, None where they state none or several; with `asks` only those that speak of what
    the message holds.
    """
    found: dict[int, Stated] = {}
    for sentence in said:
        folded = fold(sentence)
        match = _STATED.search(folded)
        if match is None or _OTHERS.search(folded) or (asks and not _HOLDS.search(folded)):
            continue
        number = int(match["number"]) if match["number"].isdigit() else CARDINAL[match["number"]]
        found.setdefault(number, Stated(number, match[0]))
    found.pop(1, None)
    return next(iter(found.values())) if len(found) == 1 else None
