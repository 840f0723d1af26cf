"""Practices told in chapters: `Contesto`, `Obiettivi`, `Attività`, `Risultati` on lines of their own over a text each.

One chapter is taken for a practice by its lines; those around it are parts of the same one, up to what is set off, what
a rule knows, and a chapter that comes a second time.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parsers.italian.text import words
from parsers.lines.labels import bare_label
from parsers.lines.readings import Reading
from parsers.lines.roles import Judged, Role
from parsers.model import Block
from parsers.practices.cuts import Run

_PART = (
    r"(?:obiettiv[oi]|finalita|scop[oi]|attivita|azioni|interventi|risultat[oi]|esit[oi]|effett[oi]|impatt[oi]|"
    r"metod[oi]|metodologia|modalita|prospettiv[ae]|svilupp[oi]|criticita|difficolta|problem[ai]|bisogn[oi]|contesto|"
    r"premess[ae]|punti di forza|punti di debolezza|elementi di \w+|osservazioni|valutazion[ei]|svolgimento|"
    r"descrizione|sintesi|sostenibilita|replicabilita|trasferibilita|innovativita|innovazione|monitoraggio|risorse|"
    r"strumenti|fasi|destinatari|beneficiari|costi|tempi|conclusioni|situazione|origine|punto di partenza)"
)
_OF_PRACTICE = (
    r"(?: (?:del|della|dell'|di) ?(?:progetto|iniziativa|intervento|pratica|esperienza|partenza|riferimento))?"
)
_SAID_OF_IT = (
    r"(?: (?:generali?|specific[oi]|principali|svolt[ei]|realizzat[ei]|previst[ei]|attuat[ei]|raggiunt[oi]|attes[oi]|"
    r"ottenut[oi]|conseguit[oi]|incontrat[ei]|rilevat[ei]|futur[ei]|operativ[ei]|attual[ei]|sintetica|breve|"
    r"iniziale))?"
)
_HEAD = re.compile(
    rf"(?:(?:i|gli|le|il|lo|la|principali|breve) ?)?{_PART}{_SAID_OF_IT}{_OF_PRACTICE}"
    rf"(?: (?:e|ed|/) (?:(?:i|gli|le|il|lo|la) )?{_PART}{_SAID_OF_IT}{_OF_PRACTICE})?"
)
#: A line of more words is a text.
_MOST_WORDS = 7


@dataclass(frozen=True, slots=True)
class Chapters:
    """The chapters of a document: `names` are what is printed over each, by the place of its block."""

    judged: Sequence[Judged]
    readings: Sequence[Reading]
    names: Mapping[int, str]

    def around(self, runs: Sequence[Run]) -> list[Run]:
        """The runs of the document with the chapters around them, none further than to the next run."""
        told: list[Run] = []
        starts = [*(run.start for run in runs[1:]), len(self.judged)]
        for run, high in zip(runs, starts, strict=False):
            told.append(self._extended(run, range(told[-1].stop if told else 0, high)))
        return told

    def _extended(self, run: Run, free: range) -> Run:
        """A run with the chapters before and behind it; only lines in `free` are nobody's."""
        within = [self.judged[n].line.place for n in range(run.start, run.stop)]
        own = self._over(run.start, free)
        if own is None and not any(place in self.names for place in within):
            return run
        start = run.start if own is None else own
        seen = {self.names[place] for place in within if place in self.names} | self._name_at(own)
        while (above := self._over(start, free)) is not None and not self._name_at(above) & seen:
            start, seen = above, seen | self._name_at(above)
        stop = self._end(run.stop, free)
        while stop < free.stop and (name := self._name_at(stop)) and not name & seen:
            seen |= name
            stop = self._end(stop + 1, free)
        line = self.judged[start].line
        # A form's label over the first chapter leads to the text, and is none of it.
        labels = bool(self._name_at(start)) and self.readings[line.place].frame is not None
        return Run(start + line.of if labels else start, stop)

    def of_one(self, run: Run, between: Iterable[int]) -> set[int]:
        """Which of the blocks behind a run are the heads of further chapters of the same practice."""
        own = {self.names.get(self.judged[n].line.place) for n in range(run.start, run.stop)}
        above = self._over(run.start, range(run.start))
        return {p for p in between if p in self.names and self.names[p] not in own | self._name_at(above)}

    def _name_at(self, position: int | None) -> set[str]:
        line = None if position is None else self.judged[position].line
        return {self.names[line.place]} if line and not line.number and line.place in self.names else set()

    def _over(self, position: int, free: range) -> int | None:
        """The position of the head of the chapter whose text goes on at a position, None if there is none."""
        for above in reversed(range(free.start, position)):
            if self._name_at(above):
                return above
            if self._is_set_off(above):
                return None
        return None

    def _end(self, position: int, free: range) -> int:
        """Where the text of a chapter ends that goes on at a position."""
        while position < free.stop and not self._name_at(position) and not self._is_set_off(position):
            position += 1
        return position

    def _is_set_off(self, position: int) -> bool:
        """Whether a line is no text of a chapter: a name, a heading, a cell, or what a rule knows."""
        one = self.judged[position]
        block, reading = one.line.block, self.readings[one.line.place]
        known = reading.frame is not None or reading.opening or reading.form or reading.heading is not None
        stands_out = one.line.of == 1 and (block.bold or block.level is not None)
        return known or block.cell is not None or stands_out or one.role is Role.NAMES


def chapter_heads(blocks: Sequence[Block], readings: Sequence[Reading]) -> dict[int, str]:
    """What is printed over each chapter of a document, folded, by the place of its block; {} where only one line reads
    like the head of one. Short lines that come again over texts are heads too, whatever they say: the labels of an
    office's own form.
    """
    short = {place: bare_label(block.text) for place, block in enumerate(blocks) if _may_head(place, blocks, readings)}
    often = {label for label, count in Counter(short.values()).items() if count > 1 and label}
    names = {
        place: label
        for place, block in enumerate(blocks)
        if block.cell is None
        and (label := chapter_name(block.text) or (short[place] if short.get(place) in often else ""))
    }
    return names if len(set(names.values())) > 1 else {}


def _may_head(place: int, blocks: Sequence[Block], readings: Sequence[Reading]) -> bool:
    """Whether a block is a short line over a text, and nothing that a rule knows."""
    reading, below = readings[place], next(iter(blocks[place + 1 : place + 2]), None)
    known = reading.frame is not None or reading.heading is not None or reading.form or reading.opening
    text = blocks[place].text.rstrip()
    if known or below is None or below.cell or len(reading.words) > _MOST_WORDS or text[-1:] in ".;,":
        return False
    return blocks[place].cell is None and len(words(below.text)) > _MOST_WORDS


def chapter_name(text: str) -> str:
    """What a line that is the head of a chapter says, folded; "" if it is none."""
    if len(words(text)) > _MOST_WORDS or text.rstrip()[-1:] in ".;,":
        return ""
    label = bare_label(text)
    return label if _HEAD.fullmatch(label) else ""
