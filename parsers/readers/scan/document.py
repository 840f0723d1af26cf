"""Scans: pictures of pages, read by Tesseract, with their tick boxes measured. The text is marked as recognised."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from PIL import Image, ImageOps, UnidentifiedImageError

from config import account
from config.children import Ended
from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import identify
from parsers.model import Box, DocumentText
from parsers.readers.pdf.layout import Line, Page, blocks_of
from parsers.readers.pdf.marks import Mark, beside
from parsers.readers.plain import clean
from parsers.readers.scan.marks import PixelBox, boxes_on, evenly_lit, ink_of, skew_of, without_boxes
from parsers.readers.scan.text import LEAST_LETTERS, LOOK_DPI, Shown, text_on
from parsers.readers.shared.tools import attempt, run_tool

#: The resolution at which pages are read first, and again where that was not good enough.
DPI, BETTER_DPI = 200, 300
#: Words that Tesseract itself is less sure of, in percent, are noise of the scan.
_LEAST_CONFIDENCE = 25
#: A page below this mean confidence is read again: finer, or turned.
_GOOD_CONFIDENCE, _TURNED_CONFIDENCE = 72, 78
_POINTS_PER_INCH = 72
_PAGE_INCHES = 11.69
_REMEDY = "apt-get install tesseract-ocr tesseract-ocr-ita"
#: Its own threads get in each other's way: one is fourteen times faster on two cores.
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
#: Pictures with a shorter side are no pages, unless there is text on them.
_LEAST_PIXELS = 350
#: No machine scans with pixels that are more than so many times as high as wide, or as wide as high.
_FLATTEST = 5.0
#: With so many letters a picture is a page of text, which cannot have none that is recognised.
_PAGE_LETTERS, _PAGE_LETTERS_IN_THE_DARK = 60, 300
#: What the library of pictures raises on damaged ones.
_DAMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page with the mean confidence of its words, in percent."""

    page: Page
    confidence: float
    words: int


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of a picture, page by page if it has several (TIFF). Pages that could not be read are named in `gaps`.

    Raises DocumentError if not one page could be read.
    """
    failed: dict[int, DocumentError] = {}
    with _opened(content) as picture:
        count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1

        def page(number: int) -> Page | None:
            try:
                return _best(*_frame(picture, number), number, limits)
            except DocumentError as error:
                failed[number] = error
                return None

        done, unread, limit = account.as_far_as_time_allows(range(1, min(count, limits.pdf_pages) + 1), page)
    pages = [found for found in done if found is not None]
    if failed and not pages and not unread:
        raise failed[min(failed)]
    account.pages_cut_short(unread, count, limits.pdf_pages, limit)
    gaps = tuple(f"page {number} of {count} was not read: {error}" for number, error in failed.items())
    return DocumentText(identify(content), blocks_of(pages), pages=count, ocr=True, gaps=gaps)


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(content))
    except _DAMAGE as error:
        raise DocumentError(f"the picture is damaged: {error}") from error


def _frame(picture: Image.Image, number: int) -> tuple[Image.Image, float]:
    try:
        picture.seek(number - 1)
        return _as_page(picture)
    except (*_DAMAGE, EOFError) as error:
        raise DocumentError(f"the picture is damaged: {error}") from error


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture shows at first sight: `small` has fewer pixels than a page, `dark` is mostly no paper, as
    photographs are.
    """

    text: Shown
    small: bool
    dark: bool

    @property
    def has_text(self) -> bool:
        """Whether there may be words on it."""
        return self.text.letters >= LEAST_LETTERS

    @property
    def has_page(self) -> bool:
        """Whether there are so many that it would be strange to recognise none; photographs have patterns like
        letters.
        """
        return self.text.lines > 1 and self.text.letters >= (_PAGE_LETTERS_IN_THE_DARK if self.dark else _PAGE_LETTERS)


def look(content: bytes) -> Look | None:
    """A first sight of a picture, whichever way it is turned; None if it cannot be opened or has several pages."""
    try:
        with Image.open(BytesIO(content)) as picture:
            if picture.format == "TIFF" and getattr(picture, "n_frames", 1) > 1:
                return None
            small = min(picture.size) < _LEAST_PIXELS
            page = _upright(picture)
    except _DAMAGE:
        return None
    scale = _PAGE_INCHES * LOOK_DPI / max(page.size)
    page = page.resize(
        (max(1, round(page.width * scale)), max(1, round(page.height * scale))), Image.Resampling.BICUBIC
    )
    turned = (text_on(page), text_on(page.transpose(Image.Transpose.ROTATE_90)))
    return Look(max(turned, key=lambda shown: shown.letters), small, is_dark(page))


def is_dark(picture: Image.Image) -> bool:
    """Whether less than about half of a grey picture is as bright as paper."""
    counts = picture.resize((200, 200)).histogram()
    return sum(counts[180:]) < 0.55 * sum(counts)


def recognise_page(
    render: Callable[[int], Image.Image], number: int, limits: Limits, *, fine: bool = False, known: Sequence[Box] = ()
) -> Recognised:
    """The lines of a page that can be drawn at any resolution; `fine` where its letters are small, `known` the tick
    boxes that are read already, in points. Raises DocumentError if Tesseract is not installed or fails.
    """
    dpi = BETTER_DPI if fine else DPI
    picture = render(dpi)
    reading = _recognise(picture, dpi, number, limits, known)
    if not reading.words or reading.confidence < _TURNED_CONFIDENCE:
        reading = _turned(reading, picture, dpi, limits)
    if reading.words and reading.confidence < _GOOD_CONFIDENCE and not fine:
        better = _recognise(render(BETTER_DPI), BETTER_DPI, number, limits, known)
        reading = max(reading, better, key=lambda found: found.confidence)
    return reading


def marks_on(picture: Image.Image, dpi: float) -> list[Mark]:
    """The tick boxes on the picture of a page, which need no character recognition."""
    ink = ink_of(picture)
    return _marks(boxes_on(ink, dpi), _POINTS_PER_INCH / dpi)


def _marks(boxes: Sequence[PixelBox], scale: float) -> list[Mark]:
    return [
        Mark(Box(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale), box.state) for box in boxes
    ]


def _as_page(frame: Image.Image) -> tuple[Image.Image, float]:
    """A frame upright and grey, with square pixels, and its resolution: the stated one, or that of a page of this
    size.
    """
    grey = _upright(frame)
    across, down = (float(value or 0) for value in frame.info.get("dpi", (0, 0))[:2])
    if across > 0 and down > 0 and not 0.8 < across / down < 1.25 and 1 / _FLATTEST < across / down < _FLATTEST:
        # A fax of standard resolution has half as many rows as columns.
        grey = grey.resize((grey.width, round(grey.height * across / down)), Image.Resampling.BILINEAR)
    longest = max(grey.size)
    dpi = across if 100 <= across <= 1200 and 5 <= longest / across <= 24 else min(max(longest / _PAGE_INCHES, 72), 600)
    if dpi > BETTER_DPI * 1.1 or dpi < DPI * 0.7:
        scale = (BETTER_DPI if dpi > BETTER_DPI else DPI) / dpi
        grey, dpi = (
            grey.resize((round(grey.width * scale), round(grey.height * scale)), Image.Resampling.BICUBIC),
            dpi * scale,
        )
    return grey, dpi


def _upright(frame: Image.Image) -> Image.Image:
    """A frame in grey upon white, turned as the camera says it was held."""
    picture = ImageOps.exif_transpose(frame)
    if picture.mode in {"RGBA", "LA", "PA", "P"}:
        rgba = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    return picture.convert("L")


def _best(picture: Image.Image, dpi: float, number: int, limits: Limits) -> Page:
    if ink_of(picture).getbbox() is None:
        # A blank side of a sheet: Tesseract would look for words on it three times.
        return Page(number, picture.width * _POINTS_PER_INCH / dpi, picture.height * _POINTS_PER_INCH / dpi, [], ())
    reading = _recognise(picture, dpi, number, limits)
    if reading.words < 5 or reading.confidence < _TURNED_CONFIDENCE:
        reading = _turned(reading, picture, dpi, limits)
    return reading.page


def _turned(reading: Recognised, picture: Image.Image, dpi: float, limits: Limits) -> Recognised:
    """A page that lies on its side or head, read as Tesseract says it stands; the first reading if it cannot tell."""
    try:
        said = _tesseract(picture, dpi, ["--psm", "0", "-l", "osd"], limits)
    except DocumentError:
        return reading
    match = re.search(r"Rotate: (90|180|270)", said)
    if match is None:
        return reading
    other = _recognise(picture.rotate(-int(match[1]), expand=True), dpi, reading.page.number, limits)
    return max(reading, other, key=lambda found: found.confidence * min(found.words, 20))


def _recognise(picture: Image.Image, dpi: float, number: int, limits: Limits, known: Sequence[Box] = ()) -> Recognised:
    ink = ink_of(picture)
    if (angle := skew_of(ink)) != 0.0:
        picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
        ink = ink_of(picture)
    boxes = boxes_on(ink, dpi)
    table = _tesseract(without_boxes(evenly_lit(picture), boxes), dpi, ["-l", "ita", "tsv"], limits)
    scale = _POINTS_PER_INCH / dpi
    words = [row for row in csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE) if _is_word(row)]
    marks = [mark for mark in _marks(boxes, scale) if not any(_meet(mark.box, other) for other in known)]
    lines = beside(list(_lines(words, scale)), marks, anywhere=False)
    letters = sum(len(row["text"]) for row in words)
    confidence = sum(float(row["conf"]) * len(row["text"]) for row in words) / letters if letters else 0.0
    return Recognised(Page(number, picture.width * scale, picture.height * scale, lines, ()), confidence, len(words))


def _meet(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _tesseract(picture: Image.Image, dpi: float, options: list[str], limits: Limits) -> str:
    out = BytesIO()
    picture.save(out, format="PNG", compress_level=1)
    command = ["tesseract", "stdin", "stdout", "--dpi", str(round(dpi)), *options]
    return run_tool(
        command,
        tool="tesseract",
        remedy=_REMEDY,
        is_sound=lambda: _is_sound(options, limits),
        limits=limits,
        environment=_ENVIRONMENT,
        given=out.getvalue(),
    ).decode("utf-8", "replace")


def _is_sound(options: list[str], limits: Limits) -> bool:
    """Whether Tesseract has the language asked for and can read a page at all."""
    out = BytesIO()
    Image.new("L", (200, 100), 255).save(out, format="PNG")
    language = options[options.index("-l") + 1]

    def says(arguments: list[str], given: bytes = b"") -> Ended:
        return attempt(
            ["tesseract", *arguments], tool="tesseract", remedy=_REMEDY, limits=limits, environment=_ENVIRONMENT,
            given=given
        )  # fmt: skip

    if language not in says(["--list-langs"]).output.decode("utf-8", "replace").split():
        return False
    # It finds no script on a page without words, and says so by failing.
    return language == "osd" or says(["stdin", "stdout", "-l", language], out.getvalue()).code == 0


def _is_word(row: dict[str, str]) -> bool:
    return row["level"] == "5" and bool((row["text"] or "").strip()) and float(row["conf"]) >= _LEAST_CONFIDENCE


def _lines(words: list[dict[str, str]], scale: float) -> Iterator[Line]:
    """The lines that Tesseract's words make up."""
    held: list[dict[str, str]] = []
    place: tuple[str, ...] = ()
    for row in words:
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
