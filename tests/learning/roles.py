"""Teaches which lines tell of a practice (`parsers/lines/roles.py`), and measures it on writers and layouts not learned
from.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pycrfsuite

from parsers.italian.text import words
from parsers.lines.features import Features
from parsers.lines.roles import Role
from tests.learning.corpus import Document
from tests.learning.spelled import spelled

#: From this likeness on a practice that was found is the one that was marked.
SAME, COMPLETE, CLEAN = 0.6, 0.98, 0.97
#: Most of the weights become 0 (`c1`), so that the file is small; chosen with each writer aside (decision 12).
SETTINGS = {"c1": 0.1, "c2": 0.2, "max_iterations": 150, "feature.possible_transitions": True}

#: From how far a line is seen, and what of it is seen only from the next ones.
_FAR, _NEXT = (-2, -1, 1, 2), (-1, 1)
SEEN = {
    **dict.fromkeys("bn kind end form detail names caps label pb level col site led placed".split(), _NEXT),
    **dict.fromkeys("n rule head bold p opening".split(), _FAR),
}


def teach(documents: Iterable[Document]) -> bytes:
    """The model as a file's content, the same bytes for the same documents."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for document in documents:
        if document.lines:
            trainer.append(looked_at(document), [role.value for role in document.roles])
    trainer.set_params(SETTINGS)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "roles.crfsuite"
        trainer.train(str(file))
        return file.read_bytes()


def looked_at(document: Document) -> list[Features]:
    """What is looked at for each line of a document: what it shows, and what its neighbours do."""
    return spelled(document.features(), SEEN)


def measure(documents: Iterable[Document], model: bytes, notes: list[str] | None = None) -> Counter[str]:
    """Counts of practices marked, found, complete, clean, and invented."""
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    counts: Counter[str] = Counter()
    for document in documents:
        roles = tagger.tag(looked_at(document)) if document.lines else []
        _count(document, _practices(document, roles), counts, notes)
    return counts


def _practices(document: Document, roles: Sequence[str]) -> list[str]:
    told: list[list[str]] = []
    inside = False
    for line, role in zip(document.lines, roles, strict=True):
        if role in {Role.BEGINS, Role.TELLS}:
            if role == Role.BEGINS or not inside:
                told.append([])
            told[-1].append(line.text)
        inside = role in {Role.BEGINS, Role.TELLS}
    return [" ".join(lines) for lines in told]


def _count(document: Document, told: Sequence[str], counts: Counter[str], notes: list[str] | None) -> None:
    golds = list(dict.fromkeys(gold.text for gold in document.golds))
    pairs = sorted(
        (
            (2 * a * b / (a + b), a, b, n, m)
            for n, gold in enumerate(golds)
            for m, text in enumerate(told)
            for a, b in [shares(gold, text)]
            if a + b
        ),
        reverse=True,
    )
    taken: set[int] = set()
    found: set[int] = set()
    for likeness, complete, clean, n, m in pairs:
        if likeness >= SAME and n not in found and m not in taken:
            found.add(n)
            taken.add(m)
            counts += Counter({"found": 1, "complete": int(complete >= COMPLETE), "clean": int(clean >= CLEAN)})
    counts += Counter({"marked": len(golds), "invented": len(told) - len(taken)})
    if notes is not None:
        notes += [f"{document.mail} LOST {gold[:80]!r}" for n, gold in enumerate(golds) if n not in found]
        notes += [
            f"{document.mail} INVENTED {text[:60]!r} … {text[-40:]!r}" for m, text in enumerate(told) if m not in taken
        ]


def shares(gold: str, said: str) -> tuple[float, float]:
    """Share of the gold words that were said, and of the said words that are gold."""
    one, other = Counter(words(gold)), Counter(words(said))
    both = (one & other).total()
    return both / max(one.total(), 1), both / max(other.total(), 1)


def line(name: str, counts: Counter[str]) -> str:
    """The figures in one line."""
    found = max(counts["found"], 1)
    return (
        f"{name:24} marked {counts['marked']:5}  found {counts['found'] / max(counts['marked'], 1):.3f}  complete "
        f"{counts['complete'] / found:.3f}"
        f"  clean {counts['clean'] / found:.3f}  invented {counts['invented']}"
    )
