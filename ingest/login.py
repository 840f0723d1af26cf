"""Where a mailbox lies and how to log in."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote


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
    password_file: Path | None = None

    @property
    def key(self) -> str:
        """An RFC 5092 URL of the folder: the name under which the mailbox is kept."""
        return f"imap://{quote(self.user, safe='')}@{self.host}:{self.port}/{quote(self.folder)}"

    def current_password(self) -> str:
        """The password as its file has it now: one that was changed counts at the next login. Else the one that was
        read first.
        """
        if self.password_file is None:
            return self.password
        try:
            # A file that is empty for the moment is being written.
            content = self.password_file.read_text(encoding="utf-8-sig").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            return self.password
        return content if content.strip() else self.password

    def __repr__(self) -> str:
        """The account without its password, so that no log or traceback shows it."""
        return f"ImapAccount({self.user}@{self.host}:{self.port}/{self.folder}, tls={self.tls})"
