"""What PDFs of offices do to naive readers: columns, turned pages, drawings, annotations, files inside, letters that
mean others.
"""

import textwrap
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from config.limits import Limits
from jobs.demo import texts
from jobs.demo.build import docx, mail, paragraphs, pdf
from jobs.pipeline import read_submission
from parsers.model import BlockKind, DocumentText
from parsers.readers.pdf.document import read
from tests.unit.test_pdf import drawn
from tests.unit.test_seed import DATE

LEFT, RIGHT = (
    textwrap.wrap(texts.LINGUA.replace("\n", " "), 42)[:20],
    textwrap.wrap(texts.MINORI.replace("\n", " "), 42)[:20],
)


def body(document: DocumentText) -> list[str]:
    return [block.text for block in document.blocks if block.kind not in {BlockKind.HEADER, BlockKind.FOOTER}]


@pytest.mark.parametrize("order", ["across", "down"])
def test_two_columns_are_read_one_after_the_other(order: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 12)
        canvas.drawString(
            60, 780, "PROTOCOLLO D'INTESA tra la Prefettura di Pavia e il Comune di Voghera per il volontariato"
        )
        canvas.setFont("Times-Roman", 10)
        places = [(60, 750 - 13 * row, line) for row, line in enumerate(LEFT)] + [
            (310, 750 - 13 * row, line) for row, line in enumerate(RIGHT)
        ]
        for x, y, line in sorted(places, key=lambda place: -place[1]) if order == "across" else places:
            canvas.drawString(x, y, line)
        canvas.drawString(
            60,
            470,
            "Letto, confermato e sottoscritto dalle parti, che ne conservano una copia ciascuna agli atti d'ufficio.",
        )

    text = " ".join(body(read(drawn(draw), Limits())))
    assert " ".join(LEFT) in text
    assert " ".join(RIGHT) in text
    assert text.index(LEFT[0]) < text.index(RIGHT[0]) < text.index("Letto, confermato")


def test_labels_beside_values_are_no_columns() -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(8):
            canvas.drawString(60, 750 - 20 * row, f"Voce {row}:")
            canvas.drawString(300, 750 - 20 * row, f"valore numero {row} della scheda")

    assert body(read(drawn(draw), Limits()))[0].startswith("Voce 0: valore numero 0")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn: int) -> None:
    width, height = A4
    transforms = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}
    lines = ["Scheda 5: apprendimento della lingua italiana", *textwrap.wrap(texts.LINGUA.replace("\n", " "), 80)]

    def page(turned: int) -> bytes:
        """The same page, upright or drawn lying on its side and turned when shown."""
        out = BytesIO()
        # For a page that is turned by a quarter reportlab writes width and height of its own accord the other way
        # round.
        canvas = Canvas(out, pagesize=A4, invariant=1)
        if turned:
            canvas.setPageRotation(turned)
            canvas.transform(*transforms[turned])
        for row, line in enumerate(lines):
            canvas.drawString(60, 760 - 14 * row, line)
        canvas.rect(45, 760, 9, 9)
        canvas.save()
        return out.getvalue()

    expected = body(read(page(0), Limits()))
    assert expected[0].startswith("☐ Scheda 5")
    assert body(read(page(turn), Limits())) == expected


def test_lines_through_below_and_behind_text_are_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 0)
        canvas.rect(58, 636, 140, 14, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        for row, word in enumerate(
            ("Normale qui", "Sottolineato qui", "Barrato proprio qui", "Evidenziato proprio qui")
        ):
            canvas.drawString(60, 700 - 20 * row, word)
        canvas.line(60, 678, 145, 678)
        canvas.line(60, 663.5, 155, 663.5)
        canvas.setFillColorRGB(0.9, 0, 0)
        canvas.drawString(60, 610, "Colorato proprio qui")

    found = [(block.text.split()[0], block.marked, block.struck) for block in read(drawn(draw), Limits()).blocks]
    assert found == [
        ("Normale", False, False), ("Sottolineato", True, False), ("Barrato", False, True), ("Evidenziato", True,
            False), ("Colorato", True, False),
    ]  # fmt: skip


def annotated(kind: str, contents: str, rect: tuple[float, float, float, float]) -> bytes:
    """Two items with an annotation laid upon them, as a PDF program adds it to a finished file."""

    def draw(canvas: Canvas) -> None:
        for row, item in enumerate(
            ("5) apprendimento della lingua italiana;", "6) storie di inserimento lavorativo e sociale;")
        ):
            canvas.drawString(80, 700 - 20 * row, item)

    content = drawn(draw)
    return _with_annotation(content, kind, contents, rect)


def _with_annotation(content: bytes, kind: str, contents: str, rect: tuple[float, float, float, float]) -> bytes:
    import ctypes

    import pypdfium2.raw as raw

    document = pdfium.PdfDocument(content)
    page = document[0]
    annotation = raw.FPDFPage_CreateAnnot(page, getattr(raw, f"FPDF_ANNOT_{kind}"))
    left, bottom, right, top = rect
    raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(left, top, right, bottom))
    encoded = contents.encode("utf-16-le") + b"\0\0"
    buffer = ctypes.create_string_buffer(encoded, len(encoded))
    raw.FPDFAnnot_SetStringValue(annotation, b"Contents", ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    raw.FPDFPage_CloseAnnot(annotation)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_what_was_typed_upon_a_finished_page_is_read() -> None:
    assert body(read(annotated("FREETEXT", "X", (62, 698, 74, 712)), Limits())) == [
        "☒ 5) apprendimento della lingua italiana;", "6) storie di inserimento lavorativo e sociale;",
    ]  # fmt: skip
    assert "Corso serale" in body(read(annotated("FREETEXT", "Corso serale", (80, 600, 300, 640)), Limits()))


def test_a_circle_drawn_upon_a_number_ticks_it() -> None:
    assert body(read(annotated("CIRCLE", "", (74, 676, 96, 694)), Limits()))[1].startswith("☒ 6)")


def test_a_highlight_and_a_strike_are_looks() -> None:
    first, second = read(annotated("HIGHLIGHT", "", (80, 697, 290, 710)), Limits()).blocks
    assert (first.marked, second.marked) == (True, False)
    first, second = read(annotated("STRIKEOUT", "", (80, 697, 290, 710)), Limits()).blocks
    assert (first.struck, second.struck) == (True, False)


def test_s46_files_inside_a_pdf_are_documents_of_their_own() -> None:
    document = pdfium.PdfDocument(pdf(paragraphs("Raccolta di documenti")))
    scheda = docx([("bold", "Scheda 5: apprendimento della lingua italiana"), *paragraphs(texts.LINGUA)])
    document.new_attachment("scheda.docx").set_data(scheda)
    out = BytesIO()
    document.save(out)
    submission = read_submission(
        mail("protocollo.prefpv@pec.interno.it", "Schede", "In allegato.", {"raccolta.pdf": out.getvalue()}, date=DATE),
        Limits(),
    )
    assert "raccolta.pdf/scheda.docx" in [found.path for found in submission.reading.documents]
    assert [(scheda.campo, scheda.document) for scheda in submission.reading.schede] == [
        (5, "raccolta.pdf/scheda.docx")
    ]


def test_letterspaced_headings_are_closed() -> None:
    content = pdf([("bold", "S C H E D A  5: apprendimento della lingua italiana"), *paragraphs(texts.LINGUA)])
    reading = read_submission(
        mail("protocollo.prefpv@pec.interno.it", "Schede", "In allegato.", {"a.pdf": content}, date=DATE), Limits()
    ).reading
    assert [scheda.campo for scheda in reading.schede] == [5]


def test_s48_a_file_with_only_an_owner_password_is_read() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, encrypt=StandardEncryption("", ownerPassword="capo", strength=128))
    canvas.drawString(60, 700, "Testo protetto ma leggibile")
    canvas.save()
    assert body(read(out.getvalue(), Limits())) == ["Testo protetto ma leggibile"]


def test_text_over_a_stamp_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setStrokeColorRGB(0, 0, 0.6)
        canvas.circle(150, 690, 40, stroke=1, fill=0)
        canvas.setFillColorRGB(0.8, 0.8, 1)
        canvas.rect(100, 660, 120, 60, stroke=1, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        for row, line in enumerate(LEFT[:6]):
            canvas.drawString(60, 720 - 13 * row, line)

    assert " ".join(LEFT[:6]) in " ".join(body(read(drawn(draw), Limits())))


def test_a_dynamic_xfa_form_gives_what_was_typed_into_it() -> None:
    datasets = (
        "<xfa:datasets xmlns:xfa='http://www.xfa.org/schema/xfa-data/1.0/'><xfa:data><f><campo>5</campo><testo>"
        "Corso di lingua perch\u00e9 serve</testo></f></xfa:data></xfa:datasets>"
    ).encode()
    template = b"<template xmlns='http://www.xfa.org/schema/xfa-template/2.8/'><subform name='f'/></template>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA[(template) 4 0 R(datasets) 5 0 R]>>/NeedsRendering "
        b"true>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        *(b"<</Length %d>>stream\n%s\nendstream" % (len(packet), packet) for packet in (template, datasets)),
    ]
    content = b"%PDF-1.7\n"
    places = []
    for number, entry in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, entry)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(content),
    )
    document = read(content, Limits())
    assert body(document) == ["5", "Corso di lingua perch\u00e9 serve"]
    assert document.notes == ("dynamic XFA form: only what was typed into it was read",)


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Regierungskommissariat hat mit den Gemeinden und der Caritas eine Vereinbarung für die Aufnahme von "
        "Asylbewerbern getroffen. ",
        "La Présidence de la Région a signé avec les communes et les associations un accord pour l'accueil des "
        "migrants dans la vallée. ",
    ],
    ids=["German", "French"],
)
def test_the_other_languages_of_the_country_are_no_garble(sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.readers.shared.tools.shutil.which", lambda name: None)
    document = read(pdf(paragraphs(sentence * 8)), Limits())
    assert not document.ocr
    assert sentence[:60] in document.text
