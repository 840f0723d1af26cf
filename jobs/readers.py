"""Runs `read_submission` in worker processes that can be killed: time and memory of one message harm no other."""

import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import tempfile
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from typing import Any, Protocol

from pebble import ProcessExpired, ProcessPool

from config import children, confine
from config.landlock import Files
from config.limits import Limits
from config.settings import without_secrets
from config.trusted import NOBODY, Trusted
from jobs.places import Place, Places
from parsers.campo.learned import NOTHING_LEARNED, CampoModel
from parsers.readers import sockets
from store.model import AS_USUAL, Submission, Terms
from store.originals import Originals

_PR_SET_PDEATHSIG = 1
#: Messages after which a worker is replaced, so that memory returns to a plateau.
_TASKS_PER_WORKER = 200
#: No file that a reader or its tool writes is larger.
_LARGEST_FILE = 1024 * 1024 * 1024
_NOTHING: Mapping[str, str] = {}


class Reader(Protocol):
    """Something that reads stored originals."""

    @property
    def capacity(self) -> int:
        """How many messages are worth handing over at once."""

    @property
    def killed(self) -> int:
        """How many worker processes died or were killed at a message so far."""

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        """Begins to read an original, on the `terms` that persons gave."""

    def close(self, *, at_once: bool = False) -> None:
        """Ends the reader; `at_once` gives up what it is reading."""


class InlineReader:
    """Reads in this process, one after the other: the twin of `WorkerPool` for tests and dry runs."""

    capacity, killed = 1, 0

    def __init__(
        self,
        originals: Originals,
        limits: Limits,
        own_address: str = "",
        model: CampoModel = NOTHING_LEARNED,
        trusted: Trusted = NOBODY,
    ) -> None:
        self._originals, self._limits = originals, limits
        self._own_address, self._model, self._trusted = own_address, model, trusted

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        """What `Reader.submit` promises."""
        from jobs.reading import read

        future: Future[Submission] = Future()
        limits = terms.of(self._limits)
        known = (self._own_address, self._model, _NOTHING, dict(terms.replaced), self._trusted)
        try:
            future.set_result(read(self._originals, sha256, limits, *known))
        except Exception as error:  # noqa: BLE001 - handed on through the future, as a pool does
            future.set_exception(error)
        return future

    def close(self, *, at_once: bool = False) -> None:
        """Nothing to end."""


@dataclass(slots=True)
class _Task:
    """A message on its way through the pool: `without` are the documents left out of it, `killed` those at which its
    worker was killed once, which need not have been their fault.
    """

    sha256: str
    answer: "Future[Submission]"
    terms: Terms
    without: dict[str, str] = field(default_factory=dict)
    killed: set[str] = field(default_factory=set)


class WorkerPool:
    """Worker processes, started at first use. Originals are handed over by name, not as bytes.

    A message whose worker dies at a document is read again without that document, which is named.
    """

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        workers: int,
        own_address: str = "",
        model: CampoModel = NOTHING_LEARNED,
        trusted: Trusted = NOBODY,
    ) -> None:
        # Workers stand in a folder of their own.
        self._folder, self._limits = folder.absolute(), limits
        self._own_address, self._model, self._trusted = own_address, model, trusted
        self._workers, self.capacity, self.killed = workers, workers * 4, 0
        self._places = Places(limits.asleep_seconds)
        #: The only folder that readers and their tools write into; emptied when the pool ends.
        self._scratch = tempfile.TemporaryDirectory(prefix="raccolta-scratch-", ignore_cleanup_errors=True)
        self._pool = self._start()
        self._closed = False

    def _start(self) -> ProcessPool:
        # Forking a process that has threads is unsafe; the fork server has none and has our modules loaded.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(
            ["jobs.readers", "jobs.reading", "parsers.readers.docx.document", "parsers.readers.pdf.document"]
        )
        with without_secrets():
            # Workers are forked from it, so what it does not know they cannot give away.
            ensure_running()
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=_TASKS_PER_WORKER,
            initializer=_set_up_worker,
            initargs=(self._limits.memory_bytes, self._files(), tuple(map(Path, self._limits.readable))),
            context=context,
        )

    def _files(self) -> Files:
        """What workers keep of the file system: originals to read, and their scratch folder, which comes first."""
        return Files((self._folder,), (Path(self._scratch.name), self._places.folder), (sockets.SOCKETS,))

    def submit(
        self, sha256: str, terms: Terms = AS_USUAL, without: Mapping[str, str] = _NOTHING
    ) -> "Future[Submission]":
        """What `Reader.submit` promises, but for the files at the paths of `without`, each with the reason; the future
        fails with ProcessExpired when the worker died at no document, or at too many.
        """
        self._awake()
        task = _Task(sha256, Future(), terms, dict(without))
        self._begin(task)
        return task.answer

    def files(self, sha256: str) -> "Future[dict[str, bytes]]":
        """Begins to take an original apart: the files in it by path, none of them read."""
        self._awake()
        future: Future[dict[str, bytes]] = self._pool.schedule(
            _take_apart, args=(str(self._folder), sha256, self._limits)
        )
        return future

    def _awake(self) -> None:
        if not (self._pool.active or self._closed):
            # It breaks if its workers are killed while they wait for work.
            self._pool.stop()
            self._pool = self._start()

    def _begin(self, task: _Task) -> None:
        place = self._places.begin()
        limits = task.terms.of(self._limits)
        told = (self._own_address, self._model, dict(task.without), dict(task.terms.replaced), self._trusted)
        arguments = (str(self._folder), task.sha256, limits, *told, str(place.file))
        future: Future[Submission] = self._pool.schedule(_read_stored, args=arguments)
        future.add_done_callback(partial(self._ended, task, place))

    def _ended(self, task: _Task, place: Place, future: "Future[Submission]") -> None:
        """Hands on the result, or begins anew without the document that killed the worker. Runs in a thread of the
        pool.
        """
        document = place.document
        self._places.end(place)
        sockets.sweep()
        if future.cancelled():
            task.answer.cancel()
            return
        error = future.exception()
        self.killed += isinstance(error, ProcessExpired)
        if error is None:
            task.answer.set_result(future.result())
        elif isinstance(error, ProcessExpired) and document and len(task.without) < self._limits.worker_deaths:
            self._blame(task, document, error.exitcode, slept=place.slept)
            try:
                self._begin(task)
            except RuntimeError:
                # The pool is being closed.
                task.answer.set_exception(error)
        else:
            task.answer.set_exception(error)

    def _blame(self, task: _Task, document: str, exitcode: int, *, slept: bool) -> None:
        """A worker that was killed from outside (by the system for want of memory, by a person) is forgiven once."""
        if exitcode == -signal.SIGKILL and not slept and document not in task.killed:
            task.killed.add(document)
            return
        reasons = {
            -signal.SIGXCPU: "reading it took more CPU time than LIMIT_DOCUMENT_SECONDS and could not be interrupted"
        }
        slept_for = f"the worker did nothing for {self._limits.asleep_seconds} seconds at it (LIMIT_ASLEEP_SECONDS)"
        died = f"the worker process ended with code {exitcode} at it"
        task.without[document] = slept_for if slept else reasons.get(exitcode, died)

    def close(self, *, at_once: bool = False) -> None:
        """What `Reader.close` promises; closing it again does nothing."""
        if self._closed:
            return
        self._closed = True
        if at_once:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()
        self._places.close()
        self._scratch.cleanup()


# What reading takes is loaded in the workers alone: the service around them stays small.


def _read_stored(*arguments: Any) -> Submission:
    from jobs.reading import read_stored

    return read_stored(*arguments)


def _take_apart(folder: str, sha256: str, limits: Limits) -> dict[str, bytes]:
    from jobs.reading import take_apart

    return take_apart(folder, sha256, limits)


def _set_up_worker(memory_bytes: int, files: Files, readable: tuple[Path, ...]) -> None:
    """Bounds memory and files, shuts itself in, leaves Ctrl-C to the parent, and dies with it."""
    # What was loaded stays for good: nothing is looked for in it, and its memory stays shared.
    gc.freeze()
    scratch = files.written[0]
    os.chdir(scratch)
    tempfile.tempdir = str(scratch)
    confine.bounded(_LARGEST_FILE)
    confine.shut_in(files, readable)
    children.adopt()
    # Only the soft limit: tools run in children, which may need more address space than they use.
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, resource.getrlimit(resource.RLIMIT_AS)[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):
        pass
