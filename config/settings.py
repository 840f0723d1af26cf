"""Settings: environment `RACCOLTA_…` first, then the same with `_FILE`, then an optional TOML file, then defaults.

This is the only module that looks at the environment.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from config import confine
from config.errors import SettingsError
from config.limits import TOOLS, Limits
from config.trusted import Trusted
from config.vocabulary import Trust

PREFIX = "RACCOLTA_"
#: Not a setting but where the settings are: the TOML file.
CONFIG_FILE = PREFIX + "CONFIG_FILE"

#: Settings that name a file which the program only reads. In a settings file a relative name is one beside it; DATA_DIR
#: is another matter: a folder that is made where the program is started.
_FILES = frozenset({"imap_ca_file", "pec_ca_file", "originals_ca_file", "smtp_ca_file"})

#: The account of the demonstration's own server, which listens on loopback for its few seconds of life.
DEMO_USER, DEMO_PASSWORD = "demo", "demo"

_LIMITS = Limits()
#: An address as mail programs show it; no blank, line end or sign that a header would take for more than one.
_ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Settings(BaseModel):
    """All settings. The names are the environment variables less their prefix, in lower case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data_dir: Path = Field(Path("var"), description="Folder of the originals and of the default SQLite database")
    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy URL, sqlite or postgresql; default: raccolta.db in DATA_DIR"
    )

    queue: Literal["table", "procrastinate"] = Field(
        "table",
        description="What hands out work: table (one machine), procrastinate (workers on any machine; PostgreSQL)",
    )
    originals_url: str = Field(
        "", description="Where originals are kept: a folder, or s3://BUCKET/PREFIX; default: originals in DATA_DIR"
    )
    originals_endpoint: str = Field(
        "", description="Address of S3-compatible storage (https); without it Amazon's of ORIGINALS_REGION"
    )
    originals_region: str = Field("us-east-1", min_length=1, description="Region of the bucket")
    originals_key: str = Field("", description="Access key; without one, the one that the machine was given")
    originals_secret: SecretStr | None = Field(None, description="Its secret; prefer ORIGINALS_SECRET_FILE")
    originals_ca_file: Path | None = Field(
        None, description="PEM file of the authorities that sign the certificate of ORIGINALS_ENDPOINT"
    )
    originals_timeout_seconds: int = Field(30, ge=1, description="How long one request to the storage may take")

    imap_host: str | None = Field(None, description="Host of the mailbox")
    imap_port: int | None = Field(None, ge=1, le=65535, description="Port; default 993, or 143 without implicit TLS")
    imap_user: str | None = Field(None, description="User name of the mailbox")
    imap_password: SecretStr | None = Field(None, description="Password; prefer IMAP_PASSWORD_FILE")
    imap_auth: Literal["password", "oauth2"] = Field(
        "password", description="password, or oauth2 (Microsoft 365, Google)"
    )
    oauth_token_url: str | None = Field(None, description="Where access tokens come from (https)")
    oauth_client_id: str | None = Field(None, description="The registered client")
    oauth_client_secret: SecretStr | None = Field(
        None, description="Its secret, if it has one; prefer OAUTH_CLIENT_SECRET_FILE"
    )
    oauth_refresh_token: SecretStr | None = Field(
        None, description="Refresh token; without one the client signs in for itself (client credentials)"
    )
    oauth_scope: str = Field("", description="Scopes to ask for, separated by spaces")
    imap_folder: str = Field("INBOX", min_length=1, description="Folder that is polled")
    imap_tls: Literal["implicit", "starttls", "none"] = Field(
        "implicit", description="implicit, starttls, or none (only for a loopback host)"
    )
    imap_ca_file: Path | None = Field(
        None, description="PEM file of the authorities that sign the mailbox's certificate"
    )
    imap_timeout_seconds: int = Field(60, ge=1, description="How long the server may stay silent")
    imap_idle: bool = Field(
        True, description="Wait for new mail with IDLE where the server offers it; polling goes on all the same"
    )
    imap_idle_seconds: int = Field(
        300, ge=1, le=1740, description="After how long IDLE is renewed, which finds a dead link"
    )
    imap_batch_messages: int = Field(
        50, ge=1, description="Most messages fetched in one command, and stored in one step"
    )
    imap_batch_bytes: int = Field(
        32 * 1024 * 1024, ge=1, description="Most bytes fetched in one command, and stored in one step"
    )
    imap_chunk_bytes: int = Field(
        8 * 1024 * 1024, ge=1024, description="Larger messages are fetched in pieces of this size"
    )
    mailbox_address: str = Field(
        "dici.buonepraticheaccoglienza@interno.it", description="Address of the mailbox: never taken for a sender"
    )
    auth_serv_id: str = Field(
        "",
        description="Name of our own server in Authentication-Results, several by commas; other servers are never "
        "believed",
    )
    pec_ca_file: Path | None = Field(
        None,
        description="PEM file of the authorities of PEC providers, or of their own certificates; without it any "
        "intact signature will do",
    )
    trust_to_change: Literal["certified", "authenticated", "office_address"] = Field(
        "authenticated",
        description="Least trust of a message that replaces something by itself: certified, authenticated, "
        "office_address",
    )

    start_from: date | Literal["all"] | None = Field(
        None,
        description="First mail to take in: all, or a date as 2015-11-20; needed if the mailbox is large at first "
        "sight",
    )
    start_ask_messages: int = Field(
        20_000, ge=1, description="Messages above which the first start asks for START_FROM"
    )

    poll_seconds: int = Field(60, ge=1, description="Seconds between two polls of the service")
    poll_stall_seconds: int = Field(900, ge=1, description="A poll without progress for so long is ended")
    reconcile_seconds: int = Field(
        86_400, ge=1, description="Seconds between two full comparisons of mailbox and database"
    )
    retention_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="After so many days a received message is purged by the service, which looks once a day; 0: never",
    )
    after_store: str = Field(
        "leave", description="What is done to a stored mail on the server: leave, seen, move:FOLDER"
    )
    after_failure: str = Field(
        "leave",
        description="What is done on the server to a mail that failed: leave (as AFTER_STORE says), move:FOLDER",
    )
    workers: int = Field(default_factory=lambda: min(4, os.cpu_count() or 1), ge=1, description="Worker processes")
    lease_seconds: int = Field(
        300, ge=10, le=86_400, description="After how long the work of a dead process is taken over"
    )
    stop_seconds: int = Field(
        60, ge=0, description="How long a service that is to end waits for the messages it is reading"
    )
    retry_base_seconds: int = Field(30, ge=1, description="Delay of the first new attempt; doubles each time")
    retry_max_seconds: int = Field(3600, ge=1, description="Longest delay between two attempts")
    silence_intervals: int = Field(5, ge=1, description="Poll intervals without a good poll before health turns red")
    backlog_seconds: int = Field(
        3600, ge=1, description="How long a message may wait for processing before health turns red"
    )

    least_free_bytes: int = Field(
        256 * 1024 * 1024, ge=0, description="Room on the disk below which health turns red; 0: it is not looked at"
    )

    without_tools: str = Field(
        "", description="Tools that are deliberately not there, separated by commas: tesseract, libreoffice, libarchive"
    )
    clamd: str = Field(
        "",
        description="Socket of clamd, a path or HOST:PORT: every mail is looked at before it is read, and files with a "
        "virus are set apart",
    )
    readers_may_read: str = Field(
        "",
        description="Folders besides those of the system that tools need to read, separated by commas: where "
        "LibreOffice, Tesseract or fonts lie in unusual places",
    )

    letter_days: int = Field(15, ge=0, description="Days within which a letter asks an office to answer; 0 sets no day")
    language: Literal["en", "it"] = Field(
        "en", description="Language of what operators are told, on the command line, the screen and by mail: en or it"
    )
    site_language: Literal["it", "en"] = Field(
        "it", description="Language of the site that `raccolta publish` writes: it or en"
    )

    digest: Literal["off", "daily", "weekly"] = Field(
        "off", description="Whether the service mails a digest to operators: off, daily, weekly"
    )
    digest_hour: int = Field(6, ge=0, le=23, description="Hour (UTC) at which the digest is due")
    digest_weekday: int = Field(1, ge=1, le=7, description="Day on which a weekly digest is due, 1 is Monday")
    digest_from: str = Field("", description="Address that the digest is sent from")
    digest_to: str = Field("", description="Addresses that the digest is sent to, separated by commas")
    smtp_host: str | None = Field(None, description="Mail server that takes the digest")
    smtp_port: int | None = Field(
        None, ge=1, le=65535, description="Its port; default 587, 465 with implicit TLS, 25 without TLS"
    )
    smtp_tls: Literal["implicit", "starttls", "none"] = Field(
        "starttls", description="implicit, starttls, or none (only for a loopback host)"
    )
    smtp_user: str | None = Field(None, description="User name there; no login if not set")
    smtp_password: SecretStr | None = Field(None, description="Password there; prefer SMTP_PASSWORD_FILE")
    smtp_ca_file: Path | None = Field(None, description="PEM file of the authorities that sign its certificate")
    smtp_timeout_seconds: int = Field(60, ge=1, description="How long that server may stay silent")

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged")
    log_format: Literal["json", "text", "auto"] = Field("auto", description="json, text, or auto (text at a terminal)")

    http_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Port on which the service answers /healthz, /readyz and /metrics; none if not set",
    )
    http_host: str = Field(
        "127.0.0.1", min_length=1, description="Address of HTTP_PORT; this machine alone unless another one is named"
    )

    limit_message_bytes: int = Field(_LIMITS.message_bytes, ge=1, description="Largest message")
    limit_file_bytes: int = Field(_LIMITS.file_bytes, ge=1, description="Largest file in a message")
    limit_inflated_bytes: int = Field(_LIMITS.inflated_bytes, ge=1, description="Most bytes unpacked from one message")
    limit_inflate_ratio: int = Field(_LIMITS.inflate_ratio, ge=1, description="Most times a packed file may grow")
    limit_archive_entries: int = Field(_LIMITS.archive_entries, ge=1, description="Most entries of one archive")
    limit_files: int = Field(_LIMITS.files, ge=1, description="Most files of one message")
    limit_depth: int = Field(_LIMITS.depth, ge=1, description="Deepest nesting of mail, envelope and archive")
    limit_mime_parts: int = Field(_LIMITS.mime_parts, ge=1, description="Most MIME parts of one message")
    limit_problems_alike: int = Field(
        _LIMITS.problems_alike, ge=2, description="Most problems of one kind told one by one; more are counted"
    )
    limit_pdf_pages: int = Field(_LIMITS.pdf_pages, ge=1, description="Most pages read of one PDF")
    limit_pdf_page_bytes: int = Field(
        _LIMITS.pdf_page_bytes,
        ge=1,
        description="Most bytes of drawing orders of one PDF page, forms as often as drawn",
    )
    limit_sheet_cells: int = Field(
        _LIMITS.sheet_cells, ge=1, description="Most cells of one table handed to LibreOffice"
    )
    limit_text_chars: int = Field(_LIMITS.text_chars, ge=1, description="Most characters of text read of one document")
    limit_blocks: int = Field(_LIMITS.blocks, ge=1, description="Most paragraphs and cells read of one document")
    limit_unexplained_words: int = Field(
        _LIMITS.unexplained_words,
        ge=1,
        description="From so many unexplained words on a document is shown to a person",
    )
    limit_scheda_chars: int = Field(_LIMITS.scheda_chars, ge=1, description="Most characters of one scheda")
    limit_scheda_words_percent: int = Field(
        _LIMITS.scheda_words_percent, ge=0, le=100, description="Least share of a scheda, in percent, that is words"
    )
    limit_document_seconds: int = Field(
        _LIMITS.document_seconds, ge=1, description="Most CPU time for one document, tools included"
    )
    limit_message_seconds: int = Field(
        _LIMITS.message_seconds, ge=1, description="Most CPU time for one message, tools included"
    )
    limit_asleep_seconds: int = Field(
        _LIMITS.asleep_seconds, ge=1, description="After how long a worker or tool that does nothing is ended"
    )
    limit_worker_deaths: int = Field(
        _LIMITS.worker_deaths,
        ge=0,
        description="Most documents of one message that are left out because a worker died at them",
    )
    limit_memory_bytes: int = Field(_LIMITS.memory_bytes, ge=1, description="Most memory of one worker")
    limit_tool_memory_bytes: int = Field(
        _LIMITS.tool_memory_bytes, ge=1, description="Most memory (address space) of one tool, LibreOffice or Tesseract"
    )

    _secret_files: dict[str, Path] = PrivateAttr(default_factory=dict)

    @property
    def secret_files(self) -> dict[str, Path]:
        """The files that secrets were read from, by setting: they may hold another one by the next login."""
        return self._secret_files

    @field_validator("after_store")
    @classmethod
    def _known_action(cls, value: str) -> str:
        if value in {"leave", "seen"} or folder_of(value):
            return value
        raise ValueError("must be leave, seen or move:FOLDER")

    @field_validator("after_failure")
    @classmethod
    def _known_failure_action(cls, value: str) -> str:
        if value == "leave" or folder_of(value):
            return value
        raise ValueError("must be leave or move:FOLDER")

    @field_validator("without_tools")
    @classmethod
    def _known_tools(cls, value: str) -> str:
        if unknown := [name for name in _names(value) if name not in TOOLS]:
            raise ValueError(f"{unknown[0]} is none of {', '.join(TOOLS)}")
        return value

    @field_validator("readers_may_read")
    @classmethod
    def _whole_paths(cls, value: str) -> str:
        if relative := [name for name in _names(value) if not Path(name).is_absolute()]:
            raise ValueError(f"{relative[0]} is no whole path: begin it with /")
        return value

    @model_validator(mode="after")
    def _plain_only_on_loopback(self) -> "Settings":
        if self.imap_tls == "none" and self.imap_host is not None and self.imap_host not in LOOPBACK:
            raise ValueError(f"IMAP_TLS=none would send the password in clear to {self.imap_host}; only loopback may")
        return self

    @field_validator("digest_from", "digest_to")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for address in _listed(value):
            if not _ADDRESS.fullmatch(address):
                raise ValueError(f"{address} is no address of mail; write it as name@example.org")
        return value

    @model_validator(mode="after")
    def _digest_can_be_sent(self) -> "Settings":
        if self.digest != "off":
            for name in ("smtp_host", "digest_from", "digest_to"):
                if not getattr(self, name):
                    raise ValueError(f"DIGEST={self.digest} needs {PREFIX}{name.upper()}")
        if self.smtp_tls == "none" and self.smtp_host is not None and self.smtp_host not in LOOPBACK:
            raise ValueError(f"SMTP_TLS=none would send in clear to {self.smtp_host}; only loopback may")
        return self

    @model_validator(mode="after")
    def _originals_are_whole(self) -> "Settings":
        scheme, there, rest = self.originals_url.partition("://")
        if there and (scheme != "s3" or not rest.partition("/")[0]):
            raise ValueError(f"{PREFIX}ORIGINALS_URL must be a folder or s3://BUCKET/PREFIX")
        address = urlsplit(self.originals_endpoint)
        if address.geturl() and address.scheme != "https" and address.hostname not in LOOPBACK:
            raise ValueError(f"{PREFIX}ORIGINALS_ENDPOINT must begin with https://; only loopback may be without")
        if bool(self.originals_key) != (self.originals_secret is not None):
            raise ValueError(f"{PREFIX}ORIGINALS_KEY and {PREFIX}ORIGINALS_SECRET go together")
        return self

    @model_validator(mode="after")
    def _queue_has_its_engine(self) -> "Settings":
        if self.queue == "procrastinate" and not self.resolved_database_url.startswith("postgres"):
            raise ValueError(f"{PREFIX}QUEUE=procrastinate needs PostgreSQL; set {PREFIX}DATABASE_URL")
        return self

    @model_validator(mode="after")
    def _moved_to_another_folder(self) -> "Settings":
        for name in ("after_store", "after_failure"):
            if _same_folder(folder_of(getattr(self, name)), self.imap_folder):
                raise ValueError(
                    f"{PREFIX}{name.upper()} names {self.imap_folder}, the folder that is polled; name another one"
                )
        return self

    @model_validator(mode="after")
    def _oauth_is_whole(self) -> "Settings":
        if self.imap_auth == "oauth2":
            for name in ("oauth_token_url", "oauth_client_id"):
                if getattr(self, name) is None:
                    raise ValueError(f"IMAP_AUTH=oauth2 needs {PREFIX}{name.upper()}")
            if self.oauth_refresh_token is None and self.oauth_client_secret is None:
                raise ValueError(f"IMAP_AUTH=oauth2 needs {PREFIX}OAUTH_REFRESH_TOKEN or {PREFIX}OAUTH_CLIENT_SECRET")
            if not (self.oauth_token_url or "").startswith("https://"):
                raise ValueError(f"{PREFIX}OAUTH_TOKEN_URL must begin with https://")
        return self

    @property
    def limits(self) -> Limits:
        """The limits as the value that the readers take."""
        bounds = {
            field.name: getattr(self, f"limit_{field.name}")
            for field in fields(Limits)
            if field.name not in {"without_tools", "readable"}
        }
        readable = _names(self.readers_may_read)
        return Limits(**bounds, without_tools=_names(self.without_tools), readable=readable)

    @property
    def trusted(self) -> Trusted:
        """Whom we believe. Raises SettingsError if the file of authorities cannot be read."""
        try:
            authorities = self.pec_ca_file.read_bytes() if self.pec_ca_file is not None else b""
        except OSError as error:
            raise SettingsError(
                f"{PREFIX}PEC_CA_FILE names {self.pec_ca_file}, which cannot be read: {_why(error)}"
            ) from None
        return Trusted(_names(self.auth_serv_id), authorities)

    @property
    def least_trust(self) -> Trust:
        """What a message needs to replace or withdraw something by itself."""
        return Trust(self.trust_to_change)

    @property
    def resolved_database_url(self) -> str:
        """The database to use: the one that is set, else a SQLite file below `data_dir`."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'raccolta.db').resolve()}"

    @property
    def originals_folder(self) -> Path | None:
        """The folder of the originals; None if they are in a bucket."""
        if self.originals_url.startswith("s3://"):
            return None
        return Path(self.originals_url) if self.originals_url else self.data_dir / "originals"

    @property
    def digest_recipients(self) -> tuple[str, ...]:
        """The addresses of DIGEST_TO."""
        return _listed(self.digest_to)

    @property
    def resolved_imap_port(self) -> int:
        """The port to use: the one that is set, else the registered one (RFC 8314 7.1, RFC 9051 2.1)."""
        return self.imap_port or (993 if self.imap_tls == "implicit" else 143)

    @property
    def resolved_smtp_port(self) -> int:
        """The same for the mail server of the digest (RFC 6409 3.1, RFC 8314 3.3, RFC 5321 4.5.4)."""
        return self.smtp_port or {"starttls": 587, "implicit": 465, "none": 25}[self.smtp_tls]


def folder_of(action: str) -> str:
    """The folder that a mailbox action moves mail to, "" if it moves none."""
    return action.removeprefix("move:").strip() if action.startswith("move:") else ""


def _same_folder(one: str, other: str) -> bool:
    """INBOX is the same in any case, other names are not (RFC 9051 5.1)."""
    return one == other or one.upper() == other.upper() == "INBOX"


def for_children() -> dict[str, str]:
    """The environment for processes that read files: no setting, no secret."""
    return confine.bare_environment(os.environ)


@contextmanager
def without_secrets() -> Iterator[None]:
    """What is started meanwhile inherits no setting and no secret of this process."""
    kept = confine.bare_environment(os.environ)
    held = {name: value for name, value in os.environ.items() if name not in kept}
    for name in held:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(held)


@dataclass(frozen=True, slots=True)
class Supervision:
    """Where systemd wants to be told of the service (sd_notify(3)), "" if nowhere; after how many `seconds` without a
    sign of life it ends it, 0 if never.
    """

    socket: str = ""
    seconds: float = 0.0


def supervision(environment: Mapping[str, str] | None = None) -> Supervision:
    """What systemd told this process when it started it."""
    environment = os.environ if environment is None else environment
    # The interval is meant for one process, which need not be this one (sd_watchdog_enabled(3)).
    ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    interval = environment.get("WATCHDOG_USEC", "")
    return Supervision(
        environment.get("NOTIFY_SOCKET", ""), int(interval) / 1e6 if ours and interval.isdecimal() else 0.0
    )


def load(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """The settings in force. `overrides` (options of a command) win over all; those that are None do not count.

    Raises SettingsError with one sentence for the first thing that is wrong.
    """
    environment = os.environ if environment is None else environment
    found = _from_file(environment) | _from_environment(environment)
    values = {name: one.value for name, one in found.items()}
    values |= {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**values)
        # What is in force counts: a password of the environment is not replaced by the file that TOML names.
        settings.secret_files.update(
            {name: one.file for name, one in found.items() if one.file and overrides.get(name) is None}
        )
        return settings
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def language(environment: Mapping[str, str] | None = None) -> str:
    """The language of the settings as far as it can be told, also where others of them are wrong."""
    environment = os.environ if environment is None else environment
    for source in (_from_environment, _from_file):
        with suppress(SettingsError):
            if (found := source(environment).get("language")) is not None:
                return str(found.value)
    return environment.get(f"{PREFIX}LANGUAGE", "en")


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.lower() for name in _listed(value))


def _listed(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


#: How much of a mistyped name must be right for another one to be meant, from 0 to 1.
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class _Found:
    """A setting as it was found, and the file that its value stands in, if it stands in one of its own."""

    value: Any
    file: Path | None = None


def _from_file(environment: Mapping[str, str]) -> dict[str, _Found]:
    if not (path := environment.get(CONFIG_FILE)):
        return {}
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the settings file {path} cannot be read: {error}") from None
    # A relative name is one beside the settings file, from wherever the program is started.
    return _gathered(table, {name: name for name in Settings.model_fields}, "_file", f"in {path}", Path(path).parent)


def _from_environment(environment: Mapping[str, str]) -> dict[str, _Found]:
    ours = {key: value for key, value in environment.items() if key.startswith(PREFIX) and key != CONFIG_FILE}
    return _gathered(
        ours, {PREFIX + name.upper(): name for name in Settings.model_fields}, "_FILE", "in the environment", Path()
    )


def _gathered(
    table: Mapping[str, Any], names: Mapping[str, str], suffix: str, where: str, folder: Path
) -> dict[str, _Found]:
    """The settings of a table, by their `names` in it; a name with `suffix` stands for a file that holds the value."""
    found: dict[str, _Found] = {}
    for key, value in table.items():
        target = key.removesuffix(suffix)
        if key in names:
            found[names[key]] = _Found(_beside(names[key], value, folder))
            if Settings.model_fields[names[key]].annotation == SecretStr | None and value == "":
                raise SettingsError(f"{key} is empty; set it or leave it out")
        elif key.endswith(suffix) and target in names:
            if target in table:
                raise SettingsError(f"both {target} and {key} are set {where}; keep one of them")
            if not isinstance(value, str) or not value:
                raise SettingsError(f"{key} must be the name of a file")
            found[names[target]] = _Found(_content(key, folder / value), folder / value)
        else:
            raise SettingsError(_unknown(key, where, names))
    return found


def _beside(name: str, value: Any, folder: Path) -> Any:
    """The value of a setting; a relative name of a file is one below `folder`."""
    return folder / value if name in _FILES and isinstance(value, str) and value else value


def _content(key: str, file: Path) -> str:
    """What a file of a setting holds, without the end of its line. Raises SettingsError also if that is nothing."""
    try:
        content = file.read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise SettingsError(f"{key} names {file}, which cannot be read: {_why(error)}") from None
    if not content.strip():
        raise SettingsError(f"{key} names {file}, which is empty; write the value into it or leave the setting out")
    return content


def _why(error: Exception) -> str:
    """The reason alone, without the number and the name of a file, which is told already."""
    return getattr(error, "strerror", None) or "it is no text in UTF-8"


def _unknown(key: str, where: str, known: Mapping[str, object]) -> str:
    # What all names share makes none of them near.
    bare = {name.removeprefix(PREFIX): name for name in known}
    near = [bare[name] for name in difflib.get_close_matches(key.removeprefix(PREFIX), bare, n=1, cutoff=_NEAR)]
    return f"unknown setting {key} {where}" + (f"; did you mean {near[0]}?" if near else "")


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    reason = _wanted(first["type"], first.get("ctx", {})) or first["msg"].removeprefix("Value error, ")
    name = "".join(PREFIX + str(part).upper() for part in first["loc"][:1])
    return f"{name}: {reason}" if name else reason


def _wanted(kind: str, facts: Mapping[str, Any]) -> str:
    """What a wrong value should have been, by the kind of error of pydantic; "" for what we say ourselves."""
    if kind.startswith(("int_", "float_")):
        return "must be a whole number" if kind.startswith("int_") else "must be a number"
    if kind.startswith("bool_"):
        return "must be true or false"
    if kind.startswith(("string_type", "path_type")):
        return "must be a text"
    templates = {
        "greater_than_equal": "must be {ge} or more",
        "less_than_equal": "must be {le} or less",
        "literal_error": "must be {expected}",
        "string_too_short": "must not be empty",
    }
    return templates.get(kind, "").format(**facts).replace("'", "")
