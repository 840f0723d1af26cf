"""Paragraphs that a name leads: `«Un tetto a Marsala»: l'Istituto …`, `Orti sul lago. Venti famiglie …`.

Where each of several paragraphs begins so, each may tell of another practice.
In quotation marks, or behind `Progetto`, the lead is surely a name; a few words before a colon, a dash or a full stop
may be the head of a chapter as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.italian.text import fold, words
from parsers.lines.labels import bare_label, is_known, names_something
from parsers.lines.roles import Judged
from parsers.practices.borders import likeness

_KIND = r"(?:(?:il |l['’])?(?:progetto|iniziativa|esperienza|buona pratica|pratica|laboratorio|corso)\b ?(?:n\. ?)?)?"
#: An opening quotation mark, the name, the mark that closes it, and what parts it from the text.
_QUOTED = re.compile(
    rf"\s*(?:[-–•*▪] ?|\d{{1,2}}[.)] ?)?{_KIND}[:,]? ?[«“\"](?P<name>[^«»“”\"]{{2,100}})[»”\"]\s*(?:[:.–—-]+)\s+(?=\w)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\s*(?:[-–•*▪] ?|\d{1,2}[.)] ?)?(?P<name>[^\s:.–—-][^:.–—]{2,70}?)\s*(?::|\.| [–—-])\s+(?=\w)")
#: `Si comunica che presso il Comune di Bosa … e che presso quello di Terralba …`
_AND_THAT = re.compile(r"\bche\b.{40,}?\be (?:inoltre )?che (?:presso|(?:il|nel|al|del) comune)\b")
#: `…, mentre l'Università …`, `…, nonché che al molo …`: of thirteen inside sentences of labelled replies nine pass to
#: another practice.
_MEANWHILE = re.compile(r"[,;]\s+(?:e )?(?:mentre|nonché|nonche|inoltre|altresì)\b,?")
#: `a Scampia una casa …, a Pianura l'ex maresciallo …`: two clauses that each begin with where.
_WHERE = re.compile(r"(?:e |mentre )?(?:ad?|in|nell[ao']?|nel|presso) ?(?-i:[A-ZÀ-Ù])", re.IGNORECASE)
_PIECE, _LONG_PIECE = re.compile(r"[^,;:.]+[,;:.]?"), 25
#: Where a sentence may go on with another subject: `…, e la Comunità montana ha prestato …`.
_AND = re.compile(r",? e (?=(?:il|la|lo|l'|i|gli|le|una?|uno|dei|delle|alcun\w|due|tre|\d+)\b)|; ", re.IGNORECASE)
_VERBS = frozenset("ha hanno e' è sono si viene vengono fa fanno va vanno dà danno tiene può".split())
_VERB_END = re.compile(r"\w{3,}(?:[aio]no|isce|[aei]va|erà)")
#: Below this likeness both sides are of different campi; 20 of 3,131 single practices have such a sentence.
_UNLIKE = 0.05
#: A subject and its verb stand among so many words.
_SUBJECT_WORDS = 9
#: So many characters on each side are compared.
_NEAR = 250
#: A lead has at most so many words, what it leads at least.
_MOST_WORDS, _LEAST_LED = 7, 7


@dataclass(frozen=True, slots=True)
class Lead:
    """The name at the beginning of a text, where the text behind it begins, and whether it can be nothing but one."""

    name: str
    end: int
    sure: bool


@lru_cache(maxsize=1_024)
def lead_of(text: str) -> Lead | None:
    """The name that leads a text, None if there is none: a label of the form, a whole sentence, too few words behind
    it.
    """
    quoted = _QUOTED.match(text)
    match = quoted or _PLAIN.match(text)
    if match is None or len(words(text[match.end() :])) < _LEAST_LED:
        return None
    name = match["name"].strip()
    if quoted is None and (len(words(name)) > _MOST_WORDS or not names_something(name) or is_known(bare_label(name))):
        return None
    return Lead(name, match.end(), quoted is not None)


def led_inside(lines: Sequence[Judged]) -> Iterator[int]:
    """Which lines of a text, counted from 0, begin a paragraph that a name leads as one leads the first."""
    if lines[0].line.block.cell is None and lead_of(lines[0].line.block.text) is not None:
        yield from (
            n
            for n, one in enumerate(lines)
            if n and one.line.number == 0 and one.line.block.cell is None and lead_of(one.line.block.text) is not None
        )


def two_in_one(lines: Sequence[Judged]) -> Iterator[int]:
    """Which lines of a text, counted from 0, tell two things in one sentence."""
    for n, one in enumerate(lines):
        text = one.line.text
        if one.line.block.cell is None and (_AND_THAT.search(fold(text)) or _passes_on(text) or _tells_twice(text)):
            yield n


def _tells_twice(text: str) -> bool:
    """Whether a sentence tells of two places, or of two subjects that have nothing in common."""
    if _here_and_there(text):
        return True
    for gap in _AND.finditer(text):
        before, after = text[max(gap.start() - _NEAR, 0) : gap.start()], text[gap.end() : gap.end() + _NEAR]
        if min(len(words(before)), len(words(after))) < _LEAST_LED or not _has_verb(before.split()):
            continue
        if _has_verb(after.split()[:_SUBJECT_WORDS]) and likeness([before], [after]) < _UNLIKE:
            return True
    return False


def _here_and_there(text: str) -> bool:
    """Whether a piece that begins a sentence and a later one both begin with where something happens, at length."""
    pieces = _PIECE.findall(text)
    begins = [n for n in range(len(pieces)) if not n or pieces[n - 1][-1] in ":;."]
    sited = [n for n, piece in enumerate(pieces) if len(piece) > _LONG_PIECE and _WHERE.match(piece.lstrip())]
    return any(n in begins for n in sited[:-1])


def _has_verb(said: Sequence[str]) -> bool:
    return any(word.lower() in _VERBS or _VERB_END.fullmatch(word.lower()) for word in said)


def _passes_on(text: str) -> bool:
    return any(
        min(len(words(text[: match.start()])), len(words(text[match.end() :]))) >= _LEAST_LED
        for match in _MEANWHILE.finditer(text)
    )
