"""Looks at everything the service needs, and says what to do about each failure."""

import multiprocessing
import os
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from config import confine
from config.confine import Held
from config.counting import counted
from config.errors import MailboxActionRefusedError, NoDataError, RaccoltaError
from config.landlock import Files
from config.settings import Settings, folder_of
from ingest.authorities import count_of
from ingest.clamd import Clamd
from ingest.envelopes import sevenzip
from ingest.server_words import of_action
from jobs.app import open_bucket, open_existing, open_mailbox
from jobs.causes import INSTALL
from jobs.failures import operator_text
from jobs.outgoing import greet
from jobs.room import free_bytes, lacking_room
from store import schema
from store.database import Database
from store.queue import JobTable

_NO_NAMESPACE = "allow user namespaces (sysctl user.max_user_namespaces), or run it where nothing can be reached"
_NO_FILTER = "allow the system call seccomp (on x86_64 and aarch64)"
_NO_LANDLOCK = "use Linux 5.13 or later, with landlock in the list of `lsm=`, and a container that allows its calls"
#: A worker gives a sign of life at least so often, in seconds.
_SIGN_OF_LIFE = 30.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `ok` None means that it is optional and absent; `remedy` says what to do."""

    name: str
    ok: bool | None
    found: str
    remedy: str = ""


def check(settings: Settings) -> Iterator[Check]:
    """All checks, in the order in which one would mend things."""
    yield Check("settings", True, f"data in {settings.data_dir.resolve()}")
    yield _guarded("disk", lambda: _disk(settings), "make room, and DATA_DIR a folder that may be written")
    yield _originals(settings)
    yield _guarded(
        "database",
        lambda: _database(settings),
        "correct DATABASE_URL or start the database, then `raccolta db upgrade`",
    )
    if settings.queue == "procrastinate":
        yield _queue(settings)
    yield _guarded(
        "mailbox",
        lambda: _mailbox(settings),
        "correct the IMAP_ settings, or AFTER_STORE or AFTER_FAILURE if it is named; `raccolta check` again",
    )
    yield _senders(settings)
    yield from _tools(settings.limits.without_tools)
    yield _guarded("digest", lambda: _digest(settings), "correct the SMTP_ and DIGEST_ settings")
    yield _confinement(settings)
    if settings.clamd:
        yield _guarded(
            "clamd", lambda: _clamd(settings), "start clamd, or correct or unset CLAMD; until then mails wait"
        )


def _confinement(settings: Settings) -> Check:
    """What the system lets us take from the processes that read mail."""
    files = Files((settings.data_dir.resolve() / "originals",))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as child:
        held = child.submit(confine.shut_in, files).result()
        database = settings.data_dir.resolve() / "raccolta.db"
        seen = database.exists() and child.submit(_can_read, database).result()
    return confinement_shown(held, in_sight=str(database) if seen else "")


def _can_read(file: Path) -> bool:
    """Whether this process may open a file: only trying tells, access(2) knows nothing of Landlock."""
    try:
        file.open("rb").close()
    except OSError:
        return False
    return True


def confinement_shown(held: Held, in_sight: str = "") -> Check:
    """What is in force and what is not, and why. `in_sight` is a file that readers must not see and can."""
    bounds = "bounds of memory, CPU time, files and processes; no secrets"
    layers = (
        (held.network, "no network (a namespace of their own)", "a network of their own", _NO_NAMESPACE),
        (held.calls, "no connections and no dangerous system calls (seccomp)", "a filter of system calls", _NO_FILTER),
        (
            held.files > 0,
            f"no files but their own (Landlock {held.files})",
            "files shut off by the kernel",
            _NO_LANDLOCK,
        ),
    )
    found = "; ".join([bounds, *(held_as for is_held, held_as, _, _ in layers if is_held)])
    lacking = [(lack, remedy) for is_held, _, lack, remedy in layers if not is_held]
    if in_sight and held.files:
        lacking.append(
            (f"{in_sight} out of their sight", "keep DATA_DIR in a folder with nothing of the program in it")
        )
    if not lacking:
        return Check("readers", True, found)
    return Check(
        "readers",
        None,
        f"{found}; the system does not give them: {', '.join(lack for lack, _ in lacking)}",
        "; ".join(remedy for _, remedy in lacking),
    )


def _originals(settings: Settings) -> Check:
    """Whether originals can be written, read and removed where the settings keep them."""
    remedy = "correct ORIGINALS_URL and what belongs to it (docs/scale.md)"
    folder = settings.originals_folder
    if folder is not None:
        return _guarded("originals", lambda: _writable(folder), remedy)
    try:
        if open_bucket(settings).keeps_versions():
            found = f"{settings.originals_url} keeps what `raccolta purge` removes as an older version"
            return Check("originals", None, found, "let the bucket delete older versions after some days")
    except RaccoltaError as error:
        return Check("originals", False, operator_text(error), remedy)
    return Check("originals", True, f"in {settings.originals_url}")


def _queue(settings: Settings) -> Check:
    """Whether the queue has its tables, and whether anybody takes work from it."""
    remedy = "start `raccolta worker`, or `raccolta run`"
    try:
        with open_existing(settings) as app:
            waiting, workers = JobTable(app.database).counts(_SIGN_OF_LIFE)
    except NoDataError:
        return Check("queue", None, "empty; the first command makes it", remedy)
    except RaccoltaError as error:
        return Check("queue", False, operator_text(error), "`raccolta db upgrade`")
    told = f"{counted(waiting, 'message', 'messages')} waiting, {counted(workers, 'worker', 'workers')} at work"
    return Check("queue", True if workers else None, told, remedy)


def _senders(settings: Settings) -> Check:
    """Who is believed about the senders of messages."""
    remedy = "make PEC_CA_FILE a PEM file with the certificates of the authorities of PEC providers"
    try:
        trusted = settings.trusted
    except RaccoltaError as error:
        return Check("senders", False, operator_text(error), remedy)
    known = count_of(trusted.authorities)
    if trusted.authorities and not known:
        return Check(
            "senders", False, f"no certificate can be read in {settings.pec_ca_file}; no PEC is believed", remedy
        )
    lacking = [name for name, held in (("AUTH_SERV_ID", trusted.servers), ("PEC_CA_FILE", known)) if not held]
    servers = counted(len(trusted.servers), "mail server", "mail servers")
    found = f"{servers} and {counted(known, 'authority', 'authorities')} believed"
    if not lacking:
        return Check("senders", True, found)
    advice = f"set {' and '.join(lacking)} to tell offices from strangers (docs/security.md)"
    return Check("senders", None, found, advice)


def _tools(without: Collection[str]) -> Iterator[Check]:
    """A tool that is missing holds up the messages that need it, unless the settings say that it is not there."""
    looks: dict[str, tuple[Callable[[], str | None], str]] = {
        "libarchive": (lambda: None if sevenzip.available() else "not installed", INSTALL["libarchive"]),
        "tesseract": (
            lambda: _missing_in(["tesseract", "--list-langs"], "ita"),
            INSTALL["tesseract"],
        ),
        "libreoffice": (
            lambda: _missing_in(["soffice", "--version"], "LibreOffice"),
            INSTALL["libreoffice"],
        ),
    }
    for name, (look, remedy) in looks.items():
        if name in without:
            yield Check(
                name, None, "left out by WITHOUT_TOOLS; files that need it are recorded as unreadable", "nothing"
            )
        elif (lack := look()) is not None:
            yield Check(
                name, False, f"{lack}; messages that need it wait", f"{remedy}, or name it in RACCOLTA_WITHOUT_TOOLS"
            )
        else:
            yield Check(name, True, "installed")


def _guarded(name: str, look: Callable[[], str], remedy: str) -> Check:
    try:
        return Check(name, True, look())
    except RaccoltaError as error:
        return Check(name, False, operator_text(error), remedy)
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else error.strerror
        return Check(name, False, said or str(error), remedy)


def _writable(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(b"raccolta")
        file.flush()
        os.fsync(file.fileno())
    return f"in {folder}"


def _disk(settings: Settings) -> str:
    _writable(settings.data_dir)
    if lacking := list(lacking_room(settings)):
        raise OSError("; ".join(lacking))
    return "; ".join(f"{free // 1024**2} MiB free in {folder}" for folder, free in free_bytes(settings).items())


def _database(settings: Settings) -> str:
    try:
        database = Database(settings.resolved_database_url, create=False)
    except NoDataError as error:
        folder = settings.originals_folder
        if folder is not None and next(folder.glob("??/*.eml"), None) is not None:
            raise OSError(f"{error}, and there are originals: it was moved or lost; bring it back") from None
        return f"{error}; the first command makes one"
    try:
        version = schema.current(database)
        if version is None:
            return f"{database.shown_url} is empty; the first command fills it"
        missing = schema.differences(database)
        if version != schema.HEAD or missing:
            raise OSError(
                f"{database.shown_url} is at migration {version}, not {schema.HEAD}; {'; '.join(missing[:3])}"
            )
        return f"{database.shown_url} at migration {version}"
    finally:
        database.close()


def _mailbox(settings: Settings) -> str:
    mailbox = open_mailbox(settings)
    try:
        snapshot = mailbox.snapshot()
        found = f"{mailbox.key}: {counted(snapshot.exists, 'message', 'messages')}"
        for name in ("after_store", "after_failure"):
            if folder := folder_of(getattr(settings, name)):
                try:
                    mailbox.prepare(folder)
                except MailboxActionRefusedError as error:
                    raise OSError(
                        f"{found}; {name.upper()} names the folder {folder}: {of_action(str(error), name.upper())}"
                    ) from error
                found += f"; folder {folder} is there"
        return found
    finally:
        mailbox.close()


def _digest(settings: Settings) -> str:
    if settings.digest == "off":
        return "no digest is sent (DIGEST is off)"
    greet(settings)
    return f"{settings.smtp_host} takes mail for {settings.digest_to}"


def _clamd(settings: Settings) -> str:
    Clamd(settings.clamd).ping()
    return f"answers at {settings.clamd}"


def _missing_in(command: list[str], expected: str) -> str | None:
    """What is lacking: the program, or a word in its answer; None if neither."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "not installed"
    return None if expected in answer.stdout + answer.stderr else f"installed, but {expected} is missing"
