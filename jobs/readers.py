"""Runs `read_submission` in worker processes that can be killed: time and memory of one message harm no other."""

import ctypes
import multiprocessing
import resource
import signal
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from pebble import ProcessPool

from config.limits import Limits
from jobs.pipeline import read_submission
from parsers.campo_model import NOTHING_LEARNED, CampoModel
from store.model import Submission
from store.originals import Originals, OriginalsOnDisk

_PR_SET_PDEATHSIG = 1
#: Messages after which a worker is replaced, so that memory returns to a plateau.
_TASKS_PER_WORKER = 200


class Reader(Protocol):
    """Something that reads stored originals."""

    @property
    def capacity(self) -> int:
        """How many messages are worth handing over at once."""

    def submit(self, sha256: str) -> "Future[Submission]":
        """Begins to read an original."""

    def close(self, *, at_once: bool = False) -> None:
        """Ends the reader; `at_once` gives up what it is reading."""


class InlineReader:
    """Reads in this process, one after the other: the twin of `WorkerPool` for tests and dry runs."""

    capacity = 1

    def __init__(self, originals: Originals, limits: Limits, own_address: str = "", model: CampoModel = NOTHING_LEARNED) -> None:
        self._originals, self._limits, self._own_address, self._model = originals, limits, own_address, model

    def submit(self, sha256: str) -> "Future[Submission]":
        """What `Reader.submit` promises."""
        future: Future[Submission] = Future()
        try:
            future.set_result(read_submission(self._originals.get(sha256), self._limits, self._own_address, self._model))
        except Exception as error:  # noqa: BLE001 - handed on through the future, as a pool does
            future.set_exception(error)
        return future

    def close(self, *, at_once: bool = False) -> None:
        """Nothing to end."""


class WorkerPool:
    """Worker processes, started at first use. Originals are handed over by name, not as bytes."""

    def __init__(self, folder: Path, limits: Limits, workers: int, own_address: str = "", model: CampoModel = NOTHING_LEARNED) -> None:
        self._folder, self._limits, self._own_address, self._model = folder, limits, own_address, model
        self.capacity = workers * 2
        # Forking a process that has threads is unsafe; the fork server has none and has our modules loaded.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["jobs.readers", "parsers.readers.docx", "parsers.readers.pdf"])
        self._pool = ProcessPool(
            max_workers=workers, max_tasks=_TASKS_PER_WORKER, initializer=_set_up_worker, initargs=(limits.memory_bytes,), context=context
        )

    def submit(self, sha256: str) -> "Future[Submission]":
        """What `Reader.submit` promises; the future fails with TimeoutError or ProcessExpired when the worker had to die."""
        arguments = (str(self._folder), sha256, self._limits, self._own_address, self._model)
        future: Future[Submission] = self._pool.schedule(_read_stored, args=arguments, timeout=self._limits.message_seconds)
        return future

    def close(self, *, at_once: bool = False) -> None:
        """What `Reader.close` promises."""
        if at_once:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()


def _read_stored(folder: str, sha256: str, limits: Limits, own_address: str, model: CampoModel) -> Submission:
    return read_submission(OriginalsOnDisk(Path(folder)).get(sha256), limits, own_address, model)


def _set_up_worker(memory_bytes: int) -> None:
    """Bounds memory, leaves Ctrl-C to the parent, and dies with it."""
    # Only the soft limit: tools run in children, which may need more address space than they use.
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, resource.getrlimit(resource.RLIMIT_AS)[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):
        pass
