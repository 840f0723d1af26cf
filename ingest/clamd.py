"""Asks clamd whether bytes hold a virus (INSTREAM of clamd(8)): they go over a socket in pieces, and a line comes back.

clamd knows mails and archives itself: a mail as a whole is asked about first.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from config.errors import ToolOutageError

_PIECE = 64 * 1024
#: An answer is a line; whoever says more is not clamd.
_LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Clamd:
    """A clamd at `place`, the path of its socket or HOST:PORT; after `seconds` without an answer it is given up."""

    place: str
    seconds: float = 120.0

    def find(self, content: bytes) -> str:
        """The name of what it found in `content`, "" if nothing. Raises ToolOutageError if it does not answer, or does
        not look at all of it.
        """
        answer = self._asked(b"zINSTREAM\0", content)
        name = answer.removeprefix("stream: ")
        if name == "OK":
            return ""
        if name.endswith(" FOUND"):
            return name.removesuffix(" FOUND").strip() or "something"
        advice = (
            "; make StreamMaxLength in clamd.conf larger than LIMIT_MESSAGE_BYTES" if "size limit" in answer else ""
        )
        raise ToolOutageError(f"clamd did not look for viruses: {answer or 'no answer'}{advice}")

    def ping(self) -> None:
        """Raises ToolOutageError if it is not there."""
        if (answer := self._asked(b"zPING\0", None)) != "PONG":
            raise ToolOutageError(f"{self.place} answers as no clamd does: {answer[:80]!r}")

    def _asked(self, order: bytes, content: bytes | None) -> str:
        try:
            with self._connected() as link:
                link.sendall(order)
                try:
                    for at in range(0, len(content or b""), _PIECE):
                        piece = (content or b"")[at : at + _PIECE]
                        link.sendall(struct.pack(">I", len(piece)) + piece)
                    if content is not None:
                        link.sendall(struct.pack(">I", 0))
                except (BrokenPipeError, ConnectionResetError):
                    # It says why it will hear no more.
                    pass
                return b"".join(_pieces(link)).rstrip(b"\0\n").decode("utf-8", "replace")
        except OSError as error:
            raise ToolOutageError(
                f"clamd at {self.place} cannot be reached: {error}; start it, or unset CLAMD"
            ) from error

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        host, _, port = self.place.rpartition(":")
        if host and port.isdigit():
            link = socket.create_connection((host.strip("[]"), int(port)), self.seconds)
        else:
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            link.settimeout(self.seconds)
        with link:
            if link.family == socket.AF_UNIX:
                link.connect(self.place)
            yield link


def _pieces(link: socket.socket) -> Iterator[bytes]:
    got = 0
    while got < _LONGEST_ANSWER and (piece := link.recv(_PIECE)):
        got += len(piece)
        yield piece
        if piece.endswith((b"\0", b"\n")):
            return
