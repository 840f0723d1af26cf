"""Pages of PDF files as scanners, registries, fax machines and programs make them: pictures of text, layers, stamps,
things unseen.
"""

import ctypes
import re
import textwrap
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
TITLE = "Scheda 5: apprendimento della lingua italiana"
TEXT = (
    "Nella biblioteca di quartiere due insegnanti in pensione tengono tre sere alla settimana un corso di lingua per "
    "adulti. "
    "Gli allievi preparano insieme la prova di conoscenza e visitano gli uffici pubblici accompagnati dai volontari. "
    "Dopo il primo anno quaranta persone hanno superato la prova e nove di loro aiutano i nuovi arrivati nelle prime "
    "lezioni."
)
LINES = [TITLE, "", *textwrap.wrap(TEXT, 72)]
FAX = ["DA: PREFETTURA UFFICIO PROTOCOLLO   FAX 0376 000000   01/12/2015 09:12   PAG. 1/1"]
REGISTRY = [
    *FAX,
    "AOO Prefettura - Protocollo in ingresso n. 0045871 del 01/12/2015",
    "Classifica 12.3 - Copia conforme all'originale",
]


def drawn(draw: Callable[[Canvas], None], size: tuple[float, float] = A4) -> bytes:
    """A PDF of one page, uncompressed."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1, pageCompression=0)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def write(canvas: Canvas, lines: Sequence[str], left: float = 60, top: float = 760, size: float = 12) -> None:
    """Typed lines from the top down."""
    canvas.setFont("Helvetica", size)
    for row, line in enumerate(lines):
        canvas.drawString(left, top - 1.4 * size * row, line)


def page_picture(lines: Sequence[str] = LINES, dpi: int = 150, *, size: float = 12) -> Image.Image:
    """A page of text as a scanner sees it."""
    document = pdfium.PdfDocument(drawn(lambda canvas: write(canvas, lines, size=size)))
    picture: Image.Image = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
    return picture


def trimmed(picture: Image.Image, margin: int = 20) -> Image.Image:
    """A picture without its white borders."""
    left, top, right, bottom = picture.point(lambda level: 255 - level).getbbox() or (0, 0, *picture.size)
    return picture.crop((max(left - margin, 0), max(top - margin, 0), right + margin, bottom + margin))


def put(canvas: Canvas, picture: Image.Image, left: float, bottom: float, width: float) -> None:
    """A picture on a page, `width` points wide."""
    canvas.drawImage(ImageReader(picture), left, bottom, width, width * picture.height / picture.width)


def scan_under(typed: Sequence[str], top: float = 830, lines: Sequence[str] = LINES) -> bytes:
    """A scanned page with typed lines upon it."""

    def draw(canvas: Canvas) -> None:
        put(canvas, page_picture(lines), 0, 0, WIDTH)
        write(canvas, typed, left=20, top=top, size=8)

    return drawn(draw)


def figure_beside_words() -> bytes:
    """A scan set as a figure between typed lines."""

    def draw(canvas: Canvas) -> None:
        write(canvas, ["Si trasmette la scheda ricevuta dal Comune, che si riporta qui sotto."])
        put(canvas, trimmed(page_picture()), 60, 520, 430)
        write(canvas, ["Segue la firma del responsabile dell'ufficio."], top=480)

    return drawn(draw)


def two_scans() -> bytes:
    """Two scans on one page, one above the other, and a typed number of the page."""

    def draw(canvas: Canvas) -> None:
        put(canvas, trimmed(page_picture(LINES[:5])), 60, 600, 430)
        put(canvas, trimmed(page_picture(LINES[5:])), 60, 400, 430)
        write(canvas, ["allegato 1"], top=40)

    return drawn(draw)


def strips() -> bytes:
    """A scan that the scanner split into strips, with a stamp."""

    def draw(canvas: Canvas) -> None:
        picture = page_picture()
        step = 100
        for top in range(0, picture.height, step):
            strip = picture.crop((0, top, picture.width, min(top + step, picture.height)))
            put(canvas, strip, 0, HEIGHT - (top + strip.height) * WIDTH / picture.width, WIDTH)
        write(canvas, REGISTRY, left=20, top=830, size=8)

    return drawn(draw)


def in_a_form(typed: Sequence[str] = REGISTRY) -> bytes:
    """A scan inside a form XObject, with typed lines beside it."""

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("modulo")
        put(canvas, trimmed(page_picture()), 0, 0, 430)
        canvas.endForm()
        canvas.saveState()
        canvas.translate(60, 500)
        canvas.doForm("modulo")
        canvas.restoreState()
        write(canvas, typed, left=20, top=830, size=8)

    return drawn(draw)


def outlined(typed: Sequence[str] = ()) -> bytes:
    """Text as a program for brochures exports it: every letter an outline, no text at all."""
    import reportlab
    from reportlab.pdfbase.ttfonts import TTFontFile

    path = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    program, face = path.read_bytes(), TTFontFile(str(path))
    document = pdfium.PdfDocument.new()
    buffer = (ctypes.c_uint8 * len(program)).from_buffer_copy(program)
    font = raw.FPDFText_LoadFont(document, buffer, len(program), raw.FPDF_FONT_TRUETYPE, True)

    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(LINES):
            x = 60.0
            for letter in line:
                _outline(canvas, raw.FPDFFont_GetGlyphPath(font, ord(letter), 11), x, 740 - 16 * row, 11)
                x += face.charWidths.get(ord(letter), face.defaultWidth) * 11 / 1000
        write(canvas, typed, left=20, top=830, size=8)

    return drawn(draw)


def _outline(canvas: Canvas, glyph: object, x: float, y: float, scale: float) -> None:
    path = canvas.beginPath()
    curve: list[float] = []
    for index in range(raw.FPDFGlyphPath_CountGlyphSegments(glyph)):
        segment = raw.FPDFGlyphPath_GetGlyphPathSegment(glyph, index)
        across, up = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, across, up)
        kind, place = raw.FPDFPathSegment_GetType(segment), (x + across.value * scale, y + up.value * scale)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            path.moveTo(*place)
        elif kind == raw.FPDF_SEGMENT_LINETO:
            path.lineTo(*place)
        else:
            curve += place
            if len(curve) == 6:
                path.curveTo(*curve)
                curve = []
        if raw.FPDFPathSegment_GetClose(segment):
            path.close()
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def layered(
    layer: Sequence[str], lines: Sequence[str] = LINES, *, under: bool = False, typed: Sequence[str] = ()
) -> bytes:
    """A searchable scan: `layer` is what a program recognised, written invisibly or `under` the picture."""

    def draw(canvas: Canvas) -> None:
        if not under:
            put(canvas, page_picture(lines), 0, 0, WIDTH)
        text = canvas.beginText(60, 760)
        text.setFont("Helvetica", 12)
        if not under:
            text.setTextRenderMode(3)
        text.setLeading(16.8)
        for line in layer:
            text.textLine(line)
        if not under:
            text.setTextRenderMode(0)
        canvas.drawText(text)
        if under:
            put(canvas, page_picture(lines), 0, 0, WIDTH)
        write(canvas, typed, left=20, top=830, size=8)

    return drawn(draw)


def crest(size: int = 300) -> Image.Image:
    """A round emblem with rays and a ring."""
    picture = Image.new("L", (size, size), 255)
    pen = ImageDraw.Draw(picture)
    for inset, level in ((4, 60), (24, 255), (60, 120), (90, 220)):
        pen.ellipse((inset, inset, size - inset, size - inset), fill=level)
    for step in range(0, size, 30):
        pen.line((size // 2, size // 2, step, 40), fill=30, width=4)
    return picture


def photograph(width: int = 900, height: int = 700) -> Image.Image:
    """People on a square, from far away: soft shapes, shadows, the grain of a camera."""
    picture = Image.linear_gradient("L").resize((width, height)).point(lambda level: 70 + level // 3)
    pen = ImageDraw.Draw(picture)
    for index in range(40):
        x, y, reach = (index * 211) % width, height // 2 + (index * 83) % (height // 2), 18 + index % 25
        pen.ellipse((x, y, x + reach, y + reach), fill=40 + (index * 31) % 150)
        pen.rectangle((x, y + reach, x + reach, y + 3 * reach), fill=30 + (index * 57) % 160)
    return Image.blend(picture, Image.effect_noise((width, height), 40), 0.15)


def decorated() -> bytes:
    """A typed letter with an emblem, a photograph, a frame and a logo with one word."""

    def draw(canvas: Canvas) -> None:
        put(canvas, crest(), 270, 780, 50)
        logo = Image.new("L", (200, 60), 255)
        ImageDraw.Draw(logo).text((20, 20), "PROGETTO", fill=0)
        put(canvas, logo, 480, 790, 80)
        put(canvas, photograph(), 60, 300, 300)
        canvas.rect(50, 480, 480, 270)
        write(canvas, LINES, top=730)

    return drawn(draw)


def mapped(text: str, replace: Callable[[int], int]) -> bytes:
    """A typed page whose font says by its ToUnicode table that each letter is another: `replace` gives its code."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Altro", "Vera.ttf", asciiReadable=0))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Altro", 12)
        for row, line in enumerate(textwrap.wrap(text, 60)):
            canvas.drawString(60, 760 - 18 * row, line)

    content = drawn(draw)
    start = content.index(b"beginbfchar")
    end = content.index(b"endbfchar", start)

    def other(match: re.Match[bytes]) -> bytes:
        code = int(match[1], 16)
        return b"> <%04X>" % (replace(code) if chr(code).isalpha() else code)

    return content[:start] + re.sub(rb"> <([0-9A-F]{4})>", other, content[start:end]) + content[end:]


def objects(*entries: bytes, packets: Sequence[bytes] = ()) -> bytes:
    """A PDF of these objects, numbered from 1, the first the catalogue; `packets` are streams behind them."""
    content = b"%PDF-1.7\n"
    places = []
    for number, entry in enumerate(
        [*entries, *(b"<</Length %d>>stream\n%s\nendstream" % (len(data), data) for data in packets)], 1
    ):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, entry)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return content + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, len(content),
    )  # fmt: skip
