"""Files inside a PDF: wherever they hang, they are documents; one that cannot be taken out is named."""

import zlib

import pytest

from config.limits import Limits
from parsers.readers.pdf.document import read
from tests.specimens.pages import objects

DATA = b"Scheda 7: processi di coinvolgimento volontario"
PAGE = b"BT /F1 12 Tf 60 760 Td (Si trasmette quanto richiesto.) Tj ET"
SPECIFICATION = b"<</Type/Filespec/F(scheda7.txt)/UF(scheda7.txt)/EF<</F 6 0 R>>>>"


def holding(
    catalogue: bytes = b"", page: bytes = b"", *more: bytes, stream: bytes | None = None, packed: bool = True
) -> bytes:
    """A PDF of one page; object 6 is the embedded file, its specification object 7, `more` from 8 on."""
    data = zlib.compress(DATA) if packed else DATA
    length = b"<</Type/EmbeddedFile%s/Length %d>>stream\n%s\nendstream"
    return objects(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>%s>>" % page,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(PAGE), PAGE),
        stream or length % (b"/Filter/FlateDecode" if packed else b"", len(data), data),
        SPECIFICATION,
        *more,
    )


WAYS = {
    "pinned to the page": holding(
        b"", b"/Annots[8 0 R]", b"<</Type/Annot/Subtype/FileAttachment/Rect[9 9 29 29]/FS 7 0 R>>"
    ),
    "pinned, all in one object": holding(
        b"", b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[9 9 29 29]/FS<</F(scheda7.txt)/EF<</F 6 0 R>>>>>>]"
    ),
    "list of files": holding(b"/Names<</EmbeddedFiles<</Names[(a)7 0 R]>>>>"),
    "nested list": holding(
        b"/Names<</EmbeddedFiles 8 0 R>>",
        b"",
        b"<</Kids[9 0 R]>>",
        b"<</Limits[(a)(a)]/Kids[10 0 R]>>",
        b"<</Limits[(a)(a)]/Names[(a)7 0 R]>>",
    ),
    "portfolio": holding(b"/Collection<</View/D>>/Names<</EmbeddedFiles<</Names[(a)7 0 R]>>>>"),
    "associated with the document": holding(b"/AF[7 0 R]"),
    "associated with the page": holding(b"", b"/AF[7 0 R]"),
    "played on the page": holding(
        b"",
        b"/Annots[8 0 R]",
        b"<</Type/Annot/Subtype/RichMedia/Rect[9 9 99 99]/RichMediaContent<</Assets<</Names[(a)7 0 R]>>>>>>",
    ),
    "not packed": holding(b"/AF[7 0 R]", packed=False),
}


@pytest.mark.parametrize("way", WAYS)
def test_b14_a_file_inside_is_found_once(way: str) -> None:
    document = read(WAYS[way], Limits())
    assert [(file.filename, file.content.strip()) for file in document.attachments] == [("scheda7.txt", DATA)]
    assert document.gaps == ()
    assert document.text == "Si trasmette quanto richiesto."


def test_b14_a_file_that_cannot_be_taken_out_is_named() -> None:
    broken = holding(
        b"/AF[7 0 R]", stream=b"<</Type/EmbeddedFile/Filter/FlateDecode/Length 9>>stream\nnot a zip\nendstream"
    )
    outside = holding(b"/AF[7 0 R]", stream=b"<</Type/Qualcosa>>")
    for content in (broken, outside):
        document = read(content, Limits())
        (gap,) = document.gaps
        assert gap.startswith("scheda7.txt inside could not be taken out")


def test_b14_a_file_inside_has_the_limit_of_files() -> None:
    (gap,) = read(WAYS["list of files"], Limits(file_bytes=10)).gaps
    assert "LIMIT_FILE_BYTES" in gap


def test_b14_a_pdf_without_files_has_none() -> None:
    document = read(holding().replace(SPECIFICATION, b"<<>>".ljust(len(SPECIFICATION))), Limits())
    assert (document.attachments, document.gaps) == ((), ())
