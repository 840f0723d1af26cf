"""PDFs that say little and draw without end: counted before they are drawn, the rest of the mail is read."""

import zlib
from base64 import a85encode
from collections.abc import Callable, Sequence

import pytest

from config.errors import DocumentLimitError
from config.limits import Limits
from parsers.readers.pdf.unpack import unpacked
from parsers.readers.pdf.weight import heavy_pages
from tests.specimens.pages import figure_beside_words
from tests.unit.test_hostile_contents import attached, codes, mail, read

FIRST_FORM = 10
TEXT = b"BT /F1 12 Tf 50 700 Td (Campo n. 7) Tj ET"


def built(objects: dict[int, bytes]) -> bytes:
    out = b"%PDF-1.5\n"
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in places.items())
    return (
        out
        + b"xref\n0 1\n0000000000 65535 f \n"
        + rows
        + b"trailer <</Size 900 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n" % (len(data), entries) + data + b"\nendstream"


def squeezed(byte: bytes, count: int, times: int = 1) -> bytes:
    packer = zlib.compressobj(9)
    data = b"".join([packer.compress(byte * (1 << 20)) for _ in range(count >> 20)] + [packer.flush()])
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def document(
    content: bytes, page: bytes = b"", others: dict[int, bytes] | None = None, contents: bytes = b"4 0 R"
) -> bytes:
    """A PDF of two pages: the first holds `content` with the entries `page`, the second one line of text."""
    fonts = b"/Font<</F1 6 0 R>>"
    first = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents "
        + contents
        + b"/Resources<<"
        + fonts
        + b"/XObject<</X 10 0 R>>>>"
    )
    return built(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>",
            3: first + page + b">>",
            4: content,
            5: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 7 0 R/Resources<<" + fonts + b">>>>",
            6: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            7: stream(TEXT),
            **(others or {}),
        }
    )


def nested(depth: int, order: bytes, *, name: bytes = b"X", packed: bool = False) -> dict[int, bytes]:
    """Forms that each draw the next one by `order`."""
    forms = {}
    for number in range(FIRST_FORM, FIRST_FORM + depth):
        inner = b"/Resources<</XObject<</%s %d 0 R>>>>" % (name, number + 1)
        entries = b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]" + inner + (b"/Filter/FlateDecode" if packed else b"")
        forms[number] = stream(zlib.compress(order) if packed else order, entries)
    forms[FIRST_FORM + depth] = stream(b"0 0 m 9 9 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]")
    return forms


FLATE = b"/Filter/FlateDecode"
HEAVY: dict[str, Callable[[], bytes]] = {
    "forms in forms": lambda: document(stream(b"/X Do " * 12), others=nested(20, b"/X Do " * 12)),
    "packed forms": lambda: document(stream(b"/X Do"), others=nested(30, b"/X Do " * 9, packed=True)),
    "names written in another way": lambda: document(stream(b"/#58 Do"), others=nested(30, b"/#58%nota\nDo " * 9)),
    "two forms by turns": lambda: document(
        stream(b"/X Do"), others=nested(28, b"/X Do 0 0 m 5 5 l S " * 7) | {90: stream(b"/X Do", b"/Subtype/Form")}
    ),
    "many forms flat": lambda: document(stream(zlib.compress(b"/X Do " * 900_000), FLATE), others=nested(0, b"")),
    "a flood of orders": lambda: document(stream(zlib.compress(b"0 0 m 9 9 l S " * 3_000_000), FLATE)),
    "orders that call themselves a picture": lambda: document(
        stream(squeezed(b" ", 40 << 20), FLATE + b"/Subtype/Image")
    ),
    "one content a thousand times": lambda: document(
        stream(zlib.compress(b"0 0 m 9 9 l S " * 9000), FLATE), contents=b"[" + b"4 0 R " * 1000 + b"]"
    ),
    "a look upon the page": lambda: document(
        stream(TEXT), b"/Annots[<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/AP<</N 10 0 R>>>>]", nested(30, b"/X Do " * 9)
    ),
}


@pytest.mark.parametrize("shape", HEAVY)
def test_only_the_page_that_draws_without_end_is_left_out(shape: str) -> None:
    content = HEAVY[shape]()
    assert heavy_pages(content, Limits()) == {1}
    submission = read(mail(attached("disegno.pdf", content)))
    told = [problem.detail for problem in submission.reading.problems if problem.document == "disegno.pdf"]
    assert any("page 1" in detail and "LIMIT_PDF_PAGE_BYTES" in detail for detail in told)
    assert submission.verdict == "partial"


BOMBS: dict[str, Callable[[], bytes]] = {
    "twice packed": lambda: document(stream(squeezed(b" ", 120 << 20, 2), b"/Filter[/FlateDecode/FlateDecode]")),
    "three times, named in other words": lambda: document(
        stream(squeezed(b"0", 120 << 20, 3), b"/Filter[/Fl /#46lateDecode/Fl]")
    ),
    "its filters elsewhere": lambda: document(
        stream(squeezed(b" ", 120 << 20, 2), b"/Filter 8 0 R"), others={8: b"[/FlateDecode/FlateDecode]"}
    ),
    "as a picture": lambda: document(
        stream(squeezed(b" ", 120 << 20, 2), b"/Subtype/Image/Filter[/FlateDecode/FlateDecode]")
    ),
    "a font": lambda: document(stream(TEXT), others={20: stream(squeezed(b" ", 120 << 20), FLATE)}),
}


@pytest.mark.parametrize("shape", BOMBS)
def test_a_pdf_that_unpacks_without_end_is_not_opened(shape: str) -> None:
    content = BOMBS[shape]()
    with pytest.raises(DocumentLimitError, match="LIMIT_FILE_BYTES"):
        heavy_pages(content, Limits())
    submission = read(mail(attached("bomba.pdf", content)))
    assert "archive_limit" in codes(submission)
    assert submission.verdict == "partial"


def test_a_pdf_whose_only_page_is_too_much_is_refused_whole() -> None:
    content = document(stream(b"/X Do " * 12), others=nested(20, b"/X Do " * 12)).replace(
        b"[3 0 R 5 0 R]/Count 2", b"[3 0 R]/Count 1      "
    )
    assert "archive_limit" in codes(read(mail(attached("disegno.pdf", content))))


def test_a_pdf_too_damaged_to_count_is_refused_where_it_may_be_too_much() -> None:
    content = document(stream(b"/X Do " * 12), others=nested(20, b"/X Do " * 12)).replace(
        b"/Type/Catalog", b"/Type/Catalgo"
    )
    content = content.replace(b"/Root 1 0 R", b"/Root 99 0 R")
    with pytest.raises(DocumentLimitError, match="too damaged"):
        heavy_pages(content[: content.find(b"xref")].replace(b"/Type/Pages", b"/Type/Pagse"), Limits())


@pytest.mark.parametrize(
    "content",
    [
        figure_beside_words(),
        document(stream(b"/X Do " * 50), others=nested(3, b"/X Do " * 5)),
        document(
            stream(b"/X Do"),
            others=nested(0, b"") | {10: stream(b"/X Do /X Do", b"/Subtype/Form/Resources<</XObject<</X 10 0 R>>>>")},
        ),
        document(stream(b"/X Do " * 60), others={n: stream(zlib.compress(b"Do" * 60), FLATE) for n in range(10, 60)}),
        document(
            stream(TEXT),
            others={10: stream(squeezed(b"\xff", 60 << 20), FLATE + b"/Subtype/Image/Width 8000/Height 7500")},
        ),
        b"%PDF-1.4\n",
        b"%PDF-1.4\nstream\n" * 500,
    ],
    ids=[
        "typed",
        "few forms",
        "a form within itself",
        "a form for each page",
        "a large picture",
        "nothing",
        "streams of nothing",
    ],
)
def test_ordinary_pages_are_light(content: bytes) -> None:
    assert heavy_pages(content, Limits()) == frozenset()


def lzw(data: bytes) -> bytes:
    """Each byte as a code of its own, cleared before codes grow (ISO 32000-1 7.4.4)."""
    codes_ = [code for place in range(0, len(data), 200) for code in (256, *data[place : place + 200])] + [257]
    bits = "".join(f"{code:09b}" for code in codes_)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


@pytest.mark.parametrize(
    ("filters", "data", "plain"),
    [
        (["FlateDecode"], zlib.compress(b"ciao"), b"ciao"),
        (["Fl"], zlib.compress(b"ciao " * 500)[:-4], b"ciao " * 500),
        (["A85", "Fl"], b"<~@:E^~>", b""),
        (["ASCII85Decode"], a85encode(b"abc", adobe=True), b"abc"),
        (["AHx"], b"63 69 61 6F>", b"ciao"),
        (["RL"], b"\x01ci\xfea\x00o\x80x", b"ciaaao"),
        (["LZW"], lzw(b"ciao " * 90), b"ciao " * 90),
        (["DCTDecode"], b"\xff\xd8", b"\xff\xd8"),
        ([], b"ciao", b"ciao"),
    ],
)
def test_filters_are_undone_within_a_bound(filters: Sequence[str], data: bytes, plain: bytes) -> None:
    assert unpacked(data, filters, 5000) == plain
    if len(plain) > 5:
        assert unpacked(data, filters, 5) is None
