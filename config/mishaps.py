"""What an exception means that came out of opening or reading one file: a problem of that file, and of nothing else."""

import errno
from dataclasses import dataclass

from config import account
from config.errors import DocumentError, DocumentLimitError, EncryptedDocumentError, OutageError
from config.vocabulary import ProblemCode

#: What a full or read-only disk, or a system without free handles or processes, says.
_SYSTEM_OUTAGES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.EAGAIN})
_LONGEST = 300

#: What to catch around one file. MemoryError and RecursionError are Exceptions.
CONTAINED = (Exception, account.TimeSpentError)


@dataclass(frozen=True, slots=True)
class Mishap:
    """The problem to record: its code and one sentence."""

    code: ProblemCode
    detail: str


def mishap(error: BaseException, doing: str) -> Mishap:
    """The problem that `error` is; `doing` names the work that it ended (`opening it`). An outage of the system is
    noted in the accounts that are open.
    """
    if isinstance(error, account.TimeSpentError):
        return Mishap(ProblemCode.PROCESSING_LIMIT, f"{doing} took more CPU time than {error.setting}")
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return Mishap(ProblemCode.PROCESSING_LIMIT, f"{doing} takes more than LIMIT_MEMORY_BYTES")
    if isinstance(error, OSError) and error.errno in _SYSTEM_OUTAGES:
        return Mishap(ProblemCode.UNREADABLE_DOCUMENT, str(account.outage(f"{doing} failed: {error}"[:_LONGEST])))
    if isinstance(error, EncryptedDocumentError):
        return Mishap(ProblemCode.ENCRYPTED_DOCUMENT, str(error))
    if isinstance(error, DocumentLimitError):
        return Mishap(ProblemCode.ARCHIVE_LIMIT, str(error))
    if isinstance(error, DocumentError | OutageError):
        return Mishap(ProblemCode.UNREADABLE_DOCUMENT, str(error))
    return Mishap(ProblemCode.UNREADABLE_DOCUMENT, f"{doing} failed: {error!r}"[:_LONGEST])
