"""Speed as ratios within one run: our pipeline against a floor of the same libraries and a naive script. Run by `make
bench`.

floor: MIME, PDF text and Word text by the fastest libraries, nothing understood, one transaction.
naive: what one writes first, with the standard library, pdfplumber and python-docx, nothing understood either.
"""

import email
import email.policy
import hashlib
import sqlite3
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import fast_mail_parser
import pdfplumber
import pypdfium2
from docx import Document
from lxml import etree

from config.limits import Limits
from config.settings import load
from ingest.memory import MemoryMailbox
from jobs.app import assemble
from jobs.demo import texts
from jobs.demo.build import docx, mail, paragraphs, pdf
from jobs.pipeline import read_submission
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader, WorkerPool
from store import schema
from store.database import Database
from store.model import AS_USUAL, Submission, Terms
from store.originals import OriginalsOnDisk

MAILS, ROUNDS, NAIVE_MAILS = 60, 5, 8
LIMITS = Limits()


def sample() -> list[bytes]:
    """Mails with a three-page PDF and a Word file of several schede, each different."""
    made = []
    for number in range(MAILS):
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
        files = {"scheda.docx": docx(paragraphs(practice)), "relazione.pdf": pdf(long)}
        made.append(
            mail(
                "protocollo.prefcr@pec.interno.it",
                f"schede {number}",
                "In allegato.",
                files,
                date=datetime(2015, 12, 1, tzinfo=UTC),
            )
        )
    return made


def floor(mails: list[bytes]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (text TEXT)")
    for original in mails:
        for attachment in fast_mail_parser.parse_email(original).attachments:
            content = bytes(attachment.content)
            if content.startswith(b"%PDF"):
                document = pypdfium2.PdfDocument(content)
                text = "".join(page.get_textpage().get_text_range() for page in document)
                document.close()
            else:
                text = "".join(
                    map(str, etree.fromstring(zipfile.ZipFile(BytesIO(content)).read("word/document.xml")).itertext())
                )
            connection.execute("INSERT INTO t VALUES (?)", (text,))
    connection.commit()


def naive(mails: list[bytes]) -> None:
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


def reading(mails: list[bytes]) -> None:
    """Everything understood, nothing stored."""
    for original in mails:
        read_submission(original, LIMITS)


def ours(mails: list[bytes], *, workers: int) -> None:
    """Everything: originals on disk, rows, understanding, records, one durable transaction for each step of each
    mail.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        schema.upgrade(database)
        app = assemble(load({}, data_dir=Path(folder)), database, OriginalsOnDisk(Path(folder) / "originals"))
        reader = (
            WorkerPool(Path(folder) / "originals", LIMITS, workers) if workers else InlineReader(app.originals, LIMITS)
        )
        try:
            # The workers' start is no part of the steady state that is measured.
            reader.submit(app.originals.put(mails[0])).result()
            began = time.perf_counter()
            poll(app, MemoryMailbox(mails))
            states = process_due(app, reader).states
            TIMES.append(time.perf_counter() - began)
            assert states == {"done": len(mails)}, states
        finally:
            reader.close()
            database.close()


class ReadBefore:
    """A reader that gives what was read before, so that nothing but storing is seen."""

    capacity, killed = 8, 0

    def __init__(self, submissions: dict[str, Submission]) -> None:
        self._submissions = submissions

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        """What `Reader.submit` promises."""
        future: Future[Submission] = Future()
        future.set_result(self._submissions[sha256])
        return future

    def close(self, *, at_once: bool = False) -> None:
        """Nothing to end."""


def storing(mails: list[bytes], stage: str) -> None:
    """One stage of what is done around reading: `in` (originals and rows), `first` (records of what was read), or
    `again` (the same of a rerun, with what it changed).
    """
    read = {hashlib.sha256(mail).hexdigest(): submission for mail, submission in zip(mails, READ, strict=True)}
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        schema.upgrade(database)
        app = assemble(load({}, data_dir=Path(folder)), database, OriginalsOnDisk(Path(folder) / "originals"))
        steps: dict[str, Callable[[], object]] = {
            "in": lambda: poll(app, MemoryMailbox(mails)),
            "first": lambda: process_due(app, ReadBefore(read)),
            "again": lambda: process_due(app, ReadBefore(read), only=app.queries.numbers(), reason="rerun"),
        }
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            if name == stage:
                TIMES.append(time.perf_counter() - began)
                break
        database.close()


READ: list[Submission] = []
TIMES: list[float] = []


def timed(action: Callable[[], None], count: int) -> float:
    """Milliseconds per mail."""
    TIMES.clear()
    began = time.perf_counter()
    action()
    return 1000 * (TIMES[0] if TIMES else time.perf_counter() - began) / count


def main() -> None:
    mails = sample()
    size = sum(map(len, mails)) / len(mails) / 1024
    digest = hashlib.sha256(b"".join(mails)).hexdigest()[:8]
    print(
        f"{len(mails)} mails of {size:.0f} KiB ({digest}), Python {sys.version.split()[0]}; medians of {ROUNDS} "
        f"interleaved rounds"
    )
    cases: dict[str, tuple[Callable[[], None], int]] = {
        "floor": (lambda: floor(mails), len(mails)),
        "ours, reading alone": (lambda: reading(mails), len(mails)),
        "ours, one process": (lambda: ours(mails, workers=0), len(mails)),
        "ours, two workers": (lambda: ours(mails, workers=2), len(mails)),
        "taking in": (lambda: storing(mails, "in"), len(mails)),
        "storing": (lambda: storing(mails, "first"), len(mails)),
        "storing again (rerun)": (lambda: storing(mails, "again"), len(mails)),
        "naive": (lambda: naive(mails[:NAIVE_MAILS]), NAIVE_MAILS),
    }
    READ.extend(read_submission(mail, LIMITS) for mail in mails)
    results: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, (action, count) in cases.items():
            results[name].append(timed(action, count))
    medians = {name: statistics.median(values) for name, values in results.items()}
    print(f"{'':22} {'ms/mail':>8} {'x floor':>8} {'x faster than naive':>20}")
    for name, median in medians.items():
        print(f"{name:22} {median:8.2f} {median / medians['floor']:8.2f} {medians['naive'] / median:20.1f}")


if __name__ == "__main__":
    main()
