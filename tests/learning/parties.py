"""Teaches who signs an agreement (`parsers/agreements/parties.py`), and measures it on agreements not learned from."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from config.limits import Limits
from parsers.agreements.act import find_agreement
from parsers.agreements.mentions import find_mentions
from parsers.agreements.paper import paper_of
from parsers.agreements.parties import candidates
from parsers.agreements.seats import with_seats
from parsers.bodies.bodies import Body
from parsers.bodies.canonical import canonical
from parsers.files import read_source
from parsers.model import Block, Source
from tests.accuracy.acts import SAME, likeness
from tests.accuracy.markup import WRITERS


@dataclass(frozen=True)
class Example:
    """A body that an agreement names, and whether it signs."""

    act: str
    name: str
    traits: frozenset[str]
    party: bool


def same(label: str, found: str) -> bool:
    """Is it one body, as the measure of acts sees it?"""
    return max(likeness(label, found), likeness(label, canonical(found))) >= SAME


TEXTS = Path(__file__).parents[1] / "accuracy" / "texts" / "acts"
#: The writers of agreements that are learned from; `atti-b` is for development and never taught.
TAUGHT = ("atti-a", "atti-c", "atti-d", "atti-e", "atti-f", "atti-g", "atti-h", "atti-i", "atti-j", "atti-k", "atti-m")
FORMS = ("docx", "pdf", "txt")


def blocks_of(name: str, content: bytes) -> tuple[Block, ...]:
    """The blocks of a file."""
    draft = read_source(Source(name, name, "", content), Limits())
    return draft.text.blocks if draft.text else ()


@cache
def acts(writer: str) -> tuple[dict[str, Any], ...]:
    """The labelled agreements of a writer."""
    rows = (json.loads(line) for line in (TEXTS / f"{writer}.jsonl").read_text(encoding="utf-8").splitlines())
    return tuple(row for row in rows if row["act"])


@cache
def read(writer: str, form: str) -> tuple[tuple[Block, ...], ...]:
    """The agreements of a writer in a format, in the order of `acts`."""
    return tuple(blocks_of(f"{row['id']}.{form}", WRITERS[form](row["text"])) for row in acts(writer))


def examples(writer: str, form: str) -> Iterator[Example]:
    """All bodies that the agreements of a writer name, each with its answer."""
    for row, blocks in zip(acts(writer), read(writer, form), strict=True):
        named = candidates(find_mentions(paper_of(*headed(blocks))))
        bodies = [candidate.first.body for candidate in named]
        for candidate, signs in zip(named, signing(bodies, row["parties"]), strict=True):
            yield Example(row["id"], candidate.first.body.name, candidate.readings()[0], signs)


def signing(bodies: Sequence[Body], labels: Sequence[str]) -> list[bool]:
    """Which bodies sign: those that are labelled, as they are written or with the place in which the others are; a
    label that names an office behind a dash is also met by the body alone.
    """
    labels = [*labels, *(piece for label in labels for piece in re.split(r" [-–] ", label)[:1] if piece != label)]
    plain = [any(same(label, body.name) for label in labels) for body in bodies]
    sure = [body for body, signs in zip(bodies, plain, strict=True) if signs]
    return [
        signs or any(same(label, with_seats([*sure, body])[-1].name) for label in labels)
        for body, signs in zip(bodies, plain, strict=True)
    ]


def taught(writers: Sequence[str] = TAUGHT) -> list[tuple[frozenset[str], bool]]:
    """What is learned from, in the order in which it is always read."""
    return [
        (example.traits, example.party) for writer in writers for form in FORMS for example in examples(writer, form)
    ]


def headed(blocks: Sequence[Block]) -> tuple[Sequence[Block], int, str]:
    """What of a document is an agreement, where the program finds its title, and what that says that it is about; all,
    the first block and "" where it finds none.
    """
    agreement = find_agreement(blocks)
    if agreement is None:
        return blocks, 0, ""
    own = [block for block in blocks if block.index >= agreement.begins]
    return own, agreement.title_block, agreement.subject
