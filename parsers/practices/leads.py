"""Where the own text of a practice begins inside its first line, and where it ends inside its last one.

`Da ultimo, e per debito di completezza, si partecipa che …`, `sub 4) …`, `Contesto e bisogno: …`,
`0005;C02;Cruscotto;…` before it, `(rif. campo 8)`, `Cordialmente, il Responsabile`, `;Mira;38000,00` behind it. Learned
from labelled replies (`tests/learning/leads.py`): two linear-chain conditional random fields over words and marks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from parsers import chains
from parsers.italian.text import fold
from parsers.lines.reports import report_ends
from parsers.lines.sites import site_of
from parsers.lines.units import is_abbreviated
from parsers.model import Block, BlockKind
from parsers.official.headings import Heading
from parsers.official.naming import named_once

#: The models that come with the program, written by `make train`.
SHIPPED = {"lead": Path(__file__).with_name("leads.crfsuite"), "tail": Path(__file__).with_name("tails.crfsuite")}
#: Words and single marks.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+['’]?|[^\w\s]")
#: The number of a chapter, which is of no text.
_CHAPTER = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})+[.)]?\s+(?=[^\W\d_])")
#: `Risposta: sì, …`: what an answer to a question of an office's own form begins with.
_ANSWER = re.compile(r"\s*(?:risposta|risp\.|r\.?)\s*[:–-]\s+", re.IGNORECASE)
#: `Per quanto riguarda il lavoro, …`: of what kind of thing is told next.
_TOPIC = re.compile(r"\s*(?:per )?quanto (?:riguarda|concerne|attiene)[^,;.:]{2,60}, +", re.IGNORECASE)
_CAPITALS = re.compile(r"[A-ZÀ-Ù][A-ZÀ-Ù'’., ]{2,60}[-–—] +(?=[\"“«A-ZÀ-Ù])")
#: A lead or a tail has at most so many tokens.
MOST_TOKENS = 60
#: From this probability on, the outermost token is held to stand outside: what is cut off is lost to the description.
#: Of 124 practices of a writer not learned from 3 lose words of their own so and 5 keep others; from 0.7 on 6 and 5.
CUT_FROM = 0.9
_ENDS = '.;:,!?…)]»”"'
#: So many tokens further on a colon, and a mark, still say something.
_COLON_AHEAD, _MARKS_AHEAD = 14, 12
_EDGES = (0, 1, 2, 3, 5, 8, 12, 20, 35)
_MARKS = frozenset(':;,.)(-–—"»«>')


class Part(StrEnum):
    """What a word belongs to: what leads to the text or follows it, or the text itself."""

    AROUND = "A"
    TEXT = "T"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark and where it stands in the text it was taken from; `tight` if no white space follows."""

    text: str
    start: int
    end: int
    tight: bool


def tokens_of(text: str) -> list[Token]:
    """The words and marks of a text, in order."""
    found = _TOKEN.finditer(text)
    return [
        Token(match[0], match.start(), match.end(), not text[match.end() : match.end() + 1].isspace())
        for match in found
    ]


def text_begins(text: str, block: Block) -> int:
    """Where the own text of a practice begins in its first line; 0 if at once."""
    if (chapter := _CHAPTER.match(text)) is not None:
        return chapter.end()
    known = answer_ends(text) or _topic_ends(text) or _heading_ends(text) or report_ends(text)
    if known and text[known:].strip():
        return known
    if (site := site_of(text)) is not None:
        return site.end
    tokens = tokens_of(text)[:MOST_TOKENS]
    cut = _border("lead", tokens, block)
    return tokens[cut].start if cut else 0


def answer_ends(text: str) -> int:
    """Where the text begins behind `Risposta:`, 0 where no answer begins so."""
    match = _ANSWER.match(text)
    return match.end() if match is not None else 0


def _topic_ends(text: str) -> int:
    """Behind `Per quanto riguarda il lavoro, …`, 0 where no such words begin a text."""
    match = _TOPIC.match(text)
    return match.end() if match is not None else 0


def led_by(text: str, block: Block) -> Heading | None:
    """What leads to the text in its first line, if it names one campo: `segnalando, quanto al quinto campo, che …`."""
    named = named_once(text[: text_begins(text, block)])
    return Heading(text, "campo", (named[0],), None, "") if named is not None else None


def _heading_ends(text: str) -> int:
    """Behind what is printed in capitals before a dash: `NOTO - LA MANDORLA - Durante la raccolta …`."""
    end = 0
    while (heading := _CAPITALS.match(text, end)) is not None:
        end = heading.end()
    return end


def text_ends(text: str, block: Block) -> int:
    """Where the own text of a practice ends in its last line; the length of the line if nothing stands behind it."""
    tokens = tokens_of(text)[-MOST_TOKENS:]
    cut = _border("tail", tokens[::-1], block)
    end = tokens[-1 - cut].end if cut else len(text)
    return end if _is_parted(text[:end], text[end:].lstrip()) else len(text)


def _is_parted(text: str, behind: str) -> bool:
    """Whether a mark or capitals part a text from what stands behind it: no text ends in the midst of a sentence, nor
    at `n.`.
    """
    if not behind or not behind[0].isalnum() or behind.split()[0].rstrip(".").isupper():
        return True
    return text[-1:] in _ENDS and not is_abbreviated(text)


def features(tokens: Sequence[Token], block: Block) -> list[list[str]]:
    """What each token shows. The first one is that at the open end: to the second model the last of a text."""
    common = [*_of_block(block)]
    folded = [fold(token.text) for token in tokens]
    shapes = [_shape(token.text) + ("+" if token.tight and token.text in _MARKS else "") for token in tokens]
    places = [n for n, token in enumerate(tokens) if token.text in _MARKS]
    told, marks = [], ""
    for n, (token, word, shape) in enumerate(zip(tokens, folded, shapes, strict=True)):
        one = [*common, *_of_word(word), f"s={shape}", f"at={_bin(n)}", f"marks={marks[-3:]}", f"m={marks[-1:]}"]
        if n:
            one += [f"-1w={folded[n - 1]}_{word}", f"-1s={shapes[n - 1]}_{shape}"]
        if n > 1:
            one.append(f"-2w={folded[n - 2]}_{folded[n - 1]}")
        one += _marks_ahead(tokens, places[bisect_left(places, n) :], n)
        told.append(one)
        if token.text in _MARKS:
            marks += token.text
    return told


def _of_block(block: Block) -> Iterator[str]:
    yield "bias"
    if block.kind is BlockKind.LIST_ITEM:
        yield "listed"
    if block.cell is not None:
        yield f"column={min(block.cell.column, 4)}"


@lru_cache(maxsize=8_192)
def _of_word(word: str) -> tuple[str, ...]:
    return (f"w={word}", f"end={word[-3:]}", f"p={word[:4]}") if len(word) > 4 else (f"w={word}",)


def _marks_ahead(tokens: Sequence[Token], places: Sequence[int], at: int) -> Iterator[str]:
    """The marks from a token on, which stand at these places."""
    colon = next((n for n in places if tokens[n].text == ":"), at + _COLON_AHEAD)
    yield f"colon={_bin(colon - at) if colon < at + _COLON_AHEAD else 'no'}"
    yield f"ahead={''.join(tokens[n].text for n in places[:2] if n < at + _MARKS_AHEAD)}"


@lru_cache(maxsize=4_096)
def _shape(text: str) -> str:
    if not text[0].isalnum():
        return text if text in _MARKS else "mark"
    if text.isdigit():
        return f"d{min(len(text), 4)}"
    if text[0].isdigit():
        return "number"
    if len(text) > 1 and text.isupper():
        return "UP"
    return ("U" if text[0].isupper() else "l") + ("1" if len(text) == 1 else "")


def _bin(value: int) -> str:
    at = bisect_left(_EDGES, value)
    return str(_EDGES[at]) if at < len(_EDGES) else "more"


def _border(side: str, tokens: Sequence[Token], block: Block) -> int:
    """How many tokens stand outside of the text, counted from the open end."""
    if not tokens:
        return 0
    chain = shipped(side)
    scores, around = chain.scores(features(tokens, block)), chain.labels.index(Part.AROUND)
    # Most texts have nothing before or behind them.
    if chain.first(scores, around) < CUT_FROM:
        return 0
    outside = [chances[around] for chances in chain.chances(scores)]
    return max(range(1, len(outside)), key=lambda n: outside[n - 1] - outside[n], default=0)


@cache
def shipped(side: str) -> chains.Chain:
    """The model of a side that comes with the program, read once."""
    return chains.load(SHIPPED[side].read_bytes())
