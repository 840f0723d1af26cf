"""Where an agreement names bodies, and what stands around each name: in the head, in a list of those who sign, in a
recital.

A mention is judged by its surroundings alone (`traits`); `parties` weighs them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.agreements.columns import listed
from parsers.agreements.paper import RECITAL, Paper, zones
from parsers.agreements.subject import is_means, is_subject, without_seats
from parsers.agreements.unknown import GAP, SENTENCE, unknown_names
from parsers.agreements.views import REPRESENTED, ROLE, SEAT, View, views_of
from parsers.bodies.bodies import Body, find_bodies
from parsers.italian.text import fold

#: Between two names of one list stands no more than this where the first one's representative is named.
_GAP_REPRESENTED = 420
#: And no more lines than these.
_MOST_LINES = 4
#: From how many names of one shape on a shape is a habit of the text.
_HABIT = 3
#: A line begins with a body whose name begins within so many characters.
_NEAR = 40
#: What is said of a name in brackets, with full stops that end no sentence: `(del. G.C. n. 4 del 19.1.2016)`.
_REMARK = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A body named once: `zone` is above, head, body or end, `traits` what stands around it."""

    body: Body
    zone: str
    known: bool
    traits: tuple[str, ...]
    list_number: int = 0


def find_mentions(paper: Paper) -> list[Mention]:
    """All bodies that an agreement names, with unknown names that stand in a list of known ones."""
    bodies = sorted({body.start: body for body in (*listed(paper), *find_bodies(paper.text))}.values(), key=_start)
    named = _without_short_forms(paper.text, without_seats(paper.text, bodies))
    known = [body for body in named if not is_subject(paper, body) and not is_means(paper.text, body)]
    unknown = {body.start: body for body in unknown_names(paper.text, _runs(paper.text, known))}.values()
    bodies = sorted([*known, *unknown], key=_start)
    strange = {body.start for body in unknown}
    beginning = frozenset(
        paper.block(body.start)
        for body in known
        if body.whole and body.start - paper.starts[paper.block(body.start)] < _NEAR
    )
    views = views_of(paper, _runs(paper.text, bodies), zones(paper, beginning), strange)
    habits = Counter(view.shape for view in views if view.body.whole)
    return [
        Mention(
            view.body,
            view.zone,
            view.known,
            (*_traits(view, habits[view.shape]), *_like_neighbours(views, place)),
            view.list_number,
        )
        for place, view in enumerate(views)
    ]


def _start(body: Body) -> int:
    return body.start


def _like_neighbours(views: Sequence[View], place: int) -> Iterator[str]:
    """Whether a name stands as the known ones beside it in its list do: all behind `per`, all before a signer."""
    own = views[place]
    beside = [
        views[other]
        for other in (place - 1, place + 1)
        if 0 <= other < len(views) and views[other].list_number == own.list_number and views[other].known
    ]
    known = "known" if own.known else "unknown"
    if beside:
        yield f"{known}, before like {sum(other.before == own.before for other in beside)}"
        yield f"{known}, after like {sum(other.after == own.after for other in beside)}"
        alike = any(other.before == own.before and other.after == own.after for other in beside)
        yield f"{known}, {own.zone}, {'stands like one beside it' if alike else 'stands otherwise'}"


def _without_short_forms(text: str, bodies: Sequence[Body]) -> list[Body]:
    """Less the short forms that stand in brackets behind a full name, `… studi sull'immigrazione (ASGI)`, wherever they
    stand again.
    """
    short = {
        body.name
        for before, body in pairwise(bodies)
        if before.whole
        and " " not in body.name
        and text[before.end : body.start].strip() == "("
        and text[body.end : body.end + 1] == ")"
    }
    return [body for body in bodies if body.name not in short]


def _runs(text: str, bodies: Sequence[Body]) -> list[list[Body]]:
    """The bodies in lists: what stands between two of one list is short, ends no sentence and begins no recital."""
    runs: list[list[Body]] = []
    for body in bodies:
        if runs:
            gap = _REMARK.sub(" ", text[runs[-1][-1].end : body.start])
            if len(gap) < _longest_gap(gap) and _goes_on(gap):
                runs[-1].append(body)
                continue
        runs.append([body])
    return runs


def _goes_on(gap: str) -> bool:
    below = [fold(line) for line in gap.split("\n")[1:] if line.strip()]
    return not SENTENCE.search(gap) and len(below) <= _MOST_LINES and not any(RECITAL.match(line) for line in below)


def _longest_gap(gap: str) -> int:
    rest = fold(gap[:60])
    return _GAP_REPRESENTED if REPRESENTED.match(rest) or ROLE.match(rest) or SEAT.match(rest) else GAP


def _traits(view: View, habit: int) -> Iterator[str]:
    """What stands around a name, each trait some words; pairs of facts are traits too."""
    zone, rank, line = view.zone, view.rank, f"line {view.line}"
    before, after, lead = f"before {view.before}", f"after {view.after}", f"lead {view.lead}"
    yield from (
        f"zone {zone}",
        view.sized,
        rank,
        before,
        after,
        lead,
        line,
        f"kind {view.body.kind if view.known else 'unknown'}",
    )
    yield from (
        f"{zone}, {rank}",
        f"{zone}, {view.sized}",
        f"{zone}, {before}",
        f"{zone}, {after}",
        f"{zone}, {lead}",
        f"{zone}, {line}",
    )
    yield from (f"{rank}, {before}", f"{rank}, {lead}", f"{rank}, {line}", f"{rank}, {view.sized}, {lead}")
    yield from (view.parted, f"{zone}, {view.parted}")
    yield from (f"neighbours {view.neighbours}", f"{rank}, neighbours {view.neighbours}")
    repeated = f"habit {0 if habit < _HABIT else 3 if habit < 5 else 5}"
    yield from (f"{zone}, {repeated}", f"{line}, {before}, {repeated}")
    yield from _own_traits(view)


def _own_traits(view: View) -> Iterator[str]:
    """What the name itself says with where it stands."""
    zone, rank, before = view.zone, view.rank, f"before {view.before}"
    after, line = f"after {view.after}", f"line {view.line}"
    if not view.known:
        words = f"unknown, words {min(len(view.body.name.split()), 4)}"
        yield from (
            words,
            f"unknown, {rank}, {view.sized}",
            f"unknown, {before}",
            f"unknown, {after}",
            f"unknown, {line}",
            f"unknown, {zone}",
            f"unknown, {view.edge}",
            f"unknown, neighbours {view.neighbours}",
            f"unknown, {zone}, neighbours {view.neighbours}",
        )
    if view.subject:
        yield from ("in the subject", f"in the subject, {zone}", f"in the subject, {rank}")
    if view.titled:
        known = "known" if view.known else "unknown"
        yield from ("in the title's subject", f"in the title's subject, {zone}", f"in the title's subject, {known}")
    if view.part:
        yield from ("an office", f"an office, {zone}", f"an office, {rank}")
    if view.heading:
        yield from (f"heading, {zone}", f"heading, {zone}, {rank}")
    if not view.body.whole:
        yield "not whole"
    if view.column:
        yield "column of bodies"
