"""How far a declared practice reaches: frames are taken from the outside in, and end at the first line that tells
something.

The learned roles say where a practice is; at its edges one sentence more or less makes them waver. Below a heading that
declares its campo there is no doubt whose a telling sentence is, as long as nothing known stands between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from parsers.italian.text import words
from parsers.lines import letters
from parsers.lines.boilerplate import is_opening, line_rule
from parsers.lines.labels import holds_text, is_detail, is_question, names_practice, tells_part
from parsers.lines.readings import Reading
from parsers.lines.roles import Judged, Role
from parsers.lines.units import Line
from parsers.model import Block
from parsers.official.behind import is_reference
from parsers.practices.cuts import Run
from parsers.practices.vouched import TELLS_FROM

_STOPS, _ENDS, _CLOSERS = ".;:!?…", ".!?…", " \"»”’')"
#: A line of so many words is a sentence, whatever it ends with.
_SENTENCE_WORDS = 8
#: Rules of short lines that no full stop ends.
_OF_LINES = frozenset({"letterhead", "stamp", "place and date", "contact"})
#: What stands behind `Nome del progetto:` in so many words is a name.
_NAME_WORDS = 14


def reaching(
    run: Run, free: range, headings: Iterable[int], judged: Sequence[Judged], readings: Sequence[Reading]
) -> Run:
    """A declared run with the lines before and behind it that tell something and that nothing knows as anything else.

    Only lines in `free` are nobody's. `headings` are the places of the blocks that declare it: back to the nearest one
    above all is its own.
    """
    first, last = judged[run.start].line, judged[run.stop - 1].line
    if first.block.cell is not None or last.block.cell is not None:
        return run
    above = max((place for place in headings if place < first.place), default=None)
    start = _start_of(run, free, above, judged, readings)
    return Run(start, _stop_of(run, free, judged, readings))


def _start_of(run: Run, free: range, above: int | None, judged: Sequence[Judged], readings: Sequence[Reading]) -> int:
    """Where the text begins: not above the block at `above`, or, without one, above the paragraph it has reached."""
    start = run.start
    for position in reversed(range(free.start, run.start)):
        line = judged[position].line
        in_paragraph = line.place == judged[start].line.place
        if not in_paragraph and (above is None or line.place <= above):
            break
        if _is_known(judged[position], readings[line.place]):
            above_it = judged[position - 1].line if position > free.start else None
            if _ends_nothing(line, readings[line.place]) or _labels(line, above_it):
                continue
            break
        if in_paragraph or _tells(line) or _leads_on(line):
            start = position
    return start


def _stop_of(run: Run, free: range, judged: Sequence[Judged], readings: Sequence[Reading]) -> int:
    """Where the text ends."""
    stop = run.stop
    for position in range(run.stop, free.stop):
        line = judged[position].line
        reading = readings[line.place]
        if _is_known(judged[position], reading):
            if reading.heading is None and (line.number + 1 < line.of or _ends_nothing(line, reading)):
                # A formula in the midst of a paragraph, or a detail: what stands behind it may still tell.
                continue
            break
        if _tells(line) or reading.listed:
            stop = position + 1
    return stop


def _tells(line: Line) -> bool:
    """Whether a line is a sentence that tells something, or at least none of a letter's own: a few words without a stop
    at their end may be anybody's name or role.
    """
    text = line.text.rstrip(_CLOSERS)
    stops = text[-1:] in _STOPS
    if letters.tells(text):
        return stops or len(words(text)) >= _SENTENCE_WORDS
    weight = letters.weigh(text)
    asks = text[-1:] == "?" and not weight.act
    return asks or (text[-1:] in _ENDS and (weight.known <= weight.others or not letters.only_corresponds(text)))


def _ends_nothing(line: Line, reading: Reading) -> bool:
    """Whether a known line ends no text: a detail, a question, a sentence that reads like a letterhead or stamp."""
    if reading.heading is not None:
        return False
    if is_detail(line.text) or is_question(line.text):
        return True
    return reading.frame in _OF_LINES and not reading.form and line.text.rstrip()[-1:] in _ENDS


def _labels(line: Line, above: Line | None) -> bool:
    """Whether a line is the label of the text behind it, in a record whose part above has a label of its own:
    `Contesto: gli ulivi erano abbandonati.`, `Attività:`.
    """
    if above is None or not line.text.rstrip().endswith(":") or not (holds_text(line.text) or tells_part(line.text)):
        return False
    label, colon, told = above.block.text.partition(":")
    return bool(colon and told.strip()) and tells_part(label)


def _leads_on(line: Line) -> bool:
    """`Organismo:` on a line of its own: it says of what the next one speaks."""
    text = line.text.strip()
    return line.of == 1 and text.endswith(":") and not (tells_part(text) or names_practice(text))


def _is_known(one: Judged, reading: Reading) -> bool:
    """Whether a line is anything else than text: a name, a heading, a detail, a part of the form or of a letter."""
    named = one.role is Role.NAMES and one.line.text.rstrip()[-1:] not in _ENDS
    if named or one.line.block.cell is not None or is_reference(one.line.text) or is_question(one.line.text):
        return True
    whole = one.line.of == 1
    frame, opening = (
        (reading.frame, reading.opening) if whole else (line_rule(_alone(one.line)), is_opening(one.line.text))
    )
    label, colon, called = one.line.block.text.partition(":")
    if colon and names_practice(label) and len(words(called)) <= _NAME_WORDS:
        return True
    names = reading.names and one.line.text.rstrip()[-1:] not in _ENDS
    if opening or (whole and (names or reading.detail or reading.labels)):
        return True
    if reading.form or (reading.heading is not None and one.line.number == 0):
        return True
    # A sentence may begin as a formula does (`Si inviano i ragazzi ai corsi …`).
    return frame is not None and not (1 - one.other >= TELLS_FROM and letters.tells(one.line.text))


def _alone(line: Line) -> Block:
    """A sentence as if it stood by itself: a formula in its block says nothing about the others."""
    return replace(line.block, text=line.text)
