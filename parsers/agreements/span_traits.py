"""What stands around the places at which the subject of an agreement may begin or end: the traits that `title` weighs.

Pairs of facts are traits too. A place is judged by its surroundings alone.
"""

import re
from collections.abc import Iterator, Sequence

from parsers.agreements.kind import nouns
from parsers.agreements.paper import ARTICLE
from parsers.agreements.sheet import BODY, RECITAL, Line
from parsers.agreements.spans import BROKEN, OBJECT, STOPS, Sheet, Start, class_behind, within_marks
from parsers.italian.dates import find_dates
from parsers.italian.text import content_stems
from parsers.italian.word_lists import one_of

_PARTIES = re.compile(r"(?:^|\W)(?:tra|fra)\b")
_FORMULA = re.compile(
    r"\b(?:presente|seguente|quest[oa]|stipul\w+|sottoscriv\w+|conven\w+|concord\w+|approvano|adott\w+|istituiscono|"
    r"conclu\w+|stabil\w+|impegna\w*|accordano|obbligano)\b[^.;:]{0,60}$"
)
#: A line that only leads to what is agreed: `si stabilisce`, `CONVENGONO DI`.
_LEADS_TO_IT = re.compile(
    rf"[^.;]{{0,60}}\b{one_of('agreeing', 'leads')}[a-z]*"
    r"(?: (?:di|a|per|il presente [a-z]+|il seguente [a-z]+|quanto segue))?\W*$"
)
_SMALL = re.compile(r"(?:(?:il|lo|la|i|gli|le|un|uno|una)\s+|(?:l|un)['’]\s*)")
_WORD = re.compile(r"[a-z0-9]+")
#: A body so many characters behind a place follows at once, so many soon.
_AT_ONCE, _SOON = 5, 50
_OPENING, _CLOSING = ' –-•*«“"(', '.;:,»”")'


def traits_of_starts(sheet: Sheet, starts: Sequence[Start]) -> list[frozenset[str]]:
    """What stands around each place at which the subject may begin; pairs of facts are traits too."""
    seen = set[str]()
    said = content_stems(sheet.folded)
    times = {word: said.count(word) for word in set(said)}
    facts = _Facts(sheet)
    found = []
    for start in starts:
        own = set(_around(sheet, start, facts))
        own.add(f"lead {start.lead}{'' if start.lead in seen or facts.zone(start.line) == 'above' else ', the first'}")
        if facts.zone(start.line) != "above":
            seen.add(start.lead)
        own.add(f"told again {_echo(sheet, start, times)}")
        found.append(frozenset((*own, *_pairs(own, start.lead))))
    return found


class _Facts:
    """What is known of each line of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.parties = next(
            (n for n, line in enumerate(sheet.lines) if n >= sheet.head and _PARTIES.search(line.folded)), None
        )
        self.recital = next(
            (n for n, line in enumerate(sheet.lines) if n > sheet.head and RECITAL.match(line.folded)), None
        )
        self.article = next((n for n, line in enumerate(sheet.lines) if n > sheet.head and _is_article(line)), None)

    def bodies(self, start: Start) -> Iterator[str]:
        """Does a place stand within the name of a body (`Centro per l'impiego`), or does one follow?"""
        if any(begin < start.at < end for begin, end in self.sheet.bodies):
            yield "within a body"
        ahead = min((begin - start.content for begin, end in self.sheet.bodies if end > start.content), default=999)
        yield "a body at once" if ahead <= _AT_ONCE else "a body soon" if ahead <= _SOON else "no body soon"

    def zone(self, number: int) -> str:
        """How far from the heading a line stands."""
        far = number - self.sheet.head
        if far < 0:
            return "right above" if far == -1 else "above"
        names = ((0, "heading"), (1, "next"), (3, "near"), (8, "below"), (20, "far below"))
        return next((name for most, name in names if far <= most), "away")


def _is_article(line: Line) -> bool:
    return ARTICLE.match(line.folded) is not None and RECITAL.match(line.folded) is None


def _around(sheet: Sheet, start: Start, facts: _Facts) -> Iterator[str]:
    line, heading = sheet.lines[start.line], sheet.lines[sheet.head]
    before = line.folded[: start.at - sheet.starts[start.line]]
    earlier = sheet.before(start.at)
    behind = sheet.folded[start.content : start.content + 120]
    yield f"zone {facts.zone(start.line)}"
    yield "at beginning" if not before.strip(_OPENING) else "at mid"
    yield f"looks {_looks(heading, line)}"
    yield f"word before {_word_before(before, sheet, start)}"
    yield f"word behind {_word_behind(behind)}"
    yield f"says {next(iter(content_stems(behind[:60])), '')}"
    yield from _of_line(sheet, start, line)
    yield from _order(start, facts)
    yield from facts.bodies(start)
    if find_dates(behind[:60]):
        yield "a day behind"
    if re.match(r"[^\n]{0,25}\b(?:legge|decreto|d\.|art\.|artt|n\. ?\d|regolamento)", behind):
        yield "a law behind"
    if nouns(behind[:40]):
        yield "an agreement behind"
    if _FORMULA.search(earlier):
        yield "formula before"
    if RECITAL.match(line.folded):
        yield "in a recital"
    if _PARTIES.search(before):
        yield "parties before in the line"
    if STOPS.match(behind):
        yield "something else behind"
    if re.match(r"(?:tra|fra)\b", sheet.folded[start.at : start.at + 4]):
        yield "parties behind"


def _of_line(sheet: Sheet, start: Start, line: Line) -> Iterator[str]:
    size = len(line.text)
    yield f"line {'tiny' if size < 25 else 'short' if size < 70 else 'middle' if size < 160 else 'long'}"
    yield f"line ends {line.text[-1] if line.text[-1] in _CLOSING else 'open'}"
    if line.block.cell is not None:
        yield "cell"
    if start.line:
        above = sheet.lines[start.line - 1]
        if OBJECT.search(above.folded) and len(above.text) < 60:
            yield "object above"
        if BROKEN.search(above.folded) and above.block.cell is None:
            yield "broken line above"
        if above.text[-1] not in ".;:" and len(above.text) > 55:
            yield "long open line above"
        if BODY.match(above.folded):
            yield "a body above"
        if _LEADS_TO_IT.match(above.folded):
            yield "words that lead to it above"
        yield _room(sheet, start.line - 1)
    if _is_article(line):
        yield "in an article"
    if line.text[0].islower():
        yield "line begins small"


def _room(sheet: Sheet, number: int) -> str:
    """Whether the first word below would have fitted on a line, in a text whose lines are broken."""
    return "lines are whole" if not sheet.width else "line above full" if sheet.is_full(number) else "room above"


def _order(start: Start, facts: _Facts) -> Iterator[str]:
    for name, number in (("parties", facts.parties), ("recital", facts.recital), ("article", facts.article)):
        if number is not None:
            yield f"{'behind' if start.line > number else 'at' if start.line == number else 'before'} {name}"


def _looks(heading: Line, line: Line) -> str:
    if line is heading:
        return "heading"
    alike = line.prominent == heading.prominent and line.text.isupper() == heading.text.isupper()
    return f"{'prominent' if line.prominent else 'plain'} {'like' if alike else 'unlike'} heading"


_TELLING = frozenset(
    "e ed di del della che a al alla in con da il la lo le i gli si ha sono per quanto volta presente".split()
)


def _word_before(before: str, sheet: Sheet, start: Start) -> str:
    """The class of what stands right before a place."""
    if sheet.noun[1] <= start.at <= sheet.noun[1] + 3:
        return "kind"
    bare = before.rstrip(" («“\"'")
    if not bare:
        return "none, line full" if start.line and sheet.is_full(start.line - 1) else "none"
    if bare[-1] in ",:;.)–-»”":
        return f"mark {bare[-1]}"
    word = _WORD.findall(bare)[-1:] or [""]
    if nouns(bare[-24:]) and nouns(bare[-24:])[-1].end == len(bare[-24:]):
        return "an agreement"
    return word[0] if word[0] in _TELLING else "digit" if word[0].isdigit() else "word"


def _word_behind(behind: str) -> str:
    """The class of the first word of a subject: an article, a verb, a noun of doing."""
    article = _SMALL.match(behind)
    word = (_WORD.findall(behind[article.end() if article else 0 :][:40]) or [""])[0]
    ends = ("zione", "mento", "sione", "aggio", "enza", "anza", "ita", "are", "ere", "ire", "izio", "uso", "ura")
    form = next((end for end in ends if word.endswith(end)), "other")
    return f"{'article' if article else 'no article'}, {'digit' if word.isdigit() else form}"


def _echo(sheet: Sheet, start: Start, times: dict[str, int]) -> str:
    """How much of what follows the text says elsewhere too."""
    own = content_stems(sheet.folded[start.content : start.content + 110])[:8]
    share = sum(times.get(word, 0) > 1 for word in own) / len(own) if own else 0.0
    return "nothing" if not own else "little" if share < 0.2 else "some" if share < 0.5 else "much"


def _pairs(own: set[str], lead: str) -> Iterator[str]:
    zone = next(trait for trait in own if trait.startswith("zone "))
    looks = next(trait for trait in own if trait.startswith("looks "))
    yield from (f"{lead}: {trait}" for trait in own if not trait.startswith("lead "))
    yield from (f"{zone}, {trait}" for trait in own if trait != zone)
    yield f"{lead}, {zone}, {looks}"


def traits_of_end(sheet: Sheet, start: Start, end: int) -> frozenset[str]:
    """What stands around a place at which a subject may end."""
    own = set(_at_end(sheet, start, end))
    mark = next(trait for trait in own if trait.startswith("mark "))
    behind = next(trait for trait in own if trait.startswith("behind "))
    return frozenset((*own, *(f"{mark}, {trait}" for trait in own if trait != mark), f"{mark}, {behind}, {start.lead}"))


_MARKS_OF_ENDS = {
    "\n": "line",
    "": "line",
    " ": "space",
    ".": "stop",
    ";": "stop",
    ":": "colon",
    "!": "stop",
    ",": "comma",
}


def _at_end(sheet: Sheet, start: Start, end: int) -> Iterator[str]:
    name = _MARKS_OF_ENDS.get(sheet.text[end : end + 1], "other")
    said, rest = sheet.folded[start.content : end], sheet.folded[end + 1 :]
    yield f"mark {name}"
    size = len(_WORD.findall(said))
    yield f"words {next((str(most) for most in (2, 4, 7, 12, 18, 25, 40) if size <= most), 'many')}"
    yield f"behind {class_behind(rest)}"
    yield f"goes on {_case(sheet.text[end + 1 :])}"
    if BROKEN.search(said):
        yield "broken"
    if re.search(r"(?:\b(?:n|art|artt|d|dott|nr|s|sig|prot|avv|ss|on)|\b[a-z])$", said) and name == "stop":
        yield "abbreviation"
    if name == "stop" and re.search(r"\b[a-z](?:\.[a-z])+$", said):
        yield "acronym"
    if sheet.text[end - 1 : end] in ".;:":
        yield f"said ends {sheet.text[end - 1]}"
    if start.lead == "quote":
        yield "quoted" if not within_marks(sheet.text[start.at : end]) else "open quote"
    if name == "line":
        yield from _of_line_end(sheet, start, end)


def _of_line_end(sheet: Sheet, start: Start, end: int) -> Iterator[str]:
    number = sheet.line(end - 1)
    line = sheet.lines[number]
    size = len(line.text)
    room = _room(sheet, number)
    yield from (room, f"{room}, goes on {_case(sheet.text[end + 1 :])}")
    yield f"line {'short' if size < 45 else 'middle' if size < 62 else 'full' if size < 110 else 'long'}"
    yield f"line of {'heading' if number == sheet.head else 'start' if number == start.line else 'other'}"
    if number + 1 < len(sheet.lines):
        following = sheet.lines[number + 1]
        yield f"looks {_looks(line, following)}"
        size = len(following.text)
        yield f"next line {'tiny' if following.text.count(' ') < 2 else 'long' if size > 110 else 'middle'}"
        if (line.block.cell is None) != (following.block.cell is None) or line.block.cell is not None:
            yield "cell"
        if line.block.page != following.block.page:
            yield "new page"


def _case(rest: str) -> str:
    bare = rest.lstrip()[:1]
    return "small" if bare.islower() else "big" if bare.isupper() else "digit" if bare.isdigit() else "mark"
