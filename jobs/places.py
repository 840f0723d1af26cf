"""At which document each worker is: written by the worker before it begins, read by its parent when the worker has
died.
"""

import json
import os
import signal
import tempfile
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

from config.children import Sleep

#: Seconds between two looks at whether the workers do anything.
_LOOK = 2.0


class Place:
    """One reading of one message by a worker. `slept` is true once the worker was ended because it did nothing."""

    def __init__(self, file: Path) -> None:
        self.file, self.slept = file, False

    @property
    def worker(self) -> int | None:
        """The process, None before it began."""
        pid = self._read().get("pid")
        return pid if isinstance(pid, int) else None

    @property
    def document(self) -> str:
        """The path of the document at hand, "" between documents."""
        return str(self._read().get("path", ""))

    def _read(self) -> dict[str, object]:
        try:
            found = json.loads(self.file.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def announcer(file: Path) -> Callable[[str], None]:
    """For the worker: what tells the parent the path of the document at hand."""

    def announce(path: str) -> None:
        # What the kernel has taken survives the death of the process; nothing need be flushed.
        with open(file, "wb", buffering=0) as out:
            out.write(json.dumps({"pid": os.getpid(), "path": path}).encode())

    return announce


class Places:
    """The readings under way. A thread of its own ends workers that do nothing for `asleep_seconds`, tools included."""

    def __init__(self, asleep_seconds: float) -> None:
        self._asleep_seconds = asleep_seconds
        self._folder = tempfile.TemporaryDirectory(prefix="raccolta-places-")
        self._watched: dict[Place, Sleep | None] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        threading.Thread(target=self._watch, name="sleepers", daemon=True).start()

    @property
    def folder(self) -> Path:
        """Where workers write at which document they are."""
        return Path(self._folder.name)

    def begin(self) -> Place:
        """A place for one reading."""
        place = Place(Path(self._folder.name, uuid.uuid4().hex))
        with self._lock:
            self._watched[place] = None
        return place

    def end(self, place: Place) -> None:
        """The reading is over."""
        with self._lock:
            self._watched.pop(place, None)
        place.file.unlink(missing_ok=True)

    def close(self) -> None:
        """Ends the thread."""
        self._closing.set()
        self._folder.cleanup()

    def _watch(self) -> None:
        while not self._closing.wait(_LOOK):
            with self._lock:
                for place in list(self._watched):
                    self._look_at(place)

    def _look_at(self, place: Place) -> None:
        if (worker := place.worker) is None:
            return
        sleep = self._watched[place] or Sleep(worker)
        self._watched[place] = sleep
        if sleep.look(_LOOK) >= self._asleep_seconds and not place.slept:
            place.slept = True
            try:
                os.kill(worker, signal.SIGKILL)
            except ProcessLookupError:
                pass
