"""Pictures for the tests: a page of text as a scanner gives it, and what is none."""

from io import BytesIO

from PIL import Image, ImageDraw

LINES = ("Prefettura di Rieti", "Scheda 5: corsi di lingua", "Le lezioni si tengono di sera nella biblioteca.")


def page(form: str = "PNG", size: tuple[int, int] = (900, 1270), lines: tuple[str, ...] = LINES) -> bytes:
    """A white page with a few lines, as PNG, JPEG, TIFF or BMP."""
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((60, 80 + 60 * number), line, fill=0)
    out = BytesIO()
    picture.convert("RGB" if form == "JPEG" else "L").save(out, form)
    return out.getvalue()


def crest() -> bytes:
    """A small mark as letterheads have it."""
    return page(size=(120, 140), lines=("*",))
