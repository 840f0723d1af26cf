"""Files and pictures inside a document that someone may have sent as documents of their own."""

import hashlib
from collections.abc import Iterable, Iterator
from io import BytesIO

from PIL import Image

from parsers.model import Enclosure
from parsers.readers.shared import metafile

#: A picture with a shorter side than this, in pixels, is no page: a crest, an icon, a signature.
_LEAST_PIXELS = 350
#: Nor is one that is shown with a shorter side than this on paper, however fine it is drawn.
_LEAST_CM = 3.0
_LONGEST_METAFILE = 64 * 1024 * 1024
_BYTES_OF_A_PAGE = 40_000
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "TIFF": ".tif", "BMP": ".bmp", "GIF": ".gif"}


def pictures(found: Iterable[tuple[str, bytes, float | None]]) -> Iterator[Enclosure]:
    """Of pictures as (name, bytes, shorter side as shown in cm or None), those that may be pages, each once."""
    known: set[bytes] = set()
    for name, data, shown in found:
        digest = hashlib.sha256(data).digest()
        if digest in known or (shown is not None and 0 < shown < _LEAST_CM):
            continue
        known.add(digest)
        if name.endswith(".dib"):
            data, name = metafile.bmp_of(data), f"{name.removesuffix('.dib')}.bmp"
        if metafile.is_metafile(data):
            data, name = metafile.bitmap_in(data), f"{name.rpartition('.')[0] or name}.bmp"
        if (suffix := _page_suffix(data)) is not None:
            yield Enclosure(name if "." in name else f"{name}{suffix}", data)


def picture_bytes(data: bytes) -> bytes:
    """A picture as a drawing keeps it: a metafile without its deflation."""
    return metafile.unpacked(data, _LONGEST_METAFILE)


def numbered(files: Iterable[tuple[str, bytes]], what: str = "object") -> Iterator[Enclosure]:
    """Embedded files, those without a name by their number."""
    for number, (name, data) in enumerate(files, 1):
        yield Enclosure(name or f"{what}{number}", data)


def _page_suffix(data: bytes) -> str | None:
    """The ending for a picture of a page's size; None if it is smaller or no picture that can be opened."""
    try:
        with Image.open(BytesIO(data)) as picture:
            return _SUFFIXES.get(picture.format or "") if min(picture.size) >= _LEAST_PIXELS else None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        # A broken picture of a page's weight is handed on, and its reader says what is wrong with it.
        return ".bin" if len(data) >= _BYTES_OF_A_PAGE and not data.lstrip().startswith(b"<") else None
