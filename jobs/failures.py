"""What to do when there is no result: the one table that decides."""

import random
import signal
import traceback
from datetime import datetime, timedelta

from config.errors import (
    NoRoomError,
    NotFoundError,
    OriginalDamagedError,
    OutageError,
    RaccoltaError,
    SettingsError,
    StopError,
    StorageRefusedError,
    ToolOutageError,
    UsageError,
)
from config.vocabulary import ProblemCode
from store.model import Failure, Retry

#: Errors whose own words say all there is to say.
SAYS_ALL = (NotFoundError, SettingsError, UsageError)
#: So often a worker that died is blamed on circumstances; from then on on the message.
WORKER_DEATHS_FORGIVEN = 2


def decide(
    error: BaseException, *, attempt: int, outages: int, now: datetime, base_seconds: int, max_seconds: int
) -> Retry | Failure:
    """Retry for an outage, Failure for what another try would not change.

    `attempt` counts the tries of this message from 1, `outages` those in a row that ended in an outage.
    """
    # Loaded where there are workers: most commands start none.
    from concurrent.futures import TimeoutError as FutureTimeoutError
    from concurrent.futures.process import BrokenProcessPool

    from pebble import ProcessExpired

    if isinstance(error, OriginalDamagedError):
        # Waiting mends nothing. What was read of it earlier stays.
        return Failure(operator_text(error), code=ProblemCode.UNREADABLE_DOCUMENT)
    if isinstance(error, OutageError | StorageRefusedError):
        return Retry(now + delay(outages, base_seconds, max_seconds), operator_text(error))
    if isinstance(error, FutureTimeoutError | TimeoutError) or (
        isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGXCPU
    ):
        return Failure("understanding it took more CPU time than LIMIT_MESSAGE_SECONDS")
    if isinstance(error, MemoryError):
        return Failure("reading it took more memory than LIMIT_MEMORY_BYTES")
    if isinstance(error, ProcessExpired | BrokenProcessPool):
        code = f" with code {error.exitcode}" if isinstance(error, ProcessExpired) else ""
        reason = f"the worker process ended{code} while reading it"
        if attempt <= WORKER_DEATHS_FORGIVEN:
            return Retry(now + delay(outages, 1, max_seconds), reason)
        return Failure(reason)
    if isinstance(error, RaccoltaError):
        return Failure(operator_text(error))
    return Failure(f"internal error: {error!r}"[:500], "".join(traceback.format_exception(error)))


def delay(outages: int, base_seconds: int, max_seconds: int) -> timedelta:
    """Doubles with each outage in a row up to a bound, and is spread by a quarter so that retries do not come at
    once.
    """
    seconds = min(max_seconds, base_seconds * 2 ** min(outages, 30))
    return timedelta(seconds=seconds * random.uniform(0.75, 1.0))


def operator_text(error: RaccoltaError) -> str:
    """What happened, and what that means: the docstring of the error's class."""
    meaning = _meaning(type(error))
    said = str(error).strip()
    if said and isinstance(error, SAYS_ALL):
        return said
    return f"{said.removesuffix('.')}. {meaning}" if said else meaning


def is_of_a_tool(reason: str) -> bool:
    """Whether a reason made by `operator_text` is that of a missing or failing tool."""
    return reason.endswith(operator_text(ToolOutageError()))


def needs_a_person(reason: str) -> bool:
    """Whether a reason made by `operator_text` is of a kind that trying again does not mend."""
    kinds: list[type[RaccoltaError]] = [StopError, NoRoomError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return any(reason.endswith(_meaning(kind)) for kind in kinds)


def _meaning(kind: type[RaccoltaError]) -> str:
    """What an error of a class means: its docstring, in one line."""
    return " ".join((kind.__doc__ or "").split())
