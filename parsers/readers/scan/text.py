"""Whether a picture shows text, and how much, told from its ink alone: lines of letters leave bands between white rows.

It needs no character recognition, so it can say what is missing where that is not installed, and where there is nothing
to miss.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from PIL import Image

from parsers.readers.scan.marks import ink_of

#: The resolution at which pictures are judged: letters of 6 points are still apart, and a page takes a few
#: milliseconds.
LOOK_DPI = 120
#: A picture with fewer letters has no words on it that matter.
LEAST_LETTERS = 20
#: The height of a line of letters in inches, from the small print of a form to a large heading.
_LOWEST, _HIGHEST = 0.035, 0.36
#: Within an inch of a line there are so many strokes at least, and about two of them make a letter.
_LEAST_STROKES, _STROKES_A_LETTER = 5, 2.0
#: Lines of one text have letters of like height: between these shares of the median.
_SHORTER, _TALLER = 0.45, 2.2
#: Strokes of letters cover about so much of the band that they stand in.
_THINNEST, _FULLEST = 0.04, 0.62
_INK, _EDGE = b"\x01", b"\x00\x01"


@dataclass(frozen=True, slots=True)
class Shown:
    """About how many letters and lines of text a picture shows, of which height in inches; `top` and `bottom` say
    where, as shares of its own height.
    """

    letters: int = 0
    lines: int = 0
    height: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows of ink between two white ones, within one strip of the picture."""

    strip: int
    top: int
    bottom: int
    strokes: int


def text_on(picture: Image.Image) -> Shown:
    """How much text a grey picture of LOOK_DPI shows that stands upright."""
    ink = ink_of(picture)
    bands = [band for strip in range(-(-ink.width // LOOK_DPI)) for band in _bands(ink, strip)]
    bands = _in_company(bands)
    if not bands:
        return Shown()
    letters = round(sum(band.strokes for band in bands) / _STROKES_A_LETTER)
    lines = max(sum(band.strip == strip for band in bands) for strip in {band.strip for band in bands})
    top, bottom = min(band.top for band in bands), max(band.bottom for band in bands)
    height = median(band.bottom - band.top for band in bands) / LOOK_DPI
    return Shown(letters, lines, height, top / ink.height, bottom / ink.height)


def _bands(ink: Image.Image, strip: int) -> Iterator[_Band]:
    """The bands of one strip, an inch wide: slanted lines and pictures side by side are still apart there."""
    left = strip * LOOK_DPI
    part = ink.crop((left, 0, min(left + LOOK_DPI, ink.width), ink.height))
    width, pixels = part.width, part.tobytes()
    held: list[bytes] = []
    for row in range(part.height + 1):
        line = pixels[row * width : (row + 1) * width]
        if line.count(_EDGE) >= 2:
            held.append(line)
            continue
        if _LOWEST * LOOK_DPI <= len(held) <= _HIGHEST * LOOK_DPI and (strokes := _strokes(held, width)):
            yield _Band(strip, row - len(held), row, strokes)
        held = []


def _strokes(rows: Sequence[bytes], width: int) -> int:
    """How many strokes of letters stand side by side in rows of ink, 0 if they are no letters (too few, a bar code, a
    surface).
    """
    strokes = max(row.count(_EDGE) for row in rows)
    share = sum(row.count(_INK) for row in rows) / (len(rows) * width)
    alike = sum(row == other for row, other in pairwise(rows)) > 0.6 * len(rows)
    enough = strokes >= max(3, _LEAST_STROKES * width / LOOK_DPI)
    return strokes if enough and not alike and _THINNEST <= share <= _FULLEST else 0


def _in_company(bands: Sequence[_Band]) -> list[_Band]:
    """The bands with another beside, above or below them: a line goes on, a paragraph has several; a pattern stands
    alone.
    """
    if not bands:
        return []
    usual = median(band.bottom - band.top for band in bands)
    like = [band for band in bands if _SHORTER * usual <= band.bottom - band.top <= _TALLER * usual]
    return [band for band in like if any(_goes_with(band, other) for other in like)]


def _goes_with(band: _Band, other: _Band) -> bool:
    height = max(band.bottom - band.top, other.bottom - other.top)
    if abs(band.strip - other.strip) == 1:
        return min(band.bottom, other.bottom) - max(band.top, other.top) > 0.4 * height
    return (
        band is not other
        and band.strip == other.strip
        and max(band.top, other.top) - min(band.bottom, other.bottom) < 3 * height
    )
