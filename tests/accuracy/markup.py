"""Documents from the light markup of the labelled texts, in the formats that offices send.

A line is a paragraph: `# ` bold, `^ ` centred, `> ` right-aligned, `[x] ` and `[ ] ` boxes, `| a | b |` a table row, `*
` a bullet, `---` a page break, `~ ` the running head of every page; all else is plain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

_STYLES = {"# ": "bold", "^ ": "centred", "> ": "right", "* ": "bullet"}
_BOXES = {"[x] ": "☒ ", "[X] ": "☒ ", "[ ] ": "☐ "}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `style` is plain, bold, centred, right, bullet, row, break or furniture; `cells` those of a row."""

    style: str
    text: str
    cells: tuple[str, ...] = ()


def lines(markup: str) -> Iterator[Line]:
    """The lines of a text in markup, empty ones left out."""
    for raw in markup.split("\n"):
        stripped = raw.strip()
        if not stripped:
            continue
        if stripped == "---":
            yield Line("break", "")
        elif stripped.startswith("~ "):
            yield Line("furniture", stripped[2:])
        elif stripped.startswith("|"):
            yield Line("row", stripped, tuple(cell.strip() for cell in stripped.strip("|").split("|")))
        elif stripped[:2] in _STYLES:
            yield Line(_STYLES[stripped[:2]], _boxed(stripped[2:].strip()))
        else:
            yield Line("plain", _boxed(raw.rstrip()))


def _boxed(text: str) -> str:
    for mark, box in _BOXES.items():
        if text.lstrip().startswith(mark):
            return box + text.lstrip()[len(mark) :]
    return text


def plain(markup: str) -> str:
    """The words of a text in markup, a line a paragraph, a row's cells apart by tabs."""
    return "\n".join(
        "\t".join(line.cells) if line.cells else line.text for line in lines(markup) if line.style != "break"
    )


def as_txt(markup: str) -> bytes:
    """A text file."""
    return plain(markup).encode()


def as_docx(markup: str) -> bytes:
    """A Word file."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = docx.Document()
    head = [line.text for line in lines(markup) if line.style == "furniture"]
    if head:
        document.sections[0].header.paragraphs[0].text = head[0]
    for group in _grouped(markup):
        if group[0].style == "row":
            _word_table(document, group)
            continue
        line = group[0]
        if line.style == "break":
            document.add_page_break()
        elif line.style == "bullet":
            document.add_paragraph(line.text, style="List Bullet")
        elif line.style != "furniture":
            paragraph = document.add_paragraph()
            paragraph.add_run(line.text).bold = line.style == "bold"
            aligned = {"centred": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}.get(line.style)
            if aligned is not None:
                paragraph.alignment = aligned
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _word_table(document: Any, rows: Sequence[Line]) -> None:
    columns = max(len(row.cells) for row in rows)
    grid = document.add_table(rows=0, cols=columns)
    grid.style = "Table Grid"
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row.cells, strict=False):
            cell.text = _boxed(text)


def as_pdf(markup: str) -> bytes:
    """A PDF with real text."""
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import cm
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    body = ParagraphStyle("plain", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=7, alignment=TA_JUSTIFY)
    cell = ParagraphStyle("cell", parent=body, fontSize=9.5, leading=12, spaceAfter=0, alignment=0)
    styles = {
        "plain": body,
        "bullet": ParagraphStyle("bullet", parent=body, leftIndent=18, bulletIndent=6),
        "bold": ParagraphStyle("bold", parent=body, fontName="Times-Bold"),
        "centred": ParagraphStyle("centred", parent=body, alignment=TA_CENTER),
        "right": ParagraphStyle("right", parent=body, alignment=TA_RIGHT),
    }
    head = [line.text for line in lines(markup) if line.style == "furniture"]
    flow: list[Any] = []
    for group in _grouped(markup):
        line = group[0]
        if line.style == "row":
            columns = max(len(row.cells) for row in group)
            rows = [
                [Paragraph(_escaped(text), cell) for text in (*row.cells, *[""] * (columns - len(row.cells)))]
                for row in group
            ]
            table = Table(rows, colWidths=_widths(group, columns, A4[0] - 4 * cm), splitInRow=1)
            table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
            flow.append(table)
        elif line.style == "break":
            flow.append(PageBreak())
        elif line.style == "bullet":
            flow.append(Paragraph(_escaped(line.text), styles["bullet"], bulletText="•"))
        elif line.style != "furniture":
            flow.append(Paragraph(_escaped(line.text), styles[line.style]))

    def furniture(canvas: Any, template: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(2 * cm, A4[1] - 1.2 * cm, head[0] if head else "")

    out = BytesIO()
    template = SimpleDocTemplate(out, pagesize=A4, leftMargin=2 * cm, rightMargin=2 * cm, invariant=1)
    template.build(flow or [Paragraph("", body)], onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()


def _widths(rows: Sequence[Line], columns: int, whole: float) -> list[float]:
    """Column widths by the longest text of each, none below a tenth of the page."""
    longest = [max((len(row.cells[c]) for row in rows if c < len(row.cells)), default=1) for c in range(columns)]
    shares = [min(max(length, 6), 60) for length in longest]
    return [max(whole * share / sum(shares), whole / 12) for share in shares]


def _escaped(text: str) -> str:
    text = _boxed(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # The standard fonts of PDF have no boxes, ZapfDingbats has.
    return text.replace("☒", '<font name="ZapfDingbats">✔</font>').replace("☐", '<font name="ZapfDingbats">❏</font>')


def _grouped(markup: str) -> Iterator[list[Line]]:
    """The lines, rows of one table together."""
    table: list[Line] = []
    for line in lines(markup):
        if line.style == "row":
            table.append(line)
            continue
        if table:
            yield table
            table = []
        yield [line]
    if table:
        yield table


WRITERS = {"docx": as_docx, "pdf": as_pdf, "txt": as_txt}
