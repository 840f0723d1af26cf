"""Documents that need a tool: Word 97, RTF and OpenDocument through LibreOffice, scans through Tesseract."""

import shutil
import subprocess
import textwrap
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from rapidfuzz import fuzz

from config.errors import DocumentError
from config.limits import Limits
from jobs.demo.build import docx, mail, pdf
from jobs.demo.sample import official_form
from jobs.pipeline import read_submission
from parsers.readers import office
from parsers.readers.scan import document as scan
from store.model import Submission
from tests.conftest import _needs
from tests.specimens.seed import DESCRIPTION_1, DESCRIPTION_7, REPLY, styled
from tests.unit.test_layouts import LAYOUTS, TEXTS, bare
from tests.unit.test_seed import DATE

pytestmark = pytest.mark.service


def read(name: str, content: bytes) -> Submission:
    return read_submission(
        mail("mario.rossi@interno.it", "Schede", "Si trasmette quanto richiesto.", {name: content}, date=DATE), Limits()
    )


def convert(content: bytes, suffix: str, folder: Path) -> bytes:
    (folder / "a.docx").write_bytes(content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/p", "--headless", "--convert-to", suffix, "--outdir",
            str(folder), str(folder / "a.docx")],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return (folder / f"a.{suffix.partition(':')[0]}").read_bytes()


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt", "pdf"])
def test_s53_the_seed_in_every_format_gives_the_same_schede(suffix: str, tmp_path: Path, libreoffice: str) -> None:
    submission = read(f"risposta.{suffix}", convert(docx(styled(REPLY)), suffix, tmp_path))
    assert [(scheda.campo, scheda.description) for scheda in submission.reading.schede] == [
        (1, DESCRIPTION_1),
        (7, DESCRIPTION_7),
    ]
    assert (submission.verdict, submission.reading.prefettura.sigla) == ("done", "CR")


@pytest.mark.parametrize("suffix", ["doc", "odt"])
def test_ticks_survive_the_conversion(suffix: str, tmp_path: Path, libreoffice: str) -> None:
    reading = read(f"modello.{suffix}", convert(docx(official_form([4, 9])), suffix, tmp_path)).reading
    assert reading.marked_campi == (4, 9)


@pytest.mark.parametrize(
    "layout", ["Scheda N: title", "title alone", "form with boxes", "between the items of the form"]
)
def test_what_libreoffice_exports_as_pdf_is_read_like_the_word_file(
    layout: str, tmp_path: Path, libreoffice: str
) -> None:
    content = convert(
        docx(LAYOUTS[layout](3, 10), header="Prefettura di Pavia", footer="piazza Guicciardi 1"), "pdf", tmp_path
    )
    reading = read("risposta.pdf", content).reading
    assert [(scheda.campo, bare(scheda.description)) for scheda in reading.schede] == [
        (3, bare(TEXTS[3])),
        (10, bare(TEXTS[10])),
    ]


def test_a_file_renamed_to_doc_is_found_out(tmp_path: Path, libreoffice: str) -> None:
    document = next(
        d for d in read("risposta.doc", docx(styled(REPLY))).reading.documents if d.filename == "risposta.doc"
    )
    assert document.media_type.endswith("wordprocessingml.document")
    assert document.kind == "scheda"


def test_a_damaged_word_97_file_is_a_recorded_problem(libreoffice: str) -> None:
    submission = read(
        "risposta.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")
    )
    assert submission.verdict == "partial"
    assert "unreadable_document" in [problem.code for problem in submission.reading.problems]


@pytest.fixture(scope="module")
def pages() -> list[Image.Image]:
    document = pdfium.PdfDocument(pdf(styled(REPLY)))
    return [page.render(scale=200 / 72, grayscale=True).to_pil() for page in document]


class TestScans:
    @pytest.fixture(autouse=True)
    def _tesseract(self) -> None:
        _needs(shutil.which("tesseract") is not None, "Tesseract")

    def assert_is_the_reply(self, submission: Submission) -> None:
        first, second = submission.reading.schede
        assert (first.campo, second.campo) == (1, 7)
        assert fuzz.ratio(first.description, DESCRIPTION_1) >= 97
        assert fuzz.ratio(second.description, DESCRIPTION_7) >= 97
        assert submission.reading.prefettura.sigla == "CR"
        scanned = next(document for document in submission.reading.documents if document.kind == "scheda")
        assert scanned.ocr
        assert first.confidence < 0.99

    def test_s47_a_scanned_pdf(self, pages: list[Image.Image]) -> None:
        out = BytesIO()
        pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=200)
        self.assert_is_the_reply(read("scansione.pdf", out.getvalue()))

    @pytest.mark.parametrize(
        ("name", "kind", "options"),
        [
            ("fax.tif", "TIFF", {"compression": "group4"}),
            ("foto.jpg", "JPEG", {"quality": 85}),
            ("pagina.png", "PNG", {}),
        ],
    )
    def test_pictures(self, name: str, kind: str, options: dict[str, object], pages: list[Image.Image]) -> None:
        out = BytesIO()
        picture = pages[0].convert("1") if kind == "TIFF" else pages[0]
        picture.save(out, kind, dpi=(200, 200), **options)
        self.assert_is_the_reply(read(name, out.getvalue()))

    def test_a_blank_page_of_a_text_pdf_lacks_nothing(self) -> None:
        submission = read("risposta.pdf", pdf(styled(REPLY), break_before=["Scheda 1"]))
        assert submission.verdict == "done"


def test_without_the_tool_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.readers.shared.tools.shutil.which", lambda name: None)
    with pytest.raises(DocumentError, match="apt-get install tesseract-ocr"):
        scan.recognise_page(lambda dpi: Image.new("L", (10, 10)), 1, Limits())
    with pytest.raises(DocumentError, match="apt-get install libreoffice"):
        office.read(b"{\\rtf1 a}", Limits())


def test_a_font_without_unicode_is_read_from_the_picture_of_its_page() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    _needs(shutil.which("tesseract") is not None, "Tesseract")
    pdfmetrics.registerFont(TTFont("Muto", "Vera.ttf", asciiReadable=0))
    out = BytesIO()
    canvas = Canvas(out, pageCompression=0, invariant=1)
    for row, line in enumerate(
        textwrap.wrap("Scheda 5: apprendimento della lingua italiana. " + TEXTS[5].replace("\n", " "), 62)
    ):
        canvas.setFont("Muto", 12)
        canvas.drawString(60, 760 - 18 * row, line)
    canvas.save()
    content = out.getvalue().replace(b"/ToUnicode", b"/ToUnicodX")
    document = next(d for d in read("muto.pdf", content).reading.documents if d.filename == "muto.pdf")
    assert document.ocr
    assert fuzz.partial_ratio(bare(TEXTS[5])[:400], bare(document.text)) >= 95
