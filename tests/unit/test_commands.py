"""The commands as a user types them, on SQLite and files."""

import csv
import io
import json
import mailbox
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jobs.demo.sample import sample_mailbox

RACCOLTA = str(Path(sys.executable).with_name("raccolta"))
MAILS = sample_mailbox()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("commands")
    inbox = folder / "posta"
    inbox.mkdir()
    for number, content in enumerate(MAILS, 1):
        (inbox / f"{number:02}.eml").write_bytes(content)

    def call(*arguments: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [RACCOLTA, *arguments], env=os.environ | {"RACCOLTA_DATA_DIR": str(folder / "data")} | environment,
            capture_output=True, text=True, check=False, cwd=folder,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done

    call("import", "posta")
    call.folder = folder  # type: ignore[attr-defined]
    return call


def test_import_takes_each_mail_once(run: Any) -> None:
    answer = json.loads(run("import", "posta", "--json").stdout)
    assert (answer["stored"], answer["known"]) == ([], len(MAILS))


def test_import_of_mbox_and_maildir(run: Any, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "posta.mbox")
    maildir = mailbox.Maildir(tmp_path / "posta")
    for content in MAILS[:3]:
        box.add(content)
        maildir.add(content)
    box.close()
    options = ("--data-dir", str(tmp_path / "a"), "--json")
    assert len(json.loads(run("import", str(tmp_path / "posta.mbox"), *options).stdout)["stored"]) == 3
    assert (
        len(
            json.loads(run("import", str(tmp_path / "posta"), "--data-dir", str(tmp_path / "b"), "--json").stdout)[
                "stored"
            ]
        )
        == 3
    )


def test_messages_lists_and_filters(run: Any) -> None:
    assert len(json.loads(run("messages", "--json").stdout)) == len(MAILS)
    assert [m["prefettura"] for m in json.loads(run("messages", "--prefettura", "an", "--json").stdout)] == ["AN"]
    assert {m["kind"] for m in json.loads(run("messages", "--kind", "receipt", "--json").stdout)} == {"receipt"}
    assert "protocollo.prefbg@pec.interno.it" in run("messages").stdout


def test_show_has_the_shape_of_the_contract(run: Any) -> None:
    message = json.loads(run("show", "6", "--json").stdout)
    assert {"id", "message_id", "sha256", "subject", "sender", "received_at", "source", "kind", "status", "prefettura",
        "marked_campi",
            "documents", "schede", "protocolli", "problems"} <= set(message)  # fmt: skip
    (scheda,) = message["schede"]
    assert {"id", "campo", "title", "description", "document", "prefettura", "confidence", "method", "suggested_campo",
        "needs_review",
            "evidence"} <= set(scheda)  # fmt: skip
    assert {"text", "page", "block"} == set(scheda["evidence"][0])
    (agreement,) = message["protocolli"]
    assert {"id", "kind", "title", "parties", "signed_on", "document", "schede"} <= set(agreement)
    assert agreement["schede"] == [scheda["id"]]
    assert {"filename", "path", "media_type", "sha256", "kind", "status", "error"} <= set(message["documents"][0])
    assert message["received_at"].endswith("+00:00")


def test_show_why_gives_the_words_behind_each_decision(run: Any) -> None:
    shown = run("show", "4", "--why").stdout
    assert "because: “SCHEDA N. 1 - SVILUPPO DI RETI" in shown
    assert "page 1, paragraph" in " ".join(shown.split())


def test_exports(run: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "schede").stdout)))
    # One of the mails brings what another brought before; nobody knows whose it is, so both stand.
    assert len(rows) == 19
    assert len(list(csv.DictReader(io.StringIO(run("export", "schede", "--all").stdout)))) == 19
    assert {row["campo"] for row in rows} == {str(number) for number in range(1, 12)}
    lines = [json.loads(line) for line in run("export", "messages", "--format", "jsonl").stdout.splitlines()]
    assert [line["id"] for line in lines] == list(range(1, len(MAILS) + 1))
    assert len(run("export", "coverage").stdout.splitlines()) == 1 + 106 * 11
    for subject in ("protocolli", "documents", "problems"):
        assert run("export", subject, "--format", "jsonl").stdout
    run("export", "schede", "-o", "schede.csv")
    assert (run.folder / "schede.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_status_and_its_health(run: Any) -> None:
    assert json.loads(run("status", "--json").stdout)["status"] == {"done": 14, "ignored": 5, "partial": 1}
    assert "no mailbox is set" in run("status", "--health").stdout
    red = run("status", "--health", code=1, RACCOLTA_IMAP_HOST="imap.example").stdout
    assert "never polled" in red


def test_db_commands(run: Any, tmp_path: Path) -> None:
    assert run("db", "current").stdout.strip() == "0018"
    assert "sound" in run("db", "check").stdout
    assert run("db", "current", "--data-dir", str(tmp_path / "new")).stdout.strip() == "empty"


def test_report_and_exports_as_files(run: Any, tmp_path: Path) -> None:
    page = tmp_path / "pagina.html"
    assert "is written" in run("report", "-o", str(page)).stdout
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    for style in ("xlsx", "parquet", "csv", "jsonl"):
        run("export", "schede", "--format", style, "-o", str(tmp_path / f"schede.{style}"))
        assert (tmp_path / f"schede.{style}").stat().st_size > 100
    assert "needs a file" in run("export", "schede", "--format", "xlsx", code=1).stderr
    assert not list(tmp_path.glob("*.part"))


def test_db_backup_is_a_database(run: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    run("db", "backup", str(copy))
    assert run("status", "--json", "--database-url", f"sqlite:///{copy}").stdout == run("status", "--json").stdout
    assert "exists already" in run("db", "backup", str(copy), code=1).stderr


def test_db_check_finds_a_changed_original(run: Any, tmp_path: Path) -> None:
    data = tmp_path / "d"
    run("import", "posta/01.eml", "--data-dir", str(data))
    (original,) = (data / "originals").rglob("*.eml")
    original.write_bytes(original.read_bytes() + b" ")
    assert "has changed on disk" in run("db", "check", "--data-dir", str(data), code=1).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "999"), "there is no message 999"),
        (("import", "nowhere"), "nowhere does not exist"),
        (("rerun",), "say which messages"),
        (("rerun", "1", "--all"), "either numbers or a condition"),
        (("poll",), "RACCOLTA_IMAP_HOST is not set"),
        (("status", "--database-url", "mysql://x/y"), "supported are sqlite and postgresql"),
        (("status", "--database-url", "x"), "not a database URL"),
    ],
)
def test_an_error_is_one_clear_line(run: Any, arguments: tuple[str, ...], said: str) -> None:
    answer = run(*arguments, code=1)
    assert said in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
    assert answer.stdout == ""


def test_every_command_has_help(run: Any) -> None:
    from jobs.cli import COMMANDS

    for name in COMMANDS:
        assert "Usage: raccolta" in run(name, "--help").stdout


def test_help_is_grouped_and_gives_an_example(run: Any) -> None:
    shown = run("--help").stdout
    assert [shown.index(f"{group}:") for group in ("Run", "Look", "Repair", "Analyse")] == sorted(
        shown.index(f"{group}:") for group in ("Run", "Look", "Repair", "Analyse")
    )
    assert "Example: raccolta close 12" in run("close", "--help").stdout


def test_completion_knows_the_commands(run: Any) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_RACCOLTA_COMPLETE" in run("completion", shell).stdout
    asked = {"_RACCOLTA_COMPLETE": "bash_complete", "COMP_WORDS": "raccolta fai", "COMP_CWORD": "1"}
    assert "failed" in run(**asked).stdout


def test_letters_to_all_offices_that_lack_something(run: Any, tmp_path: Path) -> None:
    target = tmp_path / "lettere"
    written = run("letter", "--all", "-o", str(target)).stdout.split()
    assert written
    assert sorted(map(str, target.iterdir())) == sorted(written)
    assert "add -o DIR" in run("letter", "--all", code=1).stderr
    assert "by its sigla or a message by its number, or --all" in run("letter", code=1).stderr


def test_process_without_a_mailbox(run: Any) -> None:
    assert json.loads(run("process", "--json").stdout) == {"processed": {}}


def test_the_demonstration_does_not_delete_what_is_not_its_own(run: Any, tmp_path: Path) -> None:
    (tmp_path / "tesi.txt").write_text("x")
    assert "something else" in run("demo", "--data-dir", str(tmp_path), code=1).stderr
    assert (tmp_path / "tesi.txt").exists()


def test_the_demonstration_shows_what_was_stored(run: Any, tmp_path: Path) -> None:
    answer = json.loads(run("demo", "--json", "--data-dir", str(tmp_path / "demo")).stdout)
    assert answer["stored"] == len(MAILS)
    assert len(answer["schede"]) == 19
