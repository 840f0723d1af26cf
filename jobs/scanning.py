"""Asks clamd about every mail before it is read: files with a virus in them are set apart, named and not opened.

The process that asks has the network; those that read have not, and never see what was found.
"""

from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial
from typing import Protocol

from config.vocabulary import INFECTED
from ingest.clamd import Clamd
from jobs.readers import Reader
from store.model import AS_USUAL, Submission, Terms
from store.originals import Originals

_NOTHING: Mapping[str, str] = {}


class Sorter(Reader, Protocol):
    """A reader that can also hand over the files of a mail, and leave some of them out."""

    def files(self, sha256: str) -> "Future[dict[str, bytes]]":
        """Begins to take an original apart: the files in it by path, none of them read."""

    def submit(
        self, sha256: str, terms: Terms = AS_USUAL, without: Mapping[str, str] = _NOTHING
    ) -> "Future[Submission]":
        """Begins to read an original but for the files at the paths of `without`, each with the reason."""


class ScannedReader:
    """Reads what clamd has looked at. A mail in which it finds something is taken apart, and its files are asked about
    one by one: the others are read.
    """

    def __init__(self, reader: Sorter, originals: Originals, clamd: Clamd) -> None:
        self._reader, self._originals, self._clamd = reader, originals, clamd

    @property
    def capacity(self) -> int:
        """What `Reader.capacity` promises."""
        return self._reader.capacity

    @property
    def killed(self) -> int:
        """What `Reader.killed` promises."""
        return self._reader.killed

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        """What `Reader.submit` promises; the future fails with ToolOutageError while clamd is away."""
        answer: Future[Submission] = Future()
        try:
            found = self._clamd.find(self._originals.get(sha256))
        except Exception as error:  # noqa: BLE001 - handed on through the future, as a pool does
            answer.set_exception(error)
            return answer
        if not found:
            return self._reader.submit(sha256, terms)
        self._reader.files(sha256).add_done_callback(partial(self._sorted, answer, sha256, terms, found))
        return answer

    def close(self, *, at_once: bool = False) -> None:
        """What `Reader.close` promises."""
        self._reader.close(at_once=at_once)

    def _sorted(
        self, answer: "Future[Submission]", sha256: str, terms: Terms, found: str, files: "Future[dict[str, bytes]]"
    ) -> None:
        """Reads a mail but for what is infected in it. Runs in a thread of the reader."""
        try:
            infected = self._infected(files.result(), found)
            self._reader.submit(sha256, terms, infected).add_done_callback(partial(_handed_on, answer))
        except BaseException as error:  # noqa: BLE001 - as above; a cancelled reading too
            answer.set_exception(error)

    def _infected(self, files: Mapping[str, bytes], found: str) -> dict[str, str]:
        """The paths of what is infected, each with what is in it. If it is in none by itself, nobody knows where: then
        in all.
        """
        named = {path: name for path, content in files.items() if (name := self._clamd.find(content))}
        return {path: f"{INFECTED}{name}" for path, name in (named or dict.fromkeys(files, found)).items()}


def _handed_on(answer: "Future[Submission]", reading: "Future[Submission]") -> None:
    if (error := reading.exception()) is not None:
        answer.set_exception(error)
    else:
        answer.set_result(reading.result())
