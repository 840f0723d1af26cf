"""Looks at everything the service needs, and says what to do about each failure."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.errors import RaccoltaError
from config.settings import Settings
from ingest.envelopes import sevenzip
from jobs.app import open_mailbox
from jobs.failures import operator_text
from store import schema
from store.database import Database

_LEAST_FREE_BYTES = 1024 * 1024 * 1024


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
    yield _guarded("disk", lambda: _disk(settings), "make DATA_DIR a writable folder with at least 1 GiB free")
    yield _guarded("database", lambda: _database(settings), "correct DATABASE_URL or start the database, then `raccolta db upgrade`")
    yield _guarded(
        "mailbox", lambda: _mailbox(settings), "correct the IMAP_ settings, or AFTER_STORE if it is named; `raccolta check` again"
    )
    found = "installed" if sevenzip.available() else "not installed; 7z, RAR and Cabinet files are recorded as unreadable"
    yield Check("libarchive", True if sevenzip.available() else None, found, "apt-get install libarchive13")
    yield _tool("tesseract", ["tesseract", "--list-langs"], "ita", "apt-get install tesseract-ocr tesseract-ocr-ita")
    yield _tool(
        "LibreOffice",
        ["soffice", "--version"],
        "LibreOffice",
        "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
    )


def _guarded(name: str, look: Callable[[], str], remedy: str) -> Check:
    try:
        return Check(name, True, look())
    except RaccoltaError as error:
        return Check(name, False, operator_text(error), remedy)
    except OSError as error:
        return Check(name, False, str(error), remedy)


def _disk(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.data_dir) as file:
        file.write(b"raccolta")
        file.flush()
        os.fsync(file.fileno())
    free = shutil.disk_usage(settings.data_dir).free
    if free < _LEAST_FREE_BYTES:
        raise OSError(f"only {free // 1024**2} MiB free in {settings.data_dir}")
    return f"{free // 1024**3} GiB free"


def _database(settings: Settings) -> str:
    database = Database(settings.resolved_database_url)
    try:
        version = schema.current(database)
        if version is None:
            return f"{database.shown_url} is empty; the first command fills it"
        missing = schema.differences(database)
        if version != schema.HEAD or missing:
            raise OSError(f"{database.shown_url} is at migration {version}, not {schema.HEAD}; {'; '.join(missing[:3])}")
        return f"{database.shown_url} at migration {version}"
    finally:
        database.close()


def _mailbox(settings: Settings) -> str:
    mailbox = open_mailbox(settings)
    try:
        snapshot = mailbox.snapshot()
        found = f"{mailbox.key}: {snapshot.exists} messages"
        if settings.after_store.startswith("move:"):
            folder = settings.after_store.removeprefix("move:").strip()
            mailbox.prepare(folder)
            found += f"; folder {folder} is there"
        return found
    finally:
        mailbox.close()


def _tool(name: str, command: list[str], expected: str, remedy: str) -> Check:
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Check(name, None, "not installed; files that need it are recorded as unreadable", remedy)
    if expected not in answer.stdout + answer.stderr:
        return Check(name, None, f"installed, but {expected} is missing", remedy)
    return Check(name, True, "installed")
