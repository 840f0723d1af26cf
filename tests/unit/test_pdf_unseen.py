"""What lies outside the visible page, or is hidden on it, is no text; what is seen stays, to the letter."""

from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from config.limits import Limits
from parsers.readers.pdf.document import read
from tests.specimens.pages import drawn, objects, write

SEEN = ["Scheda 5: apprendimento della lingua italiana", "Il corso si tiene in biblioteca il martedi sera."]
UNSEEN = "Scheda 9: azioni che nessun lettore vede"


def cropped(box: str, *, inherited: bool = False, rotate: int = 0) -> bytes:
    """Two seen lines at the top of the page and one below the edge that `box` draws."""
    text = b"BT /F1 12 Tf 14 TL 60 760 Td (%s) Tj T* (%s) Tj ET BT /F1 12 Tf 60 200 Td (%s) Tj ET" % (
        SEEN[0].encode(), SEEN[1].encode(), UNSEEN.encode(),
    )  # fmt: skip
    own, above = (b"", box.encode()) if inherited else (box.encode(), b"")
    return objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]%s>>" % above,
        b"<</Type/Page/Parent 2 0 R/Rotate %d/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>%s>>" % (rotate, own),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        packets=[text],
    )


@pytest.mark.parametrize(
    "content",
    [
        cropped("/CropBox[0 400 595 842]"),
        cropped("/CropBox[0 400 595 842]", inherited=True),
        cropped("/MediaBox[0 400 595 842]"),
        cropped("/CropBox[-50 400 900 1200]"),
        cropped("/CropBox[0 400 595 842]", rotate=180),
    ],
    ids=["CropBox", "inherited CropBox", "MediaBox", "CropBox larger than the page", "turned page"],
)
def test_b15_words_outside_the_visible_page_are_no_text(content: bytes) -> None:
    document = read(content, Limits())
    assert UNSEEN not in document.text
    assert all(line in document.text for line in SEEN)
    assert document.gaps == ()


@pytest.mark.parametrize("turn", [90, 270])
def test_b15_a_page_turned_and_cropped_shows_what_its_box_says(turn: int) -> None:
    document = read(cropped("/CropBox[0 400 595 842]", rotate=turn), Limits())
    assert UNSEEN not in document.text
    assert sorted(document.text.split()) == sorted(" ".join(SEEN).split())


def clipped(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(300, 300, 50, 50)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(60, 500, UNSEEN)
    canvas.restoreState()


def under_a_box(canvas: Canvas) -> None:
    canvas.drawString(60, 500, UNSEEN)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(50, 490, 400, 30, stroke=0, fill=1)


def blacked_out(canvas: Canvas) -> None:
    canvas.drawString(60, 500, UNSEEN)
    canvas.rect(50, 490, 400, 30, stroke=0, fill=1)


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(60, 500)
    text.setTextRenderMode(3)
    text.textLine(UNSEEN)
    text.setTextRenderMode(0)
    canvas.drawText(text)


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(60, 500, UNSEEN)


def beyond(canvas: Canvas) -> None:
    canvas.drawString(60, -40, UNSEEN)
    canvas.drawString(A4[0] + 20, 500, UNSEEN)


@pytest.mark.parametrize(
    "hide", [clipped, under_a_box, blacked_out, invisible, white, beyond], ids=lambda hide: hide.__name__
)
def test_b15_words_that_make_no_difference_to_the_page_are_no_text(hide: Callable[[Canvas], None]) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, SEEN)
        hide(canvas)

    document = read(drawn(draw), Limits())
    assert document.text.split() == " ".join(SEEN).split()
    assert document.notes == ("words that nobody sees left out on page 1",)


@pytest.mark.parametrize("state", ["OFF", "ON"])
def test_b15_a_layer_that_is_switched_off_is_no_text(state: str) -> None:
    text = b"BT /F1 12 Tf 60 760 Td (%s) Tj ET /OC /Strato BDC BT /F1 12 Tf 60 500 Td (%s) Tj ET EMC" % (
        SEEN[0].encode(),
        UNSEEN.encode(),
    )
    content = objects(
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<</%s[5 0 R]>>>>>>" % state.encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<</Font<</F1 4 0 R>>/Properties<</Strato 5 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/OCG/Name(Strato)>>",
        packets=[text],
    )
    assert (UNSEEN in read(content, Limits()).text) == (state == "ON")


def test_b15_pale_and_small_words_are_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.8, 0.8, 0.8)
        write(canvas, ["Scritto in grigio chiaro"], top=700)
        canvas.setFillColorRGB(1, 1, 0.2)
        write(canvas, ["Scritto in giallo"], top=660)
        canvas.setFillColorRGB(0, 0, 0)
        write(canvas, ["scritto in caratteri di quattro punti e mezzo"], top=620, size=4.5)
        canvas.rect(50, 490, 400, 30, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(60, 500, "Scritto in bianco sul nero")

    document = read(drawn(draw), Limits())
    assert document.notes == ()
    assert len(document.text.split()) == 4 + 3 + 8 + 5


def test_b15_a_line_that_runs_over_the_edge_is_cut_there() -> None:
    text = read(drawn(lambda canvas: canvas.drawString(500, 700, "Visibile e poi fuori dalla pagina")), Limits()).text
    assert text.startswith("Visibile e poi")
    assert "pagina" not in text
