"""Teaches what an agreement is (`parsers/agreements/traits.py`).

`python -m tests.learning.acts` says what the model is worth on each writer by one that saw none of his, and writes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from parsers.agreements import traits
from parsers.agreements.kind import nouns
from parsers.italian.text import fold
from tests.accuracy.acts import acts
from tests.accuracy.labelled import TAUGHT, paragraphs, passages, rows
from tests.accuracy.markup import plain
from tests.accuracy.others import TEXTS
from tests.learning import fit
from tests.learning.fit import Matrix
from tests.learning.opinion import set_aside
from tests.learning.read_acts import WRITERS

#: Of the passages every so many is enough: none is like an agreement.
_EVERY = 4
FREEDOM = 40.0


@dataclass(frozen=True, slots=True)
class Example:
    """A text, line by line, and whether it is an agreement."""

    id: str
    writer: str
    act: bool
    lines: tuple[str, ...]


def examples() -> Iterator[Example]:
    """All that is learned from: acts and look-alikes, the files of replies, passages, other mails."""
    for writer in WRITERS:
        for act in acts([writer]):
            yield _example(act.id, writer, act.act, act.raw["text"])
    for writer, row in rows("replies", TAUGHT):
        agreements = {protocollo["file"] for protocollo in row["protocolli"]}
        for file in row["files"]:
            yield _example(f"{row['id']}/{file['name']}", writer, file["name"] in agreements, file["markup"])
    for number, passage in enumerate(passages()):
        if number % _EVERY == 0:
            yield Example(passage.voice, passage.writer, False, tuple(paragraphs(passage.text)))
    for number, text in enumerate(TEXTS):
        yield Example(f"others {number}", "others", False, tuple(paragraphs(text)))


def named() -> list[Example]:
    """The examples that name an agreement anywhere: of the others nobody asks the model."""
    return [example for example in examples() if any(nouns(fold(line)) for line in example.lines)]


def _example(name: str, writer: str, act: bool, markup: str) -> Example:
    return Example(name, writer, act, tuple(paragraphs(plain(markup))))


def teach(taught: Sequence[Example]) -> tuple[bytes, Matrix]:
    """The model as it is stored, and by text the log-odds for an agreement where its writer was set aside."""
    counted = fit.weigh([traits.apart(example.lines) for example in taught])
    alike = fit.kernel(counted)
    wanted = np.array([[not example.act, example.act] for example in taught], dtype=np.float64)
    aside = set_aside(alike, wanted, [example.writer for example in taught], FREEDOM)
    warmth = fit.temperature(aside, wanted > 0)
    return fit.linear(counted, fit.solve(alike, wanted, FREEDOM), warmth).dump(), (aside[:, 1] - aside[:, 0]) / warmth


def main() -> None:
    """Teaches, says what it is worth, and writes the model."""
    taught = named()
    model, odds = teach(taught)
    for writer in sorted({example.writer for example in taught}):
        mine = [(example, odd) for example, odd in zip(taught, odds, strict=True) if example.writer == writer]
        own, others = [o for e, o in mine if e.act], [o for e, o in mine if not e.act]
        print(
            f"{writer}: acts {sum(o > 0 for o in own)} of {len(own)}, others {sum(o < 0 for o in others)} of "
            f"{len(others)}"
        )
        for example, odd in mine:
            if (odd > 0) != example.act:
                print(f"    {example.id}: {odd:.2f}")
    traits.SHIPPED.write_bytes(model)
    print(f"written: {traits.SHIPPED.name}, {len(model)} bytes")


if __name__ == "__main__":
    main()
