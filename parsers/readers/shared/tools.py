"""Programs that readers run. One that is missing, or fails even on a specimen known to be good, is an outage and no
fault of the document; one that refuses this document alone says something about the document.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from config import account, children
from config.errors import DocumentError
from config.limits import Limits


def run_tool(
    command: Sequence[str],
    *,
    tool: str,
    remedy: str,
    is_sound: Callable[[], bool],
    limits: Limits,
    environment: Mapping[str, str],
    given: bytes = b"",
) -> bytes:
    """The output of a program. `tool` is its name in the setting WITHOUT_TOOLS; `is_sound` tries it on a specimen and
    is asked only after it failed.

    Raises DocumentError if it refuses the document or is deliberately not there, ToolOutageError if it is missing or
    fails always, DocumentLimitError if it hangs, TimeSpentError if the document's time is spent.
    """
    ended = attempt(command, tool=tool, remedy=remedy, limits=limits, environment=environment, given=given)
    if ended.code == 0:
        return ended.output
    failed = f"{command[0]} failed with code {ended.code}: {ended.said}"
    if not is_sound():
        raise account.outage(f"{failed}; it fails on every file: {remedy}")
    raise DocumentError(failed)


def attempt(
    command: Sequence[str],
    *,
    tool: str,
    remedy: str,
    limits: Limits,
    environment: Mapping[str, str],
    given: bytes = b"",
    folder: Path | None = None,
    sockets: Path | None = None,
) -> children.Ended:
    """How a program ended, which writes only into `folder` (None: nowhere) and makes sockets in `sockets`. Raises as
    `run_tool`, but leaves it to the caller what an exit code means.
    """
    if tool in limits.without_tools:
        raise DocumentError(f"{command[0]} is needed to read it and is left out by WITHOUT_TOOLS")
    program = shutil.which(command[0])
    if program is None:
        raise account.outage(f"{command[0]} is needed to read it and is not installed: {remedy}")
    try:
        return children.run(
            [program, *command[1:]],
            environment=environment,
            given=given,
            memory_bytes=limits.tool_memory_bytes,
            asleep_seconds=limits.asleep_seconds,
            folder=folder,
            sockets=sockets,
        )
    except OSError as error:
        raise account.outage(f"{command[0]} is needed to read it and cannot be started ({error}): {remedy}") from error
