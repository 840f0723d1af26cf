"""Reading takes work in proportion to what is read: twice as much of a shape costs twice as many lines of Python, and
four times as much four times as many. Lines are counted, not seconds: on a slow machine they are as many.
"""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from config.limits import TOOLS, Limits
from jobs.demo.build import paragraphs, pdf
from jobs.pipeline import read_submission
from tests.specimens.envelopes import tarred
from tests.specimens.outlook import tnef
from tests.specimens.parts import deflated
from tests.specimens.word import p, package, r, table
from tests.specimens.word97 import doc
from tests.unit.test_files_in_documents import open_document
from tests.unit.test_hostile_contents import attached, mail
from tests.unit.test_sheet_cells import CELL, ods, row, xlsx
from tests.unit.test_sheet_cells import table as sheet
from tests.unit.test_web_pages import archive, part
from tests.unit.test_word_xml import word_2003

#: What is added from two to four times may be so many times what is added from one to two: 2 is the rule, 4 would be
#: the square.
_PER_DOUBLING = 2.7
#: Pieces of the smallest text, and of one in which fixed bounds are reached only later.
FIRST = 16
_MORE = {"bare numbers": 60}
PACKAGES = frozenset({"config", "ingest", "jobs", "parsers"})
_LIMITS = Limits(without_tools=TOOLS)
PRACTICE = (
    "Il comune apre una scuola serale nella biblioteca e i richiedenti asilo frequentano le lezioni con i volontari "
    "dell'associazione del quartiere numero {}."
)
#: A field whose code is over and whose result goes on.
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'


def numbered(count: int, piece: str) -> str:
    return "".join(piece.replace("{}", str(number)) for number in range(count))


def page(content: str) -> bytes:
    return mail(attached("p.html", f"<html><body>{content}</body></html>".encode()))


def text(content: str) -> bytes:
    return mail(attached("t.txt", content.encode()))


def file(name: str, content: bytes) -> bytes:
    return mail(attached(name, content))


SHAPES: dict[str, Callable[[int], bytes]] = {
    "practices in rows": lambda n: page(
        f"<table>{numbered(n, f'<tr><td>Campo n. 5<td>Scuola {{}}<td>{PRACTICE}')}</table>"
    ),
    "practices in cells of one row": lambda n: page(
        f"<table><tr>{numbered(n, f'<td>Campo n. 5<td>{PRACTICE}')}</table>"
    ),
    "practices below the head of a column": lambda n: page(
        f"<table><tr><td>Campo n. 5<td>Titolo{numbered(n, f'<tr><td>{PRACTICE}<td>Scuola {{}}')}</table>"
    ),
    "items": lambda n: page(f"<ol>{numbered(n, f'<li>{PRACTICE}')}</ol>"),
    "headings alone": lambda n: page(numbered(n, "<h2>Scheda n. 5: apprendimento della lingua italiana</h2>")),
    "headings and practices": lambda n: text(numbered(n, f"Scheda n. 5: la lingua\n\n{PRACTICE}\n\n")),
    "bare numbers": lambda n: text(numbered(n, f"5. {PRACTICE}\n\n")),
    "words of letters": lambda n: text(numbered(n, "Si trasmette in allegato quanto richiesto.\nIl Prefetto\n\n")),
    "quotations": lambda n: text(numbered(n, "> il testo citato {}\n> Da: mario@example.org\n\n")),
    "beginnings of files": lambda n: text(numbered(n, "begin 644 a{}\n")),
    "agreements named": lambda n: text(
        numbered(n, "Protocollo d'intesa tra la Prefettura di Rieti e il Comune di Rieti n. {} del 12/03/2015.\n\n")
    ),
    "Word, paragraphs": lambda n: file("a.docx", package("".join(p(r(PRACTICE.format(k))) for k in range(n)))),
    "Word, rows": lambda n: file(
        "a.docx", package(table([[p(r(f"Ente {k}")), p(r(PRACTICE.format(k)))] for k in range(n)]))
    ),
    "OpenDocument": lambda n: file("a.odt", open_document(numbered(n, f"<text:p>{PRACTICE}</text:p>"))),
    "Word, fields in fields": lambda n: file(
        "a.docx", package(p(FIELD * n + r("Il comune apre una scuola serale. ") * n + p(r(PRACTICE))))
    ),
    "Word 2003": lambda n: file("a.xml", word_2003("".join(p(r(PRACTICE.format(k))) for k in range(n)))),
    "web archive": lambda n: file(
        "a.mht", archive(*(part("text/html", "7bit", f"<p>{PRACTICE.format(k)}</p>".encode()) for k in range(n)))
    ),
    "RTF, rows with borders of their own": lambda n: file(
        "a.rtf",
        b"{\\rtf1 "
        + b"".join(b"\\trowd\\cellx%d\\cellx%d\\intbl a\\cell b\\cell\\row " % (2 * k, 2 * k + 1) for k in range(4 * n))
        + b"}",
    ),
    "RTF": lambda n: file("a.rtf", b"{\\rtf1 " + numbered(n, f"{{\\b {PRACTICE}}}\\par ").encode() + b"}"),
    "JSON": lambda n: file("a.json", f"[{numbered(n, chr(34) + PRACTICE + chr(34) + ',')}0]".encode()),
    "unknown XML": lambda n: file("a.xml", f'<?xml version="1.0"?><a>{numbered(n, f"<b>{PRACTICE}</b>")}</a>'.encode()),
    "Word 97": lambda n: file("a.doc", doc([PRACTICE.format(k) for k in range(n)])),
    "PDF": lambda n: file("a.pdf", pdf(paragraphs("\n\n".join(PRACTICE.format(k) for k in range(n))))),
    "cells of OpenDocument": lambda n: file("a.ods", ods(sheet(*[row(CELL.format(1) * 4)] * (4 * n)))),
    "cells of Excel": lambda n: file("a.xlsx", xlsx(numbered(4 * n, '<row><c r="A1"><v>{}</v></c></row>'))),
    "files of winmail.dat": lambda n: file("winmail.dat", tnef({f"{k}.txt": f"nota {k}".encode() for k in range(n)})),
    "mails of a mbox": lambda n: file(
        "a.mbox", numbered(n, "From a@b.it Tue Dec  1 10:30:00 2015\nFrom: a@b.it\nSubject: {}\n\nnota {}\n\n").encode()
    ),
    "parts of a mail": lambda n: mail(*[("Content-Type: text/plain", f"nota {k}".encode()) for k in range(n)]),
    "entries of a zip": lambda n: file("a.zip", deflated({f"{k}.txt": f"nota {k}".encode() for k in range(n)})),
    "entries of a tar": lambda n: file("a.tar", tarred({f"{k}.txt": f"nota {k}".encode() for k in range(n)})),
    "names of earlier mails": lambda n: mail(head=f"References: {numbered(n, '<{}@example.org> ')}\r\n"),
    "fields of the head": lambda n: mail(head=numbered(n, "X-Nota-{}: nota\r\n")),
    "words in code": lambda n: mail(head=f"X-A: a\r\nCc: {numbered(n, '=?utf-8?q?=C3=A0?= ')}<a@example.org>\r\n"),
}


def forget() -> None:
    """Empties what is kept of texts that were read: else the work of a text depends on what was read before it. What
    takes no bound is loaded once, and stays.
    """
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] in PACKAGES]
    for module in modules:
        for kept in vars(module).values():
            parameters = getattr(kept, "cache_parameters", None)
            if parameters is not None and parameters()["maxsize"] is not None:
                kept.cache_clear()


def counted(do: Callable[[], object]) -> int:
    """How many lines of Python are run to do something."""
    forget()
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        do()
    finally:
        sys.settrace(before)
    return count


def grows(
    make: Callable[[int], bytes],
    first: int = FIRST,
    reading: Callable[[bytes], object] = lambda original: read_submission(original, _LIMITS),
) -> bool:
    """Whether the work of `reading` grows faster than what is read."""
    contents = [make(first * times) for times in (1, 2, 4)]
    one, two, four = (counted(partial(reading, content)) for content in contents)
    return four - two > _PER_DOUBLING * max(two - one, first)


@pytest.fixture(scope="module", autouse=True)
def everything_is_loaded() -> None:
    """What is done once, at the first use, is no work of a mail."""
    for make in SHAPES.values():
        read_submission(make(2), _LIMITS)


@pytest.fixture(autouse=True)
def bounds_reached_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reasons are looked for in texts of some tens of sentences only, where the work grows with their square."""
    monkeypatch.setattr("parsers.campo.opinion._MOST_SENTENCES", 4)


@pytest.mark.parametrize("shape", SHAPES)
def test_reading_takes_work_in_proportion(shape: str) -> None:
    assert not grows(SHAPES[shape], _MORE.get(shape, FIRST))


def test_work_that_grows_with_the_square_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from parsers.readers import plain

    read = plain.read

    def slowed(content: bytes, limits: Limits) -> Any:
        found = read(content, limits)
        for _ in found.blocks:
            for _ in found.blocks:
                pass
        return found

    monkeypatch.setattr(plain, "read", slowed)
    # The square of so few is little beside what reading takes: it shows from some hundreds on.
    assert grows(SHAPES["words of letters"], 100)
