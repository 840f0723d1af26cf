"""Invariant 3: the regions of a document cover its text exactly, and a description is nothing but the regions that tell
it.
"""

import json
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.limits import Limits
from config.vocabulary import Rule
from jobs.pipeline import read_submission
from parsers.italian.text import words
from parsers.model import Block, BlockKind, Cell, DocumentRecord, Reading, Region
from parsers.practices.cover import Canvas, CoverError, checked, text_of
from parsers.practices.partition import split
from tests.accuracy.replies import TEXTS, replies

PASSAGES = [
    json.loads(line)["text"]
    for path in sorted((TEXTS.parent / "passages").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
FRAMES = [
    "Scheda 5", "5) apprendimento della lingua italiana", "Campo 7: coinvolgimento volontario dei richiedenti asilo",
    "☒ 3) pratiche innovative",
    "Descrizione:", "Descrizione: una cooperativa apre la bottega ai ragazzi del paese ogni sabato mattina.",
    "Progetto Ponte", "12", "pag. 3 di 7",
    "Titolo: Orti urbani", "Ente attuatore: Cooperativa Il Ponte", "Con riferimento alla circolare n. 5973 si "
                                                                   "trasmette quanto segue.",
    "Distinti saluti", "Il Prefetto", "Al Ministero dell'Interno", "TRA", "Prefettura di Pesaro",
    "Da ultimo si segnala che", "(rif. campo 8)",
    "Nell'orto lavorano dieci ragazzi del Mali e quattro pensionati che insegnano loro a potare. (rif. campo 8)",
    "спасибо всем друзьям",
]  # fmt: skip
lines = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(FRAMES),
        st.sampled_from(PASSAGES),
        st.sampled_from(["", " ", "\n", "a\nb"]),
    ),
    max_size=14,
)
kinds = st.sampled_from([BlockKind.PARAGRAPH] * 6 + [BlockKind.LIST_ITEM, BlockKind.HEADER, BlockKind.FOOTER])


@st.composite
def documents(draw: st.DrawFn) -> list[Block]:
    """Paragraphs of every kind, some of them in a table of two columns."""
    texts = draw(lines)
    table = draw(st.integers(0, len(texts)))
    blocks = []
    for number, text in enumerate(texts):
        cell = Cell(0, number // 2, number % 2) if number < table else None
        kind = BlockKind.CELL if cell else draw(kinds)
        blocks.append(Block(number, text, kind, bold=draw(st.booleans()), cell=cell))
    return blocks


@given(documents(), st.booleans())
def test_i03_regions_cover_a_document_exactly(blocks: list[Block], body: bool) -> None:
    found = split(blocks, body=body)
    assert checked(blocks, found.regions) == found.regions
    texts = {block.index: block.text for block in blocks}
    parts = [words(texts[region.block][region.start : region.end]) for region in found.regions]
    assert sum(map(Counter, parts), Counter()) == sum((Counter(words(block.text)) for block in blocks), Counter())
    for section in (*found.sections, *found.free_texts):
        texts = {block.index: block.text for block in blocks}
        assert text_of(found.regions, texts, section.number) == section.description


@given(documents(), st.data())
def test_i03_a_canvas_gives_each_character_to_the_first_that_claims_it(
    blocks: list[Block], data: st.DataObject
) -> None:
    canvas = Canvas(blocks)
    for _ in range(data.draw(st.integers(0, 6))):
        start, end = data.draw(st.integers(-2, 80)), data.draw(st.integers(-2, 80))
        canvas.claim(Region(data.draw(st.integers(-1, 15)), start, end, data.draw(st.sampled_from(list(Rule)))))
    finished = canvas.finished()
    assert checked(blocks, finished) == finished


@pytest.mark.parametrize(
    "regions",
    [
        [],
        [Region(0, 0, 3, Rule.PRACTICE)],
        [Region(0, 1, 4, Rule.PRACTICE)],
        [Region(0, 0, 3, Rule.PRACTICE), Region(0, 2, 4, Rule.TAIL)],
        [Region(0, 0, 4, Rule.PRACTICE), Region(1, 0, 4, Rule.TAIL)],
        [Region(0, 0, 5, Rule.PRACTICE)],
        [Region(0, 0, 4, Rule.PRACTICE), Region(0, 4, 4, Rule.TAIL)],
    ],
)
def test_i03_what_leaves_text_out_or_takes_it_twice_is_no_cover(regions: list[Region]) -> None:
    with pytest.raises(CoverError):
        checked([Block(0, "orto"), Block(1, "")], regions)


def record_is_covered(record: DocumentRecord, reading: Reading) -> None:
    """The regions of a stored document: an exact cover of its text, and each scheda made of its own and nothing
    else.
    """
    starts = [start for start, _ in record.lines]
    stops = [*(start - 1 for start in starts[1:]), len(record.text)]
    blocks = [Block(n, record.text[start:stop]) for n, (start, stop) in enumerate(zip(starts, stops, strict=False))]
    assert len(blocks) == record.blocks
    assert checked(blocks, record.regions) == record.regions
    for scheda in reading.schede:
        if scheda.document == record.path:
            own = [
                blocks[r.block].text[r.start : r.end]
                for r in record.regions
                if r.rule is Rule.PRACTICE and scheda.key in r.records
            ]
            assert "\n".join(part for part in own if part.strip()).strip() == scheda.description
    told = {key for region in record.regions if region.rule is Rule.PRACTICE for key in region.records}
    assert told == {scheda.key for scheda in reading.schede if scheda.document == record.path}


@pytest.mark.parametrize("name", sorted(path.stem for path in TEXTS.glob("*.jsonl")))
def test_i03_every_word_of_a_whole_reply_has_one_region(name: str) -> None:
    """All replies as Word, every twelfth as PDF, every eighth as text."""
    chance = random.Random(name)
    for reply in replies([name]):
        for form in [
            "docx",
            *(["pdf"] if chance.random() < 1 / 12 else []),
            *(["txt"] if chance.random() < 1 / 8 else []),
        ]:
            reading = read_submission(reply.original(form), Limits()).reading
            for record in reading.documents:
                record_is_covered(record, reading)
                unread = [r for r in record.regions if r.rule is Rule.UNEXPLAINED and r.block not in record.unclaimed]
                assert not unread or record.status != "read", (reply.id, form, record.path)
