"""One mail whose subject, sender, names and titles act on whatever shows them, through all that shows its words."""

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from email.header import Header
from pathlib import Path

import pytest
from click.testing import Result

from config.settings import load
from jobs.app import open_existing
from jobs.browse.downloads import Rows
from jobs.demo.build import docx, mail, paragraphs
from jobs.monitoring.board import Board, Life
from jobs.monitoring.figures import Figures
from jobs.readers import InlineReader
from jobs.watchdog import Watchdog
from store.export import cell
from store.snapshot import write_snapshot

#: A title of a window, a colour, a cleared screen, the other direction, a line that is none, an order to a sheet.
ACTS = "\x1b]0;preso\x07\x1b[31mrosso\x1b[2J \u202egpj.exe\u2066"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = "=HYPERLINK(0);=1+2"
PRACTICE = (
    "Il comune apre una scuola serale nella biblioteca e i richiedenti asilo frequentano le lezioni con i volontari "
    "dell'associazione del quartiere, che li accompagnano agli esami."
)
ACTING = "\x1b\x07\u202e\u2066"


def hostile() -> bytes:
    scheda = f"# Scheda 5: apprendimento della lingua italiana\nTitolo: {FORMULA} {MARKUP}\n{PRACTICE} {MARKUP}"
    made = mail(
        "Prefettura di Lodi <protocollo.preflo@pec.interno.it>",
        "SEGNAPOSTO",
        f"Si trasmette. {MARKUP}",
        {"scheda.docx": docx(paragraphs(scheda)), f"{FORMULA}\u202e<b>.pdf": b"%PDF-1.4 <b>guasto"},
        date=datetime(2015, 12, 1, 9, 0, tzinfo=UTC),
    )
    subject = Header(f"{FORMULA}\t{ACTS}\u2028falsa riga {MARKUP}", "utf-8").encode()
    sender = Header(f"Prefettura di Lodi {ACTS}{MARKUP}", "utf-8").encode().encode()
    made = made.replace(b"SEGNAPOSTO", subject.replace("\n", "\r\n").encode())
    return made.replace(b"From: Prefettura di Lodi ", b"From: " + sender.replace(b"\n", b"\r\n") + b" ")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from click.testing import CliRunner

    from jobs.cli import cli

    folder = tmp_path_factory.mktemp("sinks")
    (folder / "a.eml").write_bytes(hostile())
    done = CliRunner().invoke(cli, ["import", str(folder / "a.eml"), "--data-dir", str(folder / "data")])
    assert done.exit_code == 0, done.output
    return folder / "data"


def said(command: Callable[..., Result], folder: Path, *words: str) -> str:
    done = command(*words, "--data-dir", str(folder))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    "words",
    [
        "messages", "show 1", "show 1 --why", "show 1 --text", "failed", "review", "status",
        "search scuola", "messages --json", "show 1 --json", "show 1 --text --json", "failed --json", "review --json",
        "search scuola --json", "export messages --format jsonl", "export schede --format csv",
        "export documents --format csv", "export problems --format csv", "export links --format csv",
        "export signatures --format csv", "export reviews --format csv", "digest", "digest --json", "status --json",
        "similar 1",
    ],
)  # fmt: skip
def test_nothing_that_is_shown_acts_on_a_terminal(words: str, folder: Path, command: Callable[..., Result]) -> None:
    text = said(command, folder, *words.split())
    assert text.strip()
    assert not set(ACTING) & set(text)
    assert "\u2028" not in text


@pytest.mark.parametrize("subject", ["messages", "documents", "schede", "problems"])
def test_no_cell_of_a_table_is_an_order(
    subject: str, folder: Path, command: Callable[..., Result], tmp_path: Path
) -> None:
    text = said(command, folder, "export", subject, "--format", "csv")
    assert "HYPERLINK" in text
    for row in csv.reader(io.StringIO(text)):
        for value in row:
            assert not value.lstrip().startswith(("=", "+", "@"))
            assert not any(piece.startswith("=") for piece in value.replace("\t", ";").split(";"))
    book = tmp_path / "a.xlsx"
    said(command, folder, "export", subject, "--format", "xlsx", "-o", str(book))
    with zipfile.ZipFile(book) as package:
        parts = "".join(package.read(name).decode("utf-8") for name in package.namelist() if name.endswith(".xml"))
    assert "HYPERLINK" in parts
    assert "<f>" not in parts
    assert "<hyperlink" not in parts


def test_no_page_holds_markup_of_the_mail(folder: Path, command: Callable[..., Result], tmp_path: Path) -> None:
    said(command, folder, "report", "-o", str(tmp_path / "report.html"))
    said(command, folder, "publish", str(tmp_path / "site"))
    pages = [tmp_path / "report.html", *(tmp_path / "site").rglob("*.html")]
    assert any("onerror" in page.read_text("utf-8") for page in pages), "the words of the mail are in one of them"
    for page in pages:
        text = page.read_text("utf-8")
        assert "<img src=x" not in text
        assert "<script>alert" not in text
        assert not set(ACTING) & set(text)


def test_a_letter_is_written_and_files_keep_harmless_names(
    folder: Path, command: Callable[..., Result], tmp_path: Path
) -> None:
    said(command, folder, "letter", "LO", "-o", str(tmp_path / "lettera.docx"))
    said(command, folder, "files", "1", "-o", str(tmp_path / "file"))
    found = [path for path in (tmp_path / "file").rglob("*") if path.is_file()]
    assert len(found) >= 2
    for path in found:
        assert path.resolve().is_relative_to(tmp_path / "file")
        assert not set(ACTING + "<>:\t") & set(path.name)


def texts_of(file: Path) -> list[str]:
    """All words in the tables of a file of SQLite."""
    with closing(sqlite3.connect(file)) as link:
        names = [name for (name,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = (row for name in names if "fts" not in name for row in link.execute(f'SELECT * FROM "{name}"'))
        return [value for row in rows for value in row if isinstance(value, str)]


def test_no_word_in_a_map_acts(folder: Path, command: Callable[..., Result], tmp_path: Path) -> None:
    said(command, folder, "export", "offices", "--format", "gpkg", "-o", str(tmp_path / "a.gpkg"))
    texts = texts_of(tmp_path / "a.gpkg")
    assert "Lodi" in texts
    assert not any(set(ACTING) & set(text) or text.startswith(("=", "+", "-", "@")) for text in texts)


def test_figures_for_machines_have_no_words_of_a_mail(folder: Path) -> None:
    settings = load({}, data_dir=folder)
    board = Board()
    with open_existing(settings) as app:
        board.begin(Life(app, InlineReader(app.originals, settings.limits), Watchdog(lambda _: None)))
        figures = Figures(board).text().decode("utf-8")
    assert "raccolta_messages" in figures
    assert not [word for word in (*ACTING, "HYPERLINK", "onerror", "preso") if word in figures]


@pytest.mark.parametrize("full", [False, True])
def test_what_is_browsed_holds_no_character_that_acts(folder: Path, tmp_path: Path, full: bool) -> None:
    with open_existing(load({}, data_dir=folder)) as app:
        write_snapshot(app.database, tmp_path / "a.db", full=full)
    texts = texts_of(tmp_path / "a.db")
    assert any("HYPERLINK" in text for text in texts)
    assert not any(set(ACTING) & set(text) for text in texts)


@pytest.mark.parametrize("size", [1, 7, 4000])
def test_a_table_that_is_downloaded_while_browsing_is_no_order(size: int) -> None:
    out = io.StringIO()
    values = [["7", f"{FORMULA}\n-1+2", "a, b"], ["8", 'una "riga"\r\n@SUM(A1)', ""], ["9", "è sera", "fine"]]
    csv.writer(out).writerows(values)
    told, rows = out.getvalue().encode("utf-8"), Rows()
    pieces = [told[place : place + size] for place in range(0, len(told), size)]
    # Datasette writes whole characters.
    whole = b"".join([*(rows.more(piece, last=False) for piece in pieces), rows.more(b"", last=True)])
    found = list(csv.reader(io.StringIO(whole.decode("utf-8"), newline="")))
    assert found == [[cell(value) for value in row] for row in values]
    assert found[0][1].startswith("'=")


def test_json_holds_the_words_as_they_came(folder: Path, command: Callable[..., Result]) -> None:
    (message,) = (
        json.loads(line) for line in said(command, folder, "export", "messages", "--format", "jsonl").splitlines()
    )
    assert MARKUP in message["subject"]
    assert "\u202e" in message["subject"]
