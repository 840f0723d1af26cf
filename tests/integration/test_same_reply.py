"""One reply in every format: the same schede, the same text. And our reader of Word 97 beside LibreOffice's, over many
files.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from rapidfuzz import fuzz

from config.limits import Limits
from jobs.demo.build import docx, mail
from jobs.pipeline import read_submission
from parsers.model import DocumentText, Reading
from parsers.readers import office
from parsers.readers.docx import document as docx_reader
from parsers.readers.odt import document as odt
from parsers.readers.rtf import document as rtf
from parsers.readers.word97 import document as doc
from tests.conftest import _needs
from tests.specimens.ticks import STATES, STYLES, word
from tests.specimens.word import DECIMAL, check_box, drop_down, in_list, numbering, p, package, r, table, text_box
from tests.unit.test_layouts import LAYOUTS, TEXTS, bare
from tests.unit.test_seed import DATE

pytestmark = pytest.mark.service

SUFFIXES = ("docx", "doc", "odt", "rtf", "pdf")
#: Layouts that hold headings, labels, an index, a form, and items with text between them.
SHOWN = ["Scheda N: title", "N) TITLE", "labels", "index before", "form with boxes", "between the items of the form"]
PAIRS = [(1, 7), (5, 10)]


def read(name: str, content: bytes) -> Reading:
    return read_submission(
        mail("mario.rossi@interno.it", "Schede", "In allegato.", {name: content}, date=DATE), Limits()
    ).reading


def convert(folder: Path, soffice: str, suffixes: tuple[str, ...]) -> None:
    packages = [str(path) for path in sorted(folder.glob("*.docx"))]
    for suffix in suffixes:
        command = [
            soffice,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            suffix,
            "--outdir",
            str(folder),
            *packages,
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=200)


@pytest.fixture(scope="module")
def replies(tmp_path_factory: pytest.TempPathFactory, libreoffice: str) -> Path:
    folder = tmp_path_factory.mktemp("replies")
    for number, (layout, pair) in enumerate((layout, pair) for layout in SHOWN for pair in PAIRS):
        content = docx(LAYOUTS[layout](*pair), header="Prefettura di Pavia", footer="piazza Guicciardi 1")
        (folder / f"{number}.docx").write_bytes(content)
    convert(folder, libreoffice, SUFFIXES[1:])
    return folder


def accents(text: str) -> str:
    return re.sub(r"[^àèéìòùÀÈÉÌÒÙ]", "", text)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_reply_gives_the_same_schede(suffix: str, replies: Path) -> None:
    for number, (layout, pair) in enumerate((layout, pair) for layout in SHOWN for pair in PAIRS):
        reading = read(f"risposta.{suffix}", (replies / f"{number}.{suffix}").read_bytes())
        assert tuple(scheda.campo for scheda in reading.schede) == pair, (layout, pair)
        assert reading.prefettura.sigla == "PV"
        for scheda in reading.schede:
            assert fuzz.ratio(bare(scheda.description), bare(TEXTS[scheda.campo])) >= 99, (layout, scheda.campo)
            assert accents(scheda.description) == accents(TEXTS[scheda.campo])


def test_the_same_reply_as_a_scan(replies: Path) -> None:
    _needs(shutil.which("tesseract") is not None, "Tesseract")
    for number in (0, 3, 8):
        out = BytesIO()
        pages = [
            page.render(scale=200 / 72, grayscale=True).to_pil()
            for page in pdfium.PdfDocument((replies / f"{number}.pdf").read_bytes())
        ]
        pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=200)
        reading = read("scansione.pdf", out.getvalue())
        assert tuple(scheda.campo for scheda in reading.schede) == PAIRS[number % 2]
        for scheda in reading.schede:
            expected = TEXTS[scheda.campo]
            assert fuzz.ratio(bare(scheda.description), bare(expected)) >= 97
            assert fuzz.ratio(accents(scheda.description), accents(expected)) >= 99


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_turned(turn: int, replies: Path) -> None:
    _needs(shutil.which("tesseract") is not None, "Tesseract")
    page = pdfium.PdfDocument((replies / "0.pdf").read_bytes())[0].render(scale=200 / 72, grayscale=True).to_pil()
    out = BytesIO()
    page.rotate(turn, expand=True).save(out, "TIFF", compression="tiff_lzw", dpi=(200, 200))
    assert tuple(scheda.campo for scheda in read("fax.tif", out.getvalue()).schede) == PAIRS[0]


def test_a_fax_of_two_pages_in_group_4(replies: Path) -> None:
    _needs(shutil.which("tesseract") is not None, "Tesseract")
    page = (
        pdfium.PdfDocument((replies / "0.pdf").read_bytes())[0]
        .render(scale=200 / 72, grayscale=True)
        .to_pil()
        .convert("1")
    )
    half = page.height // 2
    pages = [Image.new("1", page.size, 1) for _ in range(2)]
    pages[0].paste(page.crop((0, 0, page.width, half)), (0, 100))
    pages[1].paste(page.crop((0, half, page.width, page.height)), (0, 100))
    out = BytesIO()
    pages[0].save(out, "TIFF", compression="group4", save_all=True, append_images=pages[1:], dpi=(200, 200))
    reading = read("fax.tif", out.getvalue())
    assert [document.pages for document in reading.documents if document.filename == "fax.tif"] == [2]
    assert {scheda.campo for scheda in reading.schede} <= set(PAIRS[0])
    assert reading.schede


def everything() -> bytes:
    """A Word file with every construct that our readers of other formats must find again."""
    body = (
        p(r("Titolo grande", "<w:b/>"))
        + p(check_box(True) + r(" uno")) + p(check_box(False) + r(" due"))
        + p(r("voce a"), in_list(1)) + p(r("voce b"), in_list(1)) + p(r("testo fra le voci")) + p(r("voce c"),
            in_list(1))
        + p(drop_down(["5) lingua", "7) volontari"], 1) + r(" scelto"))
        + p(r("prima ") + f"<w:ins w:id='1' w:author='a'>{r('dentro')}</w:ins><w:del w:id='2' "
                          f"w:author='a'><w:r><w:delText>fuori</w:delText></w:r></w:del>")
        + p(r("riga uno") + "<w:r><w:br/></w:r>" + r("perché è così «già»")) + p(r("nascosto",
            "<w:vanish/>") + r("visibile"))
        + p(r("ancora") + text_box(p(r("nel riquadro"))))
        + table([[p(r("campo")), p(r("testo"))], [p(r("5")), p(r("corsi")) + p(r("serali"))]]) + p(r("in mezzo"))
        + table([[p(r("unito"))], [p(r("x")), p(r("y"))]], {(0, 0): '<w:gridSpan w:val="2"/>'}) + p(r("fine 😀"))
    )  # fmt: skip
    return package(body, lists=numbering(DECIMAL), header=p(r("intestazione")), footer=p(r("piede")))


def shape(text: DocumentText) -> list[tuple[str, str, object]]:
    return [(block.kind.value, block.text, block.cell) for block in text.blocks]


@pytest.fixture(scope="module")
def constructs(tmp_path_factory: pytest.TempPathFactory, libreoffice: str) -> Path:
    folder = tmp_path_factory.mktemp("constructs")
    (folder / "everything.docx").write_bytes(everything())
    for number, (style, state) in enumerate((style, state) for style in list(STYLES)[:22] for state in STATES):
        (folder / f"form{number}.docx").write_bytes(word(style, STATES[state]))
    for number, layout in enumerate(LAYOUTS):
        (folder / f"layout{number}.docx").write_bytes(docx(LAYOUTS[layout](2, 9)))
    convert(folder, libreoffice, ("doc",))
    return folder


def everything_as(suffix: str, folder: Path, soffice: str) -> bytes:
    (folder / "everything.docx").write_bytes(everything())
    convert(folder, soffice, (suffix,))
    return (folder / f"everything.{suffix}").read_bytes()


@pytest.mark.parametrize(("suffix", "reader"), [("doc", doc), ("odt", odt), ("rtf", rtf)], ids=["doc", "odt", "rtf"])
def test_every_construct_survives(suffix: str, reader, tmp_path: Path, libreoffice: str) -> None:  # type: ignore[no-untyped-def]
    expected = shape(docx_reader.read(everything(), Limits()))
    found = shape(reader.read(everything_as(suffix, tmp_path, libreoffice), Limits()))
    if suffix == "rtf":
        # LibreOffice writes no state of form fields into RTF.
        found = [
            (kind, text.replace("⍰", {"⍰ uno": "☒", "⍰ due": "☐"}.get(text, "7) volontari")), cell)
            for kind, text, cell in found
        ]
    assert [entry for entry in found if entry not in expected] == []
    assert [entry for entry in expected if entry not in found and not (suffix == "rtf" and "scelto" in entry[1])] == []


def test_our_reader_of_word_97_agrees_with_libreoffice(constructs: Path) -> None:
    """Over all the files: the same blocks with the same text, ticks included, as LibreOffice's own conversion back
    gives.
    """
    files = sorted(constructs.glob("*.doc"))
    assert len(files) >= 80
    back = constructs / "back"
    command = [
        "soffice",
        f"-env:UserInstallation=file://{constructs}/profile",
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        str(back),
        *map(str, files),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=200)
    differing = {}
    for path in files:
        ours = doc.read(path.read_bytes(), Limits())
        theirs = docx_reader.read((back / f"{path.stem}.docx").read_bytes(), Limits())
        assert ours.notes == (), "our own reader was not sure of it"
        mine, other = ([text for text, _ in groupby(block.text for block in found.blocks)] for found in (ours, theirs))
        if mine != other:
            differing[path.name] = [pair for pair in zip(mine, other, strict=False) if pair[0] != pair[1]][:3]
    assert differing == {}


@pytest.fixture
def _tables_and_slides(libreoffice: str) -> Iterator[None]:
    yield


@pytest.mark.usefixtures("_tables_and_slides")
def test_sheets_and_slides_as_text(tmp_path: Path) -> None:
    """Made by LibreOffice itself from a page and a text: `.xls`, `.xlsx`, `.ods`, and slides."""
    page = (
        "<html><body><table><tr><td>Campo</td><td>Descrizione</td></tr><tr><td>5</td><td>Corsi di lingua per "
        "adulti, già avviati</td></tr></table></body></html>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    for suffix, option in (("xls", "xls:MS Excel 97"), ("xlsx", "xlsx:Calc MS Excel 2007 XML"), ("ods", "ods")):
        command = [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/p",
            "--headless",
            "--infilter=HTML (StarCalc)",
            "--convert-to",
            option,
            "--outdir",
            str(tmp_path),
            str(tmp_path / "a.html"),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        text = office.read((tmp_path / f"a.{suffix}").read_bytes(), Limits())
        assert [(b.text, b.cell and (b.cell.row, b.cell.column)) for b in text.blocks if b.cell] == [
            ("Campo", (0, 0)), ("Descrizione", (0, 1)), ("5", (1, 0)), ("Corsi di lingua per adulti, già avviati", (1,
                1)),
        ]  # fmt: skip
