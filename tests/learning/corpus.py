"""What the models learn from: labelled documents, their lines with the roles that a person gave them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from config.limits import Limits
from config.trusted import NOBODY
from ingest.opening import open_message
from jobs import pipeline
from parsers.correspondence import surroundings
from parsers.correspondence.quotes import answered_items, passed_on, split_quoted
from parsers.files import read_all
from parsers.italian.text import words
from parsers.lines.features import Features, features
from parsers.lines.readings import Reading, read_blocks
from parsers.lines.roles import Role
from parsers.lines.units import Line, lines_of
from parsers.model import Block, BlockKind
from parsers.official.form import find_form
from tests.accuracy import schede
from tests.accuracy.labelled import LAID_OUT, MIXED, TERSE
from tests.accuracy.replies import BODY, BOX, Reply, replies
from tests.specimens.whole_replies import CASES

#: Share of a line that must belong to a practice for the line to tell it.
_MOSTLY = 0.3
_LETTERS = 20
#: The formats in which whole replies are learned from.
FORMS = ("docx", "pdf")
#: Every so many of the regular layouts are enough beside the hand-laid ones.
_STEP = 11


@dataclass(frozen=True, slots=True)
class Gold:
    """A practice as marked: its own text and its name."""

    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a labelled mail, its lines, and the role of each."""

    mail: str
    body: bool
    lines: tuple[Line, ...]
    readings: tuple[Reading, ...]
    roles: tuple[Role, ...]
    #: Which practice a line tells, -1 for none.
    practices: tuple[int, ...]
    golds: tuple[Gold, ...]

    def features(self) -> list[Features]:
        """What its lines show."""
        return features(self.lines, self.readings, body=self.body)


@cache
def whole_replies(writer: str) -> tuple[Document, ...]:
    """The documents of a writer's labelled replies, as Word and as PDF."""
    return tuple(of_replies(replies([writer]), FORMS))


def taught(without: str = "") -> list[Document]:
    """The documents of whole replies that are learned from, those of one writer left out."""
    return [document for writer in LAID_OUT if writer != without for document in whole_replies(writer)]


def terse() -> Iterator[Document]:
    """The documents of whole replies of which many are told in a sentence or two, as Word: twice as many of them teach
    that long practices end early.
    """
    yield from of_replies(replies((*TERSE, *MIXED)), FORMS[:1])


def regular() -> Iterator[Document]:
    """The documents of regular layouts, and of short specimens, that are learned from beside whole replies."""
    yield from of_cases("tuning", _STEP)
    yield from of_specimens()


def of_replies(mails: Iterable[Reply], forms: Sequence[str]) -> Iterator[Document]:
    """The documents of labelled replies in each format."""
    for reply in mails:
        for form in forms:
            golds: dict[str, list[Gold]] = {}
            for one in reply.gold:
                golds.setdefault(one.file, []).append(Gold(one.text, one.title or ""))
            yield from of_mail(f"{reply.id} {form}", reply.original(form), golds)


def of_cases(part: str, step: int) -> Iterator[Document]:
    """Every `step`th mail of a part of the corpus of layouts by ten authors."""
    for number, case in enumerate(schede.cases(part)):
        if number % step == 0:
            yield from of_mail(case.name, case.original, {"": [Gold(one.description, "") for one in case.schede]})


def of_specimens() -> Iterator[Document]:
    """The specimens of whole replies, short texts in many layouts."""
    for name, make in CASES.items():
        original, told = make()
        yield from of_mail(name, original, {"": [Gold(text, "") for _, text in told]})


def of_mail(name: str, original: bytes, golds: dict[str, list[Gold]]) -> Iterator[Document]:
    """The documents of one mail; `golds` by file name, "" for all files."""
    opened = open_message(original, Limits())
    correspondence = pipeline._correspondence(opened, BOX)
    drafts, _ = read_all(
        [pipeline._source(file, {}) for file in opened.files],
        Limits(),
        pipeline._opener(Limits(), pipeline._Terms({}, {}, NOBODY), (file.path for file in opened.files)),
    )
    for draft in drafts:
        if draft.text is None or draft.source.envelope or draft.metadata:
            continue
        blocks: Sequence[Block] = draft.text.blocks
        if draft.source.body:
            own, quoted = split_quoted(blocks, forwarded=surroundings.is_forward(correspondence))
            blocks = answered_items(own, quoted)
            # A practice that is marked in what was passed on is learned from as it will be read.
            if any(_found(_letters(_text_of(quoted)), _letters(one.text)) != (0, 0) for one in golds.get(BODY, ())):
                blocks = [*blocks, *passed_on(quoted, BOX)[0]]
        mine = [one for file, listed in golds.items() for one in listed if draft.source.path.endswith(file)]
        if "" in golds:
            letters = _letters(draft.text.text)
            mine = [one for one in mine if _found(letters, _letters(one.text)) != (0, 0)]
        yield _document(name, blocks, mine, body=draft.source.body)


def _document(name: str, blocks: Sequence[Block], golds: Sequence[Gold], *, body: bool) -> Document:
    blocks = [block for block in blocks if block.kind not in {BlockKind.HEADER, BlockKind.FOOTER}]
    lines = lines_of(blocks)
    practices, first = _aligned(lines, golds)
    titles = {_letters(gold.title) for gold in golds if gold.title}
    roles = [
        Role.BEGINS
        if n in first
        else Role.TELLS
        if practice >= 0
        else Role.NAMES
        if _letters(line.text) in titles
        else Role.OTHER
        for n, (line, practice) in enumerate(zip(lines, practices, strict=True))
    ]
    readings = read_blocks(blocks, find_form(blocks))
    return Document(name, body, tuple(lines), tuple(readings), tuple(roles), tuple(practices), tuple(golds))


def _aligned(lines: Sequence[Line], golds: Sequence[Gold]) -> tuple[list[int], set[int]]:
    """Which practice each line tells, and which lines are the first of one: by letters, whatever spaces and marks a
    format adds.
    """
    spans: list[tuple[int, int]] = []
    whole = ""
    for line in lines:
        letters = _letters(line.text)
        spans.append((len(whole), len(whole) + len(letters)))
        whole += letters
    practices, first = [-1] * len(lines), set()
    for number, gold in enumerate(golds):
        start, stop = _found(whole, _letters(gold.text))
        told = [n for n, (a, z) in enumerate(spans) if _belongs(a, z, start, stop) and practices[n] < 0]
        for n in told:
            practices[n] = number
        first |= set(told[:1])
    return practices, first


def _text_of(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def _found(whole: str, letters: str) -> tuple[int, int]:
    start = whole.find(letters)
    if start >= 0:
        return start, start + len(letters)
    start = whole.find(letters[:24])
    stop = whole.find(letters[-24:], max(start, 0))
    return (start, stop + 24) if 0 <= start < stop else (0, 0)


def _belongs(a: int, z: int, start: int, stop: int) -> bool:
    shared = min(z, stop) - max(a, start)
    return shared > 0 and (shared >= _LETTERS or shared >= _MOSTLY * min(z - a, stop - start))


def _letters(text: str) -> str:
    return "".join(words(text))
