"""What of a PDF page can be seen: which of its words, and what else is drawn there.

The page is drawn twice, small: with its words and without them. A word that makes no difference is not seen, whatever
hides it: the edge of the page, a clip, a box or picture upon it, its own colour or rendering mode, a layer that is
switched off. What is left without the words is what only a picture of the page can tell.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops, ImageFilter

from parsers.model import Box
from parsers.readers.pdf.objects import Drawn
from parsers.readers.pdf.page import Frame, stretches

#: The resolution of the two small drawings: letters of 5 points still leave a trace.
_SMALL_DPI = 50
#: No drawing of a page has more pixels, or a longer side: a page may be many metres wide, or claim to be a point wide
#: and hundreds of kilometres high, and the rows of a drawing are walked one by one.
_MOST_PIXELS, _LONGEST_SIDE = 40_000_000, 20_000
#: Levels of grey (of 255) by which a word must change the drawing, and by which the paper behind a word must vary to be
#: a picture.
_TRACE, _PICTURE = 6, 40
#: What differs less from the paper is no ink, in levels of grey.
_INK = 30


class Words:
    """The text objects of a page, which can be switched off and on for drawing and reading. `alone` says that the page
    holds nothing else.
    """

    def __init__(self, page: pdfium.PdfPage, objects: Sequence[Drawn]) -> None:
        self.page = page
        self._objects = [item.handle for item in objects if item.kind == raw.FPDF_PAGEOBJ_TEXT]
        self.alone = len(self._objects) == len(objects)

    def show(self, chosen: Callable[[int], bool]) -> None:
        """Leaves on only the objects whose address `chosen` accepts."""
        for item in self._objects:
            raw.FPDFPageObj_SetIsActive(item, chosen(address(item)))

    @contextmanager
    def only(self, chosen: Callable[[int], bool]) -> Iterator[None]:
        """The page with only these words on it, for as long as the block lasts."""
        self.show(chosen)
        try:
            yield
        finally:
            self.show(lambda _: True)


@dataclass(frozen=True, slots=True)
class Sight:
    """`hidden` are the addresses of text objects that nobody sees, `layer` those that lie unseen in a picture, as
    scanners and recognition programs write them. `inked` says that more than thin rules is drawn on the page besides
    its words.
    """

    hidden: frozenset[int] = frozenset()
    layer: frozenset[int] = frozenset()
    inked: bool = False

    def shows(self, key: int) -> bool:
        """Whether the text object of that address is seen."""
        return key not in self.hidden and key not in self.layer


def address(item: object) -> int:
    """A number that tells text objects apart, 0 for none."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def look_at(words: Words, textpage: pdfium.PdfTextPage, frame: Frame) -> Sight:
    """What can be seen of a page, whose words must all be on."""
    scale = _scale(frame, _SMALL_DPI)
    whole = draw(words.page, frame, _SMALL_DPI)
    # Without its words, a page of nothing else is white: what differs from it varies as the drawing does.
    bare = None if words.alone else _bare(words, frame)
    trace = whole if bare is None else ImageChops.difference(bare, whole)
    inked = bare is not None and _has_ink(bare)
    if all(_contrast(trace, box, scale) >= _TRACE for box in stretches(textpage, frame)):
        return Sight(inked=inked)
    unseen = {key: box for key, box in _places(textpage, frame).items() if _contrast(trace, box, scale) < _TRACE}
    pictured = () if bare is None else (key for key, box in unseen.items() if _contrast(bare, box, scale) >= _PICTURE)
    layer = frozenset(pictured)
    return Sight(frozenset(unseen) - layer, layer, inked)


def _bare(words: Words, frame: Frame) -> Image.Image:
    """The drawing without the words."""
    with words.only(lambda _: False):
        return draw(words.page, frame, _SMALL_DPI)


def draw(page: pdfium.PdfPage, frame: Frame, dpi: float, *, with_notes: bool = False) -> Image.Image:
    """The page in grey, as its words are switched; `with_notes` with what is laid upon it (fields, comments) too."""
    scale = _scale(frame, dpi)
    picture: Image.Image = page.render(
        scale=scale, grayscale=True, draw_annots=with_notes, may_draw_forms=with_notes
    ).to_pil()
    return picture


def _scale(frame: Frame, dpi: float) -> float:
    """Pixels a point, fewer where the page is so large that it would not fit into memory."""
    width, height = frame.size
    most = (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5
    return float(min(dpi / 72, most, _LONGEST_SIDE / max(width, height, 1.0)))


def _has_ink(bare: Image.Image) -> bool:
    """Whether more than thin rules is left of a page without its words."""
    if _range(bare) < _INK:
        return False
    paper = max(range(256), key=bare.histogram().__getitem__)
    ink = bare.point([255 if abs(level - paper) > _INK else 0 for level in range(256)])
    return ink.filter(ImageFilter.MinFilter(3)).getbbox() is not None


def _places(textpage: pdfium.PdfTextPage, frame: Frame) -> dict[int, Box]:
    """Where each text object stands, by the characters in it that are no white space."""
    places: dict[int, Box] = {}
    for index in range(textpage.count_chars()):
        if not (key := address(raw.FPDFText_GetTextObject(textpage, index))):
            continue
        if chr(raw.FPDFText_GetUnicode(textpage, index) or 32).isspace():
            continue
        box = frame.box(*textpage.get_charbox(index))
        places[key] = _around((places[key], box)) if key in places else box
    return places


def _around(boxes: Iterable[Box]) -> Box:
    held = list(boxes)
    return Box(
        min(b.left for b in held), min(b.top for b in held), max(b.right for b in held), max(b.bottom for b in held)
    )


def _contrast(picture: Image.Image, box: Box, scale: float) -> int:
    """By how many levels of grey a picture varies within a box of the page; 0 outside the picture."""
    left, top = max(0, int(box.left * scale)), max(0, int(box.top * scale))
    right, bottom = min(picture.width, int(box.right * scale) + 1), min(picture.height, int(box.bottom * scale) + 1)
    if left >= right or top >= bottom:
        return 0
    return _range(picture.crop((left, top, right, bottom)))


def _range(picture: Image.Image) -> int:
    """By how many levels a grey picture varies."""
    low, high = cast(tuple[int, int], picture.getextrema())
    return high - low
