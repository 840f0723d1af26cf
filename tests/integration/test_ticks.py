"""Every way to tick the official form, in every format: what a format carries is read, what it loses is unknown,
nothing is wrong.
"""

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageFilter

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.model import Reading
from tests.conftest import _needs
from tests.specimens.ticks import STATES, STYLES, TABLES, acro_form, drawn, page_of_html, rich_text, word
from tests.unit.test_seed import DATE

pytestmark = pytest.mark.service

ALL = [*STYLES, *TABLES]
CASES = [(style, state) for style in ALL for state in STATES]
#: What a program loses when it writes a format: nobody can read it there, so it must be unknown.
LOST = {
    ("rtf", style): "LibreOffice writes the field without its state"
    for style in ALL
    if style.startswith("check box field")
} | {("rtf", "circled"): "LibreOffice drops the drawing"}  # fmt: skip


def read(name: str, content: bytes) -> Reading:
    return read_submission(
        mail("mario.rossi@interno.it", "Modello", "In allegato.", {name: content}, date=DATE), Limits()
    ).reading


def wrong(reading: Reading, expected: tuple[int, ...]) -> set[int]:
    """The campi about which a reading says something that is not so; what it calls unknown is not wrong."""
    if reading.marked_campi is None:
        return set()
    unsure = {problem.campo for problem in reading.problems if problem.code == "campo_uncertain"}
    missed = set() if None in unsure else set(expected) - set(reading.marked_campi)
    return (missed | (set(reading.marked_campi) - set(expected))) - unsure


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory, libreoffice: str) -> Path:
    """All forms as Word packages, and as what LibreOffice makes of them."""
    folder = tmp_path_factory.mktemp("forms")
    for number, (style, state) in enumerate(CASES):
        (folder / f"{number}.docx").write_bytes(word(style, STATES[state]))
    packages = [str(path) for path in sorted(folder.glob("*.docx"))]
    for suffix in ("doc", "odt", "rtf", "pdf"):
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [libreoffice, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), *packages]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=280)
    return folder


@pytest.mark.timeout(600)
@pytest.mark.parametrize("suffix", ["docx", "doc", "odt", "rtf", "pdf"])
def test_the_matrix_of_styles_and_formats(suffix: str, forms: Path) -> None:
    found = {}
    for number, (style, state) in enumerate(CASES):
        expected = STATES[state]
        reading = read(f"modello.{suffix}", (forms / f"{number}.{suffix}").read_bytes())
        if (suffix, style) in LOST:
            assert reading.marked_campi in {None, ()} or not wrong(reading, expected)
            if style.startswith("check box field"):
                assert reading.marked_campi is None
        elif reading.marked_campi != expected:
            found[(style, state)] = reading.marked_campi
    assert found == {}


def scanned(content: bytes, *, dpi: int = 200, skew: float = 0.0, blur: float = 0.0, noise: float = 0.0) -> bytes:
    """The pages of a PDF as a scanner gives them: a little askew, blurred, grainy."""
    pages = []
    for page in pdfium.PdfDocument(content):
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        if skew:
            picture = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
        if blur:
            picture = picture.filter(ImageFilter.GaussianBlur(blur))
        if noise:
            picture = Image.blend(picture, Image.effect_noise(picture.size, 18), noise)
        pages.append(picture)
    out = BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=85)
    return out.getvalue()


@pytest.fixture
def _tesseract() -> Iterator[None]:
    import shutil

    _needs(shutil.which("tesseract") is not None, "Tesseract")
    yield


#: Styles whose every item has a box with four sides, so that a scan shows all of its states; and others, whose marks
#: may be lost.
BOXES = [
    "Unicode boxes with cross",
    "content control",
    "check box field",
    "check box field behind",
    "Wingdings symbol",
    "bullets",
]
OTHERS = ["typed X", "square brackets", "Unicode circles", "bold", "struck", "X in the cell behind", "said in words"]


@pytest.mark.usefixtures("_tesseract")
@pytest.mark.parametrize("style", [*BOXES, *OTHERS])
def test_scans_are_read_or_unknown_but_never_wrong(style: str, forms: Path) -> None:
    for state, expected in STATES.items():
        content = (forms / f"{CASES.index((style, state))}.pdf").read_bytes()
        reading = read("scansione.pdf", scanned(content, skew=0.4, blur=0.3))
        assert wrong(reading, expected) == set(), state
        if style in BOXES:
            assert reading.marked_campi == expected


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("how", ["cross", "check", "filled", "typed", "lines", "circle"])
def test_drawn_boxes_of_a_pdf(how: str, state: str) -> None:
    assert read("modello.pdf", drawn(STATES[state], how=how)).marked_campi == STATES[state]


@pytest.mark.usefixtures("_tesseract")
@pytest.mark.parametrize("how", ["cross", "check", "filled", "typed", "lines"])
@pytest.mark.parametrize(("dpi", "skew"), [(200, 0.0), (300, -1.2)])
def test_drawn_boxes_of_a_scan(how: str, dpi: int, skew: float) -> None:
    for ticked in (STATES["none"], STATES["two"]):
        reading = read("scansione.pdf", scanned(drawn(ticked, how=how), dpi=dpi, skew=skew, blur=0.4))
        assert reading.marked_campi == ticked


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("options", [{}, {"behind": True}, {"kind": "text"}], ids=["before", "behind", "text fields"])
def test_fields_of_a_pdf_that_nobody_flattened(options: dict[str, object], state: str) -> None:
    assert read("modello.pdf", acro_form(STATES[state], **options)).marked_campi == STATES[state]  # type: ignore[arg-type]


@pytest.mark.parametrize("state", STATES)
def test_rtf_as_word_writes_it_and_html(state: str) -> None:
    assert read("modello.rtf", rich_text(STATES[state])).marked_campi == STATES[state]
    page = f"<!DOCTYPE html><html><body>{page_of_html(STATES[state])}</body></html>"
    assert read("modello.html", page.encode()).marked_campi == STATES[state]
