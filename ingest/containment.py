"""One bad file never takes the mail with it: each is opened in an account of its own, and a fault in it is its
problem.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import TypeVar

from config import account
from config.errors import DocumentError
from config.limits import Limits, over
from config.mishaps import CONTAINED, mishap
from config.vocabulary import DocumentStatus, Problem, ProblemCode
from ingest.model import File

_Answer = TypeVar("_Answer")
_STATUS = {
    ProblemCode.ARCHIVE_LIMIT: DocumentStatus.LIMIT,
    ProblemCode.PROCESSING_LIMIT: DocumentStatus.LIMIT,
    ProblemCode.ENCRYPTED_DOCUMENT: DocumentStatus.ENCRYPTED,
}


@dataclass(slots=True)
class Containment:
    """The files and problems of one message as its opening goes on. `without` are paths of files that are not to be
    opened.
    """

    limits: Limits
    without: Collection[str] = ()
    files: dict[str, File] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    #: Every file as it came, opened or not; the paths of mails inside; the number that the next file of a name gets.
    taken: dict[str, bytes] = field(default_factory=dict)
    mails: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def _is_full(self) -> bool:
        """Whether no more is taken in: archives and mails, which are no files themselves, count half."""
        most = self.limits.files
        return len(self.files) >= most or len(self.taken) + len(self.mails) >= 2 * most

    def _too_many(self) -> str:
        return f"too many files in one message ({over('files', self.limits.files)})"

    def _contained(self, file: File, work: Callable[[], None]) -> None:
        """Opens a file; one that cannot be opened to its end is itself a document, so that nobody overlooks it."""
        try:
            with account.document(file.path, self.limits.document_seconds):
                work()
        except CONTAINED as error:
            found = mishap(error, "opening it")
            self._keep_closed(file, found.code, found.detail)

    def _kept_for_readers(self, file: File, error: BaseException) -> None:
        """Keeps a file at which sorting it in failed: it may still be read as what it is, unless the fault is its
        own.
        """
        found = mishap(error, "opening it")
        if isinstance(error, DocumentError):
            self._keep_closed(file, found.code, found.detail)
        else:
            self.files[file.path] = file
            self._problem(found.code, found.detail, file.path)

    def _keep_closed(self, file: File, code: ProblemCode, detail: str) -> None:
        """Keeps a file that cannot be read as a document of its own, so that nobody overlooks it: one problem says
        why.
        """
        self.files[file.path] = replace(file, status=_STATUS.get(code, DocumentStatus.UNREADABLE), reason=detail)
        self._problem(code, detail, file.path)

    def _tried(self, what: str, path: str, work: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
        """The answer of `work`, on which no file hangs: a fault in it costs the answer alone, and is told."""
        try:
            return work()
        except CONTAINED as error:
            self._note(error, what, path.rstrip("/") or None)
            return otherwise

    def _told(self, path: str, work: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
        """As `_tried`, for what a file is."""
        return self._tried("telling what it is", path, work, otherwise)

    def _note(self, error: BaseException, what: str, path: str | None) -> None:
        found = mishap(error, what)
        code = ProblemCode.INTERNAL_ERROR if found.code is ProblemCode.UNREADABLE_DOCUMENT else found.code
        self._problem(code, found.detail, path)

    def _problem(self, code: ProblemCode, detail: str, document: str | None) -> None:
        self.problems.append(Problem(code, detail, document=document))
