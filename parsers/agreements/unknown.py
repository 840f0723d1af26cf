"""Names that no word of the list of bodies begins, in a list of bodies: `la Caritas, Fincantieri e il Comune`."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from config.italy import given_names
from parsers.agreements.paper import RECITAL
from parsers.bodies.another import stops
from parsers.bodies.bodies import Body
from parsers.bodies.lexicon import lexicon, match_start
from parsers.bodies.sites import STREETS
from parsers.bodies.spelling import shown
from parsers.bodies.tokens import LEADING, Token, joined, tokens
from parsers.italian.places import is_place

#: A person's name follows.
_TITLED = re.compile(
    r"\b(?:[Dd]ott|[Dd]r|[Ss]ig|[Aa]vv|[Ii]ng|[Pp]rof|[Aa]rch|[Mm]ons|[Dd]on|[Ss]uor|[Pp]adre|[Gg]eom|[Rr]ag|[Ff]\.to|"
    r"ssa|ra)\b[. ]*$"
)
#: Words with a capital at the beginning of a sentence or by custom that name nobody.
_WORDS = frozenset("oggi ieri domani perche poiche affinche quando natale pasqua capodanno ferragosto".split())
#: Where a sentence ends.
SENTENCE = re.compile(
    r"(?<!\b[Dd]ott)(?<!\bssa)(?<!\bsig)(?<!\b[Pp]rof)(?<!\b[Ii]ng)(?<!\b[Aa]vv)(?<!\b[Mm]ons)(?<!\b[Aa]rch)(?<!\b[Gg]"
    r"eom)(?<!\b[Rr]ag)(?<!\b[A-Zn])(?<!\b[Cc]ap)(?<!\bgen)"
    r"(?<!\bcol)(?<!\bdr)(?<!\bart)[.!?]\s+(?=[A-ZÀ-Ù(])"
)
#: Between two names of one list stands no more than this.
GAP = 190


#: So far before the first and behind the last known name of a list others are looked for.
_REACH = 140
_LINE_ENDS = re.compile(r"\s*[;,.]?\n+")


def unknown_names(text: str, lists: Sequence[Sequence[Body]]) -> Iterator[Body]:
    """Names without a word of the list that stand beside known ones in one list: `…, Fincantieri, …`, `… e Cinformi`.
    `lists` are the known bodies in lists.
    """
    known = [(body.begins, body.end) for bodies in lists for body in bodies]
    lines = joined(text)
    for bodies in lists:
        edges = [(body.start, body.end) for body in bodies if body.whole]
        if not edges:
            continue
        for (_, left), (right, _) in pairwise(edges):
            gap = text[left:right]
            if 3 < len(gap) < GAP and not SENTENCE.search(gap):
                yield from _free(lines, left, right, known)
        yield from _free(lines, _reach_before(text, edges[0][0]), edges[0][0], known)
        yield from _free(lines, edges[-1][1], _reach_behind(text, edges[-1][1]), known)


def _free(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> Iterator[Body]:
    """The names of a stretch that no known one holds."""
    for body in _items(text, start, end):
        if not any(body.start < other_end and other_start < body.end for other_start, other_end in known):
            yield body


def _reach_before(text: str, start: int) -> int:
    """From where on a name may stand before the first of a list: the sentence, or the line above a line of its own."""
    line = text.rfind("\n", 0, start) + 1
    if line and not text[line:start].strip(" -–—•*·"):
        line = text.rfind("\n", 0, len(text[:line].rstrip("\n"))) + 1
    sentences = [match.end() for match in SENTENCE.finditer(text, line, start)]
    return max([line, start - _REACH, *sentences])


def _reach_behind(text: str, end: int) -> int:
    """Up to where a name may stand behind the last of a list: the sentence, or the line below a line that it ends."""
    from_line = _LINE_ENDS.match(text, end)
    line = text.find("\n", from_line.end() if from_line else end)
    stop = min(len(text) if line < 0 else line, end + _REACH)
    sentence = SENTENCE.search(text, end, stop)
    return sentence.start() if sentence else stop


def _items(text: str, start: int, end: int) -> Iterator[Body]:
    """Stretches between the marks of a list that look like a name."""
    for match in re.finditer(r"[^\n\t;,/·•|()_]+", text[start:end]):
        for piece in re.finditer(r"(?:(?!\s[–—-]\s|\s(?:e|ed|E)\s).)+", match[0]):
            run = tokens(piece[0])
            while run and (run[0].key in LEADING or run[0].text in "-–—:" or run[0].key.isdigit()):
                run = run[1:]
            if run and _like_a_name(run):
                at = start + match.start() + piece.start()
                if _TITLED.search(text[max(0, at - 24) : at + run[0].start]):
                    continue
                yield Body("altro", shown(piece[0][run[0].start : run[-1].end]), at + run[0].start, at + run[-1].end)


def _is_person(run: Sequence[Token]) -> bool:
    """A given name, alone or with one or two more words that begin with capitals: `Renata Guccione`."""
    return len(run) < 5 and run[0].key in given_names() and all(token.capital for token in run)


def _like_a_name(run: Sequence[Token]) -> bool:
    name = " ".join(token.key for token in run)
    if name == "repubblica italiana":
        return False  # heads every public deed
    if _is_person(run) or RECITAL.match(name):
        return False
    if run[0].key in lexicon().officers or run[0].key in STREETS or name in _WORDS or is_place(name):
        return False
    if len(run) > 8 or not run[0].capital or len(run[0].key) < 3:
        return False
    if any(stops(token) or token.text in ".:?!" or token.key.isdigit() for token in run):
        return False
    return match_start(run, 0) is None and all(
        token.capital or token.key in LEADING or token.text in "&'\"“”«»" or n > 1 for n, token in enumerate(run)
    )
