"""What one document may take: CPU time, never the time of the clock. What was read in time stays, the rest is named."""

import signal
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from config import account, children
from config.limits import Limits
from jobs.demo.build import docx, mail, paragraphs, pdf
from jobs.pipeline import read_submission
from parsers.model import DocumentText
from parsers.readers import plain
from parsers.readers.pdf import document as pdf_reader
from store.model import Submission
from tests.specimens.tools import install, tesseract
from tests.unit.test_seed import DATE

SCHEDA = (
    "Scheda 5: Corsi di lingua italiana\nNella biblioteca comunale dodici volontari insegnano ogni settimana "
    "agli ospiti a leggere."
)
WORD = docx(paragraphs(SCHEDA))
SECOND = Limits(document_seconds=1)


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def read(files: dict[str, bytes], limits: Limits) -> Submission:
    return read_submission(mail("mario.rossi@interno.it", "Schede", "In allegato.", files, date=DATE), limits)


def problems(submission: Submission) -> list[tuple[str, str | None, str]]:
    return [(problem.code, problem.document, problem.detail) for problem in submission.reading.problems]


def statuses(submission: Submission) -> dict[str, str]:
    return {document.filename: str(document.status) for document in submission.reading.documents}


def work_hard(*_: object) -> DocumentText:
    burn(60)
    raise AssertionError("nothing stopped it")


def swallow_everything(*_: object) -> DocumentText:
    for _number in range(60):
        try:
            burn(1)
        except Exception:  # noqa: BLE001 - what careless libraries do
            pass
    raise AssertionError("nothing stopped it")


@pytest.mark.parametrize("greedy", [work_hard, swallow_everything])
def test_f03_a_document_without_end_costs_itself_alone(
    greedy: Callable[..., DocumentText], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parsers.readers.pdf.document.read", greedy)
    submission = read({"a.pdf": pdf(paragraphs("uno")), "scheda.docx": WORD}, SECOND)
    assert [scheda.campo for scheda in submission.reading.schede] == [5]
    assert statuses(submission) == {"(body)": "read", "a.pdf": "limit", "scheda.docx": "read"}
    assert ("processing_limit", "a.pdf", "reading it took more CPU time than LIMIT_DOCUMENT_SECONDS") in problems(
        submission
    )
    assert submission.verdict == "partial"


def test_f03_an_archive_without_end_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.envelopes.tnef.read_tnef", work_hard)
    submission = read({"winmail.dat": b"\x78\x9f\x3e\x22", "scheda.docx": WORD}, SECOND)
    assert [scheda.campo for scheda in submission.reading.schede] == [5]
    assert [(p.code, p.document) for p in submission.problems] == [("processing_limit", "winmail.dat")]
    assert submission.verdict == "partial"


@pytest.mark.parametrize(("slow", "unread"), [(2, "pages 3 to 4"), (3, "page 4"), (1, "pages 2 to 4")])
def test_f03_the_pages_read_in_time_stay(slow: int, unread: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = pdf_reader._page

    def slower(document: object, number: int, *rest: object) -> object:
        if number >= slow:
            burn(60)
        return page(document, number, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("parsers.readers.pdf.document._page", slower)
    submission = read({"a.pdf": sheets(4), "scheda.docx": WORD}, SECOND)
    (document,) = [document for document in submission.reading.documents if document.filename == "a.pdf"]
    assert document.text.split() == [f"Foglio{number}" for number in range(1, slow + 1)]
    assert (document.status, submission.verdict) == ("read", "partial")
    assert ("processing_limit", "a.pdf", f"not read for lack of time: {unread} (LIMIT_DOCUMENT_SECONDS)") in problems(
        submission
    )


def sheets(count: int) -> bytes:
    """A PDF with one word on each page."""
    names = [f"Foglio{number}" for number in range(1, count + 1)]
    return pdf(paragraphs("\n".join(names)), break_before=names[1:])


def written(text: str) -> Image.Image:
    """A page with ink on it: a blank one needs no tool."""
    page = Image.new("L", (850, 1100), 250)
    ImageDraw.Draw(page).text((80, 200), text, fill=0, font_size=40)
    return page


def fax(pages: int) -> bytes:
    out = BytesIO()
    first, *others = [written(f"Foglio numero {number}") for number in range(pages)]
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()


def test_f03_the_pages_of_a_fax_that_the_tool_read_in_time_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The stand-in counts its calls in a file, where a tool of ours writes nowhere but in its own folder.
    monkeypatch.setattr("config.confine._WRITTEN", (Path("/dev/null"), tmp_path))
    busy_from_the_third = f"echo x >> {tmp_path}/calls; [ $(wc -l < {tmp_path}/calls) -lt 3 ] || while :; do :; done"
    install(
        tmp_path / "bin", monkeypatch, tesseract=busy_from_the_third + "\n" + tesseract("cinque parole di prova lette")
    )
    # Long enough for two pages on a slow machine; the third takes all that is left.
    submission = read({"fax.tif": fax(5), "scheda.docx": WORD}, Limits(document_seconds=5))
    (document,) = [document for document in submission.reading.documents if document.filename == "fax.tif"]
    assert document.text.split("\n") == ["cinque parole di prova lette"] * 2
    assert (
        "processing_limit",
        "fax.tif",
        "not read for lack of time: pages 3 to 5 (LIMIT_DOCUMENT_SECONDS)",
    ) in problems(submission)
    assert submission.verdict == "partial"


def test_f03_a_fax_of_which_no_page_was_read_is_no_photograph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "bin", monkeypatch, tesseract="while :; do :; done")
    submission = read({"fax.tif": fax(2)}, SECOND)
    assert statuses(submission)["fax.tif"] == "limit"
    assert (
        "processing_limit",
        "fax.tif",
        "not read for lack of time: pages 1 to 2 (LIMIT_DOCUMENT_SECONDS)",
    ) in problems(submission)


def test_pages_beyond_the_page_limit_are_a_problem() -> None:
    submission = read({"a.pdf": sheets(3)}, Limits(pdf_pages=2))
    assert (
        "processing_limit",
        "a.pdf",
        "only the first 2 of 3 pages were read (LIMIT_PDF_PAGES is 2; 3 would do)",
    ) in problems(submission)
    assert submission.verdict == "partial"


def test_f03_the_time_of_the_clock_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    unhurried = plain.read

    def read_later(content: bytes, limits: Limits) -> DocumentText:
        time.sleep(1.3)
        return unhurried(content, limits)

    monkeypatch.setattr("parsers.readers.plain.read", read_later)
    assert statuses(read({"a.txt": b"Una nota."}, SECOND)) == {"(body)": "read", "a.txt": "read"}


def test_f03_a_message_that_took_all_its_time_names_each_document_it_did_not_come_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("parsers.readers.pdf.document.read", work_hard)
    files = {"scheda.docx": WORD, "a.pdf": pdf(paragraphs("uno")), "b.docx": WORD, "c.txt": b"nota"}
    submission = read(files, Limits(document_seconds=60, message_seconds=2))
    assert [scheda.campo for scheda in submission.reading.schede] == [5]
    assert statuses(submission) == {
        "(body)": "read",
        "scheda.docx": "read",
        "a.pdf": "limit",
        "b.docx": "limit",
        "c.txt": "limit",
    }
    named = [
        document
        for code, document, detail in problems(submission)
        if code == "processing_limit" and "LIMIT_MESSAGE_SECONDS" in detail
    ]
    assert named == ["a.pdf", "b.docx", "c.txt"]


def test_a_file_inside_another_has_an_account_of_its_own() -> None:
    with account.message(60), account.document("a.zip", 1):
        with account.document("a.zip/b.pdf", 2):
            burn(1.2)
        account.check()
        assert account.left() > 0.5


def test_a_child_ends_at_its_own_limit_before_that_of_the_document() -> None:
    with account.document("a.dat", 60):
        ended = children.run(
            [sys.executable, "-c", "while True: pass"],
            environment={},
            cpu_seconds=1,
            memory_bytes=2**40,
            asleep_seconds=60,
        )
        assert (ended.code, account.left() > 50) == (-signal.SIGXCPU, True)


def test_left_out_documents_are_named_and_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.readers.pdf.document.read", work_hard)
    monkeypatch.setattr("ingest.envelopes.tnef.read_tnef", work_hard)
    files = {"winmail.dat": b"\x78\x9f\x3e\x22", "a.pdf": pdf(paragraphs("uno")), "scheda.docx": WORD}
    original = mail("mario.rossi@interno.it", "Schede", "In allegato.", files, date=DATE)
    submission = read_submission(
        original, Limits(), without={"winmail.dat": "the worker died at it", "a.pdf": "the worker died at it"}
    )
    assert [scheda.campo for scheda in submission.reading.schede] == [5]
    assert statuses(submission) == {"(body)": "read", "winmail.dat": "limit", "a.pdf": "limit", "scheda.docx": "read"}
    told = [(code, document) for code, document, detail in problems(submission) if detail == "the worker died at it"]
    assert told == [("processing_limit", "winmail.dat"), ("processing_limit", "a.pdf")]
    assert submission.verdict == "partial"


LONG = "\n".join(f"Riga numero {number} di un elenco." for number in range(40))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", LONG.encode()),
        ("a.html", f"<html><body><p>{LONG}</p></body></html>".encode()),
        ("a.docx", docx(paragraphs(LONG))),
        ("a.rtf", rb"{\rtf1\ansi " + LONG.replace("\n", r"\par ").encode() + b"}"),
    ],
)
def test_text_beyond_the_limit_is_a_problem(name: str, content: bytes) -> None:
    submission = read({name: content}, Limits(text_chars=300))
    (problem,) = [problem for problem in submission.reading.problems if problem.code == "processing_limit"]
    assert problem.document == name
    assert problem.detail.startswith("only ")
    assert "LIMIT_TEXT_CHARS" in problem.detail
    assert submission.verdict == "partial"
