"""Columns of tables whose heading says which bodies they list."""

import re
from collections.abc import Iterator

from parsers.agreements.paper import Paper
from parsers.bodies.bodies import Body
from parsers.bodies.lexicon import Entry, match_start
from parsers.bodies.sites import place_end, place_in
from parsers.bodies.tokens import LEADING, tokens
from parsers.italian.text import fold

_HEADS = re.compile(
    r"\b(?:ent[ei]|part[ei]|amministrazion[ei]|soggett[oi]|istituzion[ei]|organismo|organizzazion[ei]|firmatari[oa]?|"
    r"contraent[ei]|aderent[ei]|sottoscrittor[ei]|denominazione|partner|associazion[ei])\b"
)


#: Of these an agreement has one: no column lists them.
_ONE_EACH = frozenset({"prefettura", "questura"})


def headed(paper: Paper, block: int) -> bool:
    """Does the name stand in a column that is headed as one of bodies?"""
    return bool(_HEADS.search(fold(_heading(paper, block))))


def listed(paper: Paper) -> Iterator[Body]:
    """The bodies of columns that are headed with their kind, and name only their places: `Comune` over `Adria`."""
    for block, start in enumerate(paper.starts):
        entry = _kind(_heading(paper, block))
        run = tokens(paper.blocks[block].text) if entry is not None else []
        end = place_end(run, 0) if run and run[0].capital else 0
        if entry is not None and end:
            place = paper.blocks[block].text[: run[end - 1].end]
            where = place_in(place, comune=entry.kind == "comune")
            yield Body(entry.kind, f"{entry.name} di {place}", start, start + len(place), where)


def _kind(heading: str) -> Entry | None:
    """The kind of body that a heading names, and nothing else: `Comune`, `Comuni di`, `Comune (firma)`."""
    run = tokens(heading)
    matched = match_start(run, 0) if run else None
    if matched is None or not matched[0].place or matched[0].use == "role" or matched[0].kind in _ONE_EACH:
        return None
    rest = run[matched[1] :]
    return matched[0] if all(token.key in LEADING or not token.capital for token in rest) else None


def _heading(paper: Paper, block: int) -> str:
    """What stands at the head of a cell's column, "" over none."""
    here = paper.blocks[block].cell
    for number in range(block - 1, -1, -1) if here is not None else ():
        cell = paper.blocks[number].cell
        if cell is None or here is None or cell.table != here.table:
            return ""
        if cell.row == 0 and cell.column == here.column:
            return paper.blocks[number].text
    return ""
