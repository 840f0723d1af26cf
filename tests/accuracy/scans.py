"""The labelled texts as an office's scanner gives them: pictures of pages, a little askew, grey, grained and stamped."""

from io import BytesIO
from zlib import crc32

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter

from tests.accuracy.markup import as_pdf

#: What scanners are set to.
_DPI = (150, 200)
#: A sheet lies so many degrees askew at most, and its grain spreads so many levels of grey.
_SKEW, _GRAIN = 0.9, (4.0, 14.0)
_POINTS_PER_INCH = 72


def as_scan(markup: str) -> bytes:
    """A PDF of pictures. What befalls the pages hangs on the text alone, so that a second run sees the same."""
    chance = np.random.default_rng(crc32(markup.encode()))
    dpi = int(chance.choice(_DPI))
    pages = pdfium.PdfDocument(as_pdf(markup))
    drawn = [page.render(scale=dpi / _POINTS_PER_INCH, grayscale=True).to_pil() for page in pages]
    scanned = [_scanned(picture, chance) for picture in [*drawn[:-1], _stamped(drawn[-1], chance)]]
    out = BytesIO()
    scanned[0].save(out, "PDF", save_all=True, append_images=scanned[1:], resolution=dpi, quality=60)
    return out.getvalue()


def _scanned(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """A page laid askew, its edges soft, its paper no pure white, with grain."""
    turned = picture.rotate(float(chance.uniform(-_SKEW, _SKEW)), Image.Resampling.BICUBIC, fillcolor=255)
    soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32)
    paper = np.linspace(chance.uniform(225, 245), chance.uniform(235, 252), soft.shape[1], dtype=np.float32)
    grain = chance.normal(0, float(chance.uniform(*_GRAIN)), soft.shape).astype(np.float32)
    return Image.fromarray(np.clip(soft * paper / 255 + grain, 0, 255).astype(np.uint8))


def _stamped(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """The last page, with a round stamp somewhere below: over the signatures, or over the text beside them."""
    pen, size = ImageDraw.Draw(picture), picture.width // 7
    left = int(chance.uniform(0.1, 0.75) * picture.width)
    top = int(chance.uniform(0.3, 0.85) * picture.height)
    for inset in (0, size // 10):
        pen.ellipse((left + inset, top + inset, left + size - inset, top + size - inset), outline=120, width=3)
    pen.text((left + size // 4, top + size // 2), "PREFETTURA", fill=120)
    return picture
