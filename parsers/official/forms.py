"""Several copies of the official form in one document, each over the texts that answer it.

The circular asks for a scheda for each campo; whoever keeps them in one file repeats the form.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.model import Block
from parsers.official.form import LIST_OF_TITLES, TICKS, Form, find_form, titles_in_rows


def find_forms(blocks: Sequence[Block]) -> tuple[Form, ...]:
    """The official forms of a document in their order; the form is one where its titles do not come again."""
    starts = _starts(blocks)
    if len(starts) < 2:
        form = find_form(blocks)
        return (form,) if form is not None else ()
    bounds = [0, *starts[1:], len(blocks)]
    stretches = (blocks[start:end] for start, end in pairwise(bounds))
    return tuple(replace(form, label=TICKS) for stretch in stretches if (form := find_form(stretch)) is not None)


def as_one(forms: Sequence[Form]) -> Form | None:
    """All that the forms of a document print and mark, None if there are none."""
    if len(forms) < 2:
        return forms[0] if forms else None
    return Form(
        tuple(item for form in forms for item in form.items),
        frozenset(block for form in forms for block in form.blocks),
        tuple(sorted({campo for form in forms for campo in form.marked})),
        tuple(evidence for form in forms for evidence in form.evidence),
    )


def _starts(blocks: Sequence[Block]) -> list[int]:
    """Where each copy of the list of titles begins, by place: a list that repeats titles of the one before."""
    places = {block.index: place for place, block in enumerate(blocks)}
    starts: list[int] = []
    known: set[int] = set()
    for row in titles_in_rows(blocks):
        campi = {campo for _, campo in row}
        if len(campi) >= LIST_OF_TITLES and (not starts or len(campi & known) >= LIST_OF_TITLES):
            starts.append(places[row[0][0]])
            known = set()
        known |= campi
    return starts
