"""The rule of every stretch that no practice claims: surroundings of a letter, parts of a form."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from config.vocabulary import Rule
from parsers.lines.boilerplate import is_opening, line_rule
from parsers.lines.labels import gives_detail, is_detail
from parsers.lines.readings import Reading
from parsers.lines.units import sentence_spans
from parsers.model import Block, Region
from parsers.practices.cover import Canvas, rule_named, whole


def unclaimed(canvas: Canvas, blocks: Sequence[Block], readings: Sequence[Reading]) -> Iterator[Region]:
    """What is free of the blocks and known by a rule; the rest stays free. Around a practice that begins or ends in the
    midst of a block each sentence is judged by itself.
    """
    by_index = {block.index: reading for block, reading in zip(blocks, readings, strict=True)}
    for block, start, end in canvas.free():
        if (start, end) == (0, len(block.text)):
            if (rule := _rule_of(block, by_index[block.index])) is not None:
                yield whole(block, rule)
            continue
        for low, high in _sentences(block.text, start, end):
            if (rule := _rule_of_sentence(replace(block, text=block.text[low:high].strip()))) is not None:
                yield Region(block.index, low, high, rule)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a stretch, each with the white space behind it."""
    begins = [start, *(start + low for low, _ in sentence_spans(text[start:end]) if low)]
    yield from zip(begins, [*begins[1:], end], strict=True)


def _rule_of(block: Block, reading: Reading) -> Rule | None:
    if reading.form:
        return Rule.FORM
    if reading.frame is not None:
        return rule_named(reading.frame)
    if reading.opening:
        return Rule.OPENING
    if reading.detail or (reading.label and gives_detail(reading.label, block.text)):
        return Rule.DETAIL
    if reading.labels:
        return Rule.LABEL
    return Rule.HEADING if reading.heading is not None else None


def _rule_of_sentence(sentence: Block) -> Rule | None:
    if not sentence.text:
        return Rule.FURNITURE
    if (name := line_rule(sentence)) is not None:
        return rule_named(name)
    if is_opening(sentence.text):
        return Rule.OPENING
    return Rule.DETAIL if is_detail(sentence.text) else None
