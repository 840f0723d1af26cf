"""Every command of the documentation that needs no server, run as it stands there on data to which it fits."""

import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from config.campi import CAMPI
from config.settings import Settings, load
from ingest.model import Arrival
from jobs import decide
from jobs.app import App, open_app, open_originals
from jobs.demo.build import docx, mail
from jobs.process import process_due
from jobs.readers import InlineReader
from tests.unit.test_commands_of_the_docs import COMMANDS, TYPED

DATE = datetime(2015, 12, 1, 9, tzinfo=UTC)
#: Commands that serve, poll, need a server, a browser or many decisions: the test that runs each instead.
ELSEWHERE = {
    "browse": "integration/test_browse.py", "check": "integration/test_dovecot_to_postgresql.py",
    "db restore": "unit/test_backup.py", "demo": "unit/test_commands.py", "digest --send": "unit/test_digest.py",
    "mailbox forget": "integration/test_a_day_of_changes.py", "poll": "integration/test_a_day_of_changes.py",
    "reconcile": "integration/test_a_day_of_changes.py", "refit": "unit/test_refit.py",
    "run": "integration/test_watched_service.py", "worker": "integration/test_queue.py",
}  # fmt: skip
#: What a person types in place of the words in capitals; FILE is another one for each command.
WORDS = TYPED | {
    "MESSAGE": "6", "NUMBER": "1", "DECISION": "1", "WORDS": "italiano", "NAME": "Comune di Lodi", "LINE": "2",
    "DOCUMENT": "scheda.doc", "PATH": "posta.mbox", "FOLDER": "cartella", "/backup": "copie",
    "[--dry-run]": "--dry-run",
}  # fmt: skip
FILES = {"import": "copia.eml", "replace": "copia.docx", "db": "copia.db"}
ACT = (
    "PROTOCOLLO D'INTESA\nTRA\nla Prefettura di Lodi\ne\nil Comune di Lodi\nper l'accoglienza diffusa dei richiedenti "
    "asilo\nPremesso che le parti intendono collaborare, si conviene quanto segue\nArt. 1\nLe parti favoriscono il "
    "volontariato degli ospiti.\nLodi, 12 marzo 2015"
)


def _practices(place: str) -> bytes:
    lines = []
    for campo in CAMPI:
        lines += [("bold", f"Campo {campo.number}: {campo.title}")]
        lines += [("text", f"A {place} un corso di italiano riunisce gli ospiti ogni sera.")]
        lines += [("text", f"A {place} i volontari accompagnano gli ospiti agli uffici.")]
    return docx(lines)


def _mails() -> Iterator[bytes]:
    """Four replies of eleven schede, an agreement, a stranger's copy, thanks, and one that cannot be read."""
    places = {"mi": "Milano", "to": "Torino", "ge": "Genova", "bs": "Brescia"}
    replies = {f"protocollo.pref{office}@pec.interno.it": _practices(place) for office, place in places.items()}
    files = {sender: {"schede.docx": content} for sender, content in replies.items()}
    files["protocollo.preflo@pec.interno.it"] = {"protocollo.docx": docx([("text", line) for line in ACT.split("\n")])}
    files["gino@posta.example"] = {"schede.docx": next(iter(replies.values()))}
    files |= {f"ufficio{number}@interno.it": {} for number in range(5)}
    files["protocollo.prefcr@pec.interno.it"] = {"scheda.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rotto"}
    for sender, attached in files.items():
        text = "Si trasmettono le schede." if attached else "Si ringrazia per la cortese collaborazione."
        yield mail(sender, "Circolare 5973", text, attached, date=DATE)


@contextmanager
def _inline(settings: Settings) -> Iterator[InlineReader]:
    yield InlineReader(open_originals(settings), settings.limits)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with data and files, and the number of a problem in it; each command works on a copy."""
    folder = tmp_path_factory.mktemp("docs")
    with open_app(load({}, data_dir=folder / "data")) as app:
        _fill(app)
        problem = next(doubt["problem_id"] for doubt in app.reviews.doubts())
    copy = next(_mails())
    (folder / "copia.docx").write_bytes(_practices("Cremona"))
    (folder / "copia.eml").write_bytes(copy.replace(b"Circolare 5973", b"Copia leggibile"))
    (folder / "posta.mbox").write_bytes(b"From a@b Tue Dec  1 09:00:00 2015\n" + copy.replace(b"5973", b"di novembre"))
    return folder, str(problem)


def _fill(app: App) -> None:
    for number, original in enumerate(_mails()):
        app.messages.arrive(Arrival(original, f"{number}.eml"), app.originals.put(original), None, app.clock())
        process_due(app, InlineReader(app.originals, app.settings.limits))
    decide.note(app, 1, decide.Person("Anna", "da guardare"))


def run_here() -> list[str]:
    """Those that are to be run, and are given with all they need."""
    commands = [command.removeprefix("raccolta ") for command in COMMANDS]
    return [
        command
        for command in commands
        if not any(command == other or command.startswith(f"{other} ") for other in ELSEWHERE)
        and command not in {"export", "files", "import", "original", "publish", "purge", "review office", "show"}
        and "--help" not in command
        and "--version" not in command
    ]


def test_most_commands_are_run() -> None:
    assert len(run_here()) > 60


@pytest.mark.parametrize("typed", run_here())
def test_a_command_of_the_documentation_does_what_it_says(
    typed: str,
    filled: tuple[Path, str],
    tmp_path: Path,
    command: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, problem = filled
    here = tmp_path / "here"
    shutil.copytree(source, here)
    monkeypatch.chdir(here)
    monkeypatch.setenv("RACCOLTA_DATA_DIR", str(here / "data"))
    monkeypatch.setattr("jobs.app.open_reader", _inline)
    words = shlex.split(typed)
    schede = iter(("40", "41"))
    known = WORDS | {"PROBLEM": problem, "FILE": FILES.get(words[0], "")}
    arguments = [next(schede) if word == "SCHEDA" else known.get(word, word) for word in words]
    done = command(*arguments)
    assert done.exit_code == 0, (arguments, done.output, done.exception)
    for name in ("-o", "--dir"):
        if name in arguments:
            assert (here / arguments[arguments.index(name) + 1]).exists(), arguments


@pytest.mark.parametrize(
    "typed",
    [
        "search italiano",
        "similar 1",
        "publish sito",
        "status",
        "review --list",
        "failed",
        "reconcile",
        "letter --all -o x",
    ],
)
def test_looking_makes_no_database(
    typed: str, tmp_path: Path, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RACCOLTA_DATA_DIR", str(tmp_path / "data"))
    for name in ("HOST", "USER", "PASSWORD"):
        monkeypatch.setenv(f"RACCOLTA_IMAP_{name}", "imap.example")
    done = command(*typed.split())
    assert "no database" in f"{done.output}{done.exception}"
    assert list(tmp_path.rglob("*.db")) == []
