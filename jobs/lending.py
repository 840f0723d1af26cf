"""Reads originals that do not lie on this machine: each is lent to the reading processes, which reach no network."""

import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from jobs.processes import is_dead, ourselves
from jobs.readers import Reader
from store.model import AS_USUAL, Submission, Terms
from store.originals import Originals, OriginalsOnDisk

_FOLDER = "lent"


class Lender:
    """A reader before another one that reads from a folder. What is lent is fetched meanwhile, and is gone as soon as
    it was read; what a killed process left behind goes at the next start.
    """

    def __init__(self, originals: Originals, reader: Callable[[Path], Reader], data_dir: Path) -> None:
        """`reader` makes the reader of a folder."""
        self._originals = originals
        self._folder = _own_folder(data_dir / _FOLDER)
        self._copies = OriginalsOnDisk(self._folder)
        self._reader = reader(self._folder)
        self._fetching = ThreadPoolExecutor(self._reader.capacity, thread_name_prefix="fetch")
        self._lent: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def capacity(self) -> int:
        """What `Reader.capacity` promises."""
        return self._reader.capacity

    @property
    def killed(self) -> int:
        """What `Reader.killed` promises."""
        return self._reader.killed

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        """What `Reader.submit` promises; the future fails as `Originals.get` does."""
        answer: Future[Submission] = Future()
        names = {sha256, *(name for _, name in terms.replaced)}
        self._fetching.submit(self._read, names, sha256, terms, answer)
        return answer

    def close(self, *, at_once: bool = False) -> None:
        """What `Reader.close` promises."""
        self._fetching.shutdown(wait=not at_once, cancel_futures=at_once)
        self._reader.close(at_once=at_once)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self, names: Iterable[str], sha256: str, terms: Terms, answer: "Future[Submission]") -> None:
        held: list[str] = []
        try:
            for name in names:
                held.append(name)
                self._lend(name)
            with self._lock:
                future = self._reader.submit(sha256, terms)
        except Exception as error:  # noqa: BLE001 - handed on through the future, as a pool does
            self._give_back(held)
            answer.set_exception(error)
        else:
            future.add_done_callback(partial(self._ended, held, answer))

    def _lend(self, name: str) -> None:
        with self._lock:
            self._lent[name] += 1
            is_here = self._copies.path(name).exists()
        if not is_here:
            self._copies.put(self._originals.get(name))

    def _give_back(self, names: Iterable[str]) -> None:
        with self._lock:
            for name in names:
                self._lent[name] -= 1
                if not self._lent[name]:
                    del self._lent[name]
                    self._copies.path(name).unlink(missing_ok=True)

    def _ended(self, names: Iterable[str], answer: "Future[Submission]", future: "Future[Submission]") -> None:
        self._give_back(names)
        if future.cancelled():
            answer.cancel()
        elif (error := future.exception()) is not None:
            answer.set_exception(error)
        else:
            answer.set_result(future.result())


def _own_folder(common: Path) -> Path:
    """A new folder of this process; those of dead ones are removed."""
    for left in common.glob("*"):
        if is_dead(left.name):
            shutil.rmtree(left, ignore_errors=True)
    own = common / str(ourselves())
    own.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=own))
