"""Texts that something else than their own words makes practices: a heading, a campo at their end, their standing
alone.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import pairwise

from parsers.italian.text import words
from parsers.lines import letters
from parsers.lines.boilerplate import is_opening
from parsers.lines.labels import is_question
from parsers.lines.readings import Reading
from parsers.lines.roles import Judged
from parsers.lines.units import Line
from parsers.official.naming import denies
from parsers.practices.cuts import TELLING, Run, is_name
from parsers.practices.leads import text_begins

#: By so many of its first characters a line is found again.
_SHOWN = 30
#: Below a heading, so many words tell of a practice if a line does so with at least that probability, or if so many of
#: them tell something.
LEAST_BELOW_HEADING, TELLS_FROM = 10, 0.02
#: In a document of which no line was taken for a practice, so many words of no surroundings are one if a line of them
#: tells with at least this probability. Of 206 short texts that stood alone and were lost, by two writers that training
#: never saw, 146 were found so from 0.05 on. Since the roles learn of short texts too, 0.1 finds as many of writer l,
#: and takes 2 of 285 mails of other business for a practice instead of 5; what the words must tell besides is said in
#: parsers/business.py.
LEAST_ALONE, ALONE_FROM = 10, 0.1
#: Fewer words do if a line of them tells with at least this probability: a clerk's one sentence below `Scheda 5`.
FEW_BELOW_HEADING, FEW_TELL_FROM = 6, 0.2


def vouched(
    judged: Sequence[Judged],
    readings: Sequence[Reading],
    headings: Sequence[int],
    answered: Sequence[int],
    told: Sequence[Run],
    declared: Callable[[Run, int], int],
    sited: Iterable[int],
) -> list[Run]:
    """Texts that a declaration vouches for, or that the name of a comune leads as it leads others (`sited`), though
    their lines were not taken for a practice; `told` are those that were.
    """
    found = [run for run in _headed(judged, readings, headings, told) if declared(run, 0)]
    taken = {place for run in found for place in range(run.start, run.stop)}
    for place in answered:
        own = [n for n, one in enumerate(judged) if one.line.place == place]
        while len(own) > 1 and is_opening(said := judged[own[0]].line.text) and not letters.tells(said):
            own = own[1:]
        if not any(n in taken or judged[n].role in TELLING for n in own):
            found.append(Run(own[0], own[-1] + 1))
    taken |= {place for run in (*found, *told) for place in range(run.start, run.stop)}
    return [*found, *_sited(judged, readings, sited, taken)]


def _sited(
    judged: Sequence[Judged], readings: Sequence[Reading], sited: Iterable[int], taken: Container[int]
) -> Iterator[Run]:
    """The texts of which the name of a comune leads each, and that tell something."""
    for place in sorted(sited):
        own = [n for n, one in enumerate(judged) if one.line.place == place]
        text = judged[own[0]].line.block.text
        known = readings[place].frame or readings[place].heading or letters.says_nothing(text)
        likely = not denies(text) or max(1 - judged[n].other for n in own) >= TELLS_FROM
        enough = likely and letters.told(text) >= FEW_BELOW_HEADING
        if enough and not known and not any(n in taken for n in own):
            yield Run(own[0], own[-1] + 1)


def _headed(
    judged: Sequence[Judged], readings: Sequence[Reading], headings: Sequence[int], told: Sequence[Run]
) -> list[Run]:
    """Texts below or behind a heading of which no line was taken for a practice: the heading vouches for what is no
    surroundings.
    """
    found: list[Run] = []
    taken = {position for run in told for position in range(run.start, run.stop)}
    for place, end in pairwise((*headings, len(readings))):
        under = [n for n, one in enumerate(judged) if place <= one.line.place < end]
        if any(n in taken or judged[n].role in TELLING for n in under):
            continue
        may = [n for n in under if may_tell(judged[n], readings[judged[n].line.place], place)]
        stretches = (_below_names(one, judged, readings) for one in _stretches(may))
        first = next((one for one in stretches if _is_text(one, judged, place)), None)
        if first is not None:
            found.append(Run(first[0], first[-1] + 1))
    return found


def _stretches(positions: Sequence[int]) -> list[list[int]]:
    """Positions in stretches that have no gap."""
    found: list[list[int]] = []
    for position in positions:
        if found and found[-1][-1] == position - 1:
            found[-1].append(position)
        else:
            found.append([position])
    return found


def _is_text(positions: Sequence[int], judged: Sequence[Judged], heading: int) -> bool:
    """Whether the lines at these positions have words enough, and tell enough, for a text below the heading at a place;
    behind it on its own line fewer are enough.
    """
    text = "\n".join(judged[n].line.text for n in positions)
    likely = max((1 - judged[n].other for n in positions), default=0.0)
    inline = bool(positions) and judged[positions[0]].line.place == heading
    least = FEW_BELOW_HEADING if inline else LEAST_BELOW_HEADING
    if len(words(text)) >= least and (likely >= TELLS_FROM or letters.told(text) >= least):
        return True
    return len(words(text)) >= FEW_BELOW_HEADING and likely >= FEW_TELL_FROM


def alone(judged: Sequence[Judged], readings: Sequence[Reading]) -> list[Run]:
    """The few words of a document that are no surroundings, if one line of them could tell a practice."""
    told = {n for n, one in enumerate(judged) if may_tell(one, readings[one.line.place], -1)}
    likely = max(sorted(told), key=lambda n: 1 - judged[n].other, default=None)
    if likely is None or 1 - judged[likely].other < ALONE_FROM:
        return []
    start = next(n for n in range(likely, -1, -1) if n - 1 not in told)
    stop = next(n for n in range(likely, len(judged)) if n + 1 not in told) + 1
    words_told = letters.told("\n".join(one.line.text for one in judged[start:stop]))
    own = _below_names(range(start, stop), judged, readings)
    return [Run(own[0], stop)] if words_told >= LEAST_ALONE else []


def _below_names(positions: Sequence[int], judged: Sequence[Judged], readings: Sequence[Reading]) -> Sequence[int]:
    """The lines below the names that stand over a text; all of them where there is nothing else."""
    first = next((n for n, at in enumerate(positions) if not is_name(judged[at].line, readings)), 0)
    return positions[first:]


def stands_alone(run: Run, judged: Sequence[Judged]) -> bool:
    """Whether no line of a practice was taken for one by its own words."""
    return not any(one.role in TELLING for one in judged[run.start : run.stop])


def may_tell(one: Judged, reading: Reading, heading: int) -> bool:
    """Whether a line below the heading at a place could be the text that it heads; on the heading's own line what
    stands behind it.
    """
    line = one.line
    if line.place == heading:
        inline = reading.heading.own_title if reading.heading else ""
        own = line.number == line.of - 1 or line.end > line.block.text.find(inline[:_SHOWN]) >= 0
        return len(words(inline)) >= FEW_BELOW_HEADING and own
    if reading.detail or reading.form or reading.heading is not None or is_question(line.text) or _opens(line, reading):
        return False
    # A sentence may begin as a letterhead or a signature does (`Il sindaco accompagna ogni giovedì …`).
    return reading.frame is None or (1 - one.other >= TELLS_FROM and letters.tells(line.text))


def _opens(line: Line, reading: Reading) -> bool:
    """Whether a line of an opening paragraph says no more than that, and in answer to what, something is sent: `In
    riscontro alla circolare si segnala che …` leads to a text.
    """
    return reading.opening and is_opening(line.text[text_begins(line.text, line.block) :])
