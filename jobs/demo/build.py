"""Builds mails and documents of every kind: for the demonstration and for the specimens of the tests."""

import email
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from io import BytesIO

#: A document's text as (style, text) pairs; styles: title, heading, text, item, bold, table rows as tuples of cells.
Paragraphs = Sequence[tuple[str, str]]

_TYPES = {
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("application", "pdf"),
    "zip": ("application", "zip"),
    "txt": ("text", "plain"),
    "xml": ("application", "xml"),
    "eml": ("message", "rfc822"),
}


def paragraphs(text: str) -> list[tuple[str, str]]:
    """Text with a paragraph a line as plain paragraphs; lines that begin with `# ` are headings."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return [("heading", line[2:]) if line.startswith("# ") else ("text", line) for line in lines]


def docx(content: Paragraphs, *, header: str = "", footer: str = "", table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file; `table` is put after the paragraphs."""
    import docx as python_docx

    document = python_docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    for style, text in content:
        if style == "heading":
            document.add_heading(text, level=2)
        elif style == "item":
            document.add_paragraph(text, style="List Bullet")
        else:
            document.add_paragraph().add_run(text).bold = style == "bold"
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(
    content: Paragraphs, *, header: str = "", footer: str = "", password: str = "", break_before: Sequence[str] = ()
) -> bytes:
    """A PDF with real text; `header` and `footer` on every page, a user `password` if given, a new page before the
    paragraphs of `break_before`.
    """
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import cm
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    def furniture(canvas, template) -> None:  # type: ignore[no-untyped-def]  # reportlab has no types
        canvas.setFont("Helvetica", 8)
        canvas.drawString(2 * cm, A4[1] - 1.2 * cm, header)
        canvas.drawString(2 * cm, 1.2 * cm, f"{footer} pag. {template.page}" if footer else "")

    text = ParagraphStyle("text", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=8, alignment=TA_JUSTIFY)
    heading = ParagraphStyle("heading", parent=text, fontName="Times-Bold", fontSize=12, spaceBefore=10)
    flow: list[object] = []
    for style, line in content:
        if any(line.startswith(start) for start in break_before):
            flow.append(PageBreak())
        escaped = line.replace("&", "&amp;").replace("<", "&lt;")
        # The standard fonts of PDF have no boxes, ZapfDingbats has.
        escaped = escaped.replace("☒", '<font name="ZapfDingbats">✔</font>').replace(
            "☐", '<font name="ZapfDingbats">❏</font>'
        )
        flow.append(Paragraph(escaped, heading if style in {"heading", "bold", "title"} else text))
    out = BytesIO()
    options = {}
    if password:
        from reportlab.lib.pdfencrypt import StandardEncryption

        options["encrypt"] = StandardEncryption(password, strength=128)
    template = SimpleDocTemplate(out, pagesize=A4, leftMargin=2 * cm, rightMargin=2 * cm, invariant=1, **options)
    template.build(flow, onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name, (2015, 12, 1, 9, 0, 0)), content)
    return out.getvalue()


def mail(
    sender: str,
    subject: str,
    text: str,
    files: Mapping[str, bytes] | None = None,
    *,
    date: datetime,
    to: str = "dici.buonepraticheaccoglienza@interno.it",
    html: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """An e-mail; the type of a file follows from its name."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = (
        f"<{date:%Y%m%d%H%M%S}.{sum(map(ord, sender + subject))}@{sender.rpartition('@')[2].strip('>')}>"
    )
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for name, content in (files or {}).items():
        attach(message, name, content)
    return message.as_bytes()


def attach(message: EmailMessage, name: str, content: bytes, *, disposition: str = "attachment") -> None:
    """Adds a file to a mail; an `.eml` is added as a mail inside the mail."""
    kind, subtype = _TYPES.get(name.rpartition(".")[2].lower(), ("application", "octet-stream"))
    if kind == "message":
        part = EmailMessage(policy=SMTP)
        part["Content-Type"] = f'message/rfc822; name="{name}"'
        part["Content-Disposition"] = f'{disposition}; filename="{name}"'
        part.set_payload([email.message_from_bytes(content)])
        if message.get_content_type() != "multipart/mixed":
            message.make_mixed()
        message.attach(part)
        return
    message.add_attachment(content, maintype=kind, subtype=subtype, filename=name, disposition=disposition)


def pec(inner: bytes, sender: str, subject: str, *, date: datetime, daticert: bool = True) -> bytes:
    """A PEC transport envelope (RFC 6109 2.1.1.2) around a mail, unsigned as after a gateway that strips signatures."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f'"Per conto di: {sender}" <posta-certificata@postacert.example>'
    message["Reply-To"] = sender
    message["To"] = "dici.buonepraticheaccoglienza@interno.it"
    message["Subject"] = f"POSTA CERTIFICATA: {subject}"
    message["Date"] = format_datetime(date)
    message["Message-ID"] = f"<opec.{date:%Y%m%d%H%M%S}.{sum(map(ord, sender))}@postacert.example>"
    message["X-Trasporto"] = "posta-certificata"
    message.set_content(
        f"Messaggio di posta certificata\n\nIl giorno {date:%d/%m/%Y} alle ore {date:%H:%M:%S} il messaggio "
        f'"{subject}" è stato inviato da '
        f'"{sender}" e indirizzato a: dici.buonepraticheaccoglienza@interno.it. Il messaggio originale è incluso in '
        f"allegato.\n"
    )
    if daticert:
        attach(message, "daticert.xml", _daticert(sender, subject, date), disposition="inline")
    attach(message, "postacert.eml", inner, disposition="inline")
    return message.as_bytes()


def _daticert(sender: str, subject: str, date: datetime) -> bytes:
    escaped = subject.replace("&", "&amp;").replace("<", "&lt;")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<postacert tipo="posta-certificata" errore="nessuno"><intestazione>'
        f'<mittente>{sender}</mittente><destinatari tipo="esterno">dici.buonepraticheaccoglienza@interno.it</destinata'
        f"ri>"
        f"<risposte>{sender}</risposte><oggetto>{escaped}</oggetto></intestazione><dati><gestore-emittente>Gestore di "
        f"prova</gestore-emittente>"
        f'<data zona="+0100"><giorno>{date:%d/%m/%Y}</giorno><ora>{date:%H:%M:%S}</ora></data>'
        f"<identificativo>opec.{date:%Y%m%d%H%M%S}@postacert.example</identificativo></dati></postacert>"
    ).encode()
