"""The mails of the bench, and what is measured beside the program: a floor and a naive script.

floor: MIME, PDF text and Word text by the fastest libraries, nothing understood, one transaction.
naive: what one writes first, with the standard library, pdfplumber and python-docx, nothing understood either.
"""

import email
import email.policy
import sqlite3
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import fast_mail_parser
import pdfplumber
import pypdfium2
from docx import Document
from lxml import etree

from jobs.demo import texts
from jobs.demo.build import docx, mail, paragraphs, pdf

MAILS = 60


def files(number: int = 0) -> dict[str, bytes]:
    """A Word file of two schede and a PDF of three pages, other ones for every number."""
    practice = "\n".join(
        [
            f"# Scheda 5: apprendimento della lingua italiana ({number})",
            texts.LINGUA,
            "# Scheda 7: processi di coinvolgimento volontario",
            texts.VOLONTARIATO,
        ]
    )
    tail = [f"{text} ({number})" for text in (texts.SPORTELLO, texts.MINORI, texts.CASA)] * 7
    long = paragraphs("\n".join([practice, *tail]))
    return {"scheda.docx": docx(paragraphs(practice)), "relazione.pdf": pdf(long)}


def sample(count: int = MAILS) -> list[bytes]:
    """So many mails with these files, each different."""
    day = datetime(2015, 12, 1, tzinfo=UTC)
    sender = "protocollo.prefcr@pec.interno.it"
    return [mail(sender, f"schede {n}", "In allegato.", files(n), date=day) for n in range(count)]


def floor(mails: Sequence[bytes]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (text TEXT)")
    for original in mails:
        for attachment in fast_mail_parser.parse_email(original).attachments:
            connection.execute("INSERT INTO t VALUES (?)", (_least(bytes(attachment.content)),))
    connection.commit()


def _least(content: bytes) -> str:
    """The characters of a file, by the library alone."""
    if not content.startswith(b"%PDF"):
        return "".join(
            map(str, etree.fromstring(zipfile.ZipFile(BytesIO(content)).read("word/document.xml")).itertext())
        )
    document = pypdfium2.PdfDocument(content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def naive(mails: Sequence[bytes]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (text TEXT)")
    for original in mails:
        for part in email.message_from_bytes(original, policy=email.policy.default).iter_attachments():
            content = part.get_content()
            if content.startswith(b"%PDF"):
                with pdfplumber.open(BytesIO(content)) as document:
                    text = "\n".join(page.extract_text() or "" for page in document.pages)
            else:
                text = "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)
            connection.execute("INSERT INTO t VALUES (?)", (text,))
            connection.commit()
