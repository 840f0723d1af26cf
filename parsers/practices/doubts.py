"""Where one practice may be several, and where two may be one: what a person is asked to look at."""

import re
from collections.abc import Iterator, Sequence

from parsers.italian.text import fold, words
from parsers.lines.clauses import refers_on, reports_on
from parsers.lines.naming import adds_one, announces
from parsers.lines.readings import begins_item, is_item
from parsers.lines.roles import Judged
from parsers.lines.units import Line
from parsers.practices.borders import is_border
from parsers.practices.counted import in_numbers
from parsers.practices.cuts import Run
from parsers.practices.led import led_inside, two_in_one
from parsers.practices.resumed import resumes
from parsers.practices.sited import is_sited, moves, sited_inside

#: From this probability of a border on inside a practice, a person looks whether it is several: so all of 348 borders
#: between paragraphs are told, 301 of 321 inside of one, and 5 to 10 of a hundred sentences that begin none.
DOUBT_FROM = 0.05
#: What a heading declares is one practice until something says otherwise: at 0.6 the one real reply at hand was
#: doubted, at 0.92 by the roles.
DOUBT_DECLARED_FROM = 0.95
#: A sentence that refers to what was told before begins nothing: `Sulla scorta di tale documento …`.
_BACK = re.compile(r"(?:\S+ ){0,5}?(?:tal[ei]?|(?:sud|pre|anzi)?dett[oaei]|citat[oaei]|cio)\b")
#: Below this probability a person looks whether two practices that were cut apart are one.
SURE_FROM = 0.85
#: A sentence of so many words may tell several: both that did so among 49 of over fifty words are longer, and 4 that
#: tell one.
ENDLESS_WORDS = 80


def doubtful(run: Run, judged: Sequence[Judged], *, declared: bool) -> list[int]:
    """The positions inside a run where another practice may begin; of a declared one that is said less easily."""
    unsure = _of_declared if declared else _of_told
    return sorted({*_shown(run, judged), *unsure(run, judged)})


def _shown(run: Run, judged: Sequence[Judged]) -> Iterator[int]:
    """Where something that can be seen says so: a name or comune that leads, an item, a clause that passes on."""
    lines = judged[run.start : run.stop]
    yield from (run.start + at for at in (*led_inside(lines), *sited_inside(lines)))
    yield from _items(run, judged)
    yield from (n for n in _inside(run) if _passes_on(judged[n].line))


def _of_declared(run: Run, judged: Sequence[Judged]) -> Iterator[int]:
    """Where a declared text almost surely begins anew, and its paragraphs about another place or thing."""
    yield from (n for n in _inside(run) if _begins_anew(judged[n]))
    paragraphs = [n for n in _inside(run) if judged[n].line.number == 0]
    yield from (n for n in paragraphs if _resumes(run, judged, n) or moves(judged, run.start, n))


def _of_told(run: Run, judged: Sequence[Judged]) -> Iterator[int]:
    """Where a text that nothing declares may pass to another practice, and its sentences that may tell of two."""
    lines = judged[run.start : run.stop]
    for n in _inside(run):
        above = judged[n - 1].line.text
        announced = announces(above) or adds_one(above)
        if announced or is_border(lines, n - run.start, DOUBT_FROM) or _resumes(run, judged, n):
            yield n
    yield from (n for n in range(run.start, run.stop) if len(words(judged[n].line.text)) >= ENDLESS_WORDS)
    yield from (run.start + at for at in two_in_one(lines))


def _inside(run: Run) -> range:
    return range(run.start + 1, run.stop)


def _resumes(run: Run, judged: Sequence[Judged], position: int) -> bool:
    return resumes(judged[run.start : run.stop], position - run.start)


def _passes_on(line: Line) -> bool:
    return line.number > 0 and (refers_on(line.text) or reports_on(line.text))


def _begins_anew(one: Judged) -> bool:
    return one.begins >= DOUBT_DECLARED_FROM and not _BACK.match(fold(one.line.text))


def may_go_on(before: Run, run: Run, judged: Sequence[Judged]) -> bool:
    """Whether a practice in running text may go on with the one that ends where it begins, if there is one."""
    if before.start == before.stop:
        return False
    first, last = judged[run.start].line, judged[before.stop - 1].line
    counts = begins_item(first.text) or is_item(first.block) or is_item(last.block)
    counts = counts or is_sited(first.text)
    if run.start != before.stop or first.block.cell is not None or counts:
        return False
    return not is_border(judged[before.start : run.stop], run.start - before.start, SURE_FROM)


def _items(run: Run, judged: Sequence[Judged]) -> Iterator[int]:
    """The items of a list behind the first, where a text begins with an item: the sentence that introduces the list is
    none of it, so that each item may be a practice. A practice that lists what it does begins with a sentence.
    """
    first = judged[run.start]
    if is_item(first.line.block):
        yield from (n for n in range(run.start + 1, run.stop) if _begins_item(judged[n]))
    elif in_numbers(first) == 1:
        yield from (n for n in range(run.start + 1, run.stop) if in_numbers(judged[n]) > 1)


def _begins_item(judged: Judged) -> bool:
    return judged.line.number == 0 and is_item(judged.line.block) and judged.line.block.cell is None
