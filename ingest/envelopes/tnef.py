"""Outlook's private wrapping of a mail (TNEF, [MS-OXTNEF], `winmail.dat`).

It is taken apart in a child process: the library is known to take all memory of a machine on a damaged file, and only a
process of its own can be given bounds.
"""

import pickle
import signal
import sys

from config import children, settings
from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits
from ingest.mime import MimePart

#: The interpreter and the libraries of the child, and what a file needs beyond them.
_BASE_BYTES, _BYTES_PER_BYTE = 192 * 1024 * 1024, 60
_BASE_SECONDS, _BYTES_PER_SECOND = 5, 1024 * 1024
_MARK = b"\x78\x9f\x3e\x22"


def is_tnef(content: bytes) -> bool:
    """Whether these bytes are TNEF."""
    return content.startswith(_MARK)


def read_tnef(content: bytes, limits: Limits) -> MimePart:
    """The wrapped mail: its text, if any, and its attachments. Raises DocumentLimitError or DocumentError."""
    # What a sound file takes grows with its size; a small one that takes more is damaged.
    memory = min(limits.memory_bytes, _BASE_BYTES + _BYTES_PER_BYTE * len(content))
    seconds = min(limits.document_seconds, _BASE_SECONDS + len(content) // _BYTES_PER_SECOND)
    done = children.run(
        [sys.executable, "-m", "ingest.envelopes.tnef_child"],
        environment=settings.for_children(),
        given=content,
        memory_bytes=memory,
        cpu_seconds=seconds,
        asleep_seconds=limits.asleep_seconds,
    )
    if done.code != 0:
        if "MemoryError" in done.said:
            raise DocumentLimitError(f"taking the TNEF file apart takes more than {memory} bytes of memory")
        if done.code == -signal.SIGXCPU:
            raise DocumentLimitError(f"taking the TNEF file apart takes more than {seconds} seconds of processor time")
        raise DocumentError(f"the TNEF file is damaged: {done.said or f'code {done.code}'}")
    tree = pickle.loads(done.output)  # noqa: S301 - written by our own child a moment ago
    assert isinstance(tree, MimePart)
    return tree
