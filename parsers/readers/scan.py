"""Scans: pictures of pages, read by Tesseract. Its text is marked as such; tick boxes are not read from it."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

from PIL import Image, ImageSequence, UnidentifiedImageError

from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import identify
from parsers.model import Box, DocumentText
from parsers.readers.pdf_layout import Line, Page, blocks_of
from parsers.readers.plain import clean
from parsers.readers.tools import run_tool

DPI = 200
#: Words that Tesseract itself is less sure of, in percent, are noise of the scan.
_LEAST_CONFIDENCE = 25
_POINTS_PER_INCH = 72


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of a picture, page by page if it has several (TIFF)."""
    pages: list[Page] = []
    try:
        with Image.open(BytesIO(content)) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
                if number > limits.pdf_pages:
                    break
                pages.append(recognise(frame.convert("L"), number, limits))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise DocumentError(f"the picture is damaged: {error}") from error
    return DocumentText(identify(content), blocks_of(pages), pages=len(pages), ocr=True)


def recognise(picture: Image.Image, number: int, limits: Limits) -> Page:
    """The lines of one page, in points. Raises DocumentError if Tesseract is not installed or fails."""
    dpi = picture.info.get("dpi", (DPI, DPI))[0]
    scale = _POINTS_PER_INCH / (dpi if 72 < dpi < 1200 else DPI)
    out = BytesIO()
    picture.save(out, format="PNG")
    table = run_tool(
        ["tesseract", "stdin", "stdout", "-l", "ita", "--dpi", str(round(_POINTS_PER_INCH / scale)), "tsv"],
        remedy="apt-get install tesseract-ocr tesseract-ocr-ita",
        seconds=max(10.0, limits.message_seconds / 4),
        # Its own threads get in each other's way: one is fourteen times faster on two cores.
        environment={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"},
        given=out.getvalue(),
    )
    return Page(number, picture.width * scale, picture.height * scale, list(_lines(table.decode("utf-8", "replace"), scale)), ())


def _lines(table: str, scale: float) -> Iterator[Line]:
    """The lines of Tesseract's table of words."""
    held: list[dict[str, str]] = []
    place: tuple[str, ...] = ()
    for row in csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] != "5" or not (row["text"] or "").strip() or float(row["conf"]) < _LEAST_CONFIDENCE:
            continue
        here = (row["block_num"], row["par_num"], row["line_num"])
        if held and here != place:
            yield _line(held, scale)
            held = []
        place = here
        held.append(row)
    if held:
        yield _line(held, scale)


def _line(words: list[dict[str, str]], scale: float) -> Line:
    left = min(int(word["left"]) for word in words)
    top = min(int(word["top"]) for word in words)
    right = max(int(word["left"]) + int(word["width"]) for word in words)
    bottom = max(int(word["top"]) + int(word["height"]) for word in words)
    text = clean(" ".join(word["text"] for word in words))
    return Line(text, Box(left * scale, top * scale, right * scale, bottom * scale), 0.0, False)
