"""What operators read at a terminal of 80 columns: no word is broken, nothing is wider, what is left out is named."""

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.settings import load
from ingest.memory import MemoryMailbox
from jobs.app import open_app
from jobs.cli import cli
from jobs.cli.common import print_table, say_wrapped
from jobs.demo.build import docx, mail
from jobs.language.words import use
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from tests.specimens.envelopes import DATE

COURSES = "Ogni sera trenta ospiti seguono corsi di lingua italiana, divisi in tre livelli, con un attestato finale."
SUBJECT = "Circolare 5973 - raccolta sistematica delle buone pratiche di accoglienza e integrazione"
MAILS = [
    mail(
        sender,
        SUBJECT,
        "Si trasmette.",
        {"fotografie del centro di accoglienza di via Garibaldi, primavera 2015.docx": content},
        date=DATE + timedelta(days=day),
    )
    for day, (sender, content) in enumerate(
        [
            ("protocollo.prefve@pec.interno.it", docx([("bold", "Campo 5: corsi"), ("text", COURSES)])),
            ("protocollo.prefcr@pec.interno.it", b"PK\x03\x04 rotta"),
            ("maria.rossi@cooperativa-orizzonti.example", docx([("bold", "Campo 7"), ("text", COURSES)])),
        ]
    )
]


_LOOKS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """What was printed at a terminal of 80 columns, line by line."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    return lambda: _LOOKS.sub("", capsys.readouterr().out).splitlines()


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("typed", ["messages", "failed", "status", "show 1", "show 2 --why", "review --list"])
def test_no_line_is_wider(typed: str, language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RACCOLTA_DATA_DIR", str(tmp_path))
    with open_app(load()) as app:
        poll(app, MemoryMailbox(MAILS))
        process_due(app, InlineReader(app.originals, app.settings.limits))
    monkeypatch.setenv("RACCOLTA_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    try:
        done = CliRunner().invoke(cli, typed.split())
    finally:
        use("en")
    assert done.exit_code == 0, done.output
    # An address or a hash is no text that could be broken.
    wide = [line for line in _LOOKS.sub("", done.stdout).splitlines() if len(line) > 80 and " " in line[12:]]
    assert wide == []
    assert SUBJECT[:20] in done.stdout or typed in {"status", "review --list"}


def test_spare_columns_go_first_and_are_named(terminal: Callable[[], list[str]]) -> None:
    columns = ("id", "kind", "status", "sender", "subject")
    row = (1, "correspondence", "processing", "protocollo.prefve@pec.interno.it", SUBJECT)
    print_table(columns, [row], spare=("sender", "kind"), cut=("subject",))
    said = terminal()
    assert [line for line in said if "protocollo" in line] == []
    assert [line.split(": ")[-1] for line in said if "not shown" in line] == ["sender"]
    (line,) = (line for line in said if "processing" in line)
    assert "correspondence" in line
    assert "Circolare" in line


def test_nothing_is_left_out_where_there_is_room(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "sender"), [(1, "protocollo.prefve@pec.interno.it")], spare=("sender",))
    said = capsys.readouterr().out
    assert "protocollo.prefve@pec.interno.it" in said
    assert "not shown" not in said


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"problems    {'x' * 64}, 12 unreadable_document", "12 unreadable_document"),
        (f"mailbox     {'x' * 60} 2026-11-27 23:04 UTC", "23:04 UTC"),
        (f"size        {'x' * 62} 500000 bytes", "500000 bytes"),
    ],
)
def test_a_number_stays_with_its_noun(text: str, kept: str, terminal: Callable[[], list[str]]) -> None:
    say_wrapped(text, 12)
    assert [kept in line for line in terminal()] == [False, True]
