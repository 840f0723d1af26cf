"""Sentences at the edge of a practice that are none of it, though they stand in its paragraph or right below it.

`… ritiene di poter annoverare le seguenti.` before it; `Per gli altri comuni nessuna indicazione.`, `Nota: …`, the
closing or the summary in another language behind it. From the outside in, up to the first line that tells.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.italian.text import fold, speaks_italian, words
from parsers.lines.boilerplate import line_rule
from parsers.lines.labels import describes, gives_detail, holds_text, is_question, names_practice, tells_part
from parsers.lines.naming import announces
from parsers.lines.readings import Reading, is_item
from parsers.lines.reports import only_reports
from parsers.lines.roles import Judged
from parsers.lines.units import Line
from parsers.official.naming import denies
from parsers.practices.cuts import Run, is_name
from parsers.practices.leads import answer_ends

_OF_OTHERS = re.compile(r"\b(?:altr|restant|rimanent|ulterior)\w+ (?:camp|punt|voc|ambit|tem|comun|ent)[a-z]*\b")
_NO = r"\b(?:nessun\w*|nulla|non (?:si|sono|vi|risult\w+)\b.{0,20})"
#: `Nessuna segnalazione`, `non sono pervenuti elementi`, `Protocolli: nessuno`.
_NOTHING = re.compile(_NO + r" (?:altr\w+ |ulterior\w+ )?(?:segnal|indicazion|esperienz)")
_NOTHING_CAME = re.compile(r"\bnon (?:si|sono)\b.{0,20}(?:perven|rilev|riscontr)|: ?(?:negativ\w|nulla|nessun\w)$")
#: What stands behind `Titolo:` in so many words is a name.
_NAME_WORDS = 14
#: A label has at most so many words.
_LABEL_WORDS = 9
#: `segue protocollo.`, `si allega la convenzione`: what a clerk writes below a text that he passes on.
_PASSES_ON = re.compile(
    r"(?:segu(?:e|ono)|si allega(?:no)?) (?:copia )?(?:del |il |la |le )?(?:protocoll|allegat|sched|convenzion)\w*"
)
#: Whom a letter greets stands before a comma among so many characters.
_GREETING = 30
#: Rules that claim no first and no last sentence of 1,700 practices by eleven writers.
_OF_LETTERS = frozenset(
    {"page furniture", "document title", "subject", "addressee", "stamp", "place and date", "closing", "signature",
     "contact", "disclaimer", "field label", "form instructions"}
)  # fmt: skip
#: `N.B. …`, `Nota dell'ufficio: …`, `Allegati: …`: what is written below a text about it or its papers.
_NOTED = r"(?:not[ae]|avvertenz[ae]|annotazion[ei]|allegat[oi])(?: [\w']+){0,4}"
_NOTE = re.compile(rf"(?:n\.? ?b|legenda|didascalia|fonte|{_NOTED})\.? ?[:.–-] ")


def without_edges(run: Run, judged: Sequence[Judged], readings: Sequence[Reading]) -> Run:
    """A practice without what only leads to it or follows it; at least one line of it is left."""
    start, stop = run.start, _end_of_described(run, judged)
    if not all(speaks_italian(judged[place].line.text) for place in range(start, stop)):
        start, stop = _in_italian(run, judged)
    while start < stop - 1 and (
        _frames(judged[start].line)
        or _leads(judged[start].line, judged[start + 1].line)
        or _is_called(judged[start].line, readings)
        or _heads(judged[start].line, readings)
    ):
        start += 1
    while stop - 1 > start and (_frames(judged[stop - 1].line) or _follows(judged[stop - 1].line, judged[start].line)):
        stop -= 1
    return Run(start, stop)


def _end_of_described(run: Run, judged: Sequence[Judged]) -> int:
    """Where a practice ends of which a label says that this is its description: before what other labels head below
    it, `Criticità: nessuna.` Of 14 such lines by seven writers none is marked as a part of the text. Below a text
    without a label, and in tables, some are.
    """
    first = judged[run.start].line
    labelled = _label_of(first)
    if not labelled and run.start and judged[run.start - 1].line.of == 1:
        labelled = judged[run.start - 1].line.text
    stop = run.stop
    while describes(labelled) and (begin := stop - 1 - judged[stop - 1].line.number) > run.start:
        if not _is_of_another(judged[begin].line):
            break
        stop = begin
    return stop


def _label_of(line: Line) -> str:
    """What labels the block of a line outside tables, "" if nothing does."""
    label, colon, told = line.block.text.partition(":")
    labels = colon and told.strip() and line.block.cell is None and len(words(label)) <= _LABEL_WORDS
    return label if labels else ""


def _is_of_another(line: Line) -> bool:
    """Whether a line stands behind a label that asks for something else than the description."""
    label = _label_of(line)
    if not label or describes(label) or is_item(line.block):
        return False
    return tells_part(label) or gives_detail(label, "")


def _in_italian(run: Run, judged: Sequence[Judged]) -> tuple[int, int]:
    """Where the Italian part begins and ends; all of it where none of it is in Italian."""
    own = [place for place in range(run.start, run.stop) if speaks_italian(judged[place].line.text)]
    return (own[0], own[-1] + 1) if own else (run.start, run.stop)


def _frames(line: Line) -> bool:
    """Whether a line is of the letter around the text: `Inviato da telefono`, `Caro dottore, mi chiede di scrivere.`"""
    if line.block.cell is not None:
        return False
    rule = line_rule(replace(line.block, text=line.text))
    return rule in _OF_LETTERS or (rule == "salutation" and "," in line.text[:_GREETING])


def _is_called(line: Line, readings: Sequence[Reading]) -> bool:
    """Whether a line is a name behind a label, or in a cell whose label asks for it: `Titolo`, `Progetto`."""
    before, colon, name = line.block.text.partition(":")
    if colon and line.block.cell is None and names_practice(before):
        return 1 <= len(words(name)) <= _NAME_WORDS
    label, head = readings[line.place].label, readings[line.place].head
    return is_name(line, readings) and (names_practice(label) or names_practice(head))


def _heads(line: Line, readings: Sequence[Reading]) -> bool:
    """Whether a line that stands out names what follows, and is no head of its first chapter."""
    stands_out = line.block.bold or line.block.level is not None
    return stands_out and is_name(line, readings) and not tells_part(line.text)


def _leads(line: Line, following: Line) -> bool:
    """Whether a line is the label of the text behind it, asks for it, says who reports it, or announces it and it is no
    list that belongs to it.
    """
    if line.block.cell is not None:
        return False
    if line.text.rstrip().endswith("?") and (is_question(line.text) or answer_ends(following.text)):
        return True
    if line.text.rstrip().endswith(":") and (tells_part(line.text) or holds_text(line.text) or only_reports(line.text)):
        return True
    return announces(line.text) and not is_item(following.block)


def _follows(line: Line, first: Line) -> bool:
    """Whether a line says that elsewhere there is nothing, passes papers on, or is a note below the block that the
    practice begins in.
    """
    if line.block.cell is not None:
        return False
    if line.place != first.place and _NOTE.match(fold(line.block.text)):
        return True
    said = fold(line.text).rstrip(" .;")
    if _PASSES_ON.fullmatch(said):
        return True
    nothing = _NOTHING.search(said) or _NOTHING_CAME.search(said)
    return nothing is not None or (denies(line.text) and _OF_OTHERS.search(said) is not None)
