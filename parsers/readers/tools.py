"""Programs that readers run: each in a child of its own that ends with us, within time, without our memory limit."""

import ctypes
import resource
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence

from config.errors import DocumentError, DocumentLimitError

_PR_SET_PDEATHSIG = 1


def run_tool(command: Sequence[str], *, remedy: str, seconds: float, environment: Mapping[str, str], given: bytes = b"") -> bytes:
    """The output of a program. Raises DocumentError if it is not installed (with the remedy) or fails, DocumentLimitError
    if it takes too long.
    """
    program = shutil.which(command[0])
    if program is None:
        raise DocumentError(f"{command[0]} is needed to read it and is not installed: {remedy}")
    try:
        done = subprocess.run(
            [program, *command[1:]],
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=dict(environment),
            preexec_fn=_set_up,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentLimitError(f"{command[0]} took longer than {seconds:.0f} seconds") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1][:200]
        raise DocumentError(f"{command[0]} failed with code {done.returncode}: {said}")
    return done.stdout


def _set_up() -> None:
    """In the child: dies with its parent, and may use more address space than a reader may."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
