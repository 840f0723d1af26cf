"""The practices of one document, and the rule that claims every stretch of its text."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from config.vocabulary import Rule
from parsers.italian.text import words
from parsers.lines.labels import tells_part
from parsers.lines.letters import says_nothing
from parsers.lines.readings import Reading, begins_item, read_blocks
from parsers.lines.roles import Judged, Role, judge
from parsers.lines.sites import site_of
from parsers.lines.units import Line, lines_of
from parsers.lines.upright import upright
from parsers.model import Block, BlockKind, Evidence, Region
from parsers.official.choice import choices
from parsers.official.form import Form
from parsers.official.forms import as_one, find_forms
from parsers.official.headings import Heading
from parsers.practices.chapters import chapter_heads
from parsers.practices.cover import Canvas, text_of, whole
from parsers.practices.cuts import Run
from parsers.practices.declared import Declarations
from parsers.practices.doubts import doubtful, may_go_on
from parsers.practices.edges import without_edges
from parsers.practices.labelled import is_labelled
from parsers.practices.leads import led_by, text_begins, text_ends
from parsers.practices.names import name_of
from parsers.practices.reach import reaching
from parsers.practices.runs import runs
from parsers.practices.siblings import in_one_column
from parsers.practices.sited import sited_places
from parsers.practices.ticked import one_for_each
from parsers.practices.unclaimed import unclaimed
from parsers.practices.vouched import stands_alone

#: A practice's own text has at least so many words; so many characters of a line show it.
LEAST_WORDS, _SHOWN = 6, 60
_FURNITURE = frozenset({BlockKind.HEADER, BlockKind.FOOTER})
Headings = Sequence[tuple[int, Heading]]


@dataclass(frozen=True, slots=True)
class Section:
    """A practice as it stands in a document, before its campo is decided. `headings` are all that claim it; `blocks`
    the indexes of the blocks that tell it; `doubtful` the beginnings of lines at which another practice may begin;
    `number` counts the practices of the document from 0; `alone` whether only its standing alone makes it one;
    `goes_on` whether it may be a part of the practice before; `site` the comune that leads its text, or "".
    """

    headings: tuple[Heading, ...]
    title: str
    description: str
    evidence: tuple[Evidence, ...]
    blocks: tuple[int, ...]
    doubtful: tuple[str, ...] = ()
    number: int = 0
    alone: bool = False
    goes_on: bool = False
    site: str = ""


@dataclass(slots=True)
class Split:
    """What a document holds: practices that something in it declares, the official form, other practices, and the
    regions that cover all of its text. `likeliest` is the probability of the line that most likely tells of a practice.
    """

    sections: list[Section] = field(default_factory=list)
    form: Form | None = None
    free_texts: list[Section] = field(default_factory=list)
    regions: tuple[Region, ...] = ()
    likeliest: float = 0.0

    def tells(self, block: int) -> bool:
        """Whether a block is a part of a practice's own text."""
        return any(region.rule is Rule.PRACTICE and region.block == block for region in self.regions)


def split(
    blocks: Sequence[Block],
    *,
    body: bool = False,
    tells: Callable[[str], bool] = bool,
    hollow: Callable[[str], bool] = lambda _: False,
) -> Split:
    """Finds the practices of one document. `body` marks the text of a mail itself; `tells` says of a text that nothing
    else makes a practice whether its words tell of one, `hollow` of one that nothing declares whether they hardly do.
    """
    turned = upright([block for block in blocks if block.kind not in _FURNITURE])
    content = turned.blocks
    forms = find_forms(blocks)
    official = as_one(forms)
    # Beside the official form only rows of bare numbers are choices of their own.
    own = [c for c in choices(content) if official is None or (c.blocks and not c.blocks & official.blocks)]
    # One choice stands for the whole document, as the official form does; of several each heads what stands below it.
    result = Split(form=official or (own[0] if len(own) == 1 else None))
    readings = read_blocks(content, result.form, [*own, *(forms if len(forms) > 1 else ())], turned.labels)
    judged = judge(lines_of(content), readings, body=body)
    result.likeliest = max((line.begins + line.tells for line in judged), default=0.0)
    heads = chapter_heads(content, readings)
    declared = Declarations(content, readings, result.form, heads)
    sited = sited_places(judged)
    document = _Document(content, readings, judged, declared, tells, hollow, heads, official, sited)
    canvas = Canvas(blocks)
    canvas.claim_all(whole(block, Rule.FURNITURE) for block in blocks if block.kind in _FURNITURE)
    canvas.claim_all(_find_practices(document, result))
    canvas.claim_all(unclaimed(canvas, content, readings))
    result.regions = canvas.finished()
    return result


@dataclass(frozen=True, slots=True)
class _Document:
    """The blocks of a document without its furniture, what they read as, their judged lines, what is declared, the
    heads of its chapters by place, the official form, and the places of the blocks that a comune leads.
    """

    blocks: Sequence[Block]
    readings: Sequence[Reading]
    judged: Sequence[Judged]
    declared: Declarations
    tells: Callable[[str], bool]
    hollow: Callable[[str], bool]
    chapters: Mapping[int, str]
    form: Form | None
    sited: frozenset[int]

    def line(self, position: int) -> Line:
        """The line at a position."""
        return self.judged[position].line

    def since(self, position: int) -> int:
        """The first block that none of the lines before a position touch."""
        return self.line(position - 1).place + 1 if position else 0

    def headings(self, run: Run, since: int) -> Headings:
        """What declares the campo of a run, by place; `since` is the position behind the run before it."""
        first, last = self.line(run.start), self.line(run.stop - 1)
        inline, _ = self.declared.inline(first.place, first.start)
        if inline is not None:
            return [(first.place, inline)]
        behind, _ = self.declared.behind(last.place, last.end)
        if around := behind or self.declared.beside(first.place):
            return around
        led = led_by(first.text, first.block)
        return [(first.place, led)] if led is not None else self.declared.over(first.place, self.since(since))

    def campi(self, run: Run, since: int) -> int:
        """How many campi are declared for a run: by what stands around it, or by the form above it that marks one."""
        if headings := self.headings(run, since):
            return max(len({campo for _, heading in headings for campo in heading.campi}), 1)
        return int(self.form is not None and self.form.marks_one_above(self.blocks[self.line(run.start).place].index))

    def declared_behind(self, run: Run) -> Heading | None:
        """What declares the campo of a run right behind it."""
        last = self.line(run.stop - 1)
        headings, _ = self.declared.behind(last.place, last.end)
        return headings[0][1] if headings else None


@dataclass(frozen=True, slots=True)
class _Name:
    """What a practice is called, and the stretch that says so."""

    text: str
    place: int
    start: int
    end: int


def _runs(document: _Document, form: Form | None) -> list[Run]:
    """The lines that are one practice each."""
    found = runs(
        document.judged,
        document.readings,
        document.declared.places(),
        document.declared.declaring(),
        document.declared.answered(),
        document.campi,
        lambda run: document.declared_behind(run) is not None,
        document.chapters,
    )
    return found if any(document.headings(run, 0) for run in found) else one_for_each(found, document.judged, form)


def _find_practices(document: _Document, result: Split) -> list[Region]:
    """Adds the practices to the result; the regions that they claim, those that tell them before those that name
    them.
    """
    found = _runs(document, result.form)
    texts = {block.index: block.text for block in document.blocks}
    told, naming = list[Region](), list[Region]()
    before, number = Run(0, 0), 0
    over: Headings = []
    starts = [*(run.start for run in found), len(document.judged)]
    for run, following in zip(found, starts[1:], strict=True):
        run = without_edges(_reaching(document, run, before.stop, following, over), document.judged, document.readings)
        # Below one heading may stand several practices: those that have none of their own are of its campo too.
        over = document.headings(run, before.stop) or _inherited(document, run, before.stop, over)
        regions = list(_regions(document, run, number))
        text = text_of(regions, texts, number)
        if len(words(text)) < LEAST_WORDS or not (over or _tells(document, run, text, found)):
            continue
        name = _name(document, run, before.stop, over)
        section = _section(document, run, over, name, text, number)
        if not document.headings(run, before.stop) and may_go_on(before, run, document.judged):
            section = replace(section, goes_on=True)
        (result.sections if over else result.free_texts).append(section)
        told += regions
        naming += _naming(document, over, name, number)
        before, number = run, number + 1
    if len(found) == 1 and not result.sections and result.free_texts:
        only, line = result.free_texts[0], document.line(found[0].start)
        if (heading := document.declared.mentioned(line.place, line.start, only.description)) is not None:
            result.free_texts = [replace(only, headings=(heading,))]
    # A block that tells of a practice and names its campo has said so where it does.
    telling = {region.block for region in told}
    return [*told, *(region for region in naming if region.rule is Rule.TITLE or region.block not in telling)]


def _tells(document: _Document, run: Run, text: str, found: Sequence[Run]) -> bool:
    """Whether a text that nothing declares is a practice by the roles of its lines, by its label, by the comune that
    leads it as others are led, by others (`found`) that stand in its column, or by its words.
    """
    judged = document.judged
    first = judged[run.start]
    if document.hollow(text) or says_nothing(text):
        return False
    labelled = is_labelled(first, document.readings[first.line.place])
    if not stands_alone(run, judged) or labelled or first.line.place in document.sited:
        return True
    told = (judged[other.start].line for other in found if not stands_alone(other, judged))
    return any(in_one_column(first.line, line) for line in told) or document.tells(text)


def _inherited(document: _Document, run: Run, behind: int, over: Headings) -> Headings:
    """The headings over the practice before, if they head this one too."""
    if not over or not _heads_row(document, run, behind, over):
        return []
    place = document.line(run.start).place
    between, declared = range(document.since(behind), place), document.declared
    # `a) (campo 7) …`, `b) …`: the next item of a list is no part of the one before.
    items = all(begins_item(document.blocks[one].text) for one in (place, *(place for place, _ in over)))
    return [] if items or declared.any_between(between) or declared.letter_ends(between) else over


def _heads_row(document: _Document, run: Run, behind: int, over: Headings) -> bool:
    """Whether headings may be of a practice in a table too: those over the table are of all its rows."""
    first, before = document.line(run.start), document.line(behind - 1)
    if first.block.cell is None:
        return True
    return in_one_column(first, before) and all(document.blocks[place].cell is None for place, _ in over)


def _reaching(document: _Document, run: Run, behind: int, following: int, over: Headings) -> Run:
    """The run with the lines beside it, between the run before and the one that follows, that a declaration of it
    covers: its own, or that `over` the practice before.
    """
    if not (declaring := document.headings(run, behind) or _inherited(document, run, behind, over)):
        return run
    # What declares a practice behind its text ends it.
    free = range(behind, run.stop if document.declared_behind(run) else following)
    # What declares it in its own first line begins it.
    first = document.line(run.start)
    if document.declared.inline(first.place, first.start)[0] is not None:
        free = range(run.start, free.stop)
    return reaching(run, free, (place for place, _ in declaring), document.judged, document.readings)


def _section(document: _Document, run: Run, headings: Headings, name: _Name | None, text: str, number: int) -> Section:
    blocks, first = document.blocks, document.line(run.start)
    evidence = [Evidence(heading.text[:300], blocks[place].page, blocks[place].index) for place, heading in headings]
    told = [
        one.line.block
        for one in document.judged[run.start : run.stop]
        if not document.declared.is_label(one.line.place)
    ]
    one_campo = bool(headings) and len({campo for _, heading in headings for campo in heading.campi}) <= 1
    doubts = [
        position
        for position in doubtful(run, document.judged, declared=one_campo)
        if document.line(position).place - 1 not in document.chapters
    ]
    return Section(
        tuple(heading for _, heading in headings),
        name.text if name else "",
        text,
        tuple(evidence or [Evidence(first.text[:300], first.block.page, first.block.index)]),
        tuple(dict.fromkeys(block.index for block in told)),
        tuple(document.line(place).text[:_SHOWN] for place in doubts),
        number,
        stands_alone(run, document.judged),
        site=site.name if not first.number and (site := site_of(first.block.text)) else "",
    )


def _regions(document: _Document, run: Run, number: int) -> Iterator[Region]:
    """What the lines of a run claim: the own text of its practice, what leads to it and follows it in its first and
    last block, and the printed labels and page numbers between.
    """
    first, last = document.line(run.start), document.line(run.stop - 1)
    start = yield from _before(document, first, number)
    end = yield from _behind(document, last, number)
    lines = [one.line for one in document.judged[run.start : run.stop]]
    groups = [(place, list(group)) for place, group in groupby(lines, key=lambda line: line.place)]
    texts = [(place, group) for place, group in groups if not document.declared.is_label(place)]
    parts = {place for n, (place, group) in enumerate(texts) if n and _labels_a_part(group, texts[n + 1 : n + 2])}
    for place, group in groups:
        low = max(start, group[0].start) if place == first.place else group[0].start
        high = min(end, group[-1].end) if place == last.place else group[-1].end
        if low < high:
            rule = _rule_within(document, place, label=place in parts, inner=place not in {first.place, last.place})
            yield Region(group[0].block.index, low, high, rule, number)


def _rule_within(document: _Document, place: int, *, label: bool, inner: bool) -> Rule:
    if label or document.declared.is_label(place):
        return Rule.LABEL
    block = document.blocks[place]
    # Text in another script is no page number.
    of_page = block.text.isascii() or not any(map(str.isalpha, block.text))
    furniture = inner and of_page and document.readings[place].frame == Rule.FURNITURE and block.cell is None
    return Rule.FURNITURE if furniture else Rule.PRACTICE


def _before(document: _Document, line: Line, number: int) -> Generator[Region, None, int]:
    """What stands before the own text of a practice in its first line: a heading, a printed label, a lead-in; returns
    where that begins.
    """
    index = line.block.index
    inline, start = document.declared.inline(line.place, line.start)
    rule = Rule.HEADING
    if inline is None and not line.number:
        start, rule = document.declared.label_end(line.place), Rule.LABEL
    start = max(start, line.start)
    begins = max(start, line.start + text_begins(line.text, line.block))
    for low, high, claimed in ((line.start, start, rule), (start, begins, Rule.LEAD_IN)):
        if low < high:
            yield Region(index, low, high, claimed, number)
    return begins


def _behind(document: _Document, line: Line, number: int) -> Generator[Region, None, int]:
    """The same behind it in its last line: what declares its campo, what only follows; returns where the own text
    ends.
    """
    _, declared = document.declared.behind(line.place, line.end)
    end = line.start + text_ends(line.block.text[line.start : declared], line.block)
    for low, high, claimed in ((end, declared, Rule.TAIL), (declared, line.end, Rule.HEADING)):
        if low < high:
            yield Region(line.block.index, low, high, claimed, number)
    return end


def _labels_a_part(lines: Sequence[Line], behind: Sequence[tuple[int, Sequence[Line]]]) -> bool:
    """Whether a cell is nothing but the printed label of the cell behind it."""
    line = lines[0]
    cell, labelled = line.block.cell, behind[0][1][0].block.cell if behind else None
    if cell is None or labelled is None or line.of > 1:
        return False
    return (
        (cell.table, cell.row) == (labelled.table, labelled.row)
        and cell.column < labelled.column
        and tells_part(line.text)
    )


def _naming(document: _Document, headings: Headings, name: _Name | None, number: int) -> Iterator[Region]:
    """What stands over a practice: what declares its campo, and what says how it is called."""
    if name is not None and name.place not in {place for place, _ in headings}:
        yield Region(document.blocks[name.place].index, name.start, name.end, Rule.TITLE, number)
    yield from (whole(document.blocks[place], Rule.HEADING, number) for place, _ in headings)


def _name(document: _Document, run: Run, since: int, headings: Headings) -> _Name | None:
    """What the practice is called, and where; None where nothing says so but the official title of a campo."""
    first = document.line(run.start).place
    above = range(document.since(since), first)
    named = [
        one.line
        for one in document.judged[since : run.start]
        if one.role is Role.NAMES and one.line.place not in document.chapters
    ][-1:]
    candidates = (
        document.declared.title_between(above.start, first),
        *((heading.own_title, place) for place, heading in headings if heading.own_title and place != first),
        *((line.text, line) for line in named),
        document.declared.name_above(first, above.start),
    )
    for text, where in candidates:
        if text and where is not None and (name := name_of(text)):
            if isinstance(where, Line):
                return _Name(name, where.place, where.start, where.end)
            return _Name(name, where, 0, len(document.blocks[where].text))
    return None
