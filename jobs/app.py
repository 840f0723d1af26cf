"""Puts the parts together as the settings say.

What reaches the mailbox and what reads documents is loaded where it is used: most commands need neither.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from config.errors import NoDataError, RaccoltaError, SettingsError
from config.settings import Settings
from config.stages import Spent
from jobs.clock import Clock, now
from jobs.processes import ourselves
from parsers.campo.learned import NOTHING_LEARNED, CampoModel, load
from store import queue_schema, schema
from store.database import Database
from store.decisions import DecisionTable
from store.digests import DigestTable
from store.letters import LetterTable
from store.mailboxes import MailboxTable
from store.messages import MessageTable
from store.model import Owner
from store.originals import Originals, OriginalsOnDisk
from store.proposals import ProposalTable
from store.queries import Queries
from store.queue import JobTable
from store.reviews import ReviewTable

if TYPE_CHECKING:
    from ingest.login import ImapAccount
    from ingest.mailbox import Mailbox
    from ingest.oauth import AccessTokens
    from jobs.readers import Reader
    from store.bucket import OriginalsInBucket

#: Where the model lies in the data folder.
MODEL_FILE = "campo_model.json"
#: Where a refresh token that the provider rotated lies in the data folder.
TOKEN_FILE = "oauth_token.json"  # noqa: S105 - a file's name


@dataclass(frozen=True, slots=True)
class App:
    """The parts a verb works with."""

    settings: Settings
    database: Database
    originals: Originals
    mailboxes: MailboxTable
    messages: MessageTable
    queries: Queries
    reviews: ReviewTable
    proposals: ProposalTable
    decisions: DecisionTable
    letters: LetterTable
    queue: JobTable | None
    digests: DigestTable
    owner: Owner
    clock: Clock
    model: CampoModel
    spent: Spent


def assemble(settings: Settings, database: Database, originals: Originals, clock: Clock = now) -> App:
    """The parts around a given database and originals."""
    queue = JobTable(database) if settings.queue == "procrastinate" else None
    return App(
        settings=settings,
        database=database,
        originals=originals,
        mailboxes=MailboxTable(database),
        messages=MessageTable(database, settings.least_trust, queue),
        queries=Queries(database),
        reviews=ReviewTable(database),
        proposals=ProposalTable(database, settings.least_trust),
        decisions=DecisionTable(database, settings.least_trust),
        letters=LetterTable(database),
        queue=queue,
        digests=DigestTable(database),
        owner=ourselves(),
        clock=clock,
        model=learned(settings),
        spent=Spent(),
    )


def learned(settings: Settings) -> CampoModel:
    """What `raccolta refit --adopt` learned, if it was used. Raises SettingsError if its file is damaged."""
    file = settings.data_dir / MODEL_FILE
    if not file.exists():
        return NOTHING_LEARNED
    try:
        return load(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise SettingsError(f"{file} is damaged: {error}; delete it or run `raccolta refit --adopt` again") from None


@contextmanager
def open_app(settings: Settings, *, prepare: bool = True) -> Iterator[App]:
    """The parts on disk and in the database of the settings. With `prepare`, an empty database is made ready and one of
    another version refused (SchemaError).
    """
    database = Database(settings.resolved_database_url, lost_seconds=settings.lease_seconds)
    try:
        if prepare:
            schema.prepare(database)
            if settings.queue == "procrastinate":
                queue_schema.prepare(database)
        app = assemble(settings, database, open_originals(settings))
        try:
            yield app
        except KeyboardInterrupt:
            # What was under way is due at once, and nobody waits for this process.
            with suppress(RaccoltaError):
                app.messages.release_dead(str(app.owner).__eq__, app.clock())
            raise
    finally:
        database.close()


def open_originals(settings: Settings) -> Originals:
    """Where the settings keep originals; nothing is connected yet. Raises SettingsError."""
    folder = settings.originals_folder
    return OriginalsOnDisk(folder) if folder is not None else open_bucket(settings)


def open_bucket(settings: Settings) -> "OriginalsInBucket":
    """The bucket of the settings."""
    from store.bucket import Bucket, OriginalsInBucket

    file = settings.originals_ca_file
    try:
        authorities = file.read_bytes() if file is not None else b""
    except OSError as error:
        raise SettingsError(
            f"RACCOLTA_ORIGINALS_CA_FILE names {file}, which cannot be read: {error.strerror}"
        ) from None
    return OriginalsInBucket(
        Bucket(
            url=settings.originals_url,
            endpoint=settings.originals_endpoint,
            region=settings.originals_region,
            key=settings.originals_key,
            secret=_secret(settings.originals_secret),
            authorities=authorities,
            seconds=settings.originals_timeout_seconds,
        )
    )


@contextmanager
def open_existing(settings: Settings, *, of_any_version: bool = False) -> Iterator[App]:
    """The same for what only looks: nothing is made. Raises NoDataError where nothing was taken in so far. With
    `of_any_version` a database of another version is opened as it is.
    """
    database = Database(settings.resolved_database_url, create=False)
    try:
        if schema.current(database) is None:
            raise NoDataError(f"the database {database.shown_url} is empty")
    finally:
        database.close()
    with open_app(settings, prepare=not of_any_version) as app:
        yield app


def open_mailbox(settings: Settings) -> "Mailbox":
    """The mailbox of the settings; nothing is connected yet. Raises SettingsError if it is not set."""
    from ingest.imap import ImapMailbox

    by_password = settings.imap_auth == "password"
    for name in ("imap_host", "imap_user", *(("imap_password",) if by_password else ())):
        if getattr(settings, name) is None:
            raise SettingsError(f"RACCOLTA_{name.upper()} is not set; it is needed to reach the mailbox")
    return ImapMailbox(_account(settings), None if by_password else _tokens(settings))


def mailbox_key(settings: Settings) -> str:
    """The name under which the mailbox of the settings is kept in the database."""
    return _account(settings).key


def _account(settings: Settings) -> "ImapAccount":
    from ingest.login import ImapAccount

    return ImapAccount(
        host=settings.imap_host or "",
        port=settings.resolved_imap_port,
        user=settings.imap_user or "",
        password=_secret(settings.imap_password),
        password_file=settings.secret_files.get("imap_password"),
        folder=settings.imap_folder,
        tls=settings.imap_tls,
        ca_file=settings.imap_ca_file,
        timeout=settings.imap_timeout_seconds,
        batch_messages=settings.imap_batch_messages,
        batch_bytes=settings.imap_batch_bytes,
        chunk_bytes=settings.imap_chunk_bytes,
        message_bytes=settings.limit_message_bytes,
        since=settings.start_from if isinstance(settings.start_from, date) else None,
    )


def _tokens(settings: Settings) -> "AccessTokens":
    from ingest.oauth import AccessTokens, OAuthClient

    client = OAuthClient(
        token_url=settings.oauth_token_url or "",
        client_id=settings.oauth_client_id or "",
        client_secret=_secret(settings.oauth_client_secret) or None,
        refresh_token=_secret(settings.oauth_refresh_token) or None,
        scope=settings.oauth_scope,
        kept=settings.data_dir / TOKEN_FILE,
        ca_file=settings.imap_ca_file,
        timeout=settings.imap_timeout_seconds,
    )
    return AccessTokens(client, time.monotonic)


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value is not None else ""


@contextmanager
def open_reader(settings: Settings) -> Iterator["Reader"]:
    """The worker processes of the settings."""
    folder = settings.originals_folder
    reader = _lender(settings) if folder is None else _pool(settings, folder)
    try:
        yield reader
    except BaseException:
        reader.close(at_once=True)
        raise
    reader.close()


def _pool(settings: Settings, folder: Path) -> "Reader":
    """The workers, behind clamd where the settings name it."""
    from jobs.readers import WorkerPool

    address = settings.mailbox_address
    pool = WorkerPool(folder, settings.limits, settings.workers, address, learned(settings), settings.trusted)
    if not settings.clamd:
        return pool
    from ingest.clamd import Clamd
    from jobs.scanning import ScannedReader

    return ScannedReader(pool, OriginalsOnDisk(folder), Clamd(settings.clamd))


def _lender(settings: Settings) -> "Reader":
    from jobs.lending import Lender

    return Lender(open_bucket(settings), lambda folder: _pool(settings, folder), settings.data_dir)
