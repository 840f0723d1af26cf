"""What the ticks of the official form say of the texts below it: which of them a text answers, and how many there are.

The form asks for one description for each campo that is ticked (Circolare 5973/2015, allegato).
"""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby, permutations
from math import prod

from parsers.italian.text import words
from parsers.lines.readings import is_item
from parsers.lines.roles import Judged
from parsers.lines.topics import topics
from parsers.model import Block
from parsers.official.form import Form
from parsers.official.headings import Heading
from parsers.official.legend import keyed
from parsers.practices.cuts import Run

#: `punto 4) Il Comune …`, `voce n. 9: …`: without a tick of that number it may be the point of an agenda.
_POINT = re.compile(r"\s*(?:punto|voce) ?(?:n\. ?)?(?P<number>\d{1,2}) ?(?:[):.]|[-–—])\s*(?=\S)", re.IGNORECASE)
#: A text has at least so many words; one that an item refers to may have fewer.
_LEAST, _LEAST_KEYED = 12, 6
#: How many times likelier one campo for all texts must be than one for each: the form asks for a text for each tick,
#: and of three labelled forms with as many paragraphs as ticks none had one practice (ratios 0.01, 0.2 and 1.1).
_RATHER = 5.0
#: Of more texts than so many not all orders are compared.
_MOST_COMPARED = 6


def answers(blocks: Sequence[Block], form: Form | None) -> Mapping[int, Heading]:
    """The paragraphs that begin with a ticked point of the form or with what an item refers to them by, by place, and
    what each says as a heading.
    """
    found = _keyed(blocks, form)
    marked = form.marked if form is not None else ()
    for place, block in enumerate(blocks):
        match = _POINT.match(block.text) if block.cell is None else None
        if match is None or int(match["number"]) not in marked:
            continue
        own = block.text[match.end() :].strip()
        if len(words(own)) >= _LEAST:
            found[place] = Heading(block.text, "punto", (int(match["number"]),), None, own)
    return found


def _keyed(blocks: Sequence[Block], form: Form | None) -> dict[int, Heading]:
    """`(a) …`, `(b) …` below a form whose items say `vedi sotto (a)`; {} where no text answers to a key."""
    if form is None or not (keys := form.keys()):
        return {}
    found: dict[int, Heading] = {}
    for place, block in enumerate(blocks):
        key, end = keyed(block.text) or ("", 0)
        if key not in keys or block.cell is not None or block.index in form.blocks:
            continue
        if len(words(block.text)) >= _LEAST_KEYED:
            found[place] = Heading(block.text, "campo", (keys[key],), None, block.text[end:].strip())
    return found


def one_for_each(found: Sequence[Run], judged: Sequence[Judged], form: Form | None) -> list[Run]:
    """The practices below a form; where they are fewer than its ticks, their paragraphs as many, and these do not all
    speak of one ticked campo, cut at the paragraphs.
    """
    if form is None or len(form.marked) < 2 or len(found) >= len(form.marked):
        return list(found)
    told = [position for run in found for position in range(run.start, run.stop)]
    paragraphs = [list(group) for _, group in groupby(told, key=lambda position: judged[position].line.place)]
    texts = [[word for n in lines for word in words(judged[n].line.text)] for lines in paragraphs]
    of_text = all(_is_text(judged[lines[0]], said) for lines, said in zip(paragraphs, texts, strict=True))
    if len(paragraphs) != len(form.marked) or not of_text or _speak_of_one(texts, sorted(form.marked)):
        return list(found)
    return [Run(lines[0], lines[-1] + 1) for lines in paragraphs]


def _is_text(first: Judged, said: Sequence[str]) -> bool:
    block = first.line.block
    return block.cell is None and not is_item(block) and len(said) >= _LEAST


def _speak_of_one(texts: Sequence[Sequence[str]], campi: Sequence[int]) -> bool:
    """Whether the words of all texts speak much rather of the same one of the campi than of one each."""
    shares = topics().shares(texts)[:, campi]
    if len(texts) > _MOST_COMPARED:
        return len(set(shares.argmax(axis=1).tolist())) == 1
    one = shares.prod(axis=0).max()
    each = max(prod(shares[text, at] for text, at in enumerate(order)) for order in permutations(range(len(campi))))
    return bool(one > _RATHER * each)
