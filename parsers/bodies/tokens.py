"""Words and marks of a text, with the borders between lines that no name crosses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.italian.text import fold

_TOKEN = re.compile(
    r"[Ff]\.to\b"
    r"|\b(?i:prefettura|questura|comune)(?=[-‐‑])"  # an office of theirs follows: `Prefettura-U.T.G.`
    r"|(?:[^\W\d_]\.){4,}(?:[^\W\d_]\b(?!['’])\.?)?"  # `S.C.p.A.`
    r"|(?:[A-ZÀ-Ù][^\W\d_]{0,2}\.){2,}(?:[^\W\d_]{1,3}\b(?!['’])\.?)?"  # syllables too: `CO.GE.SA.`
    r"|(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b(?!['’])\.?)?"
    r"|\b(?:[Ss]oc|[Cc]oop|[Dd]ott|[Ss]sa|[Ss]ig|[Pp]rof|[Mm]ons|[Rr]ev|[Aa]vv|[Ii]ng|[Aa]rch|[Nn]r?|[Aa]ss|[Ss]{1,2}|"
    r"[Pp]rov|[Rr]appr)\."
    r"|[^\W_]+(?:[-‐‑]\n?[^\W_]+)*['’`´]?|[^\s\w]|_+"
)
#: Words that lead to others: a line that ends in one goes on, and one that begins with one goes on with the line above.
LEADING = frozenset(
    "di del dello della dei degli delle dell' d' e ed per in a al alla il lo la i gli le l' nell' nel nella nei nelle "
    "con presso da dal dalla sull' sul tra fra".split()
)
DASHES = frozenset("-–—")
ARTICLES = frozenset({"il", "lo", "la", "i", "gli", "le", "l'"})
_CONTINUES = LEADING - {"il", "lo", "la", "i", "gli", "le", "l'", "tra", "fra"}
#: A sentence begins with these, where they have a capital: the line above is complete.
_OPENERS = frozenset({"il", "lo", "la", "i", "gli", "le", "l'"})
#: So each addressee of a letter begins.
_ADDRESSES = frozenset({"al", "allo", "alla", "ai", "agli", "alle"})
_DIGITS = str.maketrans("015", "ols")
#: A line may have been cut by the width of the page if it fills so much of the width of most lines, and that is no more
#: than this.
_FILLED, _WIDEST = 0.78, 115


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark: `key` is it folded, without the full stops of acronyms; `border` is true where a line begins that
    does not go on with the one above, `opens` where any line begins; `capital` where it begins with a capital letter.
    """

    text: str
    key: str
    start: int
    end: int
    border: bool
    capital: bool
    opens: bool = False


def tokens(text: str) -> list[Token]:
    """The tokens of a text of lines; tabs and three spaces part as the end of a line does."""
    found: list[Token] = []
    borders = sorted(_borders(text))
    next_border = 0
    for match in _TOKEN.finditer(text):
        border = False
        while next_border < len(borders) and borders[next_border] <= match.start():
            border, next_border = True, next_border + 1
        word = _unwrapped(match[0])
        opens = border or not found or "\n" in text[found[-1].end : match.start()]
        found.append(
            Token(word, _key(word), match.start(), match.end(), border or not found, word[:1].isupper(), opens)
        )
    return found


def joined(text: str) -> str:
    """The text with lines that the width of the page cut on one line, every character at its place."""
    borders = frozenset(_borders(text))
    marks = [text[at - 1 : at] if at in borders or text[at - 2 : at - 1] in "-‐‑" else " " for at in _behind_ends(text)]
    pieces = text.split("\n")
    return "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True))


def _behind_ends(text: str) -> Iterator[int]:
    return (match.end() for match in re.finditer("\n", text))


def _unwrapped(word: str) -> str:
    """Without the hyphen of a line's end; `Forlì-Cesena` keeps its own."""
    return re.sub(r"[-‐‑]\n([^\W_])", lambda m: m[1] if m[1].islower() else f"-{m[1]}", word)


#: An accent that stands behind its letter: `CITTA'`, `Comunita'`.
_ACCENT_APART = ("ita'", "tta'", "eta'", "rta'")


def _key(word: str) -> str:
    key = fold(word)
    if key == "la" and word[-1] in "àÀ":
        return "là"  # no article
    if key.endswith(_ACCENT_APART):
        key = key[:-1]
    if len(key) > 1:
        key = key.replace(".", "")
    if any(c.isdigit() for c in key) and sum(c.isalpha() for c in key) > 3:
        key = key.translate(_DIGITS)
    return key


def _borders(text: str) -> Iterator[int]:
    """Where a line begins that is not the rest of the one above, and where cells and columns do."""
    for match in re.finditer(r"\t+| {3,}", text):
        yield match.end()
    start = 0
    lines = text.split("\n")
    width = _width(lines)
    for n, line in enumerate(lines[:-1]):
        start += len(line) + 1
        if not _goes_on(line, lines[n + 1], width):
            yield start


def _width(lines: Sequence[str]) -> float:
    """From how many characters on a line may have been cut; endless where the lines are no lines of a page."""
    lengths = sorted(len(line) for line in lines if line.strip() and "\t" not in line)
    usual = lengths[int(len(lengths) * 0.9)] if len(lengths) > 1 else 0
    return usual * _FILLED if 40 <= usual <= _WIDEST else float("inf")


#: The mark of an item, or a label: `Tema: …`.
_BEGINS_ANOTHER = re.compile(r"[-–—•*·|]|\(?\w{1,4}[.)]\s|[A-ZÀ-Ù][^\W\d_]{2,}(?: [^\W\d_]+)?\s?:\s")
#: The full stop of `C.A.I.` ends no line.
_ACRONYM = re.compile(r"\b(?:[A-ZÀ-Ù]\.){2,}$")


def _goes_on(line: str, following: str, width: float) -> bool:
    """Is the second line the rest of the first, cut by the width of the page?"""
    line, following = line.rstrip(), following.lstrip()
    if (
        not line
        or not following
        or _BEGINS_ANOTHER.match(following)
        or (line[-1] in ".;:" and not _ACRONYM.search(line))
    ):
        return False
    first = fold(re.split(r"(?<=['’])|\s", following)[0])
    last = fold(re.split(r"\s", line)[-1])
    if last in LEADING or (re.split(r"(?<=['’])", last)[-2:][0] in LEADING and last.endswith("'")):
        return True
    addressed = first in _ADDRESSES and following[1].islower()
    if following[0].islower() or (first in _CONTINUES and not addressed) or line[-1] in ",-–":
        return True
    sentence = first in _OPENERS and following[:2] != following[:2].upper()
    return len(line) >= width and "\t" not in line and not sentence


def is_number(word: str) -> bool:
    """`VII`, the number of an item."""
    return set(word) <= set("IVX")
