"""Outlook's private wrapping of a mail (TNEF, [MS-OXTNEF], `winmail.dat`).

It is taken apart in a child process: the library is known to take all memory of a machine on a damaged file, and only a
process of its own can be given bounds.
"""

import pickle
import resource
import subprocess
import sys

from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits
from ingest.mime import MimePart

_MARK = b"\x78\x9f\x3e\x22"


def is_tnef(content: bytes) -> bool:
    """Whether these bytes are TNEF."""
    return content.startswith(_MARK)


def read_tnef(content: bytes, limits: Limits) -> MimePart:
    """The wrapped mail: its text, if any, and its attachments. Raises DocumentLimitError or DocumentError."""

    def bound() -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, hard))

    try:
        done = subprocess.run(
            [sys.executable, "-m", "ingest.envelopes.tnef_child"],
            input=content,
            capture_output=True,
            timeout=max(limits.message_seconds / 3, 1),
            check=False,
            preexec_fn=bound,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentLimitError("taking the TNEF file apart takes too long") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1][:200]
        if "MemoryError" in said:
            raise DocumentLimitError("taking the TNEF file apart takes more than LIMIT_MEMORY_BYTES")
        raise DocumentError(f"the TNEF file is damaged: {said or f'code {done.returncode}'}")
    tree = pickle.loads(done.stdout)  # noqa: S301 - written by our own child a moment ago
    assert isinstance(tree, MimePart)
    return tree
