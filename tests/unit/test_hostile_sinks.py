"""Words of strangers in terminals, sheets, logs, Word and JSON: shown, never obeyed. Secrets and files: for nobody
else.
"""

import csv
import io
import json
import logging
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from click.testing import Result

from config.logs import JsonFormatter, TextFormatter
from config.showing import in_json, on_one_line, visible
from jobs.letter import Frame, write
from store.export import cell
from store.gaps import Gap

ACTING = "\x1b]0;titolo\x07\x1b[31m \x9b2J \u202egpj.exe\u2069 \ud800 \x00 fine"


def acts(text: str) -> bool:
    return any(character in text for character in "\x1b\x07\x9b\u202e\u2069\ud800\x00")


def test_what_would_act_is_shown() -> None:
    assert visible("a\x1b[2Jb\u202ec\n\td") == "a\\x1b[2Jb\\u202ec\n\td"
    assert not acts(visible(ACTING))
    assert on_one_line("uno\r\ndue\u2028tre") == "uno due tre"
    assert json.loads(in_json(json.dumps({"a": ACTING}, ensure_ascii=False))) == {"a": ACTING}
    assert not acts(in_json(json.dumps({"a": ACTING}, ensure_ascii=False)))


@pytest.mark.parametrize(
    "text",
    [
        "=1+2",
        "pratica;=1+2;x",
        "a\t@SUM(A1)",
        "  =1+2",
        '"=1+2',
        "riga\n+39 02",
        "riga\r-2+3",
        "＝1+2",
        "x; \t=cmd|'/c calc'!A0",
        "\u202e=1+2",
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_of_a_table_is_run_however_the_file_is_split(text: str, separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(["7", cell(text)])
    for line in out.getvalue().split("\n"):
        for piece in line.split(separator):
            assert not piece.strip(" \"'").startswith(("=", "+", "-", "@", "＝")) or piece.strip(' "').startswith("'")


def test_ordinary_words_of_a_table_stay_as_they_are() -> None:
    for text in ("Corso di lingua - secondo livello", "scuola@comune.it", "a = b", "volontari; anziani", "È così"):
        assert cell(text) == text
    assert cell(7) == 7


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_a_line_of_the_log_is_one_line_whatever_a_mail_says(formatter: logging.Formatter) -> None:
    record = logging.makeLogRecord({"msg": "letto", "levelname": "INFO", "subject": ACTING + "\nINFO falso"})
    line = formatter.format(record)
    assert not acts(line)
    assert "\n" not in line


def test_no_subject_keeps_a_letter_from_being_written() -> None:
    gap = Gap(
        1, "LO", datetime(2015, 12, 1, tzinfo=UTC), ACTING, "", "unreadable_document", None, f"{ACTING}.pdf", ACTING
    )
    written = write(Frame("Alla Prefettura di Lodi", "raccolta@example.org", date(2016, 1, 2)), [gap])
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(written)).paragraphs)
    assert "titolo" in text
    assert not acts(text)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("postgresql://utente:segreto@127.0.0.1:1/db", True),
        ("postgresql://127.0.0.1:1/db?user=u&password=segreto", True),
        ("postgresql://utente@127.0.0.1:1/db", False),
        ("sqlite:////tmp/a@b:c.db", False),
    ],
)
def test_a_password_on_the_command_line_is_warned_about(command: Callable[..., Result], url: str, warned: bool) -> None:
    result = command("db", "current", "--database-url", url)
    assert ("RACCOLTA_DATABASE_URL_FILE" in result.output) is warned
    assert "segreto" not in result.output


def test_what_commands_write_is_for_this_user_alone(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(b"From: a@example.org\r\nSubject: nota\r\nMessage-ID: <a@b>\r\n\r\nBuongiorno.\r\n")
    folder = tmp_path / "dati"
    assert command("import", str(mail), "--data-dir", str(folder)).exit_code == 0
    found = [folder, *folder.rglob("*")]
    assert any(path.suffix == ".eml" for path in found)
    assert {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in found} == {path.name: 0 for path in found}
