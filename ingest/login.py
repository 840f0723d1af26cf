"""Where a mailbox lies and how to log in."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where and how to log in. `tls` is `implicit`, `starttls` or `none`; sizes in bytes, times in seconds. Mail that
    the server took in before `since` is none of ours.
    """

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    tls: str = "implicit"
    ca_file: Path | None = None
    timeout: int = 60
    batch_messages: int = 50
    batch_bytes: int = 32 * 1024 * 1024
    chunk_bytes: int = 8 * 1024 * 1024
    message_bytes: int = 150 * 1024 * 1024
    since: date | None = None

    def __repr__(self) -> str:
        """The account without its password, so that no log or traceback shows it."""
        return f"ImapAccount({self.user}@{self.host}:{self.port}/{self.folder}, tls={self.tls})"
