"""The account of the file at hand: the CPU time that opening or reading it may take, and the tools that it lacked.

CPU time of this process and of the tools it ran, never the clock: on a busy machine everything takes longer, and
nothing is wrong with the mail. Three bounds stand one behind the other: `check` between two pages, a signal that
interrupts Python code, and in worker processes (`enforce`) the kernel's own limit, which ends even code that no signal
reaches.
"""

import math
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import FrameType
from typing import TypeVar

from config.errors import ToolOutageError

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

#: After its limit, a document has this share of it, and at least so many seconds, to hand over what was read.
_GRACE_SHARE, _GRACE_SECONDS = 0.25, 5.0
#: Whoever swallowed the signal gets it again after so many seconds of CPU time.
_RING_AGAIN = 10.0
_NO_LIMIT = float("inf")


class TimeSpentError(BaseException):
    """The CPU time of the document is spent. Not an Exception: libraries catch those, and this one must reach us."""

    def __init__(self, setting: str) -> None:
        """`setting` is the limit that ended it."""
        super().__init__(setting)
        self.setting = setting


@dataclass(slots=True)
class Account:
    """One file being opened or read (or the message as a whole: path ""). `until` is CPU time as `_used` counts it,
    `lacked` the tools that it would have needed, `cut` what a limit kept from being read of it.
    """

    path: str
    setting: str
    until: float
    grace: float
    lacked: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)


_open: ContextVar[tuple[Account, ...]] = ContextVar("_open", default=())


class _Worker:
    """What a worker process adds; nothing in others."""

    enforced = False
    announce: Callable[[str], None] | None = None


def enforce(announce: Callable[[str], None]) -> None:
    """From now on the kernel ends this process if a document goes far past its limit, and `announce` is told the path
    of the document at hand whenever it changes ("" for none). For worker processes only.
    """
    _Worker.enforced, _Worker.announce = True, announce


@contextmanager
def message(seconds: float) -> Iterator[Account]:
    """The whole of a message may take so many seconds; `lacked` of the account tells the tools that any of its files
    lacked.
    """
    with _opened("", "LIMIT_MESSAGE_SECONDS", seconds) as account:
        yield account


@contextmanager
def document(path: str, seconds: float) -> Iterator[Account]:
    """The file at `path` may take so many seconds, files opened inside it not counted. Raises TimeSpentError inside,
    and at once if the time of the message is spent.
    """
    if (whole := _whole()) is not None and whole.until <= _used():
        raise TimeSpentError(whole.setting)
    with _opened(path, "LIMIT_DOCUMENT_SECONDS", seconds) as account:
        yield account


def left() -> float:
    """Seconds of CPU time left for the file at hand; infinite where none is."""
    return min((until for until, _ in _bounds()), default=_NO_LIMIT) - _used()


def check() -> None:
    """Raises TimeSpentError if the time of the file at hand, or that of the message, is spent."""
    used = _used()
    for until, setting in _bounds():
        if until <= used:
            raise TimeSpentError(setting)


def as_far_as_time_allows(
    items: Sequence[_Item], work: Callable[[_Item], _Result]
) -> tuple[list[_Result], Sequence[_Item], str]:
    """The result of `work` for each item until the time is spent, the items left over, and the setting that ended it
    ("" if none is left). What was done stays, and there is time to hand it over.
    """
    done: list[_Result] = []
    for number, item in enumerate(items):
        try:
            check()
            done.append(work(item))
        except TimeSpentError as error:
            allow_to_finish()
            return done, items[number:], error.setting
    return done, (), ""


def allow_to_finish() -> None:
    """Gives the file at hand a little more time, once: to put together what was read of it."""
    if not _open.get():
        return
    end = _used() + _open.get()[-1].grace
    for account in (_open.get()[-1], *_open.get()[:1]):
        account.until = max(account.until, end)
    _open.get()[-1].grace = 0.0
    _arm()


def outage(reason: str) -> ToolOutageError:
    """The error to raise where a tool is missing or fails; noted, so that it is known also where a reader can do
    without.
    """
    for account in _open.get():
        account.lacked.append(reason)
    return ToolOutageError(reason)


def cut_short(note: str) -> None:
    """Notes that a reader left something out for a limit; the document gets a problem with these words."""
    if _open.get():
        _open.get()[-1].cut.append(note)


def pages_cut_short(unread: Sequence[int], count: int, most: int, setting: str) -> None:
    """Notes the pages that were not reached when the time of `setting` was spent, numbered from 1, and those of `count`
    that are more than `most`.
    """
    if unread:
        pages = f"page {unread[0]}" if len(unread) == 1 else f"pages {unread[0]} to {unread[-1]}"
        cut_short(f"not read for lack of time: {pages} ({setting})")
    if count > most:
        cut_short(f"only the first {most} of {count} pages were read (LIMIT_PDF_PAGES is {most}; {count} would do)")


@contextmanager
def _opened(path: str, setting: str, seconds: float) -> Iterator[Account]:
    began = _used()
    account = Account(path, setting, began + seconds, max(seconds * _GRACE_SHARE, _GRACE_SECONDS))
    token = _open.set((*_open.get(), account))
    try:
        _arm()
        yield account
    finally:
        _disarm()
        _open.reset(token)
        for outer in _open.get():
            if outer.path:
                outer.until += _used() - began
        if _open.get():
            _arm()
        else:
            _tell("")


def _whole() -> Account | None:
    """The account of the message, None outside of one."""
    return _open.get()[0] if _open.get() and not _open.get()[0].path else None


def _bounds() -> Iterator[tuple[float, str]]:
    """When the time of the file at hand ends, and that of the message, each with its setting. Between its files a
    message has a little more: for understanding those that were read in time.
    """
    if not _open.get():
        return
    innermost, whole = _open.get()[-1], _whole()
    if innermost is not whole:
        yield innermost.until, innermost.setting
    if whole is not None:
        yield whole.until + (whole.grace if innermost is whole else 0.0), whole.setting


def _used() -> float:
    """CPU seconds of this process and of its children that ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _arm() -> None:
    """Sets the signal and, in a worker, the kernel's limit for the account that is innermost now."""
    seconds = max(left(), 0.001)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGPROF, _ring)
        signal.setitimer(signal.ITIMER_PROF, seconds, _RING_AGAIN)
    if _Worker.enforced:
        own = resource.getrusage(resource.RUSAGE_SELF)
        most = own.ru_utime + own.ru_stime + seconds * (1 + _GRACE_SHARE) + 2 * _GRACE_SECONDS + _RING_AGAIN
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(most), hard))
    _tell(_open.get()[-1].path)


def _disarm() -> None:
    if threading.current_thread() is threading.main_thread():
        signal.setitimer(signal.ITIMER_PROF, 0)
    if _Worker.enforced:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def _tell(path: str) -> None:
    if _Worker.announce is not None:
        _Worker.announce(path)


def _ring(_number: int, _frame: FrameType | None) -> None:
    check()
    # The system's timer was a little early, or the account was extended meanwhile.
    signal.setitimer(signal.ITIMER_PROF, max(left(), 0.01), _RING_AGAIN)
