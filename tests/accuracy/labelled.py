"""The labelled texts of `texts/`, one by one, by writer. Which part each belongs to is said in `texts/README.md`."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.accuracy.others import TEXTS
from tests.accuracy.schede import AUTHORS, texts
from tests.specimens.seed import REPLY

FOLDER = Path(__file__).parent / "texts"
SHORT = Path(__file__).parents[1] / "specimens" / "short_texts.txt"
#: The writers of whole replies whose practices teach the opinion and what tells of a practice.
TAUGHT = tuple(f"risposte-{writer}" for writer in "abceghnoqstuv")
#: Of these too the roles of lines and the edges of texts are learned; the opinion and its thresholds are measured on
#: the others among them.
LAID_OUT = tuple(f"risposte-{writer}" for writer in "abcdefghijkl")
#: Whoever tells practices in a sentence or two: the roles of lines are learned of them too.
TERSE = tuple(f"risposte-{writer}" for writer in "noq")
#: Whoever writes in every manner, from one line to a page: the roles of lines are learned of them as Word alone too.
MIXED = tuple(f"risposte-{writer}" for writer in "stuv")
#: Whoever the opinion learned nothing from, and of these who nothing learned from at all.
DEVELOPMENT = tuple(f"risposte-{writer}" for writer in "dfijklmr")
UNSEEN = ("risposte-m", "risposte-r")
_MARKUP = re.compile(r"^(?:# |\^ |> |\* |~ |\[[x ]\] )+", re.MULTILINE)


@dataclass(frozen=True)
class Labelled:
    """A text by a writer: `campo` 0 where it tells no practice, `acceptable` all that a careful official could as
    well tick. `declared` says whether a heading or tick names the campo; the text itself never does.
    """

    writer: str
    voice: str
    campo: int
    acceptable: tuple[int, ...]
    text: str
    declared: bool = False


@cache
def train() -> tuple[Labelled, ...]:
    """The part that is learned from."""
    return (*passages(), *_authors("tuning"), *_replies(TAUGHT), *_other_mails(TAUGHT))


@cache
def development() -> dict[str, tuple[Labelled, ...]]:
    """The part that is measured on, by kind; no writer of it is learned from."""
    kinds = {
        "replies": _replies(DEVELOPMENT),
        "voices": _authors("unseen"),
        "short": _short(),
        "others": _others(),
        "real": _real(),
    }
    return {kind: tuple(examples) for kind, examples in kinds.items()}


@cache
def telling() -> tuple[Labelled, ...]:
    """What is learned from about telling of a practice at all: practices, passages, and what offices write beside."""
    return (*passages(), *_authors("tuning"), *_replies(TAUGHT), *other_business(TAUGHT))


def other_business(writers: Sequence[str]) -> Iterator[Labelled]:
    """What mails tell that bring no practice, with their files, and the mails with which practices came in files."""
    for writer, row in rows("replies", writers):
        if not row["schede"] and row["marked"] is None and not row["protocolli"]:
            said = [row["mail"], *(plain(file["markup"]).replace(" | ", " ") for file in row["files"])]
            yield Labelled(writer, writer, 0, (0,), "\n".join(said))
        elif row["schede"] and all(scheda["file"] != "(body)" for scheda in row["schede"]):
            yield Labelled(writer, writer, 0, (0,), row["mail"])


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, empty ones left out."""
    return [line for line in text.split("\n") if line.strip()]


def plain(markup: str) -> str:
    """Text without the marks that say how a line looks."""
    return _MARKUP.sub("", markup)


def rows(folder: str, names: Sequence[str] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of the files of a folder, of those named or all, each with its file's name."""
    for path in sorted((FOLDER / folder).glob("*.jsonl")):
        if names and path.stem not in names:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.stem, json.loads(line)


def passages() -> Iterator[Labelled]:
    """The passages: practices and other texts, each alone."""
    for writer, row in rows("passages"):
        campo = row["campo"] or 0
        yield Labelled(writer, f"{writer} {row['voice']}", campo, tuple(row["acceptable"] or [campo]), row["text"])


def _authors(part: str) -> Iterator[Labelled]:
    for author in AUTHORS[part]:
        for number, text in texts(author).items():
            yield Labelled("voices", author, number, (number,), "\n".join(text.paragraphs))


def _short() -> Iterator[Labelled]:
    for line in SHORT.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            number, _, text = line.partition(" | ")
            yield Labelled("short", "short", int(number), (int(number),), text)


def _real() -> Iterator[Labelled]:
    """The two schede of the one real reply at hand."""
    for campo, lines in ((1, REPLY[3:5]), (7, REPLY[6:7])):
        yield Labelled("Cremona", "Cremona", campo, (campo,), "\n".join(lines), declared=True)


def _replies(writers: Sequence[str]) -> Iterator[Labelled]:
    for writer, row in rows("replies", writers):
        for scheda in row["schede"]:
            text = _between(plain(markup(row, scheda["file"])), scheda["begins"], scheda["ends"])
            campo = scheda["campo"]
            yield Labelled(writer, writer, campo, tuple(scheda["acceptable"] or [campo]), text, scheda["declared"])


def markup(row: dict[str, Any], name: str) -> str:
    """The mail of a reply, or one of its files, by name."""
    if name == "(body)":
        return str(row["mail"])
    return str(next(file["markup"] for file in row["files"] if file["name"] == name))


def _between(text: str, begins: str, ends: str) -> str:
    joined, first, last = (" ".join(part.split()) for part in (text, begins, ends))
    start = joined.index(first)
    return joined[start : joined.index(last, start) + len(last)].replace(" | ", " ")


def _others() -> Iterator[Labelled]:
    for text in TEXTS:
        yield Labelled("others", "others", 0, (0,), text)
    for writer, row in rows("acts", ("atti-a", "atti-b")):
        if not row["act"]:
            yield Labelled(writer, writer, 0, (0,), plain(row["text"]))
    yield from _other_mails(DEVELOPMENT)


def _other_mails(writers: Sequence[str]) -> Iterator[Labelled]:
    """Mails that bring no practice and no file."""
    for writer, row in rows("replies", writers):
        if not row["schede"] and row["mail"].strip() and not row["files"]:
            yield Labelled(writer, writer, 0, (0,), row["mail"])
