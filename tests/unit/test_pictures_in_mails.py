"""Pictures that come with a mail: pages are read, wherever they stand and however small the file; logos and signatures
are not.
"""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from config import account
from config.errors import DocumentError
from config.limits import Limits
from parsers.files import read_source
from parsers.model import Source
from parsers.readers.scan import document as scan
from tests.specimens import pages as specimens


@pytest.fixture(autouse=True)
def _no_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.readers.shared.tools.shutil.which", lambda name: None)


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def by_telephone(picture: Image.Image) -> Image.Image:
    """A page on a desk in the evening: a shadow over it, a little turned and out of focus, wood around it."""
    shadow = Image.linear_gradient("L").resize(picture.size).point([130 + level // 3 for level in range(256)])
    page = (
        ImageChops.multiply(picture, shadow)
        .filter(ImageFilter.GaussianBlur(0.6))
        .rotate(1.5, fillcolor=90, expand=True)
    )
    desk = Image.new("L", (page.width + 160, page.height + 160), 85)
    desk.paste(page, (80, 80))
    return desk


def signature() -> Image.Image:
    picture = Image.new("L", (520, 150), 255)
    ImageDraw.Draw(picture).multiline_text(
        (10, 10), "Dott. Anna Verdi\nViceprefetto aggiunto\nPrefettura di Rovigo\nTel. 0425 000000", fill=0
    )
    return picture


PAGE = specimens.page_picture(dpi=150)
PAGES = {
    "drawn by a program": saved(PAGE),
    "photograph by telephone": saved(by_telephone(specimens.page_picture(dpi=100)), "JPEG", quality=40),
    "held sideways": saved(PAGE.transpose(Image.Transpose.ROTATE_90)),
    "a piece of the screen": saved(specimens.trimmed(specimens.page_picture(dpi=110))),
    "black and white": saved(PAGE.convert("1")),
    "upon nothing": saved(Image.merge("LA", (PAGE, PAGE.point(lambda level: 255 - level)))),
}
OTHERS = {
    "emblem": saved(specimens.crest()),
    "large emblem": saved(specimens.crest(1400)),
    "signature": saved(signature()),
    "photograph": saved(specimens.photograph(), "JPEG", quality=90),
    "one colour": saved(Image.new("L", (1240, 1753), 255)),
    "line": saved(Image.new("L", (900, 4), 100)),
}


def source(content: bytes, *, inline: bool) -> Source:
    return Source("picture", "picture", "image/png", content, inline=inline)


@pytest.mark.parametrize("inline", [True, False], ids=["in the text", "attached"])
@pytest.mark.parametrize("name", PAGES)
def test_b10_a_page_is_never_set_aside(name: str, inline: bool) -> None:
    draft = read_source(source(PAGES[name], inline=inline), Limits())
    assert draft.status == "unreadable"
    assert "tesseract is needed" in draft.problems[0].detail


@pytest.mark.parametrize("name", OTHERS)
def test_b10_what_is_no_page_is_set_aside_in_the_text_of_a_mail(name: str) -> None:
    draft = read_source(source(OTHERS[name], inline=True), Limits())
    assert (draft.status, draft.problems) == ("skipped", ())
    assert draft.error


def test_b10_the_size_of_the_file_decides_nothing() -> None:
    small = PAGES["photograph by telephone"]
    large = saved(specimens.photograph(), "BMP")
    assert len(small) < 60_000 < len(large)
    assert read_source(source(small, inline=True), Limits()).status == "unreadable"
    assert read_source(source(large, inline=True), Limits()).status == "skipped"


def test_f03_the_pages_of_a_fax_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    content = saved(PAGE, "TIFF", save_all=True, append_images=[PAGE, PAGE])
    best = scan._best

    def failing(picture: Image.Image, dpi: float, number: int, limits: Limits) -> object:
        if number == 2:
            raise DocumentError("tesseract took longer than 5 seconds")
        return scan.Page(number, 595, 842, [scan.Line(f"pagina {number}", None, 0, False)], ())

    monkeypatch.setattr(scan, "_best", failing)
    document = scan.read(content, Limits())
    assert [block.text for block in document.blocks] == ["pagina 1", "pagina 3"]
    assert document.gaps == ("page 2 of 3 was not read: tesseract took longer than 5 seconds",)
    monkeypatch.setattr(scan, "_best", best)
    with pytest.raises(DocumentError, match="tesseract is needed"):
        scan.read(content, Limits())


def test_f03_the_pages_above_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    content = saved(PAGE, "TIFF", save_all=True, append_images=[PAGE, PAGE])
    monkeypatch.setattr(scan, "_best", lambda picture, dpi, number, limits: scan.Page(number, 595, 842, [], ()))
    with account.document("a.tif", 60) as at_hand:
        assert scan.read(content, Limits(pdf_pages=1)).gaps == ()
    assert at_hand.cut == ["only the first 1 of 3 pages were read (LIMIT_PDF_PAGES is 1; 3 would do)"]
