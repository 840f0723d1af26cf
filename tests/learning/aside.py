"""What the program makes of a writer whom it did not learn from: models taught without him, in place of those that come
with it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from parsers.campo import linear, tells, witness
from parsers.lines import roles as judging
from parsers.practices import borders as between
from parsers.practices import leads as edges
from tests.accuracy.labelled import rows, telling, train
from tests.learning import borders, corpus, leads, opinion, roles
from tests.learning import tells as practice

_FILES = ("words", "told", "lines", "lead", "tail", "cuts")


@contextmanager
def without(writer: str) -> Iterator[None]:
    """Inside, documents are read with models that saw nothing of one writer; the topics saw no reply at all."""
    seen = corpus.taught(without=writer)
    with TemporaryDirectory() as name:
        folder = Path(name)
        words, told, lines, lead, tail, cuts = (folder / file for file in _FILES)
        words.write_bytes(opinion.teach([example for example in train() if example.writer != writer])[0].dump())
        told.write_bytes(practice.teach([example for example in telling() if example.writer != writer]).dump())
        lines.write_bytes(roles.teach([*seen, *_regular()]))
        leads.teach(seen, [row for _, row in rows("passages")], lead, tail)
        cuts.write_text(borders.taught([one for one in borders.WRITERS if one != writer]), encoding="utf-8")
        before = linear.SHIPPED, tells.SHIPPED, judging.SHIPPED, *edges.SHIPPED.values(), between.SHIPPED
        try:
            _put(words, told, lines, lead, tail, cuts)
            yield
        finally:
            _put(*before)


def _put(words: Path, told: Path, lines: Path, lead: Path, tail: Path, cuts: Path) -> None:
    linear.SHIPPED, tells.SHIPPED, judging.SHIPPED, between.SHIPPED = words, told, lines, cuts
    edges.SHIPPED.update(lead=lead, tail=tail)
    for kept in (linear.shipped, tells.shipped, judging.shipped, edges.shipped, between._table, witness._unlearned):
        kept.cache_clear()


@cache
def _regular() -> Sequence[corpus.Document]:
    return tuple(corpus.regular())
