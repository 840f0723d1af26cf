"""The PDF reader: paragraphs, furniture, hyphens, ticks, tables, fields, passwords, damage."""

from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from config import account
from config.errors import DocumentError, EncryptedDocumentError
from config.limits import Limits
from jobs.demo import texts
from jobs.demo.build import paragraphs, pdf
from parsers.model import BlockKind, DocumentText
from parsers.readers.pdf.document import read

TEXT = texts.LINGUA.split("\n")


def body(document: DocumentText) -> list[str]:
    return [block.text for block in document.blocks if block.kind not in {BlockKind.HEADER, BlockKind.FOOTER}]


def drawn(draw) -> bytes:  # type: ignore[no-untyped-def]
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def test_lines_become_paragraphs_again() -> None:
    assert body(read(pdf([("bold", "Titolo"), *paragraphs(texts.LINGUA)]), Limits())) == ["Titolo", *TEXT]


def test_furniture_is_set_apart_on_every_page_and_text_goes_on_over_the_break() -> None:
    content = paragraphs(texts.SPORTELLO + "\n") * 22
    document = read(pdf(content, header="Prefettura di Terni", footer="via della Stazione 3"), Limits())
    assert document.pages is not None
    assert document.pages > 1
    assert body(document) == [text for _, text in content]
    furniture = [block for block in document.blocks if block.kind in {BlockKind.HEADER, BlockKind.FOOTER}]
    assert len(furniture) == 2 * document.pages


def test_pages_are_counted_from_one() -> None:
    document = read(pdf(paragraphs("uno\nNUOVA pagina"), break_before=["NUOVA"]), Limits())
    assert [(block.text, block.page) for block in document.blocks] == [("uno", 1), ("NUOVA pagina", 2)]


def test_words_divided_at_the_end_of_a_line_are_made_whole() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Il tavolo di coordinamento della provincia riunisce gli attori isti-")
        canvas.drawString(60, 686, "tuzionali del territorio e le associazioni di volontariato della zona.")

    assert body(read(drawn(draw), Limits())) == [
        "Il tavolo di coordinamento della provincia riunisce gli attori istituzionali del territorio e le "
        "associazioni di volontariato della zona."
    ]


def test_ticks_in_a_symbol_font() -> None:
    assert body(read(pdf([("text", "☒ cinque"), ("text", "☐ sei")]), Limits()))[0].lstrip("✔✓☒ ") == "cinque"


def test_s46_the_fields_of_a_form_are_read_where_they_stand() -> None:
    def draw(canvas: Canvas) -> None:
        form = canvas.acroForm
        for row, (name, checked) in enumerate([("uno", True), ("due", False)]):
            form.checkbox(name=name, checked=checked, x=60, y=700 - 30 * row, size=14)
            canvas.drawString(90, 703 - 30 * row, f"voce {name}")
        canvas.drawString(60, 620, "Descrizione:")
        form.textfield(name="testo", value="Corso di lingua per adulti", x=60, y=580, width=300, height=24)

    assert body(read(drawn(draw), Limits())) == [
        "☒ voce uno",
        "☐ voce due",
        "Descrizione:",
        "Corso di lingua per adulti",
    ]


def test_ruled_tables_become_cells() -> None:
    out = BytesIO()
    table = Table([["Campo", "Descrizione"], ["5", "Corsi di lingua"]], colWidths=[80, 300])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))]))
    SimpleDocTemplate(out, invariant=1).build([table])
    document = read(out.getvalue(), Limits())
    assert [(b.text, b.cell and (b.cell.row, b.cell.column)) for b in document.blocks] == [
        ("Campo", (0, 0)), ("Descrizione", (0, 1)), ("5", (1, 0)), ("Corsi di lingua", (1, 1)),
    ]  # fmt: skip


def test_s47_a_page_without_text_is_named_and_never_an_empty_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.readers.shared.tools.shutil.which", lambda name: None)
    document = read(drawn(lambda canvas: canvas.rect(100, 100, 50, 50)), Limits())
    assert document.blocks == ()
    (gap,) = document.gaps
    assert gap.startswith("no text on page 1: tesseract is needed to read it and is not installed: apt-get install")


def test_s48_a_user_password_is_told_apart() -> None:
    with pytest.raises(EncryptedDocumentError):
        read(pdf(paragraphs("testo"), password="segreta"), Limits())


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4\n", b"%PDF-1.4 niente", pdf(paragraphs("testo"))[:300]], ids=["empty", "words", "cut"]
)
def test_a_damaged_file_is_a_document_error(content: bytes) -> None:
    with pytest.raises(DocumentError):
        read(content, Limits())


def test_the_page_limit_is_noted() -> None:
    with account.document("a.pdf", 60) as at_hand:
        read(pdf(paragraphs("uno\nNUOVA\nNUOVA"), break_before=["NUOVA"]), Limits(pdf_pages=1))
    assert at_hand.cut == ["only the first 1 of 3 pages were read (LIMIT_PDF_PAGES is 1; 3 would do)"]


def test_s52_the_floor_that_keeps_code_in_cmaps_from_running() -> None:
    from importlib.metadata import version

    assert version("pdfminer.six") >= "20251230"
