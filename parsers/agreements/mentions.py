"""Where an agreement names bodies, and what stands around each name: in the head, in a list of those who sign, in a
recital.

A mention is judged by its surroundings alone (`traits`); `parties` weighs them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.agreements.paper import ARTICLE, RECITAL, Paper, zones
from parsers.agreements.subject import FUNCTION, in_subject, is_means, is_subject, without_seats
from parsers.agreements.unknown import GAP, SENTENCE, unknown_names
from parsers.bodies.bodies import Body, find_bodies, is_part
from parsers.italian.text import fold

_LEADS: tuple[tuple[str, str], ...] = (
    (
        "tra",
        r"\b(?:tra|fra)(?: i seguenti soggetti| i seguenti enti| le parti\w*)?\b[^a-z]*(?:\w+ ){0,2}$|zwischen|entre",
    ),
    (
        "parties",
        r"\b(?:parti|contraenti|soggetti|firmatari|enti|sottoscrittori|amministrazioni|aderenti|partecipanti|"
        r"promotori|promuov\w+|istituzioni)\b.{0,40}$",
    ),
    ("signing", r"\b(?:firm\w+|sottoscri\w+|aderi\w+|stipula\w*|conclus\w+|concordat\w+|redatt\w+)\b.{0,40}$"),
    (
        "present",
        r"\b(?:sono presenti|presenti|intervengono|intervenut\w+|riunit\w+|convenut\w+|costituit\w+|compars\w+|"
        r"rappresentanti)\b.{0,30}$",
    ),
    ("we", r"\bnoi\b.{0,10}$|con (?:il presente|la presente|questo|questa) \w+.{0,20}$"),
    ("for", r"\bper(?: conto| e per conto)?(?: del\w*'?| il| la| l'| lo| i| gli| le)? ?$"),
    ("other", r"\b(?:con|presso|dal|dalla|dall'|al|alla|all'|ai|dei|del|della|dell'|di|da|in|nel|nella|sul) ?$"),
)
_LEAD = tuple((name, re.compile(pattern)) for name, pattern in _LEADS)
_HEADS = re.compile(
    r"\b(?:ent[ei]|part[ei]|amministrazion[ei]|soggett[oi]|istituzion[ei]|organismo|organizzazion[ei]|firmatari[oa]?|"
    r"contraent[ei]|aderent[ei]|sottoscrittor[ei]|denominazione|partner|associazion[ei])\b"
)
_REPRESENTED = re.compile(
    r"[,;(\s–-]*(?:(?:legalmente |qui |nel presente atto )*rappr(?:\.|esentat\w+)|in persona|nella persona|"
    r"nelle persone|nella figura|per il tramite|a mezzo|c\.? ?f\.?\b|codice|p\.? ?iva)"
)
_SEAT = re.compile(
    r"[,;(\s–-]*(?:con sede|avente sede|sede|via |piazza|di seguito|d'ora|in seguito|nel seguito|qui di seguito|"
    r"denominat|\()"
)
_ROLE = re.compile(
    r"[,;(\s–:-]*(?:(?:il|la|l')\s*)?(?:vice ?)?(?:prefett|sindac|president|direttor|direttric|dirigent|questor|"
    r"responsabil|segretari|dott|sig|assessor|coordinat|delegat|rappresentant|rettor|preside\b|vicari|comandant|"
    r"commissari|capo )"
)
#: Between two names of one list stands no more than this where the first one's representative is named.
_GAP_REPRESENTED = 420
#: And no more lines than these.
_MOST_LINES = 4
#: From how many names of one shape on a shape is a habit of the text.
_HABIT = 3
#: A line begins with a body whose name begins within so many characters.
_NEAR = 40
#: What may stand between two names of one list: marks, articles, conjunctions, nothing that tells.
_TIGHT = re.compile(
    r"(?:[\s,;/·•*|.:()\d_…–—-]|\b(?:e|ed|il|lo|la|i|gli|le|l'|con|insieme|nonche|il/la|de|del|della|dell'|dei|degli|"
    r"delle|per|tra|fra|[a-z]{1,3}[.)])(?![a-z]))*"
)
#: What is said of a name in brackets, with full stops that end no sentence: `(del. G.C. n. 4 del 19.1.2016)`.
_REMARK = re.compile(r"\([^()]*\)")
_MARK = re.compile(r"\s*(?:[-–—•*·]|\(?\w{1,4}[.)])\s*$")


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
    named = _without_short_forms(paper.text, without_seats(paper.text, find_bodies(paper.text)))
    known = [body for body in named if not is_subject(paper, body) and not is_means(paper.text, body)]
    unknown = {body.start: body for body in unknown_names(paper.text, _runs(paper.text, known))}.values()
    bodies = sorted([*known, *unknown], key=lambda body: body.start)
    strange = {body.start for body in unknown}
    beginning = frozenset(
        paper.block(body.start)
        for body in known
        if body.whole and body.start - paper.starts[paper.block(body.start)] < _NEAR
    )
    views = _views(paper, _runs(paper.text, bodies), zones(paper, beginning), strange)
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


def _like_neighbours(views: Sequence["_View"], place: int) -> Iterator[str]:
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
    return _GAP_REPRESENTED if _REPRESENTED.match(rest) or _ROLE.match(rest) or _SEAT.match(rest) else GAP


@dataclass(frozen=True, slots=True)
class _View:
    """A name with what stands around it, each fact a word."""

    body: Body
    known: bool
    zone: str
    sized: str
    rank: str
    before: str
    after: str
    lead: str
    line: str
    neighbours: int
    column: bool
    list_number: int
    edge: str
    subject: bool
    part: bool

    @property
    def shape(self) -> tuple[str, str, str]:
        """How the name stands on its line."""
        return self.before, self.after, self.line


def _views(paper: Paper, runs: Sequence[Sequence[Body]], zones: Sequence[str], strange: set[int]) -> list[_View]:
    sizes = [sum(body.whole for body in run) for run in runs]
    most = max(sizes, default=0)
    views = []
    for number, (run, size) in enumerate(zip(runs, sizes, strict=True)):
        sized = f"list {1 if size < 2 else 2 if size == 2 else 3 if size < 5 else 5}"
        rank = (
            "main list"
            if size == most and size > 1
            else "large list"
            if size > 1 and size * 2 >= most
            else "lesser list"
        )
        lead = _lead(paper, run)
        for place, body in enumerate(run):
            block = paper.block(body.start)
            views.append(
                _View(
                    body, body.start not in strange, zones[block], sized, rank, _before(paper, body, block),
                    _after(paper.text, body), lead,
                    _line(paper, block, body), _neighbours(paper.text, run, place), _column(paper, block), number,
                    "only" if len(run) == 1 else "first" if not place else "last" if place == len(run) - 1 else "inner",
                    in_subject(paper, block, body), is_part(body.name),
                )
            )  # fmt: skip
    return views


def _neighbours(text: str, run: Sequence[Body], place: int) -> int:
    """On how many sides another name of the list stands with nothing but marks and articles between."""
    behind = place > 0 and _TIGHT.fullmatch(fold(text[run[place - 1].end : run[place].start])) is not None
    ahead = place + 1 < len(run) and _TIGHT.fullmatch(fold(text[run[place].end : run[place + 1].start])) is not None
    return behind + ahead


def _traits(view: _View, habit: int) -> Iterator[str]:
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
    yield from (f"neighbours {view.neighbours}", f"{rank}, neighbours {view.neighbours}")
    repeated = f"habit {0 if habit < _HABIT else 3 if habit < 5 else 5}"
    yield from (f"{zone}, {repeated}", f"{line}, {before}, {repeated}")
    yield from _own_traits(view)


def _own_traits(view: _View) -> Iterator[str]:
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
    if view.part:
        yield from ("an office", f"an office, {zone}", f"an office, {rank}")
    if not view.body.whole:
        yield "not whole"
    if view.column:
        yield "column of bodies"


def _before(paper: Paper, body: Body, block: int) -> str:
    """The class of what stands right before a name."""
    line = paper.text[max(paper.starts[block], body.begins - 80) : body.begins]
    folded = _GROUP_WORDS.sub("", fold(line))
    if not folded or _MARK.fullmatch(line):
        return "start"
    if folded[-1] in "-–—/·•|:;,(":
        return {"(": "bracket", ":": "colon", ",": "comma", ";": "semicolon"}.get(folded[-1], "dash")
    for name, words in _BEFORE:
        if words.search(folded):
            return name
    return "word"


#: Words that name several and say nothing of their own.
_GROUP_WORDS = re.compile(
    r"\b(?:organizz?azioni|oo ?\.? ?ss\b\.?|associazioni|confederazioni|sigle|sindacati|segreterie|patronati|"
    r"enti)\b[a-z '.]{0,40}$"
)
_BEFORE = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("for", r"\bper (?:la|il|l'|lo|i|le|gli)$|\bper$"),
        ("with", r"\bcon (?:la|il|l'|lo|i|le|gli)$|\bcon$|\b(?:col|coi)$"),
        ("and article", r"\b(?:e|ed|nonche) (?:la|il|l'|lo|i|le|gli)$"),
        ("tra", r"\b(?:tra|fra)(?: (?:la|il|l'|lo|i|le|gli))?$"),
        ("and", r"\b(?:e|ed)$"),
        ("at", r"\b(?:presso|in|nel|nella|nell'|sul)(?: (?:la|il|l'|lo|i|le|gli))?$"),
        ("to", r"\b(?:al|alla|all'|allo|ai|alle|agli)$"),
        ("from", r"\b(?:dal|dalla|dall'|dallo|dai|dalle|dagli|da)$"),
        ("and of", r"(?:,|\be|\bed) (?:del|della|dell'|dello|dei|delle|degli|di)$"),
        ("of its head", rf"\b{FUNCTION}[a-z .]{{0,24}} (?:del|della|dell'|dello|dei|delle|degli|di)$"),
        ("of", r"\b(?:del|della|dell'|dello|dei|delle|degli|di)$"),
        ("comma article", r", (?:la|il|l'|lo|i|le|gli)$"),
        ("start article", r"^\W*(?:la|il|l'|lo|i|le|gli)$"),
        ("semicolon article", r"[;:] (?:la|il|l'|lo|i|le|gli)$"),
        ("article", r"\b(?:la|il|l'|lo|i|le|gli)$"),
    )
)


def _after(text: str, body: Body) -> str:
    """The class of what stands right behind a name."""
    rest = fold(text[body.end : body.end + 80])
    raw = text[body.end : body.end + 3]
    if _REPRESENTED.match(rest):
        return "represented"
    if _SEAT.match(rest):
        return "seat"
    if _ROLE.match(rest):
        return "role"
    if raw[:1] in {"\n", "\t", ""} or re.match(r"\s*[_.…]{3,}|\s{3,}", text[body.end : body.end + 6]):
        return "end"
    if raw.strip()[:1] in set(",;.)(–—-:/·"):
        return {",": "comma", ";": "semicolon", ".": "stop"}.get(raw.strip()[:1], "mark")
    return "and" if re.match(r"(?:e|ed)\b", rest) else "word"


def _lead(paper: Paper, run: Sequence[Body]) -> str:
    """What leads to a list."""
    words = fold(paper.text[max(0, run[0].begins - 110) : run[0].begins])
    for name, pattern in _LEAD:
        if pattern.search(words):
            return name
    return "none"


def _line(paper: Paper, block: int, body: Body) -> str:
    """What kind of line a name stands on."""
    here = paper.blocks[block]
    text = fold(here.text)
    if here.cell is not None:
        return "cell"
    if RECITAL.match(text):
        return "recital"
    if len(text) - len(body.name) < 14:
        return "alone"
    if ARTICLE.match(text):
        return "article"
    return "short" if len(text) < 130 else "long"


def _column(paper: Paper, block: int) -> bool:
    """Does the name stand in a column that is headed as one of bodies?"""
    here = paper.blocks[block].cell
    if here is None:
        return False
    for number in range(block, -1, -1):
        cell = paper.blocks[number].cell
        if cell is None or cell.table != here.table:
            return False
        if cell.row == 0 and cell.column == here.column:
            return number != block and bool(_HEADS.search(fold(paper.blocks[number].text)))
    return False
