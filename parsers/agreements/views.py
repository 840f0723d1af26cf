"""What stands around a name in an agreement, each fact a word: what leads to its list, what is before and behind it, on
what kind of line it stands.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.agreements.columns import headed
from parsers.agreements.paper import ARTICLE, RECITAL, Paper
from parsers.agreements.subject import FUNCTION, in_subject, in_title
from parsers.bodies.bodies import Body, is_part
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
REPRESENTED = re.compile(
    r"[,;(\s–-]*(?:(?:legalmente |qui |nel presente atto )*rappr(?:\.|esentat\w+)|in persona|nella persona|"
    r"nelle persone|nella figura|per il tramite|a mezzo|c\.? ?f\.?\b|codice|p\.? ?iva)"
)
SEAT = re.compile(
    r"[,;(\s–-]*(?:con sede|avente sede|sede|via |piazza|di seguito|d'ora|in seguito|nel seguito|qui di seguito|"
    r"denominat|\()"
)
ROLE = re.compile(
    r"[,;(\s–:-]*(?:(?:il|la|l')\s*)?(?:vice ?)?(?:prefett|sindac|president|direttor|direttric|dirigent|questor|"
    r"responsabil|segretari|dott|sig|assessor|coordinat|delegat|rappresentant|rettor|preside\b|vicari|comandant|"
    r"commissari|capo )"
)
#: What may stand between two names of one list: marks, articles, conjunctions, nothing that tells.
_TIGHT = re.compile(
    r"(?:[\s,;/·•*|.:()\d_…–—-]|\b(?:e|ed|il|lo|la|i|gli|le|l'|con|insieme|nonche|il/la|de|del|della|dell'|dei|degli|"
    r"delle|per|tra|fra|[a-z]{1,3}[.)])(?![a-z]))*"
)
_MARK = re.compile(r"\s*(?:[-–—•*·]|\(?\w{1,4}[.)])\s*$")


@dataclass(frozen=True, slots=True)
class View:
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
    heading: bool
    parted: str
    subject: bool
    titled: bool
    part: bool

    @property
    def shape(self) -> tuple[str, str, str]:
        """How the name stands on its line."""
        return self.before, self.after, self.line


@dataclass(frozen=True, slots=True)
class _List:
    """A list of names: its `rank` among the lists of the text, what leads to it, what `usually` is before a name."""

    number: int
    names: Sequence[Body]
    sized: str
    rank: str
    lead: str
    usually: str


def views_of(paper: Paper, runs: Sequence[Sequence[Body]], zones: Sequence[str], strange: set[int]) -> list[View]:
    """The names of all lists; `zones` are those of the blocks, `strange` the beginnings of unknown names."""
    sizes = [sum(body.whole for body in run) for run in runs]
    most = max(sizes, default=0)
    lists = [_list(paper, number, run, sizes[number], most) for number, run in enumerate(runs)]
    return [_view(paper, one, place, zones, strange) for one in lists for place in range(len(one.names))]


def _list(paper: Paper, number: int, run: Sequence[Body], size: int, most: int) -> _List:
    sized = f"list {1 if size < 2 else 2 if size == 2 else 3 if size < 5 else 5}"
    rank = "lesser list" if size < 2 or size * 2 < most else "main list" if size == most else "large list"
    marks = Counter(_FAMILIES.get(mark, mark) for body in run[1:] for mark in [_before(paper, body)] if body.whole)
    return _List(number, run, sized, rank, _lead(paper, run), max(marks, key=lambda mark: marks[mark], default="none"))


def _view(paper: Paper, one: _List, place: int, zones: Sequence[str], strange: set[int]) -> View:
    body, last = one.names[place], len(one.names) - 1
    block, before = paper.block(body.start), _before(paper, body)
    return View(
        body=body,
        known=body.start not in strange,
        zone=zones[block],
        sized=one.sized,
        rank=one.rank,
        before=before,
        after=_after(paper.text, body),
        lead=one.lead,
        line=_line(paper, block, body),
        neighbours=_neighbours(paper.text, one.names, place),
        column=headed(paper, block),
        list_number=one.number,
        edge="only" if not last else "first" if not place else "last" if place == last else "inner",
        heading=paper.blocks[block].bold or paper.blocks[block].level is not None,
        parted=f"{_FAMILIES.get(before, before)} in list by {one.usually}" if place else "first of its list",
        subject=in_subject(paper, block, body),
        titled=zones[block] != "body" and in_title(paper, body),
        part=is_part(body.name),
    )


def _neighbours(text: str, run: Sequence[Body], place: int) -> int:
    """On how many sides another name of the list stands with nothing but marks and articles between."""
    behind = place > 0 and _TIGHT.fullmatch(fold(text[run[place - 1].end : run[place].start])) is not None
    ahead = place + 1 < len(run) and _TIGHT.fullmatch(fold(text[run[place].end : run[place + 1].start])) is not None
    return behind + ahead


def _before(paper: Paper, body: Body) -> str:
    """The class of what stands right before a name."""
    line = paper.text[max(paper.starts[paper.block(body.start)], body.begins - 80) : body.begins]
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
        ("of the act", r"\b(?:convenzione|protocollo|accordo|intesa|patto) (?:del|della|dell'|dello|dei|delle|degli)$"),
        ("of who joins", r"\badesione (?:del|della|dell'|dello|dei|delle|degli)$"),
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

#: What stands before the names of one list in turn.
_FAMILIES = {
    "comma": "marks", "comma article": "marks", "and": "marks", "and article": "marks", "article": "marks",
    "semicolon": "marks", "semicolon article": "marks", "start article": "start",
}  # fmt: skip


def _after(text: str, body: Body) -> str:
    """The class of what stands right behind a name."""
    rest = fold(text[body.end : body.end + 80])
    raw = text[body.end : body.end + 3]
    if REPRESENTED.match(rest):
        return "represented"
    if SEAT.match(rest):
        return "seat"
    if ROLE.match(rest):
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
