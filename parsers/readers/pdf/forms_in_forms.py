"""The weight of each page of a PDF: the bytes of its orders, with each form as often as it is drawn."""

import re
from collections.abc import Mapping
from io import BytesIO

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1

from parsers.readers.pdf.unpack import unpacked
from parsers.readers.pdf.weight import DRAW, ESCAPE, FORM

_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do(?![A-Za-z0-9])")
#: PDFium follows forms within forms less far.
_DEPTH = 60


def weighed(content: bytes, most: int) -> frozenset[int] | None:
    """The pages, counted from 1, that weigh more than `most` bytes; None if this library cannot take the file apart."""
    try:
        document = PDFDocument(PDFParser(BytesIO(content)))
        scales = _Scales(most)
        return frozenset(
            number for number, page in enumerate(PDFPage.create_pages(document), 1) if scales.page(page) > most
        )
    except Exception:  # noqa: BLE001 - pdfminer raises many types on damaged files; the caller decides without it
        return None


class _Scales:
    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[int, int] = {}

    def page(self, page: PDFPage) -> int:
        """The weight of a page with what is laid upon it."""
        resources = _dictionary(page.resources)
        weight = sum(self._orders(resolve1(stream), resources, 0) for stream in page.contents)
        annotations = resolve1(page.annots)
        for annotation in annotations if isinstance(annotations, list) else ():
            weight += self._looks(_dictionary(_dictionary(annotation).get("AP")), resources)
        return weight

    def _looks(self, appearances: Mapping[str, object], resources: Mapping[str, object]) -> int:
        """The weight of the heaviest look of an annotation: only one of them is shown."""
        looks: list[object] = []
        for look in map(resolve1, appearances.values()):
            looks += look.values() if isinstance(look, dict) else [look]
        return max((self._orders(resolve1(look), resources, 1) for look in looks), default=0)

    def _orders(self, stream: object, outer: Mapping[str, object], depth: int) -> int:
        """The weight of a stream of orders, capped. `outer` are the resources of what draws it: some forms have none of
        their own.
        """
        if not isinstance(stream, PDFStream) or depth > _DEPTH:
            return 0
        key = stream.objid or id(stream)
        if key not in self._known:
            # A form that draws itself is not drawn again.
            self._known[key] = 0
            self._known[key] = min(self._written_out(stream, outer, depth), self._most + 1)
        return self._known[key]

    def _written_out(self, stream: PDFStream, outer: Mapping[str, object], depth: int) -> int:
        orders = self._content(stream)
        if orders is None:
            return self._most + 1
        resources = _dictionary(stream.attrs.get("Resources")) or outer
        weights = {
            name: self._orders(form, resources, depth + 1) if _is_form(form := resolve1(entry)) else 0
            for name, entry in _dictionary(resources.get("XObject")).items()
        }
        named = [_plain(match[1]) for match in _DRAWN.finditer(orders)]
        known = [weights[name] for name in named if name in weights]
        # A name written in another way may be any of them.
        strange = sum(1 for _ in DRAW.finditer(orders)) - len(known)
        drawn = sum(known) + max(strange, 0) * max(weights.values(), default=0)
        return FORM + len(orders) + drawn

    def _content(self, stream: PDFStream) -> bytes | None:
        data = stream.rawdata or b""
        if stream.decipher is not None and stream.objid is not None:
            data = stream.decipher(stream.objid, stream.genno or 0, data, stream.attrs)
        filters = [getattr(name, "name", str(name)) for name, _ in stream.get_filters()]
        return unpacked(data, filters, self._most)


def _plain(name: bytes) -> str:
    return ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), name).decode("latin-1")


def _is_form(stream: object) -> bool:
    return isinstance(stream, PDFStream) and getattr(resolve1(stream.attrs.get("Subtype")), "name", "") == "Form"


def _dictionary(value: object) -> Mapping[str, object]:
    found = resolve1(value)
    return found if isinstance(found, dict) else {}
