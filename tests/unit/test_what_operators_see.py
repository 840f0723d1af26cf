"""What an operator sees first: what to do and by which command, causes told once, what a rerun changed; work that was
asked for goes on when nobody reads its output, and what Ctrl-C interrupts is due at once.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result

from config.settings import load
from ingest.model import Arrival
from jobs.app import open_app
from jobs.changes import Change
from jobs.cli.common import print_table
from jobs.cli.outcomes import print_changes
from jobs.demo.build import docx, mail
from jobs.process import process_due
from jobs.readers import InlineReader
from store.tables import attempts, messages

DATE = datetime(2015, 12, 1, 9, tzinfo=UTC)
ONE = docx([("bold", "Scheda 5: volontariato"), ("text", "Gli ospiti curano i giardini pubblici con gli anziani.")])


def taken_in(
    command: Callable[..., Result], folder: Path, monkeypatch: pytest.MonkeyPatch, **files: bytes
) -> Callable[..., Result]:
    """A database with a mail for each file, each of another office."""
    monkeypatch.setenv("RACCOLTA_DATA_DIR", str(folder / "data"))
    monkeypatch.setenv("RACCOLTA_WORKERS", "1")
    with open_app(load()) as app:
        for number, (name, content) in enumerate(files.items()):
            sender = f"protocollo.pref{('cr', 'mi', 'to')[number % 3]}@pec.interno.it"
            original = mail(sender, f"invio {name}", "Si trasmette.", {"scheda.docx": content}, date=DATE)
            app.messages.arrive(Arrival(original, f"{name}.eml"), app.originals.put(original), None, app.clock())
        process_due(app, InlineReader(app.originals, app.settings.limits))
    return command


def test_status_says_what_to_do_and_counts_as_failed_does(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = taken_in(command, tmp_path, monkeypatch, rotta=b"PK\x03\x04 rotto", vuota=b"%PDF-1.4 niente", intera=ONE)
    assert "to do       2 messages that could not be read, or not wholly: `raccolta failed`" in run("status").output
    assert "2 messages, 1 cause" in run("failed").output
    rotta = next(line for line in run("failed").output.splitlines() if "invio rotta" in line).split()[1]
    assert run("close", rotta, "--note", "inviata per errore").exit_code == 0
    assert "to do       1 message that could" in run("status").output
    assert "1 message, 1 cause" in run("failed").output
    monkeypatch.setenv("RACCOLTA_LANGUAGE", "it")
    assert "da fare     1 messaggio non letto, o non del tutto: `raccolta failed`" in run("status").output


def test_status_counts_what_review_lists(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All four are in doubt, their numbers and titles disagree; what an office sent twice waits once."""
    doubtful = docx(
        [
            ("bold", "Campo 4: apprendimento della lingua italiana"),
            ("text", "Ogni sera trenta ospiti seguono corsi di lingua, divisi in tre livelli, con un esame finale."),
        ]
    )
    run = taken_in(command, tmp_path, monkeypatch, uno=doubtful, due=ONE, tre=ONE, quattro=doubtful)
    counts = json.loads(run("status", "--json").output)
    listed = [item["what"] for item in json.loads(run("review", "--list", "--json").output)]
    assert counts["schede"] == 4
    assert (counts["needs_review"], listed.count("scheda")) == (3, 3)
    assert counts["agreements_in_doubt"] == listed.count("agreement") == 0


def test_a_cause_of_many_messages_is_told_once(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = taken_in(command, tmp_path, monkeypatch, **{f"n{number:02}": b"PK\x03\x04 rotto" for number in range(13)})
    told = run("failed").output
    assert told.count("File is not a zip file") == 1
    assert told.count("invio n") == 10
    assert "… and 3 more (`raccolta failed --all` names them)" in told
    assert run("failed", "--all").output.count("invio n") == 13


def test_a_rerun_that_nobody_reads_goes_on_to_its_end(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(command, tmp_path, monkeypatch, uno=ONE, due=ONE, tre=ONE)
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [sys.executable, "-c", "from jobs.cli import main; main()", "rerun", "--all"],
        stdout=theirs, stderr=subprocess.PIPE, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    os.close(theirs)
    assert (done.returncode, done.stderr.count("nobody reads the output any more")) == (0, 1), done.stderr
    with open_app(load()) as app, app.database.read() as connection:
        counted = connection.execute(sa.select(attempts.c.message_id, sa.func.count()).group_by(attempts.c.message_id))
        assert sorted(tuple(row) for row in counted) == [(1, 2), (2, 2), (3, 2)]


def test_what_is_interrupted_is_due_at_once(tmp_path: Path) -> None:
    settings, original = load({}, data_dir=tmp_path), mail("a@example.org", "x", "Si trasmette.", date=DATE)

    def interrupted() -> None:
        with open_app(settings) as app:
            app.messages.arrive(Arrival(original, "a.eml"), app.originals.put(original), None, app.clock())
            assert app.messages.claims(1, app.owner, app.clock(), settings.lease_seconds)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with open_app(settings) as app, app.database.read() as connection:
        assert connection.execute(sa.select(messages.c.status)).scalars().all() == ["received"]


def test_differences_name_the_record_and_flood_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    changes = [
        Change(4, "documents", "changed", "status", "unreadable", "read", "dati.zip/scheda.docx"),
        Change(4, "schede", "changed", "description", "a" * 50, "b" * 50, "Orti"),
        *(Change(4, "documents", "added", "path", None, f"dati.zip/f{number}.txt") for number in range(1200)),
        Change(4, "problems", "removed", "detail", "too many entries", None),
    ]
    print_changes(changes)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "  documents dati.zip/scheda.docx, status: unreadable -> read",
        "  schede Orti, description:", f"    - {'a' * 50}", f"    + {'b' * 50}",
    ]  # fmt: skip
    assert lines[-2:] == ["  + documents: … and 1190 more (--json names all)", "  - problems: too many entries"]
    assert len(lines) == 16


def test_short_cells_stay_whole_in_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    print_table(("id", "status", "kind", "subject"), [(1234, "partial", "submission", "parole " * 30)])
    printed = re.sub(r"\x1b\[\d+m", "", capsys.readouterr().out)
    assert all(word in printed for word in ("1234", "partial", "submission"))
    assert printed.count("parole") == 30
    assert max(map(len, printed.splitlines())) <= 60
