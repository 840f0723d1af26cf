"""What an archive gives: one file after the other, some of which it may refuse."""

from dataclasses import dataclass

from config.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive under the name it has there. `refused` says why its content could not be taken out, None
    if it was; the other files of the archive do not suffer from it.
    """

    name: str
    content: bytes = b""
    refused: DocumentError | None = None
