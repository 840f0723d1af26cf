"""The lines of an agreement as one text, and its zones: above the title, title, head, body, end."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.italian.text import close_letterspacing, fold, words
from parsers.model import Block, BlockKind

#: `C5. Considerato che`, `(IV) preso atto che` are recitals as well.
RECITAL = re.compile(
    r"(?:\(?[a-z]{0,4}\d{0,2}[.)] *|[-–•*] *)?"
    r"(?:vist[oaie]|premess[oaie]|considerat[oaie]|considerando|richiamat[oaie]|preso atto|dato atto|tenuto conto|"
    r"ravvisat[oa]|ritenut[oa]|attes[oa]|sentit[oaie]|che|rilevato)\b"
)
ARTICLE = re.compile(
    r"(?:art(?:icolo|\.)?|capo|titolo|sezione|punto|fase|§|clausola)\s*(?:n\.\s*)?\w{1,10}\b|"
    r"\d{1,2}(?:\.\d{1,2})*[.)–-]?\s|[ivx]{1,4}[.)]\s|[a-z]{1,2}[.)]\s"
)
_AGREED = re.compile(
    r"si (?:conviene|concorda|stipula|stabilisce|impegnano)|conveng\w+|concordano|stipulano|tutto cio premesso|"
    r"adottano|sottoscrivono quanto"
)
_CLOSING = re.compile(
    r"(?:letto|letta|lu),? |fatto (?:in|a|,)|firm[ae]|sottoscrizion|seguono le|per accettazione|in fede|data e firm|"
    r"i firmatari|le parti\b.{0,40}$|p\. |per (?:la|il|l'|lo|le|i|gli) .{0,60}$|f\.?to "
)
_PLACE_DATE = re.compile(r"[a-z' ]{3,30},? (?:li'?|addi'?|il)?,? ?\d{1,2}[°./ -]")


@dataclass(frozen=True, slots=True)
class Paper:
    """The lines of an agreement as one text, with where each block of the document begins in it; `subject` are the
    words of what it is about (folded, with single spaces).
    """

    text: str
    starts: tuple[int, ...]
    blocks: tuple[Block, ...]
    title: int
    subject: str = ""

    def block(self, offset: int) -> int:
        """The number of the block at an offset."""
        return max(0, bisect_right(self.starts, offset) - 1)


def paper_of(blocks: Sequence[Block], title_block: int, subject: str = "") -> Paper:
    """The own lines of a document; the cells of a row stand on one line, apart by tabs. An empty line parts what looks
    different: a heading from the text, a row from the next.
    """
    content = tuple(
        block for block in blocks if block.kind not in {BlockKind.HEADER, BlockKind.FOOTER} and block.text.strip()
    )
    starts: list[int] = []
    text = ""
    for n, block in enumerate(content):
        text += _between(content[n - 1], block) if n else ""
        starts.append(len(text))
        text += close_letterspacing(block.text)
    title = next((n for n, block in enumerate(content) if block.index >= title_block), 0)
    return Paper(text, tuple(starts), content, title, " ".join(words(fold(subject))))


def _between(above: Block, block: Block) -> str:
    """What parts two blocks."""
    if above.cell is not None and block.cell is not None and above.cell.row == block.cell.row:
        return "\t"
    look = (above.bold, above.level) == (block.bold, block.level)
    return "\n" if look and above.cell is None and block.cell is None else "\n\n"


def zones(paper: Paper, named: frozenset[int]) -> list[str]:
    """The zone of each block; `named` are blocks that begin with a body, which begin no article."""
    count = len(paper.blocks)
    folded = [fold(block.text) for block in paper.blocks]
    first = next(
        (
            n
            for n in range(paper.title + 1, count)
            if (n not in named or folded[n].startswith("art")) and _begins_body(folded[n])
        ),
        count,
    )
    last = count
    for n in range(count - 1, max(first, count // 2) - 1, -1):
        if len(folded[n]) < 200 and (_CLOSING.match(folded[n]) or _PLACE_DATE.match(folded[n])):
            last = n
        elif count - n > 40:
            break
    late = _late_heads(folded, first, last)
    return [
        "above"
        if n < paper.title
        else "title"
        if n == paper.title
        else "head"
        if n < first or n in late
        else "end"
        if n >= last
        else "body"
        for n in range(count)
    ]


#: What leads to the parties where they stand behind the recitals.
_LATE_HEAD = re.compile(r"(?:tra|fra|noi|i sottoscritti|le sottoscritte|gli enti|i seguenti)\b")


def _late_heads(folded: Sequence[str], first: int, last: int) -> frozenset[int]:
    """The blocks behind recitals, before any article, that lead to the parties, with those that go on with them."""
    found, open_ = set[int](), False
    for n in range(first, last):
        if ARTICLE.match(folded[n]) and not RECITAL.match(folded[n]):
            break
        begins = _LATE_HEAD.match(folded[n]) is not None
        open_ = begins or (open_ and not _begins_body(folded[n]))
        if open_:
            found.add(n)
    return frozenset(found)


def _begins_body(folded: str) -> bool:
    """A recital, the word that all agree, or an article."""
    if RECITAL.match(folded) or _AGREED.match(folded) or (ARTICLE.match(folded) and len(folded) > 60):
        return True
    return bool(re.match(r"(?:art(?:icolo|\.)? ?(?:1|i|primo|unico)\b|1 ?[.)–-] )", folded))
