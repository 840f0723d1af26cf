"""A tool that is missing or fails is no fault of a mail: it waits, with what could be read, and is taken up when the
tool is back.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image, ImageDraw

from config.errors import SettingsError
from config.limits import Limits
from config.settings import load
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.checks import check
from jobs.demo.build import docx, mail, paragraphs
from jobs.pipeline import read_submission
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.rerun import rerun
from jobs.status import status
from jobs.version import parser_version
from store.model import Submission
from store.selection import Selection
from tests.specimens import pages
from tests.specimens.tools import install, tesseract
from tests.unit.test_seed import DATE

WORD = docx(
    paragraphs("Scheda 5: Corsi di lingua italiana\nNella biblioteca dodici volontari insegnano agli ospiti a leggere.")
)
FOUND = "Il tavolo del comune si riunisce ogni mese"


def page() -> Image.Image:
    """A page with something written on it: a blank one needs no tool."""
    image = Image.new("L", (850, 1100), 250)
    for line in range(12):
        ImageDraw.Draw(image).text(
            (80, 100 + 60 * line), "Nella biblioteca dodici volontari insegnano", fill=0, font_size=26
        )
    return image


def picture() -> bytes:
    out = BytesIO()
    page().save(out, "PNG")
    return out.getvalue()


def scan_in_pdf() -> bytes:
    out = BytesIO()
    page().save(out, "PDF", resolution=100)
    return out.getvalue()


def sheet() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "Comune")
    return out.getvalue()


SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c" + bytes(200)
#: Documents that need a tool: the file, and what must be installed for it.
NEEDS = {
    "scansione.png": (picture(), "tesseract-ocr"),
    "scansione.pdf": (scan_in_pdf(), "tesseract-ocr"),
    "elenco.xlsx": (sheet(), "libreoffice-calc-nogui"),
    "dati.7z": (SEVEN_ZIP, "libarchive13"),
}


def original(name: str) -> bytes:
    return mail(
        "mario.rossi@interno.it", "Schede", "In allegato.", {name: NEEDS[name][0], "scheda.docx": WORD}, date=DATE
    )


def read(name: str, **limits: object) -> Submission:
    return read_submission(original(name), Limits(**limits))  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "bin"


@pytest.fixture
def no_tools(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder, monkeypatch)
    monkeypatch.setitem(sys.modules, "libarchive", None)


@pytest.mark.usefixtures("no_tools")
@pytest.mark.parametrize("name", NEEDS)
def test_a_missing_tool_is_an_outage_and_the_rest_is_read(name: str) -> None:
    submission = read(name)
    assert submission.verdict == "retry"
    assert f"apt-get install {NEEDS[name][1]}" in submission.outage
    assert [scheda.campo for scheda in submission.reading.schede] == [5]


@pytest.mark.usefixtures("no_tools")
@pytest.mark.parametrize("name", NEEDS)
def test_a_tool_that_is_left_out_on_purpose_is_no_outage(name: str) -> None:
    submission = read(name, without_tools=("tesseract", "libreoffice", "libarchive"))
    assert (submission.verdict, submission.outage) == ("partial", "")
    told = [
        problem for problem in (*submission.problems, *submission.reading.problems) if "WITHOUT_TOOLS" in problem.detail
    ]
    assert {(problem.code, problem.document) for problem in told} == {("unreadable_document", name)}


@pytest.mark.usefixtures("no_tools")
@pytest.mark.parametrize(
    ("content", "left_out"), [(pages.layered(pages.LINES), "done"), (pages.scan_under(pages.REGISTRY), "partial")]
)
def test_words_beside_a_picture_are_stored_at_once_and_the_message_waits(content: bytes, left_out: str) -> None:
    original = mail("mario.rossi@interno.it", "Schede", "In allegato.", {"scheda.pdf": content}, date=DATE)
    waiting = read_submission(original, Limits())
    assert (waiting.verdict, "tesseract is needed" in waiting.outage) == ("retry", True)
    final = read_submission(original, Limits(without_tools=("tesseract",)))
    assert (final.verdict, final.outage) == (left_out, "")
    gaps = [problem.document for problem in final.reading.problems if "WITHOUT_TOOLS" in problem.detail]
    assert gaps == ["scheda.pdf"] * (left_out == "partial")
    for submission in (waiting, final):
        (document,) = [document for document in submission.reading.documents if document.path == "scheda.pdf"]
        assert document.status == "read"
        assert document.text.strip()


BROKEN = {
    "fails on every file": "exit 3",
    "dies on every file": "kill -SEGV $$",
    "lacks the language": tesseract(FOUND, languages="eng", refuses="true"),
    "is no program": "",
}


@pytest.mark.parametrize("script", BROKEN.values(), ids=BROKEN)
def test_a_tool_that_fails_on_every_file_is_an_outage(
    script: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(folder, monkeypatch, tesseract=script)
    if not script:
        (folder / "tesseract").write_bytes(b"\x7fELF no program")
    submission = read("scansione.png")
    assert submission.verdict == "retry"
    assert "apt-get install tesseract-ocr tesseract-ocr-ita" in submission.outage


@pytest.mark.parametrize("name", ["scansione.png", "scansione.pdf"])
def test_a_tool_that_refuses_one_file_says_something_about_that_file(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(folder, monkeypatch, tesseract=tesseract(FOUND, refuses="true"))
    submission = read(name)
    assert (submission.verdict, submission.outage) == ("partial", "")
    (problem,) = [problem for problem in submission.reading.problems if problem.document == name]
    assert problem.code == "unreadable_document"
    assert "cannot read it" in problem.detail


def test_a_libreoffice_that_converts_nothing_is_an_outage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder, monkeypatch, soffice="exit 0")
    submission = read("elenco.xlsx")
    assert submission.verdict == "retry"
    assert "apt-get install libreoffice-calc-nogui" in submission.outage


def test_a_libreoffice_that_refuses_one_file_says_something_about_that_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # soffice PROFILE --headless --norestore --convert-to html --outdir FOLDER FILE
    install(folder, monkeypatch, soffice='case "$8" in *.csv) echo "<p>prova</p>" > "$7/document.html";; esac')
    submission = read("elenco.xlsx")
    assert (submission.verdict, submission.outage) == ("partial", "")
    assert "could not open it" in next(p.detail for p in submission.reading.problems if p.document == "elenco.xlsx")


def test_a_tool_that_sleeps_is_ended_and_its_file_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder, monkeypatch, tesseract="/bin/sleep 600 & wait")
    submission = read("scansione.png", asleep_seconds=2)
    (problem,) = [problem for problem in submission.reading.problems if problem.document == "scansione.png"]
    assert "did nothing for 2 seconds (LIMIT_ASLEEP_SECONDS)" in problem.detail
    assert submission.verdict == "partial"


def test_a_full_disk_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("parsers.readers.office.read", full)
    assert "No space left" in read("elenco.xlsx").outage


@pytest.fixture
def waiting(app: App, no_tools: None) -> Iterator[App]:
    """A mail with a scan, taken in and tried while no tool was there."""
    poll(app, MemoryMailbox([original("scansione.png")]))
    assert process(app) == {"retry": 1}
    yield app


def process(app: App) -> dict[str, int]:
    return process_due(app, InlineReader(app.originals, app.settings.limits)).states


def later(app: App, hours: int = 2) -> App:
    return replace(app, clock=lambda: DATE.now(DATE.tzinfo) + timedelta(hours=hours))


def test_the_message_waits_with_what_could_be_read(waiting: App) -> None:
    message = waiting.queries.message(1)
    assert message["status"] == "retry"
    assert [scheda["campo"] for scheda in message["schede"]] == [5]
    assert message["error"].startswith(
        "tesseract is needed to read it and is not installed: apt-get install tesseract-ocr tesseract-ocr-ita."
    )


def test_it_is_taken_up_by_itself_when_the_tool_is_back(
    waiting: App, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert process(waiting) == {}
    install(folder, monkeypatch, tesseract=tesseract(FOUND))
    assert process(later(waiting)) == {"done": 1}
    message = waiting.queries.message(1)
    assert (message["status"], message["error"], [problem["code"] for problem in message["problems"]]) == (
        "done",
        None,
        ["unknown_sender"],
    )


def test_status_is_red_and_says_what_to_install(waiting: App) -> None:
    (reason,) = status(waiting).red
    assert reason.startswith("1 message waiting for a tool: tesseract is needed")
    assert "apt-get install tesseract-ocr" in reason


def test_what_was_read_meanwhile_is_not_final(waiting: App) -> None:
    assert waiting.queries.message(1)["status"] == "retry"
    assert waiting.queries.numbers(Selection(other_version_than=parser_version(waiting.model.name))) == [1]


def test_a_fuller_reading_is_never_replaced_by_a_poorer_one(
    waiting: App, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(folder, monkeypatch, tesseract=tesseract(FOUND))
    process(later(waiting))
    full = waiting.queries.message(1)
    (folder / "tesseract").unlink()
    assert rerun(waiting, InlineReader(waiting.originals, waiting.settings.limits), [1]).states == {"retry": 1}
    meanwhile = waiting.queries.message(1)
    for kind in ("documents", "schede", "problems"):
        assert meanwhile[kind] == full[kind]
    install(folder, monkeypatch, tesseract=tesseract(FOUND))
    assert process(later(waiting, 4)) == {"done": 1}


@pytest.mark.usefixtures("no_tools")
def test_a_run_that_ends_tries_each_message_once(app: App) -> None:
    impatient = replace(
        app, settings=load({}, data_dir=app.settings.data_dir, retry_base_seconds=1, retry_max_seconds=1)
    )
    moments = iter(range(1000))
    impatient = replace(impatient, clock=lambda: DATE + timedelta(hours=next(moments)))
    poll(impatient, MemoryMailbox([original("scansione.png"), original("dati.7z")]))
    assert process(impatient) == {"retry": 2}
    assert process(impatient) == {"retry": 2}


@pytest.mark.usefixtures("no_tools")
def test_check_fails_for_a_missing_tool_and_not_for_one_left_out(tmp_path: Path) -> None:
    found = {one.name: one for one in check(load({}, data_dir=tmp_path))}
    for name in ("tesseract", "libreoffice", "libarchive"):
        assert found[name].ok is False
        assert "apt-get install" in found[name].remedy
    found = {one.name: one for one in check(load({}, data_dir=tmp_path, without_tools="Tesseract, libarchive"))}
    assert [found[name].ok for name in ("tesseract", "libreoffice", "libarchive")] == [None, False, None]


def test_an_unknown_tool_in_the_settings_is_refused() -> None:
    with pytest.raises(SettingsError, match="tesserect is none of tesseract, libreoffice, libarchive"):
        load({"RACCOLTA_WITHOUT_TOOLS": "tesserect"})
