"""The practices of one document, and the rule that claims every line of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.italian.text import words
from parsers.lines.boilerplate import is_opening, line_rule
from parsers.lines.labels import gives_detail, tells_part
from parsers.lines.readings import Reading, read_blocks
from parsers.lines.roles import Judged, Role, judge
from parsers.lines.units import Line, lines_of
from parsers.model import Block, BlockKind, Evidence
from parsers.official.form import Form, find_form
from parsers.official.headings import Heading
from parsers.practices.declared import Declarations
from parsers.practices.leads import text_begins, text_ends
from parsers.practices.names import name_of
from parsers.practices.runs import Run, doubtful, runs

#: A practice's own text has at least so many words.
LEAST_WORDS = 6
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Section:
    """A practice as it stands in a document, before its campo is decided. `headings` are all that claim it; `blocks` the indexes of
    the blocks that tell it; `doubtful` the beginnings of lines at which another practice may begin.
    """

    headings: tuple[Heading, ...]
    title: str
    description: str
    evidence: tuple[Evidence, ...]
    blocks: tuple[int, ...]
    doubtful: tuple[str, ...] = ()


@dataclass(slots=True)
class Split:
    """What a document holds: practices that something in it declares, the official form, other practices, and which rule explained which
    block.
    """

    sections: list[Section] = field(default_factory=list)
    form: Form | None = None
    free_texts: list[Section] = field(default_factory=list)
    claims: dict[int, str] = field(default_factory=dict)


def split(blocks: Sequence[Block], *, body: bool = False) -> Split:
    """Finds the practices of one document; `body` marks the text of a mail itself."""
    result = Split(form=find_form(blocks))
    furniture = {BlockKind.HEADER, BlockKind.FOOTER}
    result.claims |= {block.index: "page furniture" for block in blocks if block.kind in furniture}
    content = [block for block in blocks if block.kind not in furniture]
    readings = read_blocks(content, result.form)
    judged = judge(lines_of(content), readings, body=body)
    declarations = Declarations(content, readings, result.form)
    places = _Places(judged, content)
    found = runs(
        judged,
        readings,
        declarations.places(),
        declarations.answered(),
        lambda run, since: bool(_headings(declarations, places, run, since)),
        lambda run: bool(declarations.behind(judged[run.stop - 1].line.place, judged[run.stop - 1].line.end)[0]),
    )
    behind = 0
    over: list[tuple[int, Heading]] = []
    for run in found:
        own = _headings(declarations, places, run, behind)
        # Below one heading may stand several practices: those that have none of their own are of its campo too.
        between = range(places.since(behind), places.first(run))
        ends = line_of(judged, run).block.cell is not None or declarations.any_between(between) or declarations.letter_ends(between)
        over = own or ([] if ends else over)
        if _add(run, behind, judged, declarations, places, result, over):
            behind = run.stop
    if len(found) == 1 and not result.sections and result.free_texts:
        only, line = result.free_texts[0], line_of(judged, found[0])
        if (heading := declarations.mentioned(line.place, line.start, only.description)) is not None:
            result.free_texts = [replace(only, headings=(heading,))]
    _claim_others(content, readings, result)
    return result


@dataclass(frozen=True, slots=True)
class _Places:
    """Where lines stand among the blocks."""

    judged: Sequence[Judged]
    blocks: Sequence[Block]

    def first(self, run: Run) -> int:
        return self.judged[run.start].line.place

    def since(self, position: int) -> int:
        """The first block that none of the lines before a position touch."""
        return self.judged[position - 1].line.place + 1 if position else 0


def _headings(declarations: Declarations, places: _Places, run: Run, since: int) -> list[tuple[int, Heading]]:
    first = places.first(run)
    line = places.judged[run.start].line
    inline, _ = declarations.inline(first, line.start)
    if inline is not None:
        return [(first, inline)]
    last = places.judged[run.stop - 1].line
    behind, _ = declarations.behind(last.place, last.end)
    return behind or declarations.beside(first) or declarations.over(first, places.since(since))


def line_of(judged: Sequence[Judged], run: Run) -> Line:
    """The first line of a run."""
    return judged[run.start].line


def _add(
    run: Run,
    since: int,
    judged: Sequence[Judged],
    declarations: Declarations,
    places: _Places,
    result: Split,
    headings: Sequence[tuple[int, Heading]],
) -> bool:
    """Adds the practice of a run, with what declares and names it; False if its text is too short to be one."""
    first, line = places.first(run), judged[run.start].line
    inline, start = declarations.inline(first, line.start)
    if inline is None and not line.number:
        start = declarations.label_end(first)
    start = max(start, line.start + text_begins(line.text, line.block))
    last = judged[run.stop - 1].line
    _, end = declarations.behind(last.place, last.end)
    own = [one for one in judged[run.start : run.stop] if not declarations.is_label(one.line.place)]
    end = last.start + text_ends(last.block.text[last.start : end], last.block)
    text = _text(own, start, end)
    if len(words(text)) < LEAST_WORDS:
        return False
    title, titled = _title(declarations, places, run, since, headings)
    told = [one.line.block for one in own]
    result.claims |= {block.index: "scheda" for block in told}
    result.claims |= {places.blocks[place].index: "heading" for place, _ in headings if places.blocks[place].index not in result.claims}
    if titled is not None:
        result.claims.setdefault(places.blocks[titled].index, "title")
    evidence = [Evidence(heading.text[:300], places.blocks[place].page, places.blocks[place].index) for place, heading in headings]
    if not evidence:
        evidence = [Evidence(line.text[:300], line.block.page, line.block.index)]
    section = Section(
        tuple(heading for _, heading in headings),
        title,
        text,
        tuple(evidence),
        tuple(dict.fromkeys(block.index for block in told)),
        tuple(judged[place].line.text[:_SHOWN] for place in doubtful(run, judged, declared=bool(headings))),
    )
    (result.sections if headings else result.free_texts).append(section)
    return True


def _text(told: Sequence[Judged], start: int, stop: int) -> str:
    """The lines as they stand, from `start` in the first block to `stop` in the last: blocks apart by line breaks, the lines of a block as
    the block has them, the printed labels of cells left out.
    """
    parts: list[str] = []
    last = None
    for n, one in enumerate(told):
        line = one.line
        if n and _labels_a_part(line, told[n + 1 : n + 2]):
            continue
        begin = max(start, line.start) if last is None else line.start
        end = min(stop, line.end) if one is told[-1] else line.end
        if last is not None and last.place == line.place:
            parts[-1] += line.block.text[last.end : end]
        else:
            parts.append(line.block.text[begin:end])
        last = line
    return "\n".join(part for part in parts if part.strip()).strip()


def _labels_a_part(line: Line, behind: Sequence[Judged]) -> bool:
    """Whether a cell is nothing but the printed label of the cell behind it."""
    cell, labelled = line.block.cell, behind[0].line.block.cell if behind else None
    if cell is None or labelled is None or line.of > 1:
        return False
    return (cell.table, cell.row) == (labelled.table, labelled.row) and cell.column < labelled.column and tells_part(line.text)


def _title(
    declarations: Declarations, places: _Places, run: Run, since: int, headings: Sequence[tuple[int, Heading]]
) -> tuple[str, int | None]:
    """What the practice is called, and the place of the block that says so; "" where nothing does but the official title of a campo."""
    first = places.first(run)
    title, titled = declarations.title_between(places.since(since), first)
    named = [one.line for one in places.judged[since : run.start] if one.role is Role.NAMES][-1:]
    above, at = declarations.name_above(first, places.since(since))
    candidates = [
        (title, titled),
        *((heading.own_title, place) for place, heading in headings if heading.own_title and place != first),
        *((line.text, line.place) for line in named),
        (above, at),
    ]
    return next(((name, place) for text, place in candidates if text and (name := name_of(text))), ("", None))


def _claim_others(blocks: Sequence[Block], readings: Sequence[Reading], result: Split) -> None:
    """What no practice tells: surroundings that a rule knows, or the form; the rest stays unclaimed."""
    for block, reading in zip(blocks, readings, strict=True):
        if block.index in result.claims:
            continue
        rule = (
            "official form" if reading.form
            else line_rule(block) or ("opening reference" if is_opening(block.text) else "")
            or ("detail of the practice" if reading.detail or (reading.label and gives_detail(reading.label, block.text)) else "")
            or ("field label" if reading.labels else "")
            or ("heading" if reading.heading is not None else "")
        )  # fmt: skip
        if rule:
            result.claims[block.index] = rule
