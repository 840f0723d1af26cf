"""A terminal for programs that draw a screen: a pseudo-terminal of the system, its frames drawn by pyte."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pyte

#: Generous: a loaded machine takes long to load what draws the screen.
_PATIENCE = 240.0


class Terminal:
    """A program in a terminal of so many columns and lines."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], columns: int, lines: int) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        told = {**environment, "TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(lines)}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=told, start_new_session=True, close_fds=True
        )
        os.close(theirs)

    @property
    def frame(self) -> str:
        """What stands on the screen now, a line a line."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def type(self, keys: str) -> None:
        """Presses keys."""
        os.write(self._ours, keys.encode())

    def until(self, holds: Callable[[str], bool]) -> str:
        """Waits until something holds of the frame, and returns it. Fails with the frame if the program ends before, or
        nothing comes of it.
        """
        end = time.monotonic() + _PATIENCE
        while not holds(self.frame):
            assert time.monotonic() < end, f"it never came:\n{self.frame}"
            assert self._read(), f"the program ended:\n{self.frame}"
        return self.frame

    def shows(self, *words: str) -> str:
        """Waits until all of these stand in the frame."""
        return self.until(lambda frame: all(word in frame for word in words))

    def end(self) -> int:
        """Waits for the end of the program, and returns its exit code."""
        end = time.monotonic() + _PATIENCE
        while self._read():
            assert time.monotonic() < end, f"it never ended:\n{self.frame}"
        return self.process.wait(_PATIENCE)

    def _read(self) -> bool:
        """Draws what came; False once the program has let go of the terminal."""
        ready, _, _ = select.select([self._ours], [], [], 0.2)
        if not ready:
            return True
        try:
            said = os.read(self._ours, 65536)
        except OSError:  # Linux says so when nobody holds the other end any more.
            return False
        self._stream.feed(said)
        return bool(said)

    def close(self) -> None:
        """Ends the program if it still runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(60)
        os.close(self._ours)


@contextmanager
def terminal(
    command: Sequence[str], environment: Mapping[str, str], columns: int = 80, lines: int = 24
) -> Iterator[Terminal]:
    """Starts a program in a terminal."""
    opened = Terminal(command, environment, columns, lines)
    try:
        yield opened
    finally:
        opened.close()
