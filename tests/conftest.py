"""Servers for the whole run, and the rule that a missing service is never a silent skip."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from config.settings import Settings, load
from jobs.app import App, assemble
from jobs.cli import cli
from store import schema
from store.database import Database
from store.originals import OriginalsInMemory
from tests.services import Dovecot, PostgreSQL, Storage, dovecot, fresh_database, postgresql, storage

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("RACCOLTA_"):
            monkeypatch.delenv(name)


#: What holds before any test.
_LEVEL = logging.getLogger().level


@pytest.fixture(autouse=True)
def _logging_and_umask_as_before() -> Iterator[None]:
    """What a command set up in this process, also for a whole module, is gone before the next test: it would hear
    nothing.
    """
    root = logging.getLogger()
    mask = os.umask(0o022)
    os.umask(mask)
    root.setLevel(_LEVEL)
    yield
    os.umask(mask)
    root.setLevel(_LEVEL)


@pytest.fixture
def command() -> Callable[..., Result]:
    """Runs a command of the command line in this process."""
    return lambda *arguments: CliRunner().invoke(cli, list(arguments))


def _needs(present: bool, what: str) -> None:
    if not present:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{what} is missing, and CI skips nothing")
        pytest.skip(f"{what} is missing: run tests/install-services")


@pytest.fixture(scope="session")
def own_imap_server() -> Callable[..., AbstractContextManager[Dovecot]]:
    """Starts a Dovecot for a test that wants one with other settings."""
    _needs(Path("/usr/sbin/dovecot").exists(), "Dovecot")
    return dovecot


@pytest.fixture(scope="session")
def imap_server(own_imap_server: Callable[..., AbstractContextManager[Dovecot]]) -> Iterator[Dovecot]:
    with own_imap_server() as server:
        yield server


@pytest.fixture
def mailbox_server(imap_server: Dovecot) -> Iterator[Dovecot]:
    """The server with an empty mailbox."""
    imap_server.empty()
    yield imap_server


@pytest.fixture(scope="session")
def own_server() -> Callable[[], AbstractContextManager[PostgreSQL]]:
    """Starts a PostgreSQL for a test that stops it."""
    _needs(any(Path("/usr/lib/postgresql").glob("*/bin/initdb")), "PostgreSQL")
    return postgresql


@pytest.fixture(scope="session")
def postgresql_server(own_server: Callable[[], AbstractContextManager[PostgreSQL]]) -> Iterator[str]:
    with own_server() as server:
        yield server.url


@pytest.fixture(scope="session")
def storage_server() -> Iterator[Storage]:
    """S3-compatible storage; it is among the requirements of the tests."""
    with storage() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, on either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    with fresh_database(request.getfixturevalue("postgresql_server"), f"raccolta_{os.getpid()}") as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, data_dir=tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Iterator[App]:
    """All parts in memory."""
    database = Database("sqlite://")
    schema.upgrade(database)
    yield assemble(settings, database, OriginalsInMemory())
    database.close()


@pytest.fixture(scope="session")
def libreoffice() -> str:
    _needs(shutil.which("soffice") is not None, "LibreOffice")
    return "soffice"


@pytest.fixture(scope="session")
def tesseract() -> str:
    """Where the program is."""
    found = shutil.which("tesseract")
    _needs(found is not None, "Tesseract")
    return str(found)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """A browser without a window, for all tests of a process. Nothing is downloaded: it is the one of the system."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    _needs(program is not None, "Chromium")
    # Containers have no user namespaces for the sandbox and little shared memory.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments, timeout=120_000)
        yield browser
        browser.close()
