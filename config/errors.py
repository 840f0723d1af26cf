"""Errors, typed by what to do next. The docstring of each class is the text an operator reads.

Defects of a mail or document are not errors but `config.vocabulary.Problem` values: an exception here means that
there is no result at all.
"""


class RaccoltaError(Exception):
    """Something went wrong."""


class OutageError(RaccoltaError):
    """A thing we depend on is not available just now; nothing is wrong with the mail and it will be tried again."""


class StopError(RaccoltaError):
    """Trying again cannot help until a person changes something."""


class SettingsError(StopError):
    """A setting is wrong, missing or unknown."""


class MailboxUnavailableError(OutageError):
    """The mailbox could not be reached or broke off; the next poll tries again."""


class MailboxBusyError(MailboxUnavailableError):
    """The mailbox asks to be left alone for a while; intake goes on by itself after that."""

    def __init__(self, text: str, seconds: int | None = None) -> None:
        """`seconds` is how long the server said to wait, None if it did not say."""
        super().__init__(text)
        self.seconds = seconds


class MailboxRefusedError(StopError):
    """The mailbox refused the user name, password, certificate or folder; correct the IMAP settings."""


class MailboxActionRefusedError(StopError):
    """Mail is taken in and read all the same; change AFTER_STORE, AFTER_FAILURE or what the account may do on the
    server.
    """


class FirstStartError(StopError):
    """A mailbox with years of mail is taken in only as somebody says; set START_FROM to `all` or to a date."""


class DatabaseUnavailableError(OutageError):
    """The database did not answer; intake pauses and goes on by itself when it does."""


class SchemaError(StopError):
    """The tables of the database are not those of this version; run `raccolta db upgrade`."""


class StorageUnavailableError(OutageError):
    """An original could not be written or read (disk full, read-only, gone); the mailbox is left as it is."""


class NoRoomError(StorageUnavailableError, DatabaseUnavailableError):
    """The disk is full or may not be written: make room or correct its rights; mail stays where it is, and work goes on
    by itself.
    """


class DatabaseDamagedError(StopError):
    """The file of the database is damaged, or no database; stop the service, move the file away and bring back a copy
    with `raccolta db restore`.
    """


class OriginalUnreadableError(StorageUnavailableError):
    """An original is not there or cannot be read; it is tried again, and can be brought back from a backup."""


class OriginalDamagedError(OriginalUnreadableError):
    """An original is not what it was; when it is back, `raccolta rerun` the message."""


class StorageRefusedError(StopError):
    """The storage of originals refuses us, so that mail waits; correct ORIGINALS_URL, its key or what it may do."""


class MailServerError(OutageError):
    """The mail server that the digest is sent by did not take it; it is tried again."""


class NoDataError(StopError):
    """Nothing was taken in here so far; `raccolta poll` or `raccolta import` begins, or name another --data-dir."""


class NotFoundError(StopError):
    """There is no record with that number."""


class UnsoundError(StopError):
    """What is stored is not as it should be; what was said above tells which."""


class UsageError(StopError):
    """The command cannot be carried out as typed."""


class DocumentError(RaccoltaError):
    """A document cannot be read; raised inside a reader and recorded as a problem of that document alone."""


class EncryptedDocumentError(DocumentError):
    """A document needs a password to be opened."""


class DocumentLimitError(DocumentError):
    """A document goes past a limit of the settings."""


class ToolOutageError(OutageError, DocumentError):
    """A program that reading needs is missing or fails; mend it, and what waits for it is read by itself."""
