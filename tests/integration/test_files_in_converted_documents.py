"""One Word file with scans, links, a drop cap and an embedded file, in every format that LibreOffice makes of it: kinds
4, 5 and 17, case b11.
"""

import shutil
import subprocess
import zlib
from base64 import encodebytes
from io import BytesIO
from pathlib import Path

import olefile
import pytest
from PIL import Image, ImageDraw, ImageFont

from config.limits import Limits
from config.vocabulary import DocumentStatus
from jobs.demo.build import archive, mail
from jobs.pipeline import read_submission
from parsers.files import Draft, read_source
from parsers.identify import identify
from parsers.model import Source
from tests.conftest import _needs
from tests.specimens.old_word import word_perfect, write
from tests.specimens.outlook import compound
from tests.specimens.parts import files_of, with_parts
from tests.specimens.pictures import crest, page
from tests.specimens.word import check_box, p, package, r
from tests.unit.test_seed import DATE

pytestmark = pytest.mark.service

FORMATS = {"doc": "doc", "rtf": "rtf", "odt": "odt", "fodt": "fodt", "xml": "xml:MS Word 2003 XML"}
LINES = [
    "Prefettura di Rieti, vedi il sito a pagina",
    "La cooperativa organizza corsi.",
    "☒ 5) lingua",
    "Il testo che sta accanto alla figura.",
]


def field(code: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        mark.format("begin")
        + f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        + mark.format("separate")
        + r(result)
        + mark.format("end")
    )


def figure(identity: str, width: float, height: float, number: int) -> str:
    sides = f'cx="{round(width * 360_000)}" cy="{round(height * 360_000)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {sides}/><wp:docPr '
        f'id="{number}" name="f{number}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="0" '
        'name="x"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{identity}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill'
        f"><pic:spPr><a:xfrm>"
        f'<a:off x="0" y="0"/><a:ext {sides}/></a:xfrm><a:prstGeom '
        f'prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def original() -> bytes:
    body = (
        p(
            r("Prefettura di Rieti, vedi ")
            + field('HYPERLINK "http://www.esempio.it/a"', "il sito")
            + r(" a pagina ")
            + field("PAGE", "1")
        )
        + p(r("L"), '<w:framePr w:dropCap="drop" w:lines="3" w:wrap="around" w:vAnchor="text" w:hAnchor="text"/>')
        + p(r("a cooperativa organizza corsi."))
        + p(check_box(True) + r(" 5) lingua"))
        + p(r("Il testo che sta accanto alla figura."))
        + p(figure("i1", 14, 19.7, 1))
        + p(figure("i2", 2, 2.3, 2))
        + p(figure("i3", 12, 17, 3))
    )
    scans = {"i1": page(), "i2": crest(), "i3": page("JPEG", lines=("Scheda 7",))}
    types = {"i1": "png", "i2": "png", "i3": "jpeg"}
    word = with_parts(package(body), {one: ("image", f"media/{one}.{types[one]}", data) for one, data in scans.items()})
    return typed(word)


def typed(word: bytes) -> bytes:
    """The package with its pictures in the list of types, which LibreOffice asks for."""
    defaults = (
        b'<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" '
        b'ContentType="image/jpeg"/><Override'
    )
    files = files_of(word)
    files["[Content_Types].xml"] = files["[Content_Types].xml"].replace(b"<Override", defaults, 1)
    return archive(files)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory, libreoffice: str) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("conversions")
    (folder / "a.docx").write_bytes(original())
    for target in FORMATS.values():
        subprocess.run(
            [libreoffice, f"-env:UserInstallation=file://{folder}/p", "--headless", "--convert-to", target, "--outdir",
                str(folder), str(folder / "a.docx")],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    return {"docx": original()} | {suffix: (folder / f"a.{suffix}").read_bytes() for suffix in FORMATS}


def reading(content: bytes) -> Draft:
    draft = read_source(Source("scheda", "scheda", "", content), Limits())
    assert draft.status is DocumentStatus.READ, draft.error
    return draft


@pytest.mark.parametrize("suffix", ["docx", *FORMATS])
def test_f04_f05_f17_b11_words_and_scans_come_out_of_every_format(suffix: str, converted: dict[str, bytes]) -> None:
    draft = reading(converted[suffix])
    assert draft.text is not None
    # Read by our own reader: nothing had to be converted.
    assert [note for note in draft.text.notes if "LibreOffice" in note or "not read directly" in note] == []
    assert draft.problems == ()
    lines = [block.text.rstrip(" 1") for block in draft.text.blocks]
    tick = {"rtf": "⍰", "xml": ""}.get(suffix, "☒")
    assert lines == [LINES[0], LINES[1], f"{tick} 5) lingua".strip(), LINES[3]]
    assert [one.content for one in draft.text.attachments] == [page(), page("JPEG", lines=("Scheda 7",))]


def test_f05_a_file_embedded_in_a_doc_comes_out(converted: dict[str, bytes]) -> None:
    """LibreOffice embeds nothing by itself: the pool is put into the file that it wrote."""
    inner = package(p(r("dentro")))
    with olefile.OleFileIO(BytesIO(converted["doc"])) as storage:
        tree = {path[0]: storage.openstream(path).read() for path in storage.listdir() if len(path) == 1}
    content = compound({**tree, "ObjectPool": {"_123": {"Package": inner}}})
    assert isinstance(content, bytes)
    found = reading(content).text
    assert found is not None
    assert inner in [one.content for one in found.attachments]


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt", "fodt"])
def test_f05_what_a_pasted_scan_says_becomes_a_scheda(suffix: str, tmp_path: Path, libreoffice: str) -> None:
    """The whole way: a letter of typed words with the scheda as a picture below them."""
    _needs(shutil.which("tesseract") is not None, "Tesseract")
    lines = ("Scheda 5: apprendimento della lingua italiana", "Il Centro per l'istruzione degli adulti organizza "
                                                              "corsi serali di lingua",
             "italiana per i richiedenti asilo ospitati nelle strutture della provincia.")  # fmt: skip
    picture = Image.new("L", (1240, 1754), 255)
    font = ImageFont.truetype(next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf")), 30)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((90, 200 + 60 * number), line, fill=0, font=font)
    picture.save(tmp_path / "s.png", dpi=(150, 150))
    letter = p(r("Si trasmette la scheda richiesta con la circolare, con riserva di ulteriori comunicazioni."))
    word = with_parts(
        package(letter + p(figure("i1", 16, 22.6, 1))),
        {"i1": ("image", "media/i1.png", (tmp_path / "s.png").read_bytes())},
    )
    (tmp_path / "a.docx").write_bytes(typed(word))
    subprocess.run(
        [libreoffice, f"-env:UserInstallation=file://{tmp_path}/p", "--headless", "--convert-to", suffix, "--outdir",
            str(tmp_path), str(tmp_path / "a.docx")],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    content = (tmp_path / f"a.{suffix}").read_bytes()
    found = read_submission(
        mail("mario.rossi@interno.it", "Scheda", "In allegato.", {f"a.{suffix}": content}, date=DATE), Limits()
    )
    assert [(scheda.campo, "corsi serali" in scheda.description) for scheda in found.reading.schede] == [(5, True)]


def test_f16_a_file_whose_streams_are_named_in_other_case_is_read(converted: dict[str, bytes]) -> None:
    content = converted["doc"].replace("WordDocument".encode("utf-16-le"), "WORDDOCUMENT".encode("utf-16-le"))
    assert identify(content) == "application/msword"
    found = reading(content).text
    assert found is not None
    assert LINES[1] in [block.text for block in found.blocks]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scheda.wri", write(b"Scheda 5\r\nCorsi serali di lingua.\r\n")),
        ("scheda.wpd", word_perfect(b"Scheda 5\nCorsi serali di lingua.\n")),
    ],
)
def test_f16_files_of_old_programs_are_read_through_libreoffice(name: str, content: bytes, libreoffice: str) -> None:
    found = reading(content).text
    assert found is not None
    assert [block.text for block in found.blocks] == ["Scheda 5", "Corsi serali di lingua."]
    assert "converted by LibreOffice" in found.notes


def test_b12_a_picture_of_word_packed_in_a_web_archive(converted: dict[str, bytes]) -> None:
    packed = compound({"_1": {"Package": converted["docx"]}})
    assert isinstance(packed, bytes)
    objects = b"ActiveMime" + bytes(40) + zlib.compress(packed)
    web = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: "
        b"text/html\r\n\r\n<html><body>testo</body>"
        b"</html>\r\n--b\r\nContent-Location: file:///C:/oledata.mso\r\nContent-Type: "
        b"application/x-mso\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    found = reading(web + encodebytes(objects) + b"\r\n--b--\r\n").text
    assert found is not None
    assert [one.content for one in found.attachments] == [converted["docx"]]
